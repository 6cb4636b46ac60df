"""One function a reader of foreign bytes: it reads them, or says in the gate's own words why not.

The tests call them on what hypothesis draws, `tests/fuzz/run.py` on what atheris finds by coverage. Anything else than
the gate's own errors leaves a target as it was raised.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from gate.case.places import lines
from gate.config.load import load as load_config
from gate.config.selectors import Selector
from gate.documents import DocumentError, parse
from gate.evidence.blocks import put_items
from gate.evidence.migration import migrate
from gate.evidence.pack import KINDS, load
from gate.evidence.states import load_state, state_path, state_text
from gate.git.entry import Entry
from gate.git.snapshot import Snapshot
from gate.harness import read as read_runs
from gate.harness.run import Reading
from gate.harness.source import Source
from gate.policy.bundle import read_metadata
from gate.recognise.scan import scan_file
from gate.surfaces.compare import compare
from gate.surfaces.reader import Reader
from gate.surfaces.records import compare_records
from gate.surfaces.significance import between, significance
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import State
from gate.values.errors import EvidenceError, TunegateError
from gate.values.forms import FORMS
from gate.values.redact import redact, redact_record
from gate.values.text import Lines, Text, log_safe, visible

DOCUMENTS = (
    "yaml json toml python notebook shell zsh hcl bicep colang dockerfile frontmatter modelfile".split()  # every parser
)
RECORDS = ("jsonl", "json", "csv", "tsv", "parquet")
FOLDER = "evidence/m"
EMPTY = State("m", ("base_model", "system_prompt"), ())
OLD = State("m", EMPTY.surfaces, (), form=FORMS[0])


class Files(Snapshot):
    """A snapshot of a few files in memory: a process of git for every input would be most of the time."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.name = "0" * 40
        self._is_raw = True

    def entries(self, prefixes: object) -> dict[str, Entry]:
        return {path: Entry("100644", None) for path in self.files}

    def entry(self, path: str) -> Entry | None:
        return Entry("100644", None) if path in self.files else None

    def read(self, path: str, entry: Entry, *, limit: int) -> bytes:
        return self.files[path][:limit]

    def stream(self, path: str, entry: Entry) -> Iterator[bytes]:
        yield self.files[path]


def document(format: str) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        with suppress(DocumentError):
            found = parse(data, format)
            canonical_json(found.plain())  # no value that JSON does not know
            lines(found)
            for tokens, leaf in found.leaves():
                assert 1 <= leaf.line <= leaf.end_line
                found.kinds(tokens)

    return target


def records(format: str) -> Callable[[bytes], None]:
    """Two files, parted by a NUL: other bytes are never no change."""

    def target(data: bytes) -> None:
        base, _, head = data.partition(b"\0")
        found = compare_records(lambda: iter([base]), lambda: iter([head]), format)
        assert bool(found) == (base != head)

    return target


def config(data: bytes) -> None:
    with suppress(TunegateError):
        load_config(data, "tunegate.yaml")


def evidence(kind: str) -> Callable[[bytes], None]:
    path = f"{FOLDER}/determinations/d.yaml" if kind == "determination" else f"{FOLDER}/{kind}.yaml"

    def target(data: bytes) -> None:
        pack = load(Files({path: data}), FOLDER)
        assert len(pack.documents()) + len(pack.problems) > 0

    return target


def state_file(data: bytes) -> None:
    """A state file under its right name, compared with another state as a disposition's is with the head's."""
    try:
        value = json.loads(data)
        digests = {digest_of(canonical_json(value))}
    except (ValueError, RecursionError):
        return
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        digests.add(State.from_document(value).digest)
    for digest in digests:
        with suppress(EvidenceError):  # of a newer form
            found = load_state(Files({state_path(FOLDER, digest): data}), FOLDER, digest).state
            if found is not None:
                significance(compare(found, EMPTY))
                canonical_json([change.row() for change in compare(EMPTY, found)])
                assert {found.under(form) is not None for form in FORMS} == {True}


def migration(data: bytes) -> None:
    """A document beside the state that it may name: a migration changes that digest and nothing else."""
    state = state_path(FOLDER, OLD.digest).removeprefix(f"{FOLDER}/")
    with suppress(EvidenceError):
        found = migrate(FOLDER, {state: state_text(OLD).encode(), "disposition.yaml": data})
        new, old = EMPTY.digest.encode(), OLD.digest.encode()
        assert found.documents.get("disposition.yaml", data).replace(new, old) == data.replace(new, old)


def selector(data: bytes) -> None:
    glob, _, path = data.decode("utf-8", "replace").partition("\n")
    with suppress(ValueError):
        Selector.parse(glob).matches(path)


def metadata(data: bytes) -> None:
    with suppress(TunegateError):
        read_metadata("a.rego", "# METADATA\n" + data.decode("utf-8", "replace"))


def block(data: bytes) -> None:
    with suppress(TunegateError):
        put_items(data.decode("utf-8", "replace"), "a.yaml", "rows", [{"id": "a"}], lambda one, row: one == row)


def shown(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    assert Text(str(Text(text))) == Text(text)
    for found in (redact(text), redact_record(text), visible(text), log_safe(text), Lines([text])):
        assert found.encode("utf-8", "backslashreplace") is not None
    between(text[: len(text) // 2], text[len(text) // 2 :])


NAMES = (
    "train.py",
    "configs/train.yaml",
    "axolotl.yml",
    "config.json",
    "adapter_config.json",
    "pyproject.toml",
    "run.sh",
    "main.tf",
    "main.bicep",
    "rails.co",
    "prompts/system.md",
    "a.prompty",
    "Modelfile",
    "notebook.ipynb",
    "dvc.lock",
    "data/train.jsonl",
)


def scanned(data: bytes) -> None:
    """The first byte chooses the name."""
    name, rest = NAMES[data[0] % len(NAMES)] if data else NAMES[0], data[1:]
    scan_file(Files({name: rest}), name, Entry("100644", None), Reader())


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tunegate-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def harness(data: bytes) -> None:
    """The raw output of a safety harness, as each of the importers reads it."""
    for name in ("run.json", "run.jsonl", "run.csv"):
        path = _folder() / name
        path.write_bytes(data)
        with suppress(TunegateError):
            read_runs([Source(path, name)], Reading())


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{f"document-{name}": document(name) for name in DOCUMENTS},
    **{f"records-{name}": records(name) for name in RECORDS},
    **{f"evidence-{name}": evidence(name) for name in (*KINDS, "determination")},
    "config": config,
    "state": state_file,
    "migration": migration,
    "selector": selector,
    "metadata": metadata,
    "block": block,
    "shown": shown,
    "scan": scanned,
    "harness": harness,
}
