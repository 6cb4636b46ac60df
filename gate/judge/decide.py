"""The main job: gather the case, let the policies judge it, and say what they found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gate.judge.case_digest import bytes_and_digest
from gate.judge.decision import Decision, Remark
from gate.judge.remarks import remarks
from gate.judge.standing import Standing, standing
from gate.policy import Answer, Bundle, Engine, evaluate
from gate.values.errors import EXIT_BLOCKED, EXIT_PASS, TunegateError
from gate.values.findings import Finding, Related, sort_findings
from gate.values.origin import Origin
from gate.values.redact import redact

if TYPE_CHECKING:
    from gate.case.gather import Gathered
    from gate.case.shape import Case, ModelFacts
    from gate.derive.shape import CountFacts
    from gate.drift.shape import DriftFacts
    from gate.values.rows import Adjustment, FindingRow, Metadata, Waiver

ADJUSTED = "adjusted-by-configuration"
COMPARISON = "comparison"
WAIVER = "waiver"


def decide(gathered: Gathered, engine: Engine, origin: Origin | None = None) -> Decision:
    """The verdict over a case. Raises UndecidedError where the engine gives none."""
    return decide_case(gathered.case, gathered.bundle, engine, origin, gathered.models)


def decide_case(
    facts: Case, bundle: Bundle, engine: Engine, origin: Origin | None = None, models: tuple[str, ...] = ()
) -> Decision:
    """The same for a case alone. ``bundle`` has the METADATA of the rules, whoever evaluates them."""
    case, digest = bytes_and_digest(facts)
    answer = evaluate(engine, case)
    said = Said(
        digest,
        tuple(remarks(facts)),
        tuple(standing(facts)),
        tuple((name, row) for name, model in sorted(facts["models"].items()) if (row := counted(model)) is not None),
        tuple(
            (name, drift)
            for name, model in sorted(facts["models"].items())
            if (drift := model["evidence"]["drift"]) is not None
        ),
        models,
    )
    decision = concluded(answer, facts, bundle, engine, said, origin)
    # what is deployed is not mended where it is verified
    if decision.mode != "check" or not any(finding.severity == "error" for finding in decision.findings):
        return decision
    from gate.judge.plan import plan

    return replace(decision, steps=tuple(plan(decision, facts, decision.about)))


@dataclass(frozen=True, slots=True)
class Said:
    """What a decision says of the models of a case, beside the findings; the digest is that of the whole case."""

    case: str
    remarks: tuple[Remark, ...]
    standing: tuple[Standing, ...]
    values: tuple[tuple[str, CountFacts], ...]
    drift: tuple[tuple[str, DriftFacts], ...]
    models: tuple[str, ...]


def concluded(
    answer: Answer, frame: Case, bundle: Bundle, engine: Engine, said: Said, origin: Origin | None
) -> Decision:
    """The decision of an answer. ``frame`` is the case; of its models only what is ``said`` is asked."""
    about = bundle.rules({row["rule"] for row in (*answer.deny, *answer.warn)})
    return Decision(
        verdict=answer.verdict,
        base=frame["base"],
        head=frame["head"],
        now=frame["now"],
        engine=engine.identity,
        policies=engine.policies,
        case=said.case,
        adjustments=tuple(frame["adjustments"]),
        changes=tuple(frame["changes"]),
        triggers=answer.triggers,
        findings=findings(answer, frame, about),
        exit_code=exit_code(answer.verdict, frame["mode"]),
        models=said.models,
        drift=said.drift,
        drift_margin=frame["settings"]["drift_margin"],
        waivers=tuple(frame["waivers"]),
        rules=answer.rules,
        about=about,
        origin=origin or Origin(),
        mode=frame["mode"],
        remarks=said.remarks,
        values=said.values,
        standing=said.standing,
        note=None if frame["comparison"]["first"] else frame["comparison"]["note"],
    )


def exit_code(verdict: str, mode: str) -> int:
    """The status of a verdict: what is not reviewed comes in (``check``) and is not what may run (``verify``)."""
    lets = verdict == "pass" or (verdict == "not-reviewed" and mode == "check")
    return EXIT_PASS if lets else EXIT_BLOCKED


def counted(model: ModelFacts) -> CountFacts | None:
    """How many values of a model's artefacts are derived, attested and unproven; None where there are no artefacts."""
    rows = [document["derived"]["counts"] for document in model["evidence"]["artefacts"].values()]
    if not rows:
        return None
    return {
        "derived": sum(row["derived"] for row in rows),
        "attested": sum(row["attested"] for row in rows),
        "unproven": sum(row["unproven"] for row in rows),
    }


def findings(answer: Answer, case: Case, about: Mapping[str, Metadata]) -> tuple[Finding, ...]:
    """The policies' objects as findings, with the remedy that the rule's METADATA names.

    Every severity and setting of the configuration that differs from what the gate ships with is a notice beside them.
    """
    changed = {(row["path"], row["line"]) for row in case["changes"]}
    known = len(case["changes"])
    rows = [*_rows(answer.deny, "error", about, known), *_rows(answer.warn, "warning", about, known)]
    notices = [*map(_adjusted, case["adjustments"]), *map(_waiver, case["waivers"]), *_comparison(case)]
    return sort_findings([*rows, *notices], changed)


def _comparison(case: Case) -> Iterator[Finding]:
    """That nothing was judged, or against what, where that is not what was asked."""
    found = case["comparison"]
    if found["first"]:
        yield Finding(COMPARISON, "notice", redact(found["note"] or ""))
    if unmerged := found["unmerged"]:
        count = len(unmerged["changes"])
        brings = f"; {count} of {len(case['changes'])} changes come from {unmerged['branch']!r}" if count else ""
        message = f"{unmerged['branch']!r} is not a trusted branch, so this is judged against {unmerged['against']!r}"
        yield Finding(COMPARISON, "notice", redact(message + brings))


def _waiver(row: Waiver) -> Finding:
    what = f"{row['rule']} of {row['element'] or 'nothing'}"
    message = f"{row['owner']} waives {what} until {row['expires']}: {row['reason']}"
    return Finding(WAIVER, "notice", redact(message), "", row["model"], row["config"], row["line"], row["end_line"])


def _adjusted(row: Adjustment) -> Finding:
    if row["what"] == "setting":
        why = f": {row['reason']}" if row["reason"] else ", which is not what the gate ships with"
        message = f"the setting {row['name']} is {json.dumps(row['value'])}{why}"
    else:
        kind = "an error" if row["value"] == "error" else "a warning"
        message = f"a finding of {row['name']} is {kind} here: {row['reason']}"
    return Finding(ADJUSTED, "notice", redact(message), path=row["path"], line=row["line"], end_line=row["end_line"])


def _rows(rows: Iterable[FindingRow], severity: str, rules: Mapping[str, Metadata], changes: int) -> list[Finding]:
    return [
        Finding(
            rule=row["rule"],
            severity=severity,
            message=redact(row["msg"]),
            remedy=redact(row.get("remedy") or "")
            or " ".join(str(rules.get(row["rule"], {}).get("remedy", "")).split()),
            model=row.get("model"),
            path=row.get("path"),
            line=row.get("line"),
            end_line=row.get("end_line"),
            waived_by=redact(waived) if (waived := row.get("waived_by")) else None,
            waiver=row.get("waiver"),
            set_aside=redact(aside) if (aside := row.get("set_aside")) else None,
            related=tuple(
                Related(place["path"], place.get("line"), place.get("end_line"), redact(place["message"]))
                for place in row.get("related", ())
            ),
            causes=tuple(index for index in row.get("causes", ()) if 0 <= index < changes),
        )
        for row in rows
    ]


def error_decision(
    error: TunegateError,
    *,
    now: str,
    base: str | None = None,
    head: str | None = None,
    origin: Origin | None = None,
    mode: str = "check",
) -> Decision:
    """What cannot be read or decided, in the form of a decision that does not pass."""
    return Decision(
        verdict="error",
        base=base,
        head=head,
        now=now,
        engine={"name": None, "version": None},
        policies=None,
        case=None,
        findings=sort_findings(
            Finding(error.rule, "error", redact(p.message), p.remedy, p.model, p.path, p.line, p.end_line)
            for p in error.problems
        ),
        exit_code=error.exit_code,
        origin=origin or Origin(),
        mode=mode,
    )
