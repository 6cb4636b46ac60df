"""From findings to the shortest list of steps that answers them, in the order in which they can be done.

Which kind of step answers a finding is said by its rule's METADATA (``custom: step``): ``configure`` the gate,
``write`` an artefact that is missing, ``correct`` what a document says, ``redo`` an artefact for the present state,
``decide`` on the model again, ``determine`` that a change of the gate itself is right, ``sign`` what was decided.
Where a rule says nothing of it, what its finding points at has to be corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gate.approvals.shape import AskedApprovers
from gate.case.shape import Case
from gate.evidence.pack import KINDS
from gate.judge.decision import Decision, Step
from gate.values.findings import Finding
from gate.values.rows import Metadata
from gate.values.terms import ARTEFACT_KINDS, CAUSES, CONTROL_PLANE, STEPS

IMPORTED = " Safety suites are run again, and brought in with 'tunegate evidence import'."
DECISION = ("<proceed, conditional or restricted-pilot>", "<who decides>", "<YYYY-MM-DD>", "<why>")


def plan(decision: Decision, case: Case, rules: Mapping[str, Metadata]) -> list[Step]:
    """The steps that answer every error of a decision, in order; empty where there is none."""
    errors = [finding for finding in decision.findings if finding.severity == "error"]
    judged = case["models"]  # a policy may name another one
    found: list[Step] = []
    for model in sorted({str(finding.model) for finding in errors if finding.model in judged}):
        mine = [finding for finding in errors if finding.model == model]
        found += _Model(model, case, decision, rules).steps(mine, len(case["models"]) > 1)
    rest = [finding for finding in errors if finding.model not in judged]
    determined = [finding for finding in rest if _step(finding, rules) == "determine"]
    found += [_by_remedy(finding) for finding in rest if finding not in determined]
    if determined:
        base = ("--base", str(case["base"])) if case["base"] else ()
        trigger = ("--trigger", "control-plane-change")
        found.append(
            Step(
                "determine",
                CONTROL_PLANE,
                "Have the owner of the control plane look at the change of the gate, and record the determination.",
                case["control_plane"]["owner"],
                ("tunegate", "evidence", "new", "determination", *trigger, *base),
                _said(determined),
            )
        )
        if case["control_plane"]["approvers"]:
            found.append(_sign("the determination", CONTROL_PLANE, case["control_plane"]["approvers"], ("<its file>",)))
    return sorted(found, key=lambda step: STEPS.index(step.step))


def _step(finding: Finding, rules: Mapping[str, Metadata]) -> str:
    named = rules.get(finding.rule, {}).get("step")
    return named if named in STEPS else "correct"


def _said(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The findings with the places that have to be worked on: of what a change made stale, not the change's own."""
    rows: list[str] = []
    for finding in findings:
        place = finding.related[0] if finding.related and finding.rule not in CAUSES else finding
        rows.append(f"{place.path}:{place.line}: {finding.message}" if place.line else finding.message)
    return tuple(rows)


def _by_remedy(finding: Finding) -> Step:
    return Step("configure", finding.model, finding.remedy, None, (), _said([finding]))


def _sign(what: str, model: str, asked: AskedApprovers, words: tuple[str, ...], said: tuple[str, ...] = ()) -> Step:
    """Approval by those who are asked, after everything else: a signature is over the last bytes."""
    names = ", ".join(asked["principals"])
    number = "" if len(asked["principals"]) == 1 else f"{asked['quorum']} of "
    text = f"Have {what} approved by {number}{names}."
    return Step("sign", model, text, names, ("tunegate", "disposition", "sign", *words), said)


class _Model:
    def __init__(self, name: str, case: Case, decision: Decision, rules: Mapping[str, Metadata]) -> None:
        self.name = name
        self.pack = case["models"][name]["evidence"]
        self.approvers = case["models"][name]["approvers"]
        self.rules = rules
        self.owners = sorted({str(t["owner"]) for t in decision.triggers if t["model"] == name and t["owner"]})

    def steps(self, findings: list[Finding], several: bool) -> list[Step]:
        """The steps of one model; ``several`` says that commands have to name it."""
        name = ("--model", self.name) if several else ()
        by = {step: [f for f in findings if _step(f, self.rules) == step] for step in STEPS}
        owner = ", ".join(self.owners) or None
        found = [_by_remedy(finding) for finding in by["configure"]]
        missing = [kind for kind in ARTEFACT_KINDS if kind not in self.pack["artefacts"]] if by["write"] else []
        for kind in missing:
            said = tuple(row for row in _said(by["write"]) if kind in row)
            text = f"Write the {kind}, and fill in every key of it."
            found.append(Step("write", self.name, text, owner, ("tunegate", "evidence", "new", kind, *name), said))
        kinds = {document["path"]: kind for kind, document in self.pack["artefacts"].items()}
        for path in sorted({str(finding.path) for finding in by["correct"]}):
            mine = [finding for finding in by["correct"] if finding.path == path]
            remedies = " ".join(dict.fromkeys(finding.remedy for finding in mine))
            found.append(Step("correct", self.name, f"In {path}: {remedies}", owner, (), _said(mine)))
        named = {str(path) for f in (*by["redo"], *by["correct"]) for path in (f.path, *(r.path for r in f.related))}
        redone = {kinds[path] for path in named if path in kinds}
        if redone:
            ordered = [kind for kind in KINDS if kind in redone]
            found.append(
                Step(
                    "redo",
                    self.name,
                    f"Redo {', '.join(ordered)} for the present state, edit the documents, and record that it was done."
                    + (IMPORTED if "evaluation-results" in redone else ""),
                    owner,
                    ("tunegate", "evidence", "renew", *ordered, "--prepared-by", "<who redid it>", *name),
                    _said(by["redo"]),
                )
            )
        if found or by["decide"]:
            found.append(self.decide(by["decide"], name))
        if self.approvers and (found or by["sign"]):
            found.append(_sign("the disposition", self.name, self.approvers, name, _said(by["sign"])))
        return found

    def decide(self, findings: list[Finding], name: tuple[str, ...]) -> Step:
        last = self.pack["disposition"]
        options = zip(("--decision", "--decided-by", "--expires", "--rationale"), DECISION, strict=True)
        return Step(
            "decide",
            self.name,
            "Have the model decided on again, on the evidence as it is then.",
            str(last["document"]["decided_by"]) if last else None,
            ("tunegate", "disposition", "draft", *(word for pair in options for word in pair), *name),
            _said(findings),
        )
