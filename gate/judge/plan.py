"""From findings to the shortest list of steps that answers them, in the order in which they can be done.

Which kind of step answers a finding is said by its rule's METADATA (``custom: step``): ``restore`` a decision or the
withdrawal of one that has to stay, ``configure`` the gate,
``write`` an artefact that is missing, ``correct`` what a document says, ``redo`` an artefact for the present state,
``decide`` on the model again, ``determine`` that a change of the gate itself is right, ``sign`` what was decided.
Where a rule says nothing of it, what its finding points at has to be corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from gate.evidence.pack import KINDS
from gate.judge.decision import Decision, Step
from gate.values.terms import ARTEFACT_KINDS, CAUSES, CONTROL_PLANE, STEPS

if TYPE_CHECKING:
    from gate.approvals.shape import AskedApprovers
    from gate.case.shape import Case
    from gate.values.findings import Finding
    from gate.values.rows import Metadata

RENEWED = " For an artefact that was checked and holds as it is, add --renewed KIND=REASON."
IMPORTED = " Safety suites are run again, and brought in with 'tunegate evidence import'."
DECIDED = " Add --decision, --decided-by, --expires and --rationale, or fill in what the command lists as left."


def plan(decision: Decision, case: Case, rules: Mapping[str, Metadata]) -> list[Step]:
    """The steps that answer every error of a decision, in order; empty where there is none."""
    errors = [finding for finding in decision.findings if finding.severity == "error"]
    judged = case["models"]  # a policy may name another one
    found: list[Step] = []
    for model in sorted({str(finding.model) for finding in errors if finding.model in judged}):
        mine = [finding for finding in errors if finding.model == model]
        found += _Model(model, case, decision, rules).steps(mine)
    kept = [finding for finding in errors if _step(finding, rules) == "restore"]
    found += [_restore(finding, case["base"]) for finding in kept]
    rest = [finding for finding in errors if finding.model not in judged and finding not in kept]
    determined = [finding for finding in rest if _step(finding, rules) == "determine"]
    found += [_by_remedy(finding, rules) for finding in rest if finding not in determined]
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
            asked = case["control_plane"]["approvers"]
            found.append(_sign("the determination", CONTROL_PLANE, asked, ("--model", CONTROL_PLANE)))
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


def _by_remedy(finding: Finding, rules: Mapping[str, Metadata]) -> Step:
    """What the rule says, where the finding has lines to paste: those are with the finding."""
    general = " ".join(str(rules.get(finding.rule, {}).get("remedy", "")).split())
    text = general if general and "\n" in finding.remedy else finding.remedy
    return Step("configure", finding.model, text, None, (), _said([finding]))


def _restore(finding: Finding, base: str | None) -> Step:
    """A document goes back as it was; one that is there is corrected by hand."""
    gone = finding.line is None and base is not None and finding.path is not None
    command = ("git", "checkout", str(base), "--", str(finding.path)) if gone else ()
    return Step("restore", finding.model, finding.remedy, None, command, (f"{finding.path}: {finding.message}",))


def _sign(what: str, model: str, asked: AskedApprovers, words: tuple[str, ...], said: tuple[str, ...] = ()) -> Step:
    """Approval by those who are asked, after everything else: a signature is over the last bytes."""
    names = ", ".join(asked["principals"])
    number = "" if len(asked["principals"]) == 1 else f"{asked['quorum']} of "
    text = f"Have {what} approved by {number}{names}."
    return Step("sign", model, text, names, ("tunegate", "disposition", "sign", *words), said)


class _Model:
    """What has to be done for one model. Commands name it, so that they run whatever else is configured."""

    def __init__(self, name: str, case: Case, decision: Decision, rules: Mapping[str, Metadata]) -> None:
        self.name = name
        self.words = ("--model", name)
        self.facts = case["models"][name]
        self.pack = self.facts["evidence"]
        self.approvers = case["models"][name]["approvers"]
        self.rules = rules
        owners = {str(t["owner"]) for t in decision.triggers if t["model"] == name and t["owner"]}
        self.owner = ", ".join(sorted(owners)) or None
        mine = (t for t in decision.triggers if t["model"] == name and t["answered_by"] is None)
        self.open = sorted(str(t["trigger"]) for t in mine)

    def steps(self, findings: list[Finding]) -> list[Step]:
        if self.facts["status"] == "removed":
            return [self.taken_out(findings)]
        if not any(surface["elements"] for surface in self.facts["state"]["surfaces"].values()):
            return [self.gone(findings)]
        by = {step: [f for f in findings if _step(f, self.rules) == step] for step in STEPS}
        if self.pack["baseline"] is not None and self.pack["disposition"] is None:
            return [*self.let_in(by), *(_by_remedy(finding, self.rules) for finding in by["configure"])]
        found = [
            *(_by_remedy(finding, self.rules) for finding in by["configure"]),
            *self.write(by["write"]),
            *self.correct(by["correct"]),
            *self.redo(by["redo"], by["correct"]),
        ]
        if found or by["decide"]:
            found.append(self.decide(by["decide"], any(step.step == "redo" for step in found)))
        if self.approvers and (found or by["sign"]):
            found.append(_sign("the disposition", self.name, self.approvers, self.words, _said(by["sign"])))
        return found

    def let_in(self, by: Mapping[str, list[Finding]]) -> Iterator[Step]:
        """The model has a baseline: its owner answers changes, and no pack is asked for."""
        yield from self.correct(by["correct"])
        determined = [f for f in (*by["decide"], *by["determine"]) if f.rule != "baseline-expired"]
        for trigger in self.open or ("<its trigger>",) if determined else ():
            text = f"Have {self.owner or 'the owner of the baseline'} decide whether the change may come in."
            words = ("tunegate", "evidence", "new", "determination", "--trigger", trigger, *self.words)
            yield Step("determine", self.name, text, self.owner, words, _said(determined))
        if ended := [f for f in by["decide"] if f.rule == "baseline-expired"]:
            yield self.decide(ended, redone=False)
        if self.approvers and (determined or by["sign"]):
            what = "the determination" if determined else "the baseline"
            yield _sign(what, self.name, self.approvers, self.words, _said(by["sign"]))

    def taken_out(self, findings: list[Finding]) -> Step:
        """The change takes the model out of the configuration, and something of it is left."""
        text = (
            f"{self.name} is not in the configuration any more: delete what is left of it in the same change, or "
            "select it for another model."
        )
        return Step("configure", self.name, text, None, (), _said(findings))

    def gone(self, findings: list[Finding]) -> Step:
        """Nothing is left on any surface of a model that is still configured."""
        text = (
            f"Nothing is left of {self.name}: take its block out of {self.facts['config']['path']} and delete its "
            "evidence, or put back what its selectors name."
        )
        command = ("git", "rm", "-r", "-q", "--ignore-unmatch", self.pack["path"])
        return Step("configure", self.name, text, self.owner, command, _said(findings))

    def write(self, findings: list[Finding]) -> Iterator[Step]:
        """One step for all artefacts that are missing, where a finding asks for one."""
        missing = [kind for kind in ARTEFACT_KINDS if kind not in self.pack["artefacts"]]
        if findings and missing:
            text = (
                f"Write {', '.join(missing)}: the command starts each and fills in what the repository says; "
                f"'tunegate evidence edit {self.name}' asks for the rest."
            )
            command = ("tunegate", "evidence", "new", *missing, *self.words)
            yield Step("write", self.name, text, self.owner, command, _said(findings))

    def correct(self, findings: list[Finding]) -> Iterator[Step]:
        """One step a file."""
        for path in sorted({str(finding.path) for finding in findings}):
            mine = [finding for finding in findings if finding.path == path]
            remedies = " ".join(dict.fromkeys(finding.remedy for finding in mine))
            yield Step("correct", self.name, f"In {path}: {remedies}", self.owner, (), _said(mine))

    def redo(self, findings: list[Finding], corrected: list[Finding]) -> Iterator[Step]:
        """One step for all artefacts that are named, of what has to be corrected, too."""
        kinds = {document["path"]: kind for kind, document in self.pack["artefacts"].items()}
        named = {str(path) for f in (*findings, *corrected) for path in (f.path, *(r.path for r in f.related))}
        redone = {kinds[path] for path in named if path in kinds}
        if redone:
            ordered = [kind for kind in KINDS if kind in redone]
            yield Step(
                "redo",
                self.name,
                f"Redo {', '.join(ordered)} for the present state, edit the documents, and record that it was done."
                + (IMPORTED if "evaluation-results" in redone else ""),
                self.owner,
                ("tunegate", "evidence", "renew", *ordered, *self.words),
                _said(findings),
            )

    def decide(self, findings: list[Finding], redone: bool) -> Step:
        last = self.pack["disposition"]
        return Step(
            "decide",
            self.name,
            "Get a new decision on the model, on the evidence as it is then." + DECIDED + (RENEWED if redone else ""),
            str(last["document"]["decided_by"]) if last else None,
            ("tunegate", "disposition", "draft", *self.words),
            _said(findings),
        )
