"""A signed statement as the facts that the policies judge: what it says, of which weights, and who signed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.documents import DocumentError
from gate.documents import parse as parse_document
from gate.documents.schema import problems
from gate.registry import dsse
from gate.registry.dsse import Envelope, EnvelopeError
from gate.registry.keys import Keys, verify
from gate.report.statement import EXTENSION, PREDICATE_TYPE
from gate.values.errors import TunegateError

KIND = "statement"
_REMEDY = "Write it again: tunegate verify --statement FILE."


def document(payload: bytes, path: str) -> dict[str, Any]:
    """The statement in a payload. Raises EnvelopeError where it does not fit ``schemas/statement.schema.json``."""
    try:
        node = parse_document(payload, "json")
    except DocumentError as error:
        raise EnvelopeError(f"the statement cannot be read: {error.message}", path=path, remedy=_REMEDY) from None
    if found := problems(KIND, node, path):
        raise EnvelopeError(f"the statement does not fit its schema: {found[0].message}", path=path, remedy=_REMEDY)
    value: dict[str, Any] = node.plain()
    return value


def facts(envelope: bytes, where: str, keys: Keys, at: str) -> list[dict[str, Any]]:
    """What an envelope says of each of its models, as JSON, and who signed it by the keys that count at a time.

    One that cannot be read is one row with its ``problem``: whoever may attach something can attach that, and it must
    not keep the others from being read.
    """
    try:
        found = dsse.parse(envelope, where)
        signed = verify(found, where, keys, at)
        value = document(found.payload, where)
    except TunegateError as error:
        if error.exit_code == 3 and not isinstance(error, EnvelopeError):
            raise  # ssh-keygen cannot be asked: nothing is known
        return [{"problem": error.problems[0].message, "id": None}]
    verdict = {
        "problem": None,
        "id": found.digest,
        "signed_by": sorted({row.principal for row in signed.verified}),
        "rejected": [{"reason": row.reason, "message": row.message} for row in signed.rejected],
    }
    return [{**verdict, **row} for row in said(value)]


def said(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a statement says, one row a model."""
    predicate = value["predicate"]
    extension = predicate[EXTENSION]
    is_vsa = value["predicateType"] == PREDICATE_TYPE
    passed = predicate["verificationResult"] == "PASSED" if is_vsa else bool(predicate["properties"])
    levels = predicate["verifiedLevels"] if is_vsa else predicate["properties"]
    policy = predicate["policy"] if is_vsa else predicate["verifier"]["policies"][0]
    for model in extension["models"]:
        yield {
            "predicate": value["predicateType"],
            "passed": passed and extension["verdict"] == "pass" and extension["exitCode"] == 0,
            "verified_at": predicate["timeVerified" if is_vsa else "timeCreated"],
            "levels": levels,
            "policy": _text(policy.get("digest")),
            "environment": extension["environment"],
            "repository": extension["repository"],
            "commit": extension["commit"],
            "model": model["name"],
            "version": model["version"],
            "state": _text(model["state"]),
            "disposition": _text(model["disposition"]),
            "decision": model["decision"],
            "expires": model["expires"],
            "signers": model["signers"],
            "conditions": model["conditions"],
            "subjects": [_text(row) for row in model["weights"]],
        }


def _text(digest: dict[str, str] | None) -> str | None:
    return f"sha256:{digest['sha256']}" if digest else None


def envelope_of(data: bytes, path: str) -> Envelope | None:
    """The envelope in a file, None where it is a bare statement."""
    try:
        return dsse.parse(data, path)
    except EnvelopeError:
        return None
