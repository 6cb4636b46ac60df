"""``make bundle``, for real: the archive that it writes, and the Action on a runner without a network."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from action.bundle import LOCK, PYTHONS, SYSTEMS, for_any_python, pack, this_system
from tests.project.test_action import step
from tests.repo import Repo
from tests.tools import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the script's tests run on Linux and macOS")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
NOWHERE = {"PIP_INDEX_URL": "file:///nonexistent", "PIP_EXTRA_INDEX_URL": "file:///nonexistent"}


@pytest.fixture(scope="module")
def bundle(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``make bundle`` would write of the mirror, for one Python and the embedded engine."""
    archive = tmp_path_factory.mktemp("bundle") / "wheels.zip"
    pack(wheels, archive)
    return archive


def test_make_bundle(wheels: Path, tmp_path: Path) -> None:
    """By the command of the documentation, from a mirror that has the wheels of one Python."""
    lock = (ROOT / "requirements" / "action.txt").read_text("utf-8")
    archive = tmp_path / "one.zip"
    copy = tmp_path / "checkout"
    shutil.copytree(ROOT / "action", copy / "action", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "requirements").mkdir()
    (copy / "requirements" / "action-opa.txt").write_text(lock, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-I", copy / "action" / "bundle.py", "--python", HERE, "--output", archive],
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)},
        check=True,
    )
    pack(wheels, tmp_path / "two.zip")
    assert archive.read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(archive) as made:
        names = set(made.namelist())
        assert names == {"SHA256SUMS", *(f"wheels/{path.name}" for path in wheels.iterdir())}
        sums = made.read("SHA256SUMS").decode().splitlines()
        for line in sums:
            digest, name = line.split("  ")
            assert sha256(made.read(name)).hexdigest() == digest
            assert f"--hash=sha256:{digest}" in lock
    assert len(sums) == len(names) - 1


def test_runs_without_a_network(bundle: Path, example: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever mirror the runner names: no index is asked."""
    for name, value in NOWHERE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nothing"))
    code, log, outputs = step(
        tmp_path, WORKING_DIRECTORY=str(example.path), BASE="HEAD", HEAD="HEAD", BUNDLE=str(bundle)
    )
    assert (code, outputs.startswith("verdict=pass\n")) == (0, True), log


def test_other_bytes_are_refused(bundle: Path, tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    with zipfile.ZipFile(bundle) as archive:
        for name in archive.namelist():
            archive.extract(name, tmp_path)
    changed = next(folder.glob("click-*.whl"))
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr("sitecustomize.py", "")
    code, log, outputs = step(tmp_path, BUNDLE=str(folder))
    assert (code, outputs.startswith("verdict=error\n")) == (3, True)
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in log


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: "),
        (b"no archive", "cannot be read: File is not a zip file"),
        ({}, "has no wheel of attrs=="),
        ({"../../escaped.whl": b"x", "wheels/..\\..\\escaped.whl": b"x"}, "has no wheel of attrs=="),
    ],
)
def test_bundle_that_does_not_fit(tmp_path: Path, content: bytes | dict[str, bytes] | None, said: str) -> None:
    place = tmp_path / "bundle.zip"
    if isinstance(content, bytes):
        place.write_bytes(content)
    elif content is not None:
        with zipfile.ZipFile(place, "w") as archive:
            for name, data in content.items():
                archive.writestr(name, data)
    code, log, _ = step(tmp_path, BUNDLE=str(place))
    assert code == 3
    assert f"::error title=tunegate%3A could not start::The bundle {place} {said}" in log
    assert list(tmp_path.rglob("*escaped*")) == []


def test_lock_for_any_python() -> None:
    """pip evaluates a condition for the Python that runs it, so none may be left."""
    lock = for_any_python(LOCK.read_text("utf-8"))
    assert " ; " in LOCK.read_text("utf-8")
    assert " ; " not in lock
    assert lock.count("==") == LOCK.read_text("utf-8").count("==")
    assert "typing-extensions==" in lock


def test_every_supported_python_and_system() -> None:
    supported = [
        line for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines() if ":: Python :: 3." in line
    ]
    assert [line.rpartition(" ")[2].rstrip('",') for line in supported] == list(PYTHONS)
    assert platform.system() not in ("Linux", "Darwin") or this_system().rpartition("-")[0] in ("linux", "macos")
    assert all(SYSTEMS.values())
