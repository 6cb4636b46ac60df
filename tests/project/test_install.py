"""``action/install.py``: the Action's packages, whatever the runner tells pip. Real pip, a lock of two wheels."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from action.install import ENGINE, KEPT, split, variables
from tests.tools import ROOT

WHEELS = {"demo": "1.0", "older": "2.0"}


@dataclass(frozen=True)
class Machine:
    """A Python, the folder to install into, and the home and work folders of whoever runs the job."""

    python: Path
    home: Path
    work: Path
    wheels: Path
    lock: str
    engine: str = "required"
    env: Mapping[str, str] | None = None
    bundle: Path | None = None
    into: str = "packages"

    @property
    def folder(self) -> Path:
        return self.home.parent / self.into

    def write(self, path: str, text: str) -> Path:
        place = self.home / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return place

    def install(self) -> tuple[int, str, str]:
        """Exit status, reason and log."""
        lock = self.home / "lock.txt"
        lock.write_text(self.lock, encoding="utf-8")
        script = ROOT / "action" / "install.py"
        env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "USERPROFILE": str(self.home), **(self.env or {})}
        done = subprocess.run(
            [self.python, "-I", "-X", "utf8", script, lock, self.engine, self.folder, self.bundle or ""],
            cwd=self.work,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return done.returncode, done.stdout, done.stderr

    def installed(self) -> set[str]:
        return {path.stem for path in self.folder.glob("*.py")}


def wheel(folder: Path, name: str, version: str) -> str:
    """A wheel of one module; its line of a lock."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": b"",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')},{len(data)}\n"
        for path, data in files.items()
    ]
    files[f"{info}/RECORD"] = "".join([*rows, f"{info}/RECORD,,\n"]).encode()
    place = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(place, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(place.read_bytes()).hexdigest()}\n"


def new_python(folder: Path, *options: str) -> Path:
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", *options, folder], check=True)
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A Python whose prefix is its own, with the pip of the one that it was made from."""
    folder = tmp_path_factory.mktemp("environment")
    (folder / "wheels").mkdir()
    lock = "# a comment\n" + "".join(wheel(folder / "wheels", *row) for row in WHEELS.items())
    return new_python(folder / "venv", "--system-site-packages"), folder / "wheels", lock


@pytest.fixture
def machine(environment: tuple[Path, Path, str], tmp_path: Path) -> Machine:
    python, wheels, lock = environment
    for name in ("home", "work"):
        (tmp_path / name).mkdir()
    lock += f"{ENGINE}==9.9 \\\n    --hash=sha256:{'0' * 64}\n"
    mirror = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    return Machine(python, tmp_path / "home", tmp_path / "work", wheels, lock, "absent", mirror)


def elsewhere(machine: Machine) -> str:
    return (
        f"[global]\ntarget = {machine.home}/target\nprefix = {machine.home}/prefix\nroot = {machine.home}/root\n"
        f"log = {machine.home}/log\nquiet = 3\n[install]\nuser = yes\nconstraint = {machine.home}/constraints.txt\n"
    )


def told(machine: Machine, path: str, text: str) -> dict[str, str]:
    """Write a file; no variable."""
    machine.write(path, text)
    return {}


# what the runner tells pip; each gives variables
HOSTILE: dict[str, Callable[[Machine], dict[str, str]]] = {
    "the user's file": lambda m: told(m, ".config/pip/pip.conf", elsewhere(m)),
    "the user's older file": lambda m: told(m, ".pip/pip.conf", elsewhere(m)),
    "the file that a variable names": lambda m: {"PIP_CONFIG_FILE": str(m.write("any.conf", elsewhere(m)))},
    "the machine's file": lambda m: {
        "XDG_CONFIG_DIRS": str(m.write("etc/pip/pip.conf", elsewhere(m)).parent.parent),
    },
    "a user's folder of settings that a variable names": lambda m: {
        "XDG_CONFIG_HOME": str(m.write("own/pip/pip.conf", elsewhere(m)).parent.parent),
    },
    "the environment's file": lambda m: told(m, str(m.python.parent.parent / "pip.conf"), elsewhere(m)),
    "another Python": lambda m: told(m, ".config/pip/pip.conf", "[global]\npython = /usr/bin/false\n"),
    "other sources and dry runs": lambda m: told(
        m,
        ".config/pip/pip.conf",
        "[install]\ndry-run = yes\nno-binary = :all:\npre = yes\nignore-installed = yes\nreport = x.json\n"
        "require-virtualenv = no\nbreak-system-packages = yes\n",
    ),
    "variables": lambda m: {
        **{"PIP_TARGET": str(m.home / "target"), "PIP_USER": "1", "PIP_PREFIX": str(m.home), "PIP_DRY_RUN": "1"},
        **{"PYTHONUSERBASE": str(m.home / "base"), "PIP_PYTHON": "/usr/bin/false", "pip_target": str(m.home)},
    },
    "settings of distutils, setuptools and uv": lambda m: {
        **told(m, ".pydistutils.cfg", f"[install]\nprefix={m.home}/prefix\n"),
        **told(m, "../work/setup.cfg", f"[install]\ninstall-lib={m.home}/lib\n"),
        **told(m, "../work/pyproject.toml", "[tool.uv]\nindex-url = 'nowhere'\n"),
    },
    "modules of pip's names in the work folder": lambda m: {
        **told(m, "../work/pip/__main__.py", "raise SystemExit(0)\n"),
        **told(m, "../work/sitecustomize.py", "raise SystemExit(0)\n"),
    },
}


@pytest.mark.skipif(os.name == "nt", reason="the places are those of Linux")
@pytest.mark.parametrize("name", HOSTILE)
def test_settings_do_not_reach_the_packages(machine: Machine, name: str) -> None:
    machine.write("constraints.txt", "demo==0.9\n")
    more = HOSTILE[name](machine)
    try:
        assert replace(machine, env={**(machine.env or {}), **more}).install()[:2] == (0, "")
        assert machine.installed() == set(WHEELS)
    finally:
        (machine.python.parent.parent / "pip.conf").unlink(missing_ok=True)
    assert not [path for path in machine.home.rglob("*") if path.name in ("demo.py", "older.py", "log")]


@pytest.mark.skipif(os.name == "nt", reason="the places are those of Linux")
@pytest.mark.parametrize("section", ["global", "install"])
def test_mirror_of_a_file_is_used(machine: Machine, section: str) -> None:
    """A runner of one's own reaches packages by its pip.conf only; the hashes decide what counts."""
    machine.write(
        ".config/pip/pip.conf", f"[{section}]\nno_index = true\nfind-links =\n    {machine.wheels}\nuser = 1\n"
    )
    assert replace(machine, env={}).install()[:2] == (0, "")
    assert machine.installed() == set(WHEELS)


def test_mirror_with_other_bytes_is_refused(machine: Machine) -> None:
    other = machine.home / "other"
    other.mkdir()
    for name, version in WHEELS.items():
        wheel(other, name, version)
    with zipfile.ZipFile(other / "demo-1.0-py3-none-any.whl", "a") as archive:
        archive.writestr("evil.py", "")
    code, reason, log = replace(machine, env={"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(other)}).install()
    assert (code, reason.count("\n")) == (1, 1)
    assert reason.startswith("The locked requirements could not be installed: THESE PACKAGES DO NOT MATCH THE HASHES")
    assert "demo" in log
    assert machine.installed() == set()


def test_no_wheel_for_this_system(machine: Machine) -> None:
    """In one line, with what to do; pip's own text is not shown."""
    code, reason, log = replace(machine, engine="required").install()
    assert (code, log, reason.count("\n")) == (1, "", 1)
    assert reason.startswith("The embedded policy engine has no wheel for ")
    assert reason.endswith("'engine: opa' with 'opa-binary' and 'opa-sha256' (docs/other-ci.md).\n")
    assert replace(machine, engine="optional").install() == (0, "", "")


@pytest.mark.skipif(os.name == "nt", reason="the places are those of Linux")
def test_file_that_pip_cannot_read(machine: Machine) -> None:
    machine.write(".config/pip/pip.conf", "[global\n")
    code, reason, _ = machine.install()
    assert (code, reason.count("\n")) == (1, 1)
    assert reason.startswith("Pip's settings cannot be read: ")


def test_what_is_kept() -> None:
    files = {
        "global.index-url": "a",
        "install.index-url": "b",
        "global.use-feature": "truststore fast-deps",
        "x.y": "z",
    }
    given = {"PIP_PROXY": "p", "PIP_INDEX_URL": "", "PIP_REQUIRE_HASHES": "0", "PYTHONPATH": "x", "SSL_CERT_FILE": "c"}
    assert variables(given, files.get) == {
        **{"PIP_PROXY": "p", "PIP_INDEX_URL": "b", "PIP_USE_FEATURE": "truststore", "SSL_CERT_FILE": "c"},
        **{"PIP_CONFIG_FILE": os.devnull, "PYTHONNOUSERSITE": "1"},
    }
    assert not {"user", "target", "prefix", "root", "constraint", "requirement", "python", "log", "pre"} & set(KEPT)


def test_the_lock_is_split() -> None:
    lock = (ROOT / "requirements" / "action.txt").read_text("utf-8")
    rest, engine = split(lock)
    assert engine.startswith(f"{ENGINE}==")
    assert engine.count("--hash=") >= 5
    assert ENGINE not in rest.replace("via", "")
    assert sorted((rest + engine).splitlines()) == sorted(lock.splitlines())
