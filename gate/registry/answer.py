"""From a reference to the one answer: which review a version operates under, and whether that is in force.

The facts are gathered here; ``policies/publication.rego`` judges them, and its METADATA says which exit status each
answer has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from gate.registry.keys import Keys
from gate.registry.port import Registry, RegistryError, Version, check_name, single
from gate.registry.statements import facts
from gate.values.digests import is_digest
from gate.values.errors import UndecidedError, UsageError

PACKAGE = "publication"
IN_FORCE = "in-force"
MAX_SCANNED = 20_000  # versions that a search without an index looks through


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every version: at which time (RFC 3339), for which environment, how old a statement may be."""

    now: str
    environment: str | None = None
    max_age_days: int | None = None


@dataclass(frozen=True)
class Recorded:
    """What a log says: ids of the statements in it (None where no log was asked), holds that were not released,
    revocations; as rows of the document that the policies judge."""

    logged: frozenset[str] | None = None
    holds: Sequence[Mapping[str, str]] = ()
    revocations: Sequence[Mapping[str, str]] = ()

    def about(self, models: Collection[str]) -> Recorded:
        """It is what it is, whichever models are meant."""
        return self


class History(Protocol):
    """What says what a log has of models."""

    def about(self, models: Collection[str]) -> Recorded:
        """Raises RegistryError, and UndecidedError without ssh-keygen."""


@dataclass(frozen=True)
class Answer:
    """``status`` is one of the keys of `exits`; ``standing`` the statement that decided, None where none did.

    ``refused`` are statements that do not count, and why.
    """

    status: str
    exit_code: int
    versions: tuple[Version, ...]
    standing: Mapping[str, Any] | None
    reasons: tuple[Mapping[str, str], ...]
    refused: tuple[Mapping[str, str], ...]
    asked: Asked = field(default_factory=lambda: Asked(""))

    @property
    def document(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "status": self.status,
            "at": self.asked.now,
            "environment": self.asked.environment,
            "versions": [_shown(version) for version in self.versions],
            "standing": dict(self.standing) if self.standing else None,
            "reasons": [dict(row) for row in self.reasons],
            "refused": [dict(row) for row in self.refused],
        }


@cache
def exits() -> Mapping[str, int]:
    """Exit status by status, of the policy's METADATA. Raises UndecidedError where it has none."""
    from gate.policy.bundle import load_builtin, read_metadata

    path = f"policies/{PACKAGE}.rego"
    found = read_metadata(path, load_builtin(rules=False).modules.get(path, "")).get("exits")
    if not isinstance(found, dict) or [name for name, code in found.items() if code == 0] != [IN_FORCE]:
        raise UndecidedError("the policy on publications is not there", remedy="Install tunegate again.")
    return found


def split(reference: str) -> tuple[str | None, str]:
    """``NAME@REF`` as (name, ref), or (None, digest). Raises UsageError for another form."""
    name, at, ref = reference.rpartition("@")
    if at and name and ref:
        return check_name(name), ref
    if is_digest(reference):
        return None, reference
    raise UsageError(
        f"{reference!r} names no version",
        remedy="Write NAME@VERSION, NAME@ALIAS or NAME@sha256:..., or a digest of weights or of a state alone.",
    )


def found(registry: Registry, reference: str) -> tuple[Version, ...]:
    """The versions that a reference stands for. Raises RegistryError where the registry has one twice.

    A digest without a name is looked for among all versions: of the weights, or of a state, a disposition or a
    statement that an attached envelope names, whoever signed it.
    """
    name, ref = split(reference)
    if name is not None:
        rows = single(registry.find(name, ref), registry.url)
        if strange := next((row for row in rows if row.name != name), None):
            raise RegistryError(f"asked for {name}, it gives {strange.place}", registry.url, "Ask who runs it.")
        if not is_digest(ref):
            return rows
        return rows or tuple(row for row in registry.versions(name) if names(registry, row, ref))
    return tuple(row for row in every(registry) if ref == row.digest or names(registry, row, ref))


def every(registry: Registry) -> Iterable[Version]:
    """All versions of all models. Raises RegistryError where there are more than anyone looks through."""
    count = 0
    for name in registry.names():
        for row in single(registry.versions(name), registry.url):
            count += 1
            if count > MAX_SCANNED:
                raise RegistryError(
                    f"the registry has more than {MAX_SCANNED:,} versions", registry.url, "Name the model: NAME@DIGEST."
                )
            yield row


def names(registry: Registry, version: Version, digest: str) -> bool:
    """Whether a version has a file of these weights, or something attached to it names the digest."""
    if digest in version.files.values():
        return True
    text = digest.removeprefix("sha256:").encode()
    from gate.registry import dsse
    from gate.registry.dsse import EnvelopeError

    for envelope in registry.attached(version):
        try:
            parsed = dsse.parse(envelope, version.place)
        except EnvelopeError:
            continue
        if parsed.digest == digest or text in parsed.payload:
            return True
    return False


def is_about(registry: Registry, version: Version, model: str) -> bool:
    """Whether a statement beside a version is about a model, whoever signed it."""
    from gate.registry import dsse
    from gate.registry.dsse import EnvelopeError
    from gate.registry.statements import document, said

    for envelope in registry.attached(version):
        try:
            payload = dsse.parse(envelope, version.place).payload
            if any(row["model"] == model for row in said(document(payload, version.place))):
                return True
        except EnvelopeError:
            continue
    return False


def judge(registry: Registry, versions: Sequence[Version], keys: Keys, asked: Asked, history: History) -> Answer:
    """What the versions of one reference come to. Raises RegistryError, and UndecidedError without ssh-keygen."""
    from gate.policy.ask import ask

    rows = [_facts(registry, version, keys, asked) for version in versions]
    models = {row["model"] for version in rows for row in version["statements"] if row["problem"] is None}
    recorded = history.about({*models, *(version.name for version in versions)})
    document = {
        "now": asked.now,
        "repository": keys.repository,
        "environment": asked.environment,
        "max_age_days": asked.max_age_days,
        "logged": sorted(recorded.logged) if recorded.logged is not None else None,
        "holds": [dict(row) for row in recorded.holds],
        "revocations": [dict(row) for row in recorded.revocations],
        "versions": rows,
    }
    said = ask(PACKAGE, document)
    status = str(said.get("status"))
    if status not in exits():
        raise UndecidedError(f"the policies answer {status!r}", remedy="Install tunegate again.")
    index = said.get("standing")
    standing = rows[0]["statements"][index] if len(rows) == 1 and isinstance(index, int) else None
    return Answer(
        status,
        exits()[status],
        tuple(versions),
        standing,
        _sorted(said.get("reasons")),
        _sorted(said.get("refused")),
        asked,
    )


def _facts(registry: Registry, version: Version, keys: Keys, asked: Asked) -> dict[str, Any]:
    where = f"{version.registry} {version.place}"
    statements = [row for data in registry.attached(version) for row in facts(data, where, keys, asked.now)]
    return {
        "name": version.name,
        "version": version.version,
        "digest": version.digest,
        "files": dict(version.files),
        "statements": statements,
    }


def _sorted(rows: Any) -> tuple[Mapping[str, str], ...]:
    return tuple(sorted(rows or (), key=lambda row: (str(row.get("statement")), row["rule"], row["message"])))


def _shown(version: Version) -> dict[str, Any]:
    return {
        "registry": version.registry,
        "name": version.name,
        "version": version.version,
        "digest": version.digest,
        "files": dict(version.files),
        "aliases": list(version.aliases),
        "hints": dict(version.hints),
    }
