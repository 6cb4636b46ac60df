"""Comparing two states: rows, places, and the laws that hold for all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.config.selectors import Selector
from gate.documents import pointer_of
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.fetch import SnapshotFetch
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import Element, State
from tests.repo import Repo

SURFACES = {"output_filter": (Selector.parse("rails/**"), Selector.parse("c.yaml#/pick"))}


def rows(repo: Repo, base: str, head: str, surfaces: Any = SURFACES) -> list[tuple[Any, ...]]:
    """(change, key, old, new, (line, end_line), base line, detail) of every change between two commits."""
    with Repository(repo.path) as repository:
        reader = Reader()
        snapshots = [Snapshot(repository, repository.commit(name)) for name in (base, head)]
        states = [build(s, "m", surfaces, reader, strict=s is snapshots[1]) for s in snapshots]

        changes = compare(states[0], states[1], SnapshotFetch(snapshots[0]), SnapshotFetch(snapshots[1]))
        assert bool(changes) == (states[0].surface_digests != states[1].surface_digests)
        return [(c.change, c.key, c.old, c.new, (c.line, c.end_line), c.base_line, c.detail) for c in changes]


def changed(
    tmp_path: Path, old: dict[str, str | bytes], new: dict[str, str | bytes], **more: Any
) -> list[tuple[Any, ...]]:
    repo = Repo(tmp_path / "repo")
    for path, text in old.items():
        repo.write(path, text)
    base = repo.commit()
    for path in old.keys() - new.keys():
        repo.remove(path)
    for path, text in new.items():
        repo.write(path, text)
    return rows(repo, base, repo.commit(), **more)


BASE = """\
# rails
flows:
  - first
  - second
models:
  - name: a
    engine: x
  - name: b
    engine: y
text: |
  one
  two
  three
  four
limit: 3
"""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (BASE, []),
        (BASE.replace("# rails\n", "") + "# end\n", []),
        (BASE.replace("limit: 3", 'limit:   3 # "same"'), []),
        (BASE.replace("\n", "\r\n"), []),
        ("limit: 3\n" + BASE.replace("limit: 3\n", ""), []),
        (BASE.replace("  - first\n  - second\n", "  [first, 'second']\n"), []),
        (BASE.replace("limit: 3", "limit: 4"), [("modified", "#/limit", 3, 4, (15, 15), 15, None)]),
        (BASE.replace("limit: 3", "limit: '3'"), [("modified", "#/limit", 3, "3", (15, 15), 15, None)]),
        (BASE.replace("limit: 3\n", ""), [("removed", "#/limit", 3, None, (None, None), 15, None)]),
        (BASE + "more: true\n", [("added", "#/more", None, True, (16, 16), None, None)]),
        (BASE.replace("  - first", "  - zero\n  - first"), [("added", "#/flows/0", None, "zero", (3, 3), None, None)]),
        (
            BASE.replace("  - second", "  - between\n  - second"),
            [("added", "#/flows/1", None, "between", (4, 4), None, None)],
        ),
        (BASE.replace("  - first\n", ""), [("removed", "#/flows/0", "first", None, (None, None), 3, None)]),
        (
            BASE.replace("  - first\n  - second\n", "  - second\n  - first\n"),
            [("moved", "#/flows/0", "second", "second", (3, 3), 4, "moved from position 2 to 1 of the list")],
        ),
        (
            BASE.replace("  - name: a\n    engine: x\n", "  - name: c\n    engine: z\n  - name: a\n    engine: w\n"),
            [
                ("added", "#/models/0", None, None, (6, 7), None, "engine: z, name: c"),
                ("modified", "#/models/1/engine", "x", "w", (9, 9), 7, None),
            ],
        ),
        (
            BASE.replace("  - name: b\n    engine: y\n", ""),
            [("removed", "#/models/1", None, None, (None, None), 8, "engine: y, name: b")],
        ),
        (
            BASE.replace("  two\n", "  zwei\n"),
            [("modified", "#/text", "  two", "  zwei", (12, 12), 12, "1 line out, 1 line in")],
        ),
        (
            BASE.replace("  one\n", "").replace("  four\n", "  four\n  five\n"),
            [
                ("modified", "#/text", "  one", None, (11, 11), 11, "1 line out"),
                ("modified", "#/text", None, "  five", (14, 14), 15, "1 line in"),
            ],
        ),
        (
            BASE.replace("flows:\n  - first\n  - second\n", "flows: none\n"),
            [("modified", "#/flows", None, "none", (2, 2), 3, "flows: none")],
        ),
    ],
)
def test_structured_file(head: str, expected: list[tuple[Any, ...]], tmp_path: Path) -> None:
    found = changed(tmp_path, {"rails/c.yaml": BASE}, {"rails/c.yaml": head})
    assert found == [(kind, "rails/c.yaml" + key, *rest) for kind, key, *rest in expected]


TEXT = "one\ntwo\nthree\nfour\nfive\n"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (TEXT, []),
        ("zero\n" + TEXT, [(None, "zero", (1, 1), 1, "1 line in")]),
        (TEXT + "six\n", [(None, "six", (6, 6), 6, "1 line in")]),
        (TEXT.replace("three\n", ""), [("three", None, (3, 3), 3, "1 line out")]),
        (TEXT.replace("five\n", ""), [("five", None, (4, 4), 5, "1 line out")]),
        (TEXT.replace("three", "drei"), [("three", "drei", (3, 3), 3, "1 line out, 1 line in")]),
        (
            TEXT.replace("one", "eins").replace("four\nfive", "vier"),
            [
                ("one", "eins", (1, 1), 1, "1 line out, 1 line in"),
                ("four\nfive", "vier", (4, 4), 4, "2 lines out, 1 line in"),
            ],
        ),
        (
            TEXT.rstrip("\n"),
            [(None, None, (5, 5), 5, "only the end of the file: the last line has no line end any more")],
        ),
        (TEXT + "\n", [(None, None, (6, 6), 5, "only the end of the file: line ends there 1 -> 2")]),
        (TEXT.replace("\n", "\r\n"), [(None, None, (1, 5), 1, "line ends only: LF -> CR LF")]),
        ("a\r\n" + TEXT, [(None, "a\r", (1, 1), 1, "1 line in")]),
        (TEXT.replace("two", "two "), [("two", "two ", (2, 2), 2, 'white space only: "two" -> "two "')]),
    ],
)
def test_text_file(head: str, expected: list[tuple[Any, ...]], tmp_path: Path) -> None:
    found = changed(tmp_path, {"rails/a.txt": TEXT}, {"rails/a.txt": head})
    assert found == [("modified", "rails/a.txt", *rest) for rest in expected]


def test_files_that_come_go_and_move(tmp_path: Path) -> None:
    found = changed(
        tmp_path,
        {"rails/gone.co": "x\n", "rails/old.yaml": "a: 1\nb: 2\n", "rails/same.co": "y\n"},
        {"rails/new.yaml": "c: 1\n", "rails/renamed.yaml": "a: 1\nb: 2\n", "rails/same.co": "y\n"},
    )
    assert found == [
        ("removed", "rails/gone.co", None, None, (None, None), 1, None),
        ("added", "rails/new.yaml", None, None, (1, 1), None, "1 values"),
        ("moved", "rails/renamed.yaml", None, None, (1, 2), 1, "moved from rails/old.yaml"),
    ]


def test_pointers_into_a_file_that_comes(tmp_path: Path) -> None:
    found = changed(tmp_path, {"x": ""}, {"x": "", "c.yaml": "other: 1\npick:\n  a: 1\n  b: 2\n"})
    assert found == [("added", "c.yaml#/pick", None, None, (3, 4), None, "a: 1, b: 2")]


def test_mode_and_kind_of_file(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("rails/a.co", "x\n")
    repo.write("rails/b.co", "x\n")
    base = repo.commit()
    repo.write("rails/a.co", "x\n", executable=True)
    repo.remove("rails/b.co")
    repo.link("rails/b.co", "a.co")
    assert rows(repo, base, repo.commit()) == [
        ("modified", "rails/a.co", None, None, (1, 1), 1, "file mode 100644 -> 100755"),
        ("modified", "rails/b.co", None, None, (1, 1), 1, "file mode 100644 -> 120000"),
        ("modified", "rails/b.co", None, "a.co", (1, 1), 1, None),
    ]


def test_base_that_cannot_be_parsed(tmp_path: Path) -> None:
    found = changed(tmp_path, {"rails/c.yaml": "a: [\n"}, {"rails/c.yaml": "a: 1\n"})
    detail = "the base version cannot be parsed, so the whole file counts as changed"
    assert found == [("modified", "rails/c.yaml", None, None, (1, 1), 1, detail)]


def test_records(tmp_path: Path) -> None:
    old = [{"prompt": str(n), "completion": "a"} for n in range(6)]
    new = [{**row, "completion": "b"} if n in (1, 2, 4) else row for n, row in enumerate(old)]
    text = [
        "".join(json.dumps(row) + "\n" for row in rows_) for rows_ in (old, [*new, {"prompt": "6", "completion": "a"}])
    ]
    found = changed(
        tmp_path,
        {"d.jsonl": text[0]},
        {"d.jsonl": text[1]},
        surfaces={"training_data": (Selector.parse("*.jsonl"),)},
    )
    assert found == [
        ("modified", "d.jsonl", "a", "b", (2, 3), 2, "labels updated: 3 records (lines 2-3, 5)"),
        ("modified", "d.jsonl", None, "a", (7, 7), None, "added: 1 record (line 7)"),
    ]


# -- laws

TREES = st.recursive(
    st.integers(0, 2) | st.sampled_from(["a", "b"]) | st.none() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["k", "name", "x/y", "0", "1"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def leaves(value: Any, tokens: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    items = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    if not items:
        return [(tokens, value)]
    return [leaf for key, child in items for leaf in leaves(child, (*tokens, str(key)))]


def state(files: dict[str, Any]) -> State:
    elements: list[Element] = []
    for path, value in files.items():
        elements.append(
            Element("output_filter", path, "yaml", digest_of(b"file"), "100644", path=path, line=1, end_line=9)
        )
        for number, (tokens, leaf) in enumerate(leaves(value), 1):
            if tokens:
                digest = digest_of(canonical_json(leaf))
                key = f"{path}#{pointer_of(tokens)}"
                elements.append(Element("output_filter", key, "yaml", digest, None, leaf, True, path, number, number))
    return State("m", ("output_filter",), tuple(elements))


STATES = st.dictionaries(st.sampled_from(["a.yaml", "b.yaml", "c.yaml"]), TREES, max_size=3).map(state)


@given(STATES)
def test_equal_states_have_no_change(value: State) -> None:
    assert compare(value, value) == []
    assert compare(value, State.from_document(value.document)) == []
    assert State.from_document(value.document).digest == value.digest


@given(STATES, STATES)
def test_a_difference_is_a_change_and_nothing_else_is(one: State, other: State) -> None:
    assert bool(compare(one, other)) == (one.digest != other.digest)


@given(STATES, STATES)
def test_the_other_way_round_it_is_the_other_way_round(one: State, other: State) -> None:
    swap = {"added": "removed", "removed": "added"}
    forth = sorted((swap.get(c.change, c.change)) for c in compare(one, other))
    back = sorted(c.change for c in compare(other, one))
    assert bool(forth) == bool(back)
    if {"moved", "modified"}.isdisjoint({*forth, *back}):
        assert forth == back


@given(STATES, STATES)
def test_every_change_has_its_places(one: State, other: State) -> None:
    for change in compare(one, other):
        assert (change.line is None) == (change.change == "removed")
        assert (change.base_line is None) == (change.change == "added")
        assert change.line is None or change.end_line is not None
        assert change.key
        assert change.path
