"""What the tests of signatures share: a message, its signature, and what the gate finds in one."""

from __future__ import annotations

from functools import cache

from gate.approvals.revoked import parse_revoked
from gate.approvals.signatures import Signed, verify
from gate.approvals.signers import Signers, parse_signers
from gate.values.errors import TunegateError
from tests.keys import NAMESPACE, SIGNERS, signature, signer

AT = "2026-11-23T12:00:00Z"
MESSAGE = b"decision: proceed\n"
OTHER = "other@acme.example"
SIG = "evidence/m/disposition.yaml.sig"


def listed(*lines: str) -> Signers:
    return parse_signers("".join(lines or (signer(),)).encode(), SIGNERS, NAMESPACE)


def checked(
    text: str, message: bytes = MESSAGE, signers: Signers | None = None, revoked: str = "", at: str = AT
) -> Signed:
    return verify(message, text.encode(), SIG, signers or listed(), parse_revoked(revoked.encode(), "revoked"), at)


def reasons(found: Signed) -> list[str]:
    return [row.reason for row in found.rejected]


def said(error: TunegateError) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.message) for problem in error.problems]


@cache
def signature_once() -> str:
    return signature(MESSAGE)
