"""The one door to ``ssh-keygen -Y`` (OpenSSH 8.8 or newer): no shell, a bare environment, a time limit.

The program is given files that are written anew from what was parsed, one key and one signature at a time, so that it
cannot read them in another way than the gate does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from gate.approvals.armor import Signature, parse_signatures
from gate.approvals.signers import Signer
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

VERIFY_SECONDS = 20.0
SIGN_SECONDS = 120.0  # a person types a passphrase or touches a key
# what asking a person, an agent or a security key takes
_FOR_SIGNING = (
    "HOME SSH_AUTH_SOCK SSH_ASKPASS SSH_ASKPASS_REQUIRE SSH_SK_PROVIDER DISPLAY WAYLAND_DISPLAY XAUTHORITY "
    "XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS TERM USERPROFILE"
).split()
_INSTALL = "Install OpenSSH 8.8 or newer (package openssh-client) and put it on PATH."
_GOOD = regex(r'Good "(\S+)" signature for (\S+) with \S+ key (SHA256:\S+)')
_BAD = "Could not verify signature."


def sign(message: bytes, key: Path, namespace: str, *, seconds: float = SIGN_SECONDS) -> Signature:
    """Sign bytes with a private key file, or with a public key whose private half an ssh-agent or a security key holds.

    Raises UsageError where the key cannot sign, UndecidedError where there is no ssh-keygen.
    """
    if not key.is_file():
        raise UsageError(f"there is no key {key}", remedy="Make one: ssh-keygen -t ed25519; or name it with --key.")
    environment = {name: os.environ[name] for name in _FOR_SIGNING if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="tunegate-") as folder:
        arguments = ["-Y", "sign", "-f", str(key.absolute()), "-n", namespace]
        done = _run(arguments, message, Path(folder), environment, seconds)
    found, _ = parse_signatures(done.stdout, "")
    if done.returncode != 0 or len(found) != 1:
        raise UsageError(
            f"ssh-keygen did not sign with {key}: {_said(done)}",
            remedy="Check the key and its passphrase; for a key of an agent name its .pub file, and see 'ssh-add -l'.",
        )
    return found[0]


def verified(message: bytes, signature: Signature, signer: Signer, revoked: Iterable[str], at: datetime) -> bool:
    """Whether ssh-keygen finds the signature of this signer good at a time, and its key not among the fingerprints.

    Raises UndecidedError where ssh-keygen is missing, fails or says something else.
    """
    with tempfile.TemporaryDirectory(prefix="tunegate-") as name:
        folder = Path(name)
        (folder / "allowed_signers").write_text(allowed_line(signer, signature.namespace), encoding="ascii")
        (folder / "document.sig").write_text(signature.armored, encoding="ascii", newline="\n")
        arguments = ["-Y", "verify", "-n", signature.namespace, "-I", signer.principal]
        arguments += ["-f", "allowed_signers", "-s", "document.sig", "-O", f"verify-time={_stamp(at)}"]
        if rows := sorted(revoked):
            text = "".join(f"hash: {row}\n" for row in rows)
            (folder / "revoked").write_text(text, encoding="ascii", newline="\n")
            made = _run(["-q", "-k", "-f", "revoked.krl", "revoked"], b"", folder, {}, VERIFY_SECONDS)
            if made.returncode != 0:
                raise UndecidedError(f"ssh-keygen -k failed: {_said(made)}", remedy=_INSTALL)
            arguments += ["-r", "revoked.krl"]
        done = _run(arguments, message, folder, {}, VERIFY_SECONDS)
    said = done.stdout.decode("utf-8", "replace").strip()
    good = _GOOD.fullmatch(said)
    if done.returncode == 0 and good:
        return good.groups() == (signature.namespace, signer.principal, signer.key.fingerprint)
    if done.returncode != 0 and said == _BAD:
        return False
    raise UndecidedError(f"ssh-keygen -Y verify failed: {_said(done)}", remedy=_INSTALL)


def is_over(message: bytes, signature: Signature) -> bool:
    """Whether a signature is over these bytes, whoever made it. Raises UndecidedError where ssh-keygen is missing."""
    with tempfile.TemporaryDirectory(prefix="tunegate-") as name:
        folder = Path(name)
        (folder / "document.sig").write_text(signature.armored, encoding="ascii", newline="\n")
        arguments = ["-Y", "check-novalidate", "-n", signature.namespace, "-s", "document.sig"]
        return _run(arguments, message, folder, {}, VERIFY_SECONDS).returncode == 0


def allowed_line(signer: Signer, namespace: str) -> str:
    """The signer's line for ssh-keygen. Times have no Z, which OpenSSH before 9.1 does not know: it runs in UTC."""
    options = [f'namespaces="{namespace}"']
    for name, moment in (("valid-after", signer.valid_after), ("valid-before", signer.valid_before)):
        if moment is not None:
            options.append(f'{name}="{_stamp(moment)}"')
    return f"{signer.principal} {','.join(options)} {signer.key.line}\n"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def _run(
    arguments: list[str], message: bytes, folder: Path, environment: Mapping[str, str], seconds: float
) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    if program is None or not Path(program).is_absolute():  # never one that lies in the current directory
        raise UndecidedError("ssh-keygen was not found", remedy=_INSTALL)
    bare = {"LC_ALL": "C", "TZ": "UTC0", "PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder)}
    if os.name == "nt":
        bare["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    try:
        return subprocess.run(  # noqa: S603  # a fixed program; every argument is checked or made here
            [program, *arguments],
            input=message,
            capture_output=True,
            cwd=folder,
            env={**bare, **environment},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UndecidedError(f"ssh-keygen did not end within {seconds:g} s", remedy="Try again.") from None
    except OSError as error:
        raise UndecidedError(f"ssh-keygen cannot be run: {error.strerror}", remedy=_INSTALL) from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    text = (done.stderr or done.stdout).decode("utf-8", "replace")
    return " ".join(text.split())[:300] or f"exit status {done.returncode}"
