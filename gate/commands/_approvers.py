"""``init --approver``: who signs, and the public keys of theirs, before there is a configuration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gate.approvals.keys import KeyRefusedError, parse_key
from gate.approvals.signers import Signer, parse_signers
from gate.approvals.ssh import allowed_line
from gate.commands._gather import Here
from gate.config.approvers import ALLOWED_SIGNERS
from gate.config.namespace import namespace_of
from gate.evidence.given import refuse_misfit
from gate.recognise.propose.plane import ApprovalDraft
from gate.values.errors import UsageError
from gate.values.regex import regex

_NAME = regex(r"(?:.*[:/])?([A-Za-z0-9_][\w.-]*/[A-Za-z0-9_][\w.-]*?)(?:\.git)?/?")
_FORM = "WHO=PATH, with the path of the .pub file"


def approval(at: Here, given: Sequence[str]) -> tuple[ApprovalDraft, str] | None:
    """What the configuration says of the approvers, and the text of the file with their keys; None where nobody is
    named. Raises UsageError for what is no key, and ConfigError for a key of two people."""
    if not given:
        return None
    repository = _repository(at)
    signers = [_signer(text, number) for number, text in enumerate(given, 1)]
    namespace = namespace_of(repository)
    text = "".join(allowed_line(one, namespace) for one in signers)
    parse_signers(text.encode(), ALLOWED_SIGNERS, namespace)
    return ApprovalDraft(repository, tuple(dict.fromkeys(one.principal for one in signers))), text


def _signer(text: str, number: int) -> Signer:
    who, sign, name = text.partition("=")
    if not sign or not name:
        raise UsageError(f"--approver {text!r} names no key", remedy=f"Write it as {_FORM}.")
    refuse_misfit("config", ("control_plane", "owner"), who, "--approver")
    try:
        words = Path(name).expanduser().read_text("utf-8").split()
    except (OSError, UnicodeDecodeError):
        raise UsageError("cannot read the key", path=name, remedy=f"Write --approver as {_FORM}.") from None
    if len(words) < 2 or "PRIVATE" in words:
        raise UsageError("this is not a public key", path=name, remedy=f"Write --approver as {_FORM}.")
    try:
        return Signer(who, parse_key(words[0], words[1]), number)
    except KeyRefusedError as error:
        raise UsageError(str(error), path=name, remedy=error.remedy) from None


def _repository(at: Here) -> str:
    """The name that signatures are bound to: that of the remote 'origin', or of the folder where there is none."""
    url = at.repository.settings(r"^remote\.origin\.url$").get("remote.origin.url", "")
    found = _NAME.fullmatch(url) if "://" in url or ":" in url else None
    name = found[1] if found else at.root.name
    try:
        namespace_of(name)
    except ValueError:
        raise UsageError(
            f"{name!r} cannot name the repository that signatures are for", remedy="Add the remote 'origin' first."
        ) from None
    return name
