"""The tests lie as the modules do: whoever sees one fail knows which module to open."""

from __future__ import annotations

from pathlib import Path

from tests.tools import ROOT

TESTS = ROOT / "tests"
ELSEWHERE = ("bypass", "fuzz", "policies", "project", "servers")  # what is no package of the gate
FILES = [path.relative_to(TESTS) for path in sorted(TESTS.rglob("test_*.py"))]


def has_module(path: Path) -> bool:
    """``tests/git/test_repository_bytes.py`` is about ``gate/git/repository.py``, of which it tests one side."""
    folder = ROOT / "gate" / path.parent
    modules = {item.stem.lstrip("_") for item in folder.iterdir() if item.name != "__init__.py"} | {folder.name}
    words = path.stem.split("_")[1:]
    return bool(modules & {"_".join(words[:count]) for count in range(1, len(words) + 1)})


def test_every_file_is_named_as_its_module() -> None:
    assert [str(path) for path in FILES if path.parts[0] not in ELSEWHERE and not has_module(path)] == []


def test_every_folder_is_a_package() -> None:
    """Else two files of one name could not both be imported."""
    assert [
        str(folder) for folder in {path.parent for path in FILES} if not (TESTS / folder / "__init__.py").is_file()
    ] == []
