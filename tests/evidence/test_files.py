"""Files of the work tree: all of them are put in place, or none is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gate.evidence.files import is_of_pack, replace_all, write
from gate.values.errors import UsageError


def tree(root: Path) -> dict[str, bytes | str]:
    """Path -> bytes, or the target of a link; folders do not count."""
    return {
        path.relative_to(root).as_posix(): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in root.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found = tmp_path / "root"
    (found / "a").mkdir(parents=True)
    (found / "a" / "old").write_bytes(b"old")
    (found / "a" / "gone").write_bytes(b"gone")
    return found


def test_all(root: Path) -> None:
    replace_all(root, {"a/old": b"new", "b/c/d": b"\r\n\xff"}, ["a/gone"])
    assert tree(root) == {"a/old": b"new", "b/c/d": b"\r\n\xff"}


def test_one(root: Path) -> None:
    assert write(root, "a/old", "é\n") == "a/old"
    assert tree(root) == {"a/old": "é\n".encode(), "a/gone": b"gone"}


@pytest.mark.parametrize(
    ("files", "gone", "message"),
    [
        (
            {"a/old": b"new", "z": b"", "a/x/y": b""},
            ["a/gone", "a/nothing"],
            "a/nothing: cannot be written: No such file",
        ),
        ({"a/old": b"new", "a/old/below": b""}, ["a/gone"], "a/old/below: cannot be written: "),
        ({"a/old": b"new", "folder": b""}, ["a/gone"], "folder: cannot be written: Is a directory"),
        ({"a/old": b"new", "link": b""}, [], "link: the path leads through a symbolic link"),
        ({"a/old": b"new", "out/x": b""}, [], "out/x: the path leads through a symbolic link"),
        ({"a/old": b"new"}, ["link"], "link: the path leads through a symbolic link"),
        ({"a/old": b"new", "../x": b""}, [], "../x: the path leads through a symbolic link"),
    ],
)
def test_none(root: Path, files: dict[str, bytes], gone: list[str], message: str) -> None:
    (root / "folder").mkdir()
    (root / "link").symlink_to("a/old")
    (root / "out").symlink_to(root.parent)
    before, around = tree(root), sorted(os.listdir(root.parent))
    with pytest.raises(UsageError) as caught:
        replace_all(root, files, gone)
    assert str(caught.value).startswith(message)
    assert tree(root) == before
    assert sorted(os.listdir(root.parent)) == around


def test_an_interruption(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(root)
    real, moved = os.replace, []

    def interrupted(source: Path, target: Path) -> None:
        moved.append(target)
        if len(moved) == 2:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_all(root, {"a/old": b"new", "b": b"new"}, ["a/gone"])
    assert tree(root) == before


def test_what_a_folder_of_evidence_holds() -> None:
    of_it = "disposition.yaml disposition.yaml.sig training-run.yml states/0.json upstream.yaml own.rego".split()
    assert [name for name in of_it if not is_of_pack(name)] == []
    assert [name for name in ("train.yaml", "more/upstream.yaml", "prompts/system.md") if is_of_pack(name)] == []
