"""The Action's script for real where the embedded engine has no wheel: what it says, and OPA's program in its place."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from action.install import ENGINE
from tests.policy.test_opa_binary import pinned
from tests.project.consumer import attempt
from tests.project.test_action import step
from tests.repo import Repo
from tests.tools import ROOT, require

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the script's tests run on Linux and macOS")


@pytest.fixture
def without(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror that has every wheel but the engine's, named by the user's file for pip, which has worse in it."""
    mirror, home = tmp_path / "mirror", tmp_path / "home"
    mirror.mkdir()
    for wheel in wheels.iterdir():
        if not wheel.name.startswith(ENGINE.replace("-", "_")):
            shutil.copy2(wheel, mirror)
    (home / ".config" / "pip").mkdir(parents=True)
    text = f"[global]\nno-index = true\nfind-links = {mirror}\ntarget = {home}/target\n[install]\nuser = yes\n"
    (home / ".config" / "pip" / "pip.conf").write_text(text)
    for name in [name for name in os.environ if name.startswith(("PIP_", "XDG_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))


@pytest.mark.usefixtures("without")
def test_it_says_so_in_one_line(tmp_path: Path) -> None:
    code, log, outputs = step(tmp_path)
    assert (code, outputs) == (3, "verdict=error\ndecision=\ncase=\nsarif=\nstatement=\npage=\n")
    group, said = log.splitlines()
    assert group == "::group::tunegate: packages"
    assert said.startswith("::error title=tunegate%3A could not start::The embedded policy engine has no wheel for ")
    assert "'opa-binary' and 'opa-sha256'" in said


@pytest.mark.usefixtures("without")
def test_opas_program_judges(tmp_path: Path, example: Repo) -> None:
    program = pinned(require("opa"))
    given = {"ENGINE": "opa", "OPA_BINARY": str(program.path), "OPA_SHA256": program.sha256}
    code, log, outputs = step(tmp_path, WORKING_DIRECTORY=str(example.path), BASE="HEAD", HEAD="HEAD", **given)
    assert (code, outputs.startswith("verdict=pass\n")) == (0, True), log
    named = dict(line.split("=", 1) for line in outputs.splitlines())
    decision = json.loads(Path(named["decision"]).read_text("utf-8"))
    assert (decision["engine"]["name"], decision["engine"]["sha256"]) == ("opa", program.sha256)
    assert json.loads(Path(named["case"]).read_text("utf-8"))["schema"] == "tunegate/case/v1"
    # the client of a server is not among the packages, and saying so is no pass
    (packages,) = tmp_path.glob("tunegate.*/packages")
    assert not (packages / "opa_client").exists()
    main = (require("python3"), "-I", "-S", "-X", "utf8", ROOT / "action" / "main.py", packages)
    asked = ("check", "--base", "HEAD", "--head", "HEAD", "--engine", "opa", "--opa-url", "http://127.0.0.1:1")
    done = attempt(*main, *asked, cwd=example.path, env=example.env)
    assert (done.returncode, "the client for an OPA server is not installed" in done.stdout + done.stderr) == (3, True)


@pytest.mark.usefixtures("without")
def test_client_is_installed_where_a_server_judges(tmp_path: Path) -> None:
    """The mirror has no wheel of it, so that the lock that was taken shows."""
    code, log, _ = step(tmp_path, ENGINE="opa", OPA_URL="http://127.0.0.1:8181")
    assert code == 3
    assert "The locked requirements could not be installed: " in log
    assert "aiofiles==" in log
