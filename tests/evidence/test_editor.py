"""A YAML file that a person wrote, edited on its own lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.evidence.blocks import drop_items, put_items
from gate.evidence.editor import Editor
from gate.values.errors import EvidenceError

ALONE = "model: m\nnote: a\r\rstate: x\nrows:\n  - id: a\n"


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"# a\r\nstate: x # kept\r\nnote: b\r\n")
    editor = Editor(tmp_path, "a.yaml")
    editor.set(("state",), "new")
    assert editor.text() == "# a\r\nstate: new # kept\r\nnote: b\r\n"


def test_a_carriage_return_alone(tmp_path: Path) -> None:
    """For YAML it ends a line, for an editor it does not: the wrong line would be edited."""
    (tmp_path / "a.yaml").write_bytes(ALONE.encode())
    for edit in (
        lambda: Editor(tmp_path, "a.yaml"),
        lambda: put_items(ALONE, "a.yaml", "rows", [{"id": "b"}], lambda one, row: one == row),
        lambda: drop_items(ALONE, "a.yaml", "rows", lambda row: True),
    ):
        with pytest.raises(EvidenceError) as caught:
            edit()
        (found,) = caught.value.problems
        assert (found.place, found.message, found.remedy) == (
            "a.yaml:2",
            "a line ends with a carriage return alone",
            "Save the file with line feeds.",
        )


def test_no_yaml(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [\n")
    with pytest.raises(EvidenceError, match=r"a.yaml:2: not valid YAML"):
        Editor(tmp_path, "a.yaml")
