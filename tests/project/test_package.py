"""What the wheel and the source distribution hold."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from gate import __version__
from gate.policy import load_builtin
from tests.command import NOW
from tests.repo import Repo
from tests.tools import ROOT


def files(folder: str, *, tests: bool) -> set[str]:
    """The files of a folder of the checkout, relative to its root."""
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name and (tests or not name.endswith("_test.rego"))}


def build(source: Path, folder: Path, *args: str) -> None:
    """Wheel and source distribution, as a release has them."""
    command = [sys.executable, "-I", "-m", "hatchling", "build", "-d", str(folder), *args]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1764000000"}
    subprocess.run(command, cwd=source, env=environment, check=True, capture_output=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, folder)
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


def test_wheel_of_the_sdist_is_the_wheel(built: Path, tmp_path: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")  # our own sdist
    (unpacked,) = tmp_path.iterdir()
    build(unpacked, tmp_path / "dist", "-t", "wheel")
    (again,) = (tmp_path / "dist").iterdir()
    assert again.read_bytes() == next(built.glob("*.whl")).read_bytes()


def test_same_bytes_again(built: Path, tmp_path: Path) -> None:
    build(ROOT, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in built.iterdir()
    }


def test_installed_wheel(built: Path, example: Repo, tmp_path: Path) -> None:
    """In an environment that has the packages and not the checkout; run from the repository that it judges."""
    target = tmp_path / "installed"
    wheel = next(built.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)  # noqa: S202  # our own wheel
    code = f"import sys; sys.path.insert(0, {str(target)!r}); from gate.cli import main; main()"
    environment = {**example.env, "TUNEGATE_CACHE": "off"}
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run([*command, "--version"], cwd=example.path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert load_builtin().digest in done.stdout
    command += ["check", "--all-models", "--now", NOW]
    done = subprocess.run(command, cwd=example.path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("PASS: ")
    assert (target / "gate" / "py.typed").exists()


def test_release_names_the_version() -> None:
    """What the release workflow looks for is what is there."""
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text()
    assert 's/^__version__ = "\\(.*\\)"$/\\1/p' in text
    assert f'__version__ = "{__version__}"\n' in (ROOT / "gate" / "__init__.py").read_text()
