"""What holds for every input: readers end and speak the gate's words, comparison is complete, commands read back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.config.selectors import Selector
from gate.documents import parse
from gate.git.entry import Entry
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.report.formats import github
from gate.surfaces.compare import compare
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.canonical import canonical_json, digest_of
from gate.values.decision import Decision
from gate.values.elements import State
from gate.values.findings import Finding, Related, sort_findings
from gate.values.redact import redact, visible
from gate.values.terms import SURFACES
from tests.command import EVIDENCE, EXAMPLE
from tests.fuzz.targets import EMPTY, TARGETS
from tests.repo import Repo
from tests.tools import ROOT

FAST = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# -- readers

SEEDS = {
    **{f"evidence-{path.stem}": path.read_bytes() for path in sorted((EXAMPLE / EVIDENCE).glob("*.yaml"))},
    "evidence-determination": (EXAMPLE / EVIDENCE / "disposition.yaml").read_bytes(),
    "config": (EXAMPLE / "tunegate.yaml").read_bytes(),
    "state": next((EXAMPLE / EVIDENCE / "states").iterdir()).read_bytes(),
    "metadata": b"# title: a\n# custom:\n#   id: b\n",
    "block": b"rows:\n  - id: a\n    b: c\n  - id: d\n",
    "harness": b'{"results": {"task": {"alias": "a", "acc,none": 0.5}}, "samples": []}\n',
}
PIECES = [
    *b"""{ [ ] } - : , &a *a << !! \x00 \xff \r \xc2\x85 ' " # \\ --- ... %YAML ? | > 1e999 $( EOF if def null""".split(
        b" "
    ),
    *(b"\n", b"\n  ", b"\t", b" ", b'"""', b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"),
]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=30).map(b"".join)


@pytest.mark.parametrize("name", [name for name in TARGETS if name in SEEDS])
@FAST
@given(st.data())
def test_damaged_files_are_read_or_refused(name: str, data: st.DataObject) -> None:
    seed = SEEDS[name]
    at = data.draw(st.integers(0, len(seed)))
    cut = data.draw(st.integers(0, 40))
    TARGETS[name](seed[:at] + data.draw(HOSTILE) + seed[at + cut :])


@pytest.mark.parametrize("name", [name for name in TARGETS if name not in SEEDS])
@FAST
@given(HOSTILE)
def test_anything_is_read_or_refused(name: str, data: bytes) -> None:
    TARGETS[name](data)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS | st.sampled_from([f"{EVIDENCE}/x.yaml", "2026-11-23", "2026-11-23T12:00:00Z", "sha256:" + "0" * 64]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def replaced(value: Any, data: st.DataObject) -> Any:
    """The value with one part of it, at any depth, put in the place of another value."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 9)):
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: replaced(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.integers(0, 9)):
        index = data.draw(st.integers(0, len(value) - 1))
        return [*value[:index], replaced(value[index], data), *value[index + 1 :]]
    return data.draw(VALUES)


@pytest.mark.parametrize(
    "name", [name for name in SEEDS if name.startswith("evidence-") or name in ("config", "state")]
)
@FAST
@given(st.data())
def test_other_values_are_read_or_refused(name: str, data: st.DataObject) -> None:
    """Files that parse, with one value of another type or shape."""
    value = parse(SEEDS[name], "yaml").plain()
    TARGETS[name](json.dumps(replaced(value, data)).encode())


REPEATED = [
    *PIECES,
    b"a: &a [*a]\n",
    b"{a: ",
    b"(a",
    b"a=${",
    b"`$(",
    b"<<A\n",
    b"*/",
    b"**/",
    b"[!",
    b"-1",
    b"1_",
    b"a.b.",
    b"@",
    b"a@b.",
]
PROBE = """
import sys
from tests.fuzz.targets import TARGETS
size = 4_000
for piece in {pieces!r}:
    TARGETS[sys.argv[1]](piece * (size // len(piece)))
"""


@pytest.mark.parametrize("names", [list(TARGETS)[index::2] for index in range(2)], ids=["even", "odd"])
def test_time_is_bounded_by_the_size(names: list[str]) -> None:
    """4 KB of each hostile piece, for every reader: a process that does not end is ended, and fails."""
    code = PROBE.format(pieces=REPEATED).replace("sys.argv[1]", "name")
    code = code.replace("for piece", f"for name in {names!r}:\n  for piece").replace("    TARGETS", "      TARGETS")
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=120)


# -- comparison, over real commits

BYTES = {
    path: (EXAMPLE / path).read_bytes()
    for path in ("prompts/system.md", "configs/train.yaml", "guardrails/config.yml", "deploy/tools.yaml")
}
SURFACE_OF = {
    "prompts/system.md": "system_prompt",
    "configs/train.yaml": "training_recipe",
    "guardrails/config.yml": "output_filter",
    "deploy/tools.yaml": "scope_enforcement",
}
COMMENT = re.compile(rb"[ \t]*(?:#[^\n]*)?")


class Blobs(Snapshot):
    """Files in memory, so that a hundred versions need no hundred commits."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.name = "0" * 40

    def entries(self, prefixes: object) -> dict[str, Entry]:
        return {path: Entry("100644", digest_of(data)) for path, data in self.files.items()}

    def entry(self, path: str) -> Entry | None:
        return self.entries([path]).get(path)

    def read(self, path: str, entry: Entry, *, limit: int) -> bytes:
        return self.files[path]

    def stream(self, path: str, entry: Entry) -> Any:
        yield self.files[path]


def state_of(files: dict[str, bytes]) -> State:
    surfaces = {surface: (Selector.parse(path),) for path, surface in SURFACE_OF.items()}
    return build(Blobs(files), "m", surfaces, Reader(), strict=False)


REVIEWED = state_of(BYTES)


def same_value(old: bytes, new: bytes, path: str) -> bool:
    """Whether the two texts are one for every reader: the documented differences that are no change."""
    if path.endswith(".md"):
        return False  # of a prompt every byte counts
    try:
        first, second = parse(old, "yaml"), parse(new, "yaml")
    except Exception:
        return False
    if canonical_json(first.plain()) != canonical_json(second.plain()):
        return False
    leaves = [[(tokens, leaf.kind) for tokens, leaf in node.leaves()] for node in (first, second)]
    return leaves[0] == leaves[1]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(BYTES)), st.data())
def test_every_byte_of_a_reviewed_file_counts(path: str, data: st.DataObject) -> None:
    """Another byte is a change on its surface, but for comments, layout and quotes of a structured file."""
    old = BYTES[path]
    at = data.draw(st.integers(0, len(old) - 1))
    new = old[:at] + data.draw(st.binary(max_size=3)) + old[at + data.draw(st.integers(0, 3)) :]
    head = state_of({**BYTES, path: new})
    found = compare(REVIEWED, head)
    assert (found == []) == (REVIEWED.digest == head.digest)
    assert {change.surface for change in found} <= {SURFACE_OF[path]}
    if new != old and not found:
        assert same_value(old, new, path)
    back = compare(head, REVIEWED)
    turned = {"added": "removed", "removed": "added"}
    assert sorted((c.key, turned.get(c.change, c.change)) for c in found) == sorted((c.key, c.change) for c in back)


def test_states_of_real_commits(tmp_path: Path) -> None:
    """What is built from memory above is what is built from git."""
    repo = Repo(tmp_path / "repo")
    for path, data in BYTES.items():
        repo.write(path, data)
    commit = repo.commit()
    surfaces = {surface: (Selector.parse(path),) for path, surface in SURFACE_OF.items()}
    with Repository(repo.path) as repository:
        assert build(Snapshot(repository, commit), "m", surfaces, Reader()).digest == REVIEWED.digest
    assert compare(REVIEWED, State.from_document(REVIEWED.document)) == []
    assert {change.change for change in compare(EMPTY, REVIEWED)} == {"added"}
    assert set(SURFACE_OF.values()) <= set(SURFACES)


# -- the runner's own reading of a log (ActionCommand.cs, and stop-commands of ActionCommandManager.cs)


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    data: str


def unescaped(text: str, *more: tuple[str, str]) -> str:
    """In the runner's order: the percent sign last."""
    for escape, char in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(escape, char)
    return text


def command_of(line: str) -> Command | None:
    """``::name key=value,key=value::data`` after white space, or the older ``##[name key=value;]data`` anywhere."""
    text = line.lstrip()
    if text.startswith("::") and (end := text.find("::", 2)) >= 0:
        name, _, rest = text[2:end].partition(" ")
        pairs = [pair.split("=", 1) for pair in rest.strip().split(",") if "=" in pair]
        escapes = (("%3A", ":"), ("%2C", ","))
        return Command(name, {k: unescaped(v, *escapes) for k, v in pairs}, unescaped(text[end + 2 :]))
    start = line.find("##[")
    if start >= 0 and (end := line.find("]", start)) >= 0:
        return Command(line[start + 3 : end].partition(" ")[0], {}, line[end + 1 :])
    return None


def commands(log: str) -> list[Command]:
    """What the runner does at a log: between stop-commands and its token it does nothing."""
    found: list[Command] = []
    stopped = None
    for line in re.split("\r\n|\r|\n", log):
        command = command_of(line)
        if command is None or (stopped is not None and command.name != stopped):
            continue
        if stopped is not None:
            stopped = None
        elif command.name == "stop-commands":
            stopped = command.data
        else:
            found.append(command)
    assert stopped is None
    return found


NASTY = st.text(
    alphabet=st.sampled_from("%:,\r\n a0D2C5A3[]#=;\u2028\x85\x1b") | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=40,
) | st.sampled_from(["::error::x", "##[set-env name=a]b", "::stop-commands::a", "%0A::error::x", "a::b", "\r::debug::"])
LINES = st.integers(1, 9)
FINDINGS = st.builds(
    Finding,
    rule=NASTY,
    severity=st.sampled_from(["error", "warning", "notice"]),
    message=NASTY,
    remedy=st.just("") | NASTY,
    model=st.none() | NASTY,
    path=st.none() | NASTY,
    line=st.none() | LINES,
    end_line=st.none() | LINES,
    waived_by=st.none() | NASTY,
    related=st.lists(st.builds(Related, path=NASTY, line=st.none() | LINES, message=NASTY), max_size=2).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(FINDINGS, max_size=4), NASTY, NASTY)
def test_runner_reads_what_is_meant_and_nothing_else(findings: list[Finding], model: str, said: str) -> None:
    change = {
        **{"model": model, "surface": said, "change": "modified", "key": said, "old": said, "new": None, "path": said},
        **{"line": 1, "end_line": 1, "base_path": None, "base_line": None, "detail": said},
    }
    trigger = {"model": model, "trigger": said, "owner": said, "changes": [0], "answered_by": None}
    decision = Decision(
        verdict="block",
        base=None,
        head="1" * 40,
        now="2026-11-23T12:00:00Z",
        engine={},
        policies=None,
        case=None,
        findings=sort_findings(findings),
        models=(model,),
        exit_code=1,
        changes=(change,),
        triggers=(trigger,),
    )
    found = commands(github.render(decision, lambda path, line: redact(visible(said)).replace("\n", " ")))
    assert [(c.name, c.properties.get("file"), c.properties["title"]) for c in found] == [
        (f.severity, visible(f.path) if f.path else None, visible(f"tunegate: {f.rule}")) for f in decision.findings
    ]
    for command, finding in zip(found, decision.findings, strict=True):
        assert command.data.startswith(visible(finding.message)[:100])
        expected = {"file", "title", *(["line", "endLine"] if finding.path and finding.line else [])}
        assert set(command.properties) == (expected if finding.path else {"title"})


def test_one_hostile_name_reads_back() -> None:
    """The reading itself: without escapes the same texts are commands."""
    assert command_of("  ::error file=a%2Cb%3A%25::x%0Ay") == Command("error", {"file": "a,b:%"}, "x\ny")
    assert command_of("text ##[error]x") == Command("error", {}, "x")
    assert command_of("text ::error::x") is None
    assert [c.data for c in commands("::stop-commands::t\n::error::a\n::t::\n::error::b")] == ["b"]
    assert replace(REVIEWED, model="n").digest != REVIEWED.digest
