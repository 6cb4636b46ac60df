"""Every byte of a reviewed file counts, but for those that mean nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gate.config.selectors import Selector
from gate.documents import parse
from gate.git.entry import Entry
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import State
from gate.values.terms import SURFACES
from tests.command import EXAMPLE
from tests.fuzz.targets import EMPTY
from tests.repo import Repo

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


@settings(max_examples=100)
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
    assert replace(REVIEWED, model="n").digest != REVIEWED.digest
