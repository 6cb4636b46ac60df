"""Who answered: those whose approvals count, never who owns the trigger."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gate.judge.decision import Step
from gate.judge.standing import Condition, Signed, Standing
from gate.report import markdown_report, text_report
from tests.report.decisions import DECISION, no_quote

DAY = "2026-11-02T09:00:00Z"
DISPOSITION = Standing(
    *("m", "e/m/disposition.yaml", "sha256:" + "a" * 64, "conditional", "committee@acme.example", DAY, "2027-05-31"),
    asked=True,
    covers=True,
    signed=(Signed("risk@acme.example", ("SHA256:x",)),),
    conditions=(Condition("C-1", "Add refusals | `now`", "ml@acme.example", "2027-01-31"),),
    risks=1,
)
DETERMINATION = replace(
    DISPOSITION,
    path="e/m/determinations/d.yaml",
    decision="not material",
    by="owner@acme.example",
    trigger="deployment-layer-change",
    signed=(Signed("deputy@acme.example", ("review of acme-deputy",)),),
    conditions=(),
    risks=0,
)
TRIGGER: Any = {
    **{"model": "m", "trigger": "deployment-layer-change", "owner": "owner@acme.example", "changes": []},
    "answered_by": "determination",
}
PASS = replace(DECISION, verdict="pass", exit_code=0, standing=(DISPOSITION, DETERMINATION), triggers=(TRIGGER,))


def test_a_pass_says_who_decided_who_signed_until_when_and_on_what_condition() -> None:
    text = text_report.render(PASS, no_quote)
    assert "  m: conditional, decided by committee@acme.example on 2026-11-02, holds until 2027-05-31\n" in text
    assert "    signed by risk@acme.example; e/m/disposition.yaml, sha256:aaaaaaaaaaaa\n" in text
    assert "    condition C-1 (ml@acme.example, due 2027-01-31): Add refusals | `now`\n" in text
    assert "    1 residual risk accepted\n" in text


def test_a_determination_is_answered_by_who_signed_it() -> None:
    text = text_report.render(PASS, no_quote)
    assert (
        "  trigger deployment-layer-change of m: answered by the determination of owner@acme.example, signed by "
        "deputy@acme.example; owner owner@acme.example\n" in text
    )
    page = markdown_report.render(PASS, no_quote)
    assert "| the determination of `owner@acme.example`, signed by `deputy@acme.example` |" in page


def test_nobody_signed() -> None:
    for asked, said in ((True, "signed by nobody;"), (False, "signed by nobody, since no approvers are named;")):
        unsigned = replace(PASS, standing=(replace(DISPOSITION, signed=(), asked=asked),))
        assert said in text_report.render(unsigned, no_quote)


def test_who_has_to_sign_is_shown_what() -> None:
    waits = replace(PASS, verdict="block", exit_code=1, steps=(Step("sign", "m", "Have it signed.", "x", (), ()),))
    page = markdown_report.render(waits, no_quote)
    assert "### To sign\n\n- `m`: `conditional`, decided by `committee@acme.example`" in page
    assert "with `tunegate disposition show`." in page
    blocked = replace(waits, standing=(replace(DISPOSITION, covers=False),))
    assert "### To sign" not in markdown_report.render(blocked, no_quote)
