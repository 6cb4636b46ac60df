"""From a case to a decision: what the policies say, in one order, with what the configuration changed beside it."""

from __future__ import annotations

from gate.case.context import Context
from gate.case.gather import Gathered, gather
from gate.case.sides import read_sides
from gate.git.repository import Repository
from gate.judge.decide import ADJUSTED, WAIVER, decide, error_decision
from gate.policy import open_engine
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import ConfigError, Problem, UndecidedError
from tests.command import MODEL, NOW
from tests.repo import Repo

CONFIG = "tunegate.yaml"
ADJUST = """\
severities:
  drift-inconclusive: {{severity: warning, reason: The suite has few items until December.}}
waivers:
  - rule: artefact-stale
    model: support-assistant
    element: {element}
    value: {value}
    owner: risk@acme.example
    reason: The red team is booked for December.
    granted: "2026-11-20"
    expires: "2026-12-31"
settings:
"""


def gathered(repo: Repo, base: str = "HEAD") -> Gathered:
    with Repository(repo.path) as repository:
        context = Context("local", repository.commit(base), "WORKTREE", NOW)
        return gather(read_sides(repository, context))


def test_a_pass_has_its_case_and_its_judge(example: Repo) -> None:
    found = gathered(example)
    engine = open_engine("embedded", found.bundle, None)
    decision = decide(found, engine)
    assert (decision.verdict, decision.exit_code, decision.findings, decision.steps) == ("pass", 0, (), ())
    assert decision.case == digest_of(canonical_json(found.case))
    assert decision.policies == found.bundle.digest
    assert decision.engine == {"name": engine.name, "version": engine.version}
    assert set(decision.rules) == set(found.bundle.rules())


def test_adjustments_and_waivers_are_notices_after_what_the_policies_say(example: Repo) -> None:
    config, prompt = example.path / CONFIG, example.path / "prompts" / "system.md"
    before = prompt.read_text()
    prompt.write_text(before + "\n- Be nice.\n")
    found = gathered(example)
    stale = decide(found, open_engine("embedded", found.bundle, None)).findings
    (bound,) = [row.waiver for row in stale if row.rule == "artefact-stale" and row.waiver]
    prompt.write_text(before)
    config.write_text(config.read_text().replace("settings:\n", ADJUST.format(**bound)))
    example.commit("adjusted")
    prompt.write_text(before + "\n- Be nice.\n")
    found = gathered(example)
    decision = decide(found, open_engine("embedded", found.bundle, None))
    assert [(f.severity, f.rule, f.path, f.waived_by is not None) for f in decision.findings] == [
        ("error", "reassessment-required", "prompts/system.md", False),
        ("error", "disposition-stale", "prompts/system.md", False),
        ("error", "control-changed", "evidence/support-assistant/alignment-regression.yaml", False),
        ("warning", "artefact-stale", "prompts/system.md", True),
        ("notice", ADJUSTED, CONFIG, False),
        ("notice", WAIVER, CONFIG, False),
    ]
    assert (
        decision.findings[4].message
        == "a finding of drift-inconclusive is a warning here: The suite has few items until December."
    )
    assert {f.remedy == "" for f in decision.findings if f.severity != "notice"} == {False}
    assert (decision.verdict, decision.exit_code, decision.models) == ("block", 1, (MODEL,))
    assert [step.step for step in decision.steps] == ["redo", "decide", "sign"]


def test_an_error_is_a_decision_that_does_not_pass() -> None:
    unreadable = ConfigError([Problem("second", "b.yaml", 2), Problem("token=abcdefgh", "a.yaml", 1, 3, "Fix it.")])
    decision = error_decision(unreadable, now=NOW, base="a" * 40)
    assert (decision.verdict, decision.exit_code, decision.mode) == ("error", 2, "check")
    assert [(f.rule, f.message, f.path, f.line, f.end_line, f.remedy) for f in decision.findings] == [
        ("configuration-unreadable", "token=abcdefgh", "a.yaml", 1, 3, "Fix it."),
        ("configuration-unreadable", "second", "b.yaml", 2, None, ""),
    ]
    assert error_decision(UndecidedError("no verdict"), now=NOW, mode="verify").exit_code == 3
