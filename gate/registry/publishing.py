"""What is written into registries: a statement beside a version, an alias that moves, hints that follow the answer.

Whatever happens on the way, nothing is half written: an envelope is attached whole, an alias that should not have moved
is put back, and the same command again does what is left to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.registry import dsse
from gate.registry.answer import IN_FORCE, Answer, Asked, History, judge
from gate.registry.port import HINT, Registry, RegistryError, Version, hint_of, single
from gate.registry.statements import document, said

if TYPE_CHECKING:
    from gate.registry.artefacts import Artefact
    from gate.registry.keys import Keys

_AGAIN = "Run the command again."


@dataclass(frozen=True, slots=True)
class Published:
    """What 'publish' did. ``attached``: the envelope was not there before; ``proven``: the registry or the artefact at
    hand shows that the version has the reviewed weights."""

    attached: bool
    proven: bool
    statement: str
    models: tuple[str, ...]


def publish(registry: Registry, version: Version, envelope: bytes, where: str, artefact: Artefact | None) -> Published:
    """Attach a statement to a version. Raises RegistryError where the version's weights are known to be others.

    Where neither the registry nor an artefact says what the weights are, it is attached all the same, as unproven.
    """
    found = dsse.parse(envelope, where)
    rows = list(said(document(found.payload, where)))
    subjects = {digest for row in rows for digest in row["subjects"]}
    given = tuple(version.files.values()) or ((version.digest,) if version.digest else ())
    vouched = bool(given) and (version.digest in subjects or subjects.issuperset(given))
    if given and not vouched:
        raise RegistryError(
            f"{version.place} has other weights than the statement is about: {version.digest or given[0]}",
            registry.url,
            "Publish the version that was reviewed, or have this one reviewed.",
        )
    if artefact is not None and artefact.digest not in subjects and not subjects.issuperset(artefact.content.values()):
        raise RegistryError(
            f"the artefact has other weights than the statement is about: {artefact.digest}",
            artefact.path,
            "Name the weights that were reviewed; with several files, state them: tunegate verify --artefact PATH.",
        )
    attached = registry.attach(version, envelope)
    if envelope not in registry.attached(version):
        raise RegistryError(f"{version.place} does not have what was attached to it", registry.url, _AGAIN)
    return Published(attached, vouched, found.digest, tuple(sorted({row["model"] for row in rows})))


def hints_of(answer: Answer) -> dict[str, str]:
    """What people may read at a version; it proves nothing."""
    row = answer.standing or {}
    texts = {
        "status": answer.status,
        **{name: row.get(name) for name in ("model", "state", "disposition", "decision", "expires", "environment")},
        "statement": row.get("id"),
    }
    return dict(hint_of(name, str(text or "")) for name, text in texts.items())


@dataclass(frozen=True, slots=True)
class Moved:
    """An alias: the version that it stood for (None for none), and the one that it stands for now."""

    alias: str
    before: str | None
    after: str


def promote(
    registry: Registry, version: Version, alias: str, judged: Callable[[Version], Answer]
) -> tuple[Answer, Moved | None]:
    """Judge a version, and have the alias stand for it where it is in force. Raises RegistryError.

    The alias is read before the judgement and compared when it moves. Then the version is read and judged once more:
    where it, its statements or the alias are others by then, the alias is put back.
    """
    name = version.name
    before = _stands_for(registry, name, alias)
    answer = judged(version)
    if answer.status != IN_FORCE:
        return answer, None
    if before == version.version:
        return answer, Moved(alias, before, before)
    registry.move(name, alias, version.version, before)
    try:
        problem = _other(registry, version, alias, judged)
    except RegistryError as error:
        problem = error.problems[0].message
    if problem is None:
        return answer, Moved(alias, before, version.version)
    _restore(registry, name, alias, before, version.version)
    raise RegistryError(
        f"{version.place} is not what was judged any more: {problem}. The alias {alias} is as it was before",
        registry.url,
        "Find out who wrote at the same time, then run the command again.",
    )


def _other(registry: Registry, version: Version, alias: str, judged: Callable[[Version], Answer]) -> str | None:
    """Why what stands in the registry now is not what was judged; None where it is."""
    found = registry.find(version.name, alias)
    if [row.version for row in found] != [version.version]:
        return f"{alias} stands for {', '.join(row.version for row in found) or 'no version'}"
    (now,) = found
    if (now.digest, dict(now.files)) != (version.digest, dict(version.files)):
        return "its weights changed"
    again = judged(now)
    return None if again.status == IN_FORCE else f"it is {again.status}"


def _restore(registry: Registry, name: str, alias: str, before: str | None, after: str) -> None:
    if _stands_for(registry, name, alias) != after:
        return  # someone else moved it, and has the last word
    if before is None:
        registry.drop(name, alias, after)
    else:
        registry.move(name, alias, before, after)


def _stands_for(registry: Registry, name: str, alias: str) -> str | None:
    found = [row for row in registry.find(name, alias) if alias in row.aliases]
    if len(found) > 1:
        raise RegistryError(f"the alias {alias} of {name} stands for several versions", registry.url, "Take it out.")
    return found[0].version if found else None


@dataclass(frozen=True)
class Step:
    """What 'sync' would do to one version: hints that become others, and aliases that it must not have."""

    version: Version
    status: str
    why: str
    hints: Mapping[str, str]
    aliases: Sequence[str]


def steps(
    registry: Registry, keys: Keys, asked: Asked, history: History, guarded: Sequence[str]
) -> Iterator[Step | RegistryError]:
    """What brings a registry in line with the answers of now; a version that cannot be judged is its error.

    ``guarded`` are aliases that only a version in force may have. A version in force is superseded where a later
    statement on the same model is in force for another version.
    """
    answers: list[Answer] = []
    for name in registry.names():
        try:
            for version in single(registry.versions(name), registry.url):
                try:
                    answers.append(judge(registry, [version], keys, asked, history))
                except RegistryError as error:
                    yield error
        except RegistryError as error:  # the others are brought in line all the same
            yield error
    newest: dict[tuple[str, object], str] = {}
    for answer in answers:
        if answer.status == IN_FORCE and answer.standing:
            place = answer.versions[0].name, answer.standing["environment"]
            newest[place] = max(newest.get(place, ""), answer.standing["verified_at"])
    for answer in answers:
        (version,) = answer.versions
        row = answer.standing or {}
        later = newest.get((version.name, row.get("environment")), "")
        is_old = answer.status == IN_FORCE and str(row["verified_at"]) < later
        wanted = {**hints_of(answer), f"{HINT}superseded": "yes" if is_old else ""}
        touched = answer.standing is not None or any(key.startswith(HINT) for key in version.hints)
        hints = {key: text for key, text in wanted.items() if version.hints.get(key, "") != text} if touched else {}
        aliases = [] if answer.status == IN_FORCE else [alias for alias in guarded if alias in version.aliases]
        if hints or aliases:
            why = "; ".join(reason["message"] for reason in answer.reasons) or ("superseded" if is_old else "")
            yield Step(version, answer.status, why, hints, aliases)


def apply(registry: Registry, step: Step) -> None:
    """Do one step. Raises RegistryError; done twice, it does nothing."""
    for alias in step.aliases:
        registry.drop(step.version.name, alias, step.version.version)
    if step.hints:
        registry.hint(step.version, step.hints)
