"""The pack says of its base model, of its decision and in its disposition what nothing bears out, or leaves it out."""

from __future__ import annotations

import pytest

from tests.bypass.wall import DISPOSITION, Edit, decision, replace, steps, text
from tests.command import EVIDENCE
from tests.repo import Repo

BASE = f"{EVIDENCE}/base-model-evidence.yaml"
RECORD = f"{EVIDENCE}/decision-record.yaml"
RULES = (
    "inherited-property-missing",
    "inherited-property-unsupported",
    "inherited-property-untested",
    "base-document-of-another",
    "base-model-undocumented",
    "base-model-document-missing",
    "decision-contradictory",
    "decision-not-weighed",
    "decision-security-unanswered",
    "disposition-summary-mismatch",
)
ROW = f"  - kind: model-card\n    available: true\n    reference: {EVIDENCE}/base/README.md\n"
CARD = f"{ROW}    covers: meta-llama/Llama-3.1-8B-Instruct\n"
EXCLUSIONS = """\
  training-data-exclusions:
    claim: Domains with much personal data or unsafe content were left out.
    document: training-data-statement
"""
NEEDS = "behaviour_change_needed: true\nknowledge_access_needed: true\n"


def block(path: str, key: str) -> Edit:
    """A top-level block less, or another in its place."""
    return lambda repo: repo.write(path, without(text(repo, path), key))


def without(known: str, key: str) -> str:
    lines = known.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next((i for i in range(start + 1, len(lines)) if lines[i][0] not in " -\n"), len(lines))
    return "".join(lines[:start] + lines[end:])


def undocumented(repo: Repo) -> None:
    """Every document is said to be missing, with a reason of x."""
    rows = "".join(
        f"  - kind: {kind}\n    available: false\n    reason: {'x' * 20}\n"
        for kind in ("model-card", "system-card", "training-data-statement", "alignment-report")
    )
    known = text(repo, BASE)
    start, end = known.index("documents:\n"), known.index("inherited_properties:\n")
    repo.write(BASE, f"{known[:start]}documents:\n{rows}{known[end:]}")


ANOTHER = "which names neither meta-llama/Llama-3.1-8B-Instruct nor its revision"
ATTEMPTS: dict[str, tuple[Edit, set[tuple[str, str]]]] = {
    "a card of another model": (
        replace(BASE, CARD, f"{ROW}    covers: Mistral 7B v0.1\n"),
        {("base-document-of-another", f"the model-card covers Mistral 7B v0.1, {ANOTHER}")},
    ),
    "a card of a larger one": (
        replace(BASE, CARD, f"{ROW}    covers: Llama-3.1-70B-Instruct\n"),
        {("base-document-of-another", f"the model-card covers Llama-3.1-70B-Instruct, {ANOTHER}")},
    ),
    "a card of another revision": (
        replace(BASE, CARD, f"{ROW}    covers: revision 5206a32d\n"),
        {("base-document-of-another", f"the model-card covers revision 5206a32d, {ANOTHER}")},
    ),
    "a card of who knows what": (
        replace(BASE, CARD, ROW),
        {("base-document-of-another", "the model-card does not say which model it covers")},
    ),
    "no document at all": (
        undocumented,
        {
            (
                "base-model-undocumented",
                "no document of the provider is available: nothing but your own tests speaks for the base model",
            ),
            *(
                (
                    "inherited-property-unsupported",
                    f"the inherited {what} rests on a {kind}, which the provider does not publish",
                )
                for what, kind in (
                    ("harm-training", "alignment-report"),
                    ("architecture", "model-card"),
                    ("training-data-exclusions", "training-data-statement"),
                )
            ),
        },
    ),
    "nothing is said of what is inherited": (
        block(BASE, "inherited_properties"),
        {
            ("inherited-property-missing", f"the base-model evidence says nothing of the inherited {what}")
            for what in ("harm-training", "refusal-patterns", "architecture", "training-data-exclusions")
        },
    ),
    "a property less": (
        replace(BASE, EXCLUSIONS, ""),
        {
            (
                "inherited-property-missing",
                "the base-model evidence says nothing of the inherited training-data-exclusions",
            )
        },
    ),
    "a claim without its document": (
        replace(BASE, "    document: training-data-statement\n", ""),
        {("inherited-property-unsupported", "the inherited training-data-exclusions names no document")},
    ),
    "a claim on a document that there is not": (
        replace(BASE, "    document: training-data-statement\n", "    document: system-card\n"),
        {
            (
                "inherited-property-unsupported",
                "the inherited training-data-exclusions rests on a system-card, which the provider does not publish",
            )
        },
    ),
    "the fine-tune targets nothing, with data of refusals": (
        replace(BASE, "targeted_properties: [refusal-patterns]", "targeted_properties: []"),
        {
            (
                "inherited-property-untested",
                "source safety-desk-written-2026 holds adversarial examples on purpose, so the fine-tune targets "
                "refusal-patterns",
            ),
            ("inherited-property-unsupported", "the inherited refusal-patterns has no claim"),
            ("inherited-property-unsupported", "the inherited refusal-patterns names no document"),
        },
    ),
    "targeted, and tested by nothing that there is": (
        replace(BASE, "tests: [acme-canonical-adversarial 3.1]", "tests: [our own tests]"),
        {
            (
                "inherited-property-untested",
                "our own tests is no suite, evaluation, adversarial test or pattern of this pack",
            )
        },
    ),
    "no caveat": (
        block(BASE, "caveat"),
        {
            (
                "inherited-property-missing",
                "the base-model evidence does not say what the provider's documents leave open",
            )
        },
    ),
    "a caveat that rests on nothing": (
        replace(BASE, "  checked_by: [several-turn pressure and persona prompts, OUT-1]\n", ""),
        {("inherited-property-untested", "the caveat names no adversarial result that it rests on")},
    ),
    "knowledge alone, by a fine-tune": (
        steps(
            replace(RECORD, "decision: combination", "decision: fine-tune"),
            replace(RECORD, NEEDS, NEEDS.replace("true", "false", 1)),
            replace(RECORD, "  - option: fine-tune\n", "  - option: no-model\n"),
        ),
        {
            ("decision-contradictory", "no other behaviour is needed, and fine-tune was decided on"),
            ("decision-not-weighed", "the decision record does not weigh tool-use"),
        },
    ),
    "retrieval was decided on": (
        steps(
            replace(RECORD, "decision: combination", "decision: retrieval"),
            replace(RECORD, "  - option: retrieval\n", "  - option: tool-use\n"),
        ),
        {("decision-contradictory", "retrieval was decided on, and this is a fine-tune")},
    ),
    "no need at all": (
        replace(RECORD, NEEDS, NEEDS.replace("true", "false")),
        {("decision-contradictory", "no other behaviour is needed, and combination was decided on")},
    ),
    "a prompt was never considered": (
        replace(RECORD, "  - option: in-context-learning\n", "  - option: no-model\n"),
        {("decision-not-weighed", "the decision record does not weigh in-context-learning")},
    ),
    "the security questions are left out": (
        block(RECORD, "security"),
        {
            ("decision-security-unanswered", f"the decision record does not say {what}")
            for what in (
                "how access is controlled for each request",
                "what shows later which content an answer rests on",
                "how content is updated and deleted",
            )
        },
    ),
    "the burden is left out": (
        block(RECORD, "lifecycle"),
        {
            (
                "decision-security-unanswered",
                "the decision record does not say how often the fine-tune is reviewed again",
            )
        },
    ),
}


def said(repo: Repo) -> set[tuple[str, str, str]]:
    return {(f.severity, f.rule, f.message) for f in decision(repo, head="WORKTREE").findings if f.rule in RULES}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    edit(example)
    found = said(example)
    assert {row[1:] for row in found} == expected
    assert {row[0] for row in found if row[1] != "base-model-undocumented"} <= {"error"}


def test_a_contradiction_with_its_reason(example: Repo) -> None:
    """Whoever signs sees it."""
    reason = "The retrieval pilot is put off for a year; the fine-tune bridges that."
    replace(RECORD, NEEDS, f"{NEEDS.replace('true', 'false', 1)}exception: {reason}\n")(example)
    assert said(example) == {
        ("warning", "decision-contradictory", f"no other behaviour is needed, and combination was decided on: {reason}")
    }


def signed(repo: Repo, old: str, new: str) -> set[str]:
    from tests.keys import sign

    repo.write(DISPOSITION, text(repo, DISPOSITION).replace(old, new, 1) if old else new)
    sign(repo, DISPOSITION)
    return {message for _, rule, message in said(repo) if rule == "disposition-summary-mismatch"}


def test_the_disposition_says_less(example: Repo) -> None:
    known = text(example, DISPOSITION)
    what = "role-play-and-hypotheticals of acme-canonical-adversarial 3.1"
    missing = f"the disposition does not say that {what} regressed by 0.07, with its controls"
    other = f"the disposition says of {what} what the analysis does not"
    assert signed(example, "  loss: 0.07\n", "  loss: 0.007\n") == {missing, other}
    assert signed(example, "", known.replace("      - prompts/system.md\n", "")) == {missing, other}
    assert signed(example, "", without(known, "regressions")) == {"the disposition does not say what regressed"}
    assert signed(example, "", without(known, "regressions") + "regressions: []\n") == {missing}
    assert signed(example, "", without(known, "overhang")) == {"the disposition does not say the overhang in short"}
    assert signed(example, "", known.replace("medical, legal", "medical")) == {
        "the disposition states another overhang than the overhang statement"
    }
    assert signed(example, "", known) == set()
