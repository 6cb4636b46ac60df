"""Every recogniser on a file of its kind, and on files that only look like one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.documents import parse
from gate.git.entry import WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise import recognisers
from gate.recognise.scan import scan
from gate.values.terms import SURFACES
from tests.cases import cases
from tests.repo import Repo

HERE = Path(__file__).parent
FORMATS = cases(HERE / "formats")  # a file a module of gate.recognise.formats
TOOLS = cases(HERE / "rules" / "tools")  # files of tools that the rules read without knowing them
KNOWN = {**FORMATS, **TOOLS}
OTHER = cases(HERE / "unreviewed.yaml")


def recognised(tmp_path: Path, path: str, text: str) -> tuple[str, list[str]]:
    """What a scan of a work tree with one file finds, a line each, and the notices."""
    repo = Repo(tmp_path / "repo")
    repo.write(path, text)
    with Repository(repo.path) as repository:
        elements, notices = scan(Snapshot(repository, WORKTREE), lambda _: False)
    lines = []
    for e in elements:
        state = {None: "", True: " pinned", False: " floating"}[e.pinned]
        value = json.dumps(e.value if e.has_value else None)
        pointer = e.key.partition("#")[2] or "-"
        lines.append(f"{e.surface} {pointer} {value} {e.line}-{e.end_line} {e.recogniser}{state}\n")
    return "".join(lines), [f"{n.path}:{n.line}" for n in notices]


@pytest.mark.parametrize("name", KNOWN)
def test_known_formats(name: str, tmp_path: Path) -> None:
    path, text, expected = (KNOWN[name][part] for part in ("path", "file", "finds"))
    if path.endswith(".tf"):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    assert recognised(tmp_path, path, text) == (expected, [])


@pytest.mark.parametrize("name", [name for name in KNOWN if name != "lfs"])  # git-lfs writes its pointers one way
def test_line_endings_and_a_byte_order_mark_are_no_difference(name: str, tmp_path: Path) -> None:
    path, text, expected = (KNOWN[name][part] for part in ("path", "file", "finds"))
    if path.endswith(".tf"):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    found, notices = recognised(tmp_path, path, "\ufeff" + text.replace("\n", "\r\n"))
    assert (found, notices) == (expected, [])


def test_every_recogniser_is_tried() -> None:
    lines = "".join(case["finds"] for case in FORMATS.values()).splitlines()
    rows = [line.removesuffix(" pinned").removesuffix(" floating") for line in lines]
    assert {recogniser.name for recogniser in recognisers()} <= {row.rpartition(" ")[2] for row in rows}


@pytest.mark.parametrize("name", OTHER)
def test_other_files(name: str, tmp_path: Path) -> None:
    path, text = OTHER[name]["path"], OTHER[name]["file"]
    notices = [f"{path}:1"] if name.startswith("a binary") else []
    assert recognised(tmp_path, path, text) == ("", notices)


KEYS = sorted(
    {
        part
        for case in KNOWN.values()
        for part in re.findall(r"[A-Za-z_][\w-]*", case["file"] + case["finds"])
        if len(part) < 30
    }
    | {"0", "1", "--model", "format", "type", "²", "", "params", "env", "name", "value", "experts", "gate_mode"}
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.sampled_from(["", "acme/m", "--model a", "$X", "`x`", "a b c d e f g h i j k"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=14,
)


@settings(max_examples=400)
@given(value=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), name=st.sampled_from(sorted(KNOWN)))
def test_no_recogniser_fails_on_any_values(value: dict[str, object], name: str) -> None:
    """Keys that they look for, with values that they do not expect."""
    path = KNOWN[name]["path"]
    root = parse(json.dumps(value).encode(), "json")
    for recogniser in recognisers():
        for found in recogniser.find(path, root):
            assert root.at(found.tokens) is not None
            assert found.surface in SURFACES
