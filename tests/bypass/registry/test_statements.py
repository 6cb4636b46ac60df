"""Attempts to have a version pass the gate of a registry with a token that may write to it, and no key."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from gate.registry.port import Version
from gate.values.canonical import canonical_json
from tests.bypass.registry.attempts import LOG, PROD, attach, gate
from tests.commands.test_registry import Place
from tests.keys import COMMITTEE, NAMESPACE, fingerprint, key, signer
from tests.registry.stating import DEPLOYER, FIRST, MODEL, SECOND, said, sealed
from tests.registry.stating import NAMESPACE as STATEMENTS


def test_it_passes_as_it_was_published(place: Place) -> None:
    assert gate(place) == ("in-force", [])
    assert gate(place, "2") == ("not-reviewed", [])


def edited(envelope: bytes, **model: Any) -> bytes:
    """The same signature over a statement that says something else."""
    value = json.loads(envelope)
    payload = json.loads(base64.b64decode(value["payload"]))
    payload["predicate"]["urn:tunegate:verification:v1"]["models"][0].update(model)
    value["payload"] = base64.b64encode(json.dumps(payload).encode()).decode()
    return canonical_json(value)


def of_second(**more: Any) -> dict[str, Any]:
    """A statement on the weights that nobody reviewed."""
    return said(**{"weights": SECOND, "environment": "prod", **more})


REPLAYS: dict[str, tuple[Callable[[], bytes], str]] = {
    "the statement of the reviewed version": (lambda: sealed(said(environment="prod")), "subject"),
    "no weights at all": (lambda: sealed(of_second(weights=None)), "subject"),
    "another key": (lambda: sealed(of_second(), by="mallory@acme.example"), "signer"),
    "an approver's key, which signs dispositions": (lambda: sealed(of_second(), by=COMMITTEE), "signer"),
    "the right key for another purpose": (lambda: sealed(of_second(), namespace=NAMESPACE), "signer"),
    "another repository's namespace": (
        lambda: sealed(of_second(), namespace="tunegate-statement-v1@acme/other"),
        "signer",
    ),
    "another environment": (lambda: sealed(of_second(environment="staging")), "environment"),
    "no environment": (lambda: sealed(of_second(environment=None)), "environment"),
    "the future": (lambda: sealed(of_second(at="2026-11-23T12:00:01Z")), "future"),
    "an edited payload": (lambda: edited(sealed(of_second(expires="2026-01-01")), expires="2027-12-31"), "signer"),
    "no envelope": (lambda: json.dumps(of_second()).encode(), "unreadable"),
    "a key twice": (lambda: b'{"payload":"e30=","payload":"e30=","payloadType":"x","signatures":[]}', "unreadable"),
}


@pytest.mark.parametrize("name", REPLAYS)
def test_statement_that_is_replayed_for_other_weights(place: Place, name: str) -> None:
    made, rule = REPLAYS[name]
    attach(place, made(), "2")
    status, rules = gate(place, "2")
    assert (status, rule in rules) == ("not-reviewed", True)


def test_statement_of_another_repository_by_a_key_of_both(place: Place) -> None:
    other = of_second()
    other["predicate"]["urn:tunegate:verification:v1"]["repository"] = "acme/other"
    attach(place, sealed(other), "2")
    assert gate(place, "2") == ("not-reviewed", ["repository"])


def test_old_statement_after_it_was_taken_back(place: Place) -> None:
    attach(place, sealed(said(passed=False, at="2026-11-23T12:30:00Z", environment="prod")))
    later = "2026-11-23T13:00:00Z"
    assert gate(place, now=later)[0] == "revoked"
    attach(place, sealed(said(environment="prod")))  # again
    attach(place, sealed(said(at="2026-11-01T00:00:00Z", environment="prod")))  # and an older one
    assert gate(place, now=later)[0] == "revoked"


def test_expired(place: Place) -> None:
    assert gate(place, now="2027-05-31T23:59:59Z")[0] == "in-force"
    assert gate(place, now="2027-06-01T00:00:00Z")[0] == "expired"
    (row,) = place.registry.find(MODEL, "1")
    place.registry.hint(row, {"status": "in-force", "expires": "2099-12-31"})
    assert gate(place, now="2027-06-01T00:00:00Z")[0] == "expired"


@pytest.mark.parametrize(
    "flipped", [{"status": "in-force", "expires": "2099-12-31"}, {"statement": "sha256:" + "0" * 64}]
)
def test_tags_that_are_flipped(place: Place, flipped: dict[str, str]) -> None:
    (row,) = place.registry.find(MODEL, "2")
    place.registry.hint(row, flipped)
    assert gate(place, "2") == ("not-reviewed", [])
    done = place.run("sync")
    assert done.returncode == 1
    assert f"{MODEL}@2: not-reviewed" in done.stdout
    assert place.run("sync", "--apply").returncode == 0
    (row,) = place.registry.find(MODEL, "2")
    assert row.hints["tunegate.status"] == "not-reviewed"


def test_alias_that_is_moved_past_the_gate(place: Place) -> None:
    place.registry.move(MODEL, "production", "2", None)
    assert place.query(f"{MODEL}@production", *PROD, expect=1)["status"] == "not-reviewed"
    assert "would take the alias production away" in place.run("sync", "--alias", "production").stdout


@pytest.mark.parametrize("name", ["model.safetensors", "modeling.py", "adapter/adapter_model.bin"])
def test_weights_that_are_replaced_or_joined(place: Place, name: str) -> None:
    target = place.folder / f"models/{MODEL}/versions/1/files/{name}"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"others")
    assert gate(place) == ("not-reviewed", ["subject"])


def test_statement_that_is_signed_and_never_logged(place: Place) -> None:
    """With a stolen key, and no right to write to the log."""
    attach(place, sealed(of_second()), "2")
    assert gate(place, "2")[0] == "in-force"
    assert gate(place, "2", *PROD, *LOG) == ("not-reviewed", ["log"])
    assert gate(place, "1", *PROD, *LOG) == ("in-force", [])


def test_key_that_is_revoked_or_expired(place: Place) -> None:
    revoked = place.folder.parent / "revoked"
    revoked.write_text(f"hash: {fingerprint(key(DEPLOYER))} # since 2026-11-01: stolen\n")
    assert gate(place, "1", *PROD, "--revoked", str(revoked)) == ("not-reviewed", ["signer"])
    options = f'namespaces="{STATEMENTS}",valid-before="20261122Z"'
    place.keys.write_text(signer(DEPLOYER, options=options))
    assert gate(place) == ("not-reviewed", ["signer"])


def test_version_that_changes_between_the_judgement_and_the_move(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A race that is won against the gate: the alias is put back."""
    from gate.approvals.revoked import Revoked
    from gate.approvals.signers import parse_signers
    from gate.registry.answer import Answer, Asked, Recorded, judge
    from gate.registry.keys import Keys
    from gate.registry.port import RegistryError
    from gate.registry.publishing import promote

    keys = Keys(parse_signers(place.keys.read_bytes(), "keys", STATEMENTS), Revoked())
    asked = Asked("2026-11-23T12:00:00Z", "prod")

    def judged(version: Version) -> Answer:
        return judge(place.registry, [version], keys, asked, Recorded())

    place.registry.move(MODEL, "production", "2", None)
    move = place.registry.move
    weights = place.folder / f"models/{MODEL}/versions/1/files/model.safetensors"

    def raced(name: str, alias: str, to: str, expected: str | None) -> None:
        move(name, alias, to, expected)
        weights.write_bytes(b"swapped in time" if to == "1" else FIRST)

    monkeypatch.setattr(place.registry, "move", raced)
    (version,) = place.registry.find(MODEL, "1")
    with pytest.raises(RegistryError, match="its weights changed"):
        promote(place.registry, version, "production", judged)
    assert [row.version for row in place.registry.find(MODEL, "production")] == ["2"]
