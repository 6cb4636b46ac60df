"""A verification judged one model at a time: a piece for each, here or in several processes, and the decision of all.

The pieces are JSON, so that shards can hand them on; the decision is the one over the whole case, byte for byte. A rule
of the gate's own is about the model that its finding names, or about none: so a piece keeps the findings of its model,
and of none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from gate.case.parts import Part, Parts, lists_of
from gate.judge import remarks as remarking
from gate.judge import standing as standings
from gate.judge.case_digest import case_digest
from gate.judge.decide import Said, concluded, counted
from gate.judge.decision import Decision, Quoted, Remark, quoted
from gate.policy import Answer, Engine, evaluate
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import EvidenceError, Problem, SurfaceError, TunegateError, UndecidedError

if TYPE_CHECKING:
    from gate.case.coverage_shape import UnselectedFacts
    from gate.case.verification_shape import VerificationFacts
    from gate.derive.shape import CountFacts
    from gate.drift.shape import DriftFacts
    from gate.values.origin import Origin
    from gate.values.rows import DeletionFacts, FindingRow, TriggerRow

_UNREADABLE = {error.__name__: error for error in (SurfaceError, EvidenceError)}


class Judged(TypedDict):
    """What was found of a model; ``digest`` is that of its facts, ``lists`` what its disposition says of the lists of
    what was left out, and ``targets`` where its reviewed values lead: path, and the way to the value in it."""

    digest: str
    verdict: str
    deny: list[FindingRow]
    warn: list[FindingRow]
    triggers: list[TriggerRow]
    rules: list[str]
    accepted_until: list[str]
    verification: VerificationFacts | None
    unselected: UnselectedFacts | None
    deletions: DeletionFacts | None
    folder: str
    lists: Mapping[str, Any] | None
    targets: list[list[Any]]
    remarks: dict[str, list[list[str | None]]]
    standing: list[dict[str, Any]]
    values: CountFacts | None
    drift: DriftFacts | None
    quoted: Quoted


class Piece(TypedDict):
    """One model: what was found, or why it could not be read (the kind of the error, and rows of its problems)."""

    model: str
    judged: Judged | None
    unreadable: tuple[str, list[list[Any]]] | None


def pieces(parts: Parts, engine: Engine, names: Sequence[str]) -> Iterator[Piece]:
    """The named models, judged one after another. Raises UndecidedError where the engine gives no answer."""
    for name in names:
        try:
            part = parts.of(name)
        except (SurfaceError, EvidenceError) as error:
            rows = [[p.message, p.path, p.line, p.end_line, p.remedy] for p in error.problems]
            yield {"model": name, "judged": None, "unreadable": (type(error).__name__, rows)}
            continue
        yield {"model": name, "judged": _judged(parts, part, engine), "unreadable": None}


def _judged(parts: Parts, part: Part, engine: Engine) -> Judged:
    case = parts.case_of(part)
    answer = evaluate(engine, canonical_json(case))
    others = {*parts.names} - {part.name}
    lists = part.unselected["lists"].get(part.name) if part.unselected is not None else None
    said = remarking.of_model(part.facts, lists)
    folder, listed = lists_of(part)
    return {
        "digest": digest_of(canonical_json(part.facts)),
        "verdict": answer.verdict,
        "deny": [row for row in answer.deny if row.get("model") not in others],
        "warn": [row for row in answer.warn if row.get("model") not in others],
        "triggers": [row for row in answer.triggers if row["model"] == part.name],
        "rules": list(answer.rules),
        "accepted_until": list(answer.accepted_until),
        "verification": part.verification,
        "unselected": part.unselected,
        "deletions": part.deletions,
        "folder": folder,
        "lists": listed,
        "targets": [[path, None if tokens is None else list(tokens)] for path, tokens in part.targets],
        "remarks": {
            kind: [[remark.message, remark.path] for remark in getattr(said, kind)]
            for kind in ("overhang", "kept", "older")
        },
        "standing": [row.row() for row in standings.of_model(part.name, part.facts, case["now"])],
        "values": counted(part.facts),
        "drift": part.facts["evidence"]["drift"],
        "quoted": quoted(part.facts),
    }


def decide_parts(parts: Parts, found: Iterable[Piece], engine: Engine, origin: Origin | None = None) -> Decision:
    """The decision of the pieces of every model, in the order of their names.

    Raises the error of models that cannot be read, UndecidedError where the engine gives no answer for the rest.
    """
    made = list(found)
    if (error := unreadable(made)) is not None:
        raise error
    rows = {piece["model"]: piece["judged"] for piece in made if piece["judged"] is not None}
    for name, row in rows.items():
        targets = [(path, None if tokens is None else tuple(tokens)) for path, tokens in row["targets"]]
        parts.take(name, row["folder"], row["lists"], targets)
    rest = parts.rest(
        (day for row in rows.values() for day in row["accepted_until"]), [row["deletions"] for row in rows.values()]
    )
    left = evaluate(engine, canonical_json(rest))
    frame = parts.framed(
        rest, [row["verification"] for row in rows.values()], [row["unselected"] for row in rows.values()]
    )
    said = Said(
        case_digest(frame, {name: row["digest"] for name, row in rows.items()}),
        tuple(remarking.in_order(frame, [_remarks(row) for row in rows.values()])),
        (
            *(standings.read(standing) for row in rows.values() for standing in row["standing"]),
            *standings.of_plane(frame),
        ),
        tuple((name, row["values"]) for name, row in rows.items() if row["values"] is not None),
        tuple((name, row["drift"]) for name, row in rows.items() if row["drift"] is not None),
        tuple(rows),
    )
    return concluded(_together(left, rows), frame, parts.bundle, engine, said, origin)


def unreadable(made: Iterable[Piece]) -> TunegateError | None:
    """The problems of every model that cannot be read, as the kind of error that the first of them is."""
    failed = [(piece["model"], *piece["unreadable"]) for piece in made if piece["unreadable"] is not None]
    if not failed:
        return None
    return _UNREADABLE[failed[0][1]]([_problem(name, *row) for name, _, rows in failed for row in rows])


def _problem(
    model: str, message: str, path: str | None, line: int | None, end_line: int | None, remedy: str
) -> Problem:
    return Problem(message, path, line, end_line, remedy, model)


def _remarks(row: Judged) -> remarking.ModelRemarks:
    said = {kind: tuple(Remark(str(text), path) for text, path in rows) for kind, rows in row["remarks"].items()}
    return remarking.ModelRemarks(said["overhang"], said["kept"], said["older"])


def _together(left: Answer, rows: Mapping[str, Judged]) -> Answer:
    """One answer of those about each model, and of the one about the rest, each finding once.

    Raises UndecidedError where they are not answers of the same policies.
    """
    if any(tuple(row["rules"]) != left.rules for row in rows.values()):
        raise UndecidedError("the models were not judged by the same rules", remedy="Judge all of them again.")
    deny = _once([*(row for row in left.deny if row.get("model") not in rows), *_all(rows, "deny")])
    warn = _once([*(row for row in left.warn if row.get("model") not in rows), *_all(rows, "warn")])
    opened = {left.verdict, *(row["verdict"] for row in rows.values())} - {"block"}
    verdict = "block" if deny else "not-reviewed" if "not-reviewed" in opened else "pass"
    days = {*left.accepted_until, *(day for row in rows.values() for day in row["accepted_until"])}
    fired = [row for row in left.triggers if row["model"] not in rows]
    fired += [row for each in rows.values() for row in each["triggers"]]
    return Answer(verdict, deny, warn, tuple(sorted(fired, key=canonical_json)), left.rules, tuple(sorted(days)))


def _all(rows: Mapping[str, Judged], kind: str) -> Iterator[FindingRow]:
    for row in rows.values():
        yield from row["deny"] if kind == "deny" else row["warn"]


def _once(rows: Iterable[FindingRow]) -> tuple[FindingRow, ...]:
    """In canonical order, as `gate.policy.evaluate` gives them."""
    found = {canonical_json(row): row for row in rows}
    return tuple(found[key] for key in sorted(found))
