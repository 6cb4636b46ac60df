"""The verdict of ``verify`` as an in-toto Statement v1 with a SLSA verification summary (VSA) as its predicate, or with
a Simple Verification Result (SVR).

Sources: in-toto attestation, "Statement layer specification" v1.1 and "ResourceDescriptor"; SLSA, "Verification Summary
Attestation" 1.1 (``https://slsa.dev/verification_summary/v1``); in-toto attestation, "Predicate type: Simple
Verification Result" 0.2. 'tunegate statement sign' signs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate import __version__
from gate.judge.decision import Decision
from gate.values.canonical import canonical_json, digest_of
from gate.values.digests import is_object_id
from gate.values.errors import UsageError
from gate.values.origin import Origin, uri
from gate.values.regex import regex

if TYPE_CHECKING:
    from gate.case.gather import Gathered
    from gate.case.shape import ModelFacts
    from gate.case.verification_shape import TrustedBranch

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://slsa.dev/verification_summary/v1"
RESULT_TYPE = "https://in-toto.io/attestation/svr/v0.2"
FORMS = ("vsa", "svr")
LEVEL = "TUNEGATE_DISPOSITION_CURRENT"  # a custom level: SLSA keeps names that start with SLSA_ for itself
WAIVED = "TUNEGATE_FINDINGS_WAIVED"  # passed, and only because of waivers
EXTENSION = "urn:tunegate:verification:v1"  # a VSA's own fields are named by URIs
ENVIRONMENT = regex(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_URI = regex(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")  # RFC 3986: a scheme, and no space or control


Weights = Mapping[str, Mapping[str, str]]  # model -> path -> 'sha256:...'
NOTHING: Weights = {}


@dataclass(frozen=True, slots=True)
class Parties:
    """URIs: ``verifier`` is who verified, ``resource`` what (None: the commit), ``repository`` where it comes from.

    ``place`` is the environment in which it may run; None where nothing was said.
    """

    verifier: str
    resource: str | None
    repository: str
    place: str | None = None


def parties(
    resource: str | None, verifier: str | None, home: Origin, environment: Mapping[str, str], place: str | None = None
) -> Parties:
    """Who and what the statement names. Raises UsageError for what is no URI, and no name of an environment."""
    if place is not None and not ENVIRONMENT.fullmatch(place):
        raise UsageError(
            f"--environment {place!r} is not a name", remedy="Use lower-case letters, digits, '.', '_' and '-'."
        )
    for option, value in (("--resource", resource), ("--verifier", verifier)):
        if value is not None and not _URI.fullmatch(value):
            raise UsageError(f"{option} {value!r} is not a URI", remedy="Write it like https://acme.example/prod.")
    workflow = f"{environment.get('GITHUB_SERVER_URL', '')}/{environment.get('GITHUB_WORKFLOW_REF', '')}"
    known = home.forge == "github" and environment.get("GITHUB_WORKFLOW_REF") and _URI.fullmatch(workflow)
    return Parties(
        verifier=verifier or (workflow if known else "urn:tunegate:verifier:unnamed"),
        resource=resource,
        repository=f"git+{home.url}" if home.url else "urn:tunegate:repository:unnamed",
        place=place,
    )


def statement(
    decision: Decision,
    gathered: Gathered | None,
    who: Parties,
    exit_code: int,
    *,
    weights: Weights = NOTHING,
    form: str = "vsa",
) -> dict[str, Any] | None:
    """The statement (``schemas/statement.schema.json``); None where nothing is known that it could be about.

    ``gathered`` is None where the verdict is an error. ``exit_code`` is the process's: only 0 is PASSED. ``weights``
    are the digests of the weights at hand, by model and by path ('' for the whole); ``form`` is one of `FORMS`.
    """
    subjects = list(_subjects(decision, gathered, weights))
    if not subjects:
        return None
    passed = decision.verdict == "pass" and exit_code == 0
    commit = _commit(decision)
    at = f"{who.repository}@{commit}" if commit else who.repository
    level = WAIVED if any(f.waived_by for f in decision.findings) else LEVEL
    policy = _policy(decision, gathered, who, at)
    extension = _extension(decision, gathered, exit_code, who, weights)
    if form == "svr":
        predicate: dict[str, Any] = {
            "verifier": {"id": who.verifier, "policies": [policy]},
            "timeCreated": decision.now,
            "properties": [level] if passed else [],
            EXTENSION: extension,
        }
    else:
        predicate = {
            "verifier": {"id": who.verifier, "version": _versions(decision)},
            "timeVerified": decision.now,
            "resourceUri": who.resource or at,
            "policy": policy,
            **({"inputAttestations": list(_evidence(gathered, at))} if gathered else {}),
            "verificationResult": "PASSED" if passed else "FAILED",
            "verifiedLevels": [level if passed else "FAILED"],
            EXTENSION: extension,
        }
    return {
        "_type": STATEMENT_TYPE,
        "subject": subjects,
        "predicateType": RESULT_TYPE if form == "svr" else PREDICATE_TYPE,
        "predicate": predicate,
    }


def reviewed_weights(model: ModelFacts) -> list[str]:
    """The digests of a model's weights by its training run: of the output, and of what it is published as; sorted."""
    run = model["evidence"]["artefacts"].get("training-run")
    output: Mapping[str, Any] = run["document"].get("output") or {} if run else {}
    given = [output.get("digest"), *(row.get("digest") for row in output.get("published") or ())]
    return sorted({text for text in given if isinstance(text, str)})


def _commit(decision: Decision) -> str | None:
    return decision.head if decision.head and is_object_id(decision.head) else None


def _subjects(decision: Decision, gathered: Gathered | None, weights: Weights) -> Iterator[dict[str, Any]]:
    """The commit where all of it was verified or nothing is known of its models; each model's state and weights."""
    commit = _commit(decision)
    models = gathered.case["models"] if gathered else {}
    if commit and (gathered is None or gathered.whole):
        yield {"name": "commit", "digest": {"gitCommit": commit}}
    for name, model in sorted(models.items()):
        yield {"name": f"model/{name}", "digest": _digest(model["state"]["digest"])}
        named = dict.fromkeys(reviewed_weights(model), f"weights/{name}")
        named |= {digest: f"weights/{name}/{path}".rstrip("/") for path, digest in weights.get(name, {}).items()}
        for digest, text in sorted(named.items(), key=lambda row: (row[1], row[0])):
            yield {"name": text, "digest": _digest(digest)}


def _digest(text: str) -> dict[str, str]:
    return {"sha256": text.removeprefix("sha256:")}


def _versions(decision: Decision) -> dict[str, str]:
    engine = decision.engine.get("name")
    return {"tunegate": __version__, **({engine: decision.engine.get("version") or "unknown"} if engine else {})}


def _policy(decision: Decision, gathered: Gathered | None, who: Parties, at: str) -> dict[str, Any]:
    """The configuration that was in force, and the digest of the Rego modules; OPA servers have their own."""
    trusted = _branch(gathered)
    place = f"{who.repository}@{trusted['commit']}" if trusted else at
    row: dict[str, Any] = {"uri": f"{place}#{uri(decision.origin.config)}"}
    if decision.policies:
        row["digest"] = _digest(decision.policies)
    return row


def _evidence(gathered: Gathered, at: str) -> Iterator[dict[str, Any]]:
    for _, model in sorted(gathered.case["models"].items()):
        evidence = model["evidence"]
        own = [document for document in (evidence["disposition"], evidence["baseline"]) if document]
        for document in (*evidence["artefacts"].values(), *own, *evidence["determinations"]):
            yield {"uri": f"{at}#{uri(document['path'])}", "digest": _digest(document["digest"])}


def _extension(
    decision: Decision, gathered: Gathered | None, exit_code: int, who: Parties, weights: Weights
) -> dict[str, Any]:
    models = sorted(gathered.case["models"].items()) if gathered else []
    return {
        "verdict": decision.verdict,
        "exitCode": exit_code,
        "decision": _digest(digest_of(canonical_json(decision.document()))),
        "case": _digest(decision.case) if decision.case else None,
        "commit": _commit(decision),
        "repository": gathered.repository if gathered else None,
        "environment": who.place,
        "trusted": _trusted(gathered),
        "models": [_model(name, model, weights.get(name, {})) for name, model in models],
        "findings": [
            {"rule": f.rule, "severity": f.severity, "model": f.model, "waived": f.waived_by is not None}
            for f in decision.findings
        ],
    }


def _branch(gathered: Gathered | None) -> TrustedBranch | None:
    facts = gathered.case["verification"] if gathered else None
    return facts["trusted"] if facts else None


def _trusted(gathered: Gathered | None) -> dict[str, Any] | None:
    branch = _branch(gathered)
    return {"name": branch["name"], "commit": branch["commit"], "reachable": branch["reachable"]} if branch else None


def _model(name: str, model: ModelFacts, weights: Mapping[str, str]) -> dict[str, Any]:
    disposition = model["evidence"]["disposition"]
    run = model["evidence"]["artefacts"].get("training-run")
    said: Mapping[str, Any] = disposition["document"] if disposition else {}
    return {
        "name": name,
        "state": _digest(model["state"]["digest"]),
        "version": (run["document"].get("output") or {}).get("id") if run else None,
        "weights": [_digest(text) for text in sorted({*reviewed_weights(model), *weights.values()})],
        "disposition": _digest(disposition["digest"]) if disposition else None,
        "decision": said.get("decision"),
        "expires": said.get("expires"),
        "signers": [row["principal"] for row in disposition["approval"]["counted"]] if disposition else [],
        "conditions": [
            {"id": row["id"], "owner": row.get("owner"), "due": row.get("due")} for row in said.get("conditions") or ()
        ],
    }
