"""ssh-keygen as a program: that it is absent, that it lies, that it signs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gate.approvals import ssh
from gate.values.errors import UndecidedError, UsageError
from tests.approvals.steps import MESSAGE, checked, reasons, signature_once
from tests.keys import COMMITTEE, NAMESPACE, key, public, run


@pytest.fixture
def no_ssh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A PATH with one empty folder; a signature was made before."""
    signature_once()
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_without_ssh_keygen_nothing_is_verified(no_ssh: Path) -> None:
    with pytest.raises(UndecidedError) as error:
        checked(signature_once())
    assert error.value.problems[0].message == "ssh-keygen was not found"


@pytest.mark.parametrize("script", ["exit 0", "echo Good enough", "echo 'Could not verify signature.'", "exit 1"])
def test_an_ssh_keygen_that_lies(no_ssh: Path, script: str) -> None:
    """Exit status 0 alone is not believed, nor words alone."""
    program = no_ssh / "ssh-keygen"
    program.write_text(f"#!{shutil.which('sh', path=os.defpath)}\n{script}\n")
    program.chmod(0o755)
    with pytest.raises(UndecidedError) as error:
        checked(signature_once())
    assert error.value.problems[0].message.startswith("ssh-keygen -Y verify failed: ")


def test_an_ssh_keygen_that_praises_another_key(no_ssh: Path) -> None:
    program = no_ssh / "ssh-keygen"
    praise = f'Good "{NAMESPACE}" signature for {COMMITTEE} with ED25519 key SHA256:x'
    program.write_text(f"#!{shutil.which('sh', path=os.defpath)}\necho '{praise}'\n")
    program.chmod(0o755)
    assert reasons(checked(signature_once())) == ["document"]


def test_signing_with_a_key_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        ssh.sign(MESSAGE, tmp_path / "key", NAMESPACE)
    assert error.value.problems[0].message == f"there is no key {tmp_path / 'key'}"
    (tmp_path / "key").write_text("no key\n")
    with pytest.raises(UsageError) as error:
        ssh.sign(MESSAGE, tmp_path / "key", NAMESPACE)
    assert error.value.problems[0].message.startswith(f"ssh-keygen did not sign with {tmp_path / 'key'}: ")


def test_signing_through_an_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("ssh-agent") is None:
        pytest.skip("there is no ssh-agent")
    socket = tmp_path / "agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert agent.poll() is None
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        run("ssh-add", "-q", str(key()))
        half = tmp_path / "key.pub"
        half.write_text(public(key()) + "\n")
        made = ssh.sign(MESSAGE, half, NAMESPACE)
        assert checked(made.armored).verified
    finally:
        agent.terminate()
        agent.wait()
