"""Statements for the tests of registries: made once, then signed by whoever a test wants."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from gate.registry import dsse
from gate.report.statement import EXTENSION, PREDICATE_TYPE, STATEMENT_TYPE
from gate.values.canonical import digest_of
from tests.command import NOW, fits
from tests.keys import REPOSITORY, key, signer

DEPLOYER = "deploy@acme.example"
NAMESPACE = f"tunegate-statement-v1@{REPOSITORY}"
MODEL = "support-assistant"
FIRST, SECOND = b"the reviewed weights", b"the weights of the next fine-tune"
DIGEST = digest_of(FIRST)


def keys_file(folder: Path, *principals: str) -> Path:
    """A list of keys whose statements count."""
    path = folder / "statement_keys"
    path.write_text("".join(signer(name, options=f'namespaces="{NAMESPACE}"') for name in principals or (DEPLOYER,)))
    return path


def said(
    *,
    weights: bytes | None = FIRST,
    name: str = MODEL,
    at: str = NOW,
    environment: str | None = None,
    passed: bool = True,
    **model: Any,
) -> dict[str, Any]:
    """A statement of 'verify' on one model."""
    subjects = [digest_of(weights).removeprefix("sha256:")] if weights is not None else []
    rows = [{"sha256": text} for text in subjects]
    hexes = {kind: digest_of(kind.encode()).removeprefix("sha256:") for kind in ("state", "disposition", "decision")}
    value: dict[str, Any] = {
        "_type": STATEMENT_TYPE,
        "subject": [
            {"name": f"model/{name}", "digest": {"sha256": hexes["state"]}},
            *({"name": f"weights/{name}", "digest": row} for row in rows),
        ],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "verifier": {"id": "urn:tunegate:verifier:unnamed", "version": {"tunegate": "0.1.0"}},
            "timeVerified": at,
            "resourceUri": "https://acme.example/prod",
            "policy": {"uri": "git+https://git.acme.example/support@main", "digest": {"sha256": "0" * 64}},
            "verificationResult": "PASSED" if passed else "FAILED",
            "verifiedLevels": ["TUNEGATE_DISPOSITION_CURRENT" if passed else "FAILED"],
            EXTENSION: {
                "verdict": "pass" if passed else "block",
                "exitCode": 0 if passed else 1,
                "decision": {"sha256": hexes["decision"]},
                "case": None,
                "commit": "1" * 40,
                "repository": REPOSITORY,
                "environment": environment,
                "trusted": None,
                "models": [
                    {
                        "name": name,
                        "state": {"sha256": hexes["state"]},
                        "version": "support:2026.10.2",
                        "weights": rows,
                        "disposition": {"sha256": hexes["disposition"]},
                        "decision": "proceed",
                        "expires": "2027-05-31",
                        "signers": ["ai-committee@acme.example"],
                        "conditions": [],
                        **model,
                    }
                ],
                "findings": [],
            },
        },
    }
    fits("statement", value)
    return value


def sealed(value: dict[str, Any], by: str = DEPLOYER, namespace: str = NAMESPACE) -> bytes:
    """The envelope of a statement."""
    return dsse.sign(json.dumps(value).encode(), key(by), namespace)


def changed(value: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    found = deepcopy(value)
    change(found)
    return found
