"""What the wheel and the source distribution hold."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.tools import ROOT


def files(folder: str, *, tests: bool) -> set[str]:
    """The files of a folder of the checkout, relative to its root."""
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name and (tests or not name.endswith("_test.rego"))}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-I", "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


def test_wheel(built: Path) -> None:
    """The code, and the policies and schemas where gate/resources.py looks for them; no tests."""
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    data = files("policies", tests=False) | files("schemas", tests=False)
    expected = files("gate", tests=True) | {f"gate/_data/{name}" for name in data}
    assert {name for name in names if ".dist-info/" not in name} == expected


def test_sdist(built: Path) -> None:
    """Everything needed to test it, and to run the Action."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    folders = ("gate", "policies", "schemas", "tests", "examples", "action", "requirements")
    expected = set().union(*(files(folder, tests=True) for folder in folders))
    assert expected | {"action.yml", "pyproject.toml", "Makefile", "LICENSE", "README.md"} <= names
