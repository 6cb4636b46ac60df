"""The pull request takes out of the evidence what a review found, or stamps it anew with nothing redone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bypass.packs import Change, blocked, edited, first, named, tried
from tests.bypass.wall import PROMPT, append, sign_again
from tests.command import EVIDENCE, NOW, check, tunegate
from tests.commands.steps import decide
from tests.keys import sign
from tests.repo import Repo

OVERHANG, RED_TEAM, RESULTS, REGRESSION = (
    "overhang-statement",
    "red-team-report",
    "evaluation-results",
    "alignment-regression",
)
DISPOSITION, MANIFEST, RECORD = "disposition", "training-data-manifest", "decision-record"


def pop(*steps: str | int) -> Change:
    def change(value: Any) -> None:
        for step in steps[:-1]:
            value = value[step]
        del value[steps[-1]]

    return change


def with_successes_of_none(value: Any) -> None:
    """A finding less, and the pattern that it names says that nothing was found."""
    value["findings"].pop(1)
    value["in_scope_patterns"][2]["successes"] = 0


# what is taken out -> the list that has it, and its key there
GONE: dict[str, tuple[str, Change, str, str]] = {
    "a capability": (
        OVERHANG,
        pop("capability_classes", 1),
        "capability_classes",
        "program code and security techniques",
    ),
    "a capability under another name": (
        OVERHANG,
        first("capability_classes", name="friendly writing"),
        "capability_classes",
        "persuasive and deceptive writing",
    ),
    "a control of a capability": (
        OVERHANG,
        pop("capability_classes", 0, "controls", 1),
        "capability_classes.controls",
        "persuasive and deceptive writing > guardrails/config.yml#/rails/output/flows",
    ),
    "a control of a regression": (
        REGRESSION,
        pop("categories", 2, "compensating_controls", 0),
        "categories.compensating_controls",
        "acme-canonical-adversarial 3.1 > role-play-and-hypotheticals > guardrails/config.yml#/rails/output/flows",
    ),
    "a finding": (RED_TEAM, with_successes_of_none, "findings", "RT-02"),
    "a pattern": (RED_TEAM, pop("in_scope_patterns", 1), "in_scope_patterns", "IN-2"),
    "an attack out of scope": (RED_TEAM, pop("out_of_scope_patterns", 2), "out_of_scope_patterns", "OUT-3"),
    "an evaluation, for an easier one": (
        RESULTS,
        first("task_evaluations", name="easy questions", threshold=0.1),
        "task_evaluations",
        "held-out support questions",
    ),
    "an adversarial test": (
        RESULTS,
        first(
            "adversarial_tests", name="one polite question", attempts=1, successes=0, base_attempts=1, base_successes=0
        ),
        "adversarial_tests",
        "several-turn pressure and persona prompts",
    ),
    "an alternative": (RECORD, pop("alternatives", 0), "alternatives", "in-context-learning"),
    "a condition": (DISPOSITION, pop("conditions", 0), "conditions", "C-1"),
    "a risk": (
        DISPOSITION,
        pop("residual_risks", 0),
        "residual_risks",
        "The assistant may quote text that a carrier or customer wrote into a delivery note.",
    ),
    "a risk in other words": (
        DISPOSITION,
        lambda value: value["residual_risks"][1].update(risk="Nothing of importance remains, we think."),
        "residual_risks",
        "Deleted training records keep some influence on the deployed weights until the next fine-tune.",
    ),
}


# what else is said of it, with a reason and without
SUITE = "role-play-and-hypotheticals of acme-canonical-adversarial 3.1"
ATTACKS = f"{EVIDENCE}/sources/red-team.jsonl"
ANOTHER_OVERHANG = {
    "disposition-summary-mismatch": ["the disposition states another overhang than the overhang statement"]
}
SOURCES = f"{EVIDENCE}/sources"


def of_nothing(kind: str, *sources: str) -> dict[str, list[str]]:
    """Sources that are left over."""
    said = "gives values, and nothing in the document is what they are about"
    return {"derived-outdated": [f"{SOURCES}/{source} of the {kind} {said}" for source in sources]}


SUCCESSES = "/in_scope_patterns/2/successes"
FOUND: dict[str, dict[str, list[str]]] = {
    "a capability": ANOTHER_OVERHANG,
    "a capability under another name": ANOTHER_OVERHANG,
    "a control of a capability": ANOTHER_OVERHANG,
    "a control of a regression": {
        "disposition-summary-mismatch": [
            f"the disposition does not say that {SUITE} regressed by 0.07, with its controls",
            f"the disposition says of {SUITE} what the analysis does not",
        ]
    },
    "a finding": {
        "derived-contradicted": [
            f"the {RED_TEAM} says 0 for {SUCCESSES}, and {ATTACKS} (attack-log) says 1",
            f"this gives 1, and the {RED_TEAM} says 0 for {SUCCESSES}",
        ]
    },
    "a pattern": of_nothing(RED_TEAM, "attacks/in-2.yaml (pyrit-dataset)"),
    "an attack out of scope": of_nothing(RED_TEAM, "attacks/out-3.yaml (pyrit-dataset)"),
    "an evaluation, for an easier one": of_nothing(
        RESULTS,
        "holdout-base/results_2026-10-22T09-20-00.000000.json (lm-eval)",
        "holdout-tuned/results_2026-10-22T10-05-00.000000.json (lm-eval)",
    ),
    "an adversarial test": {
        **of_nothing(RESULTS, "attacks/adversarial.yaml (pyrit-dataset)"),
        "inherited-property-untested": [
            "several-turn pressure and persona prompts is no suite, evaluation, adversarial test or pattern of "
            "this pack"
        ],
    },
    "an alternative": {"decision-not-weighed": ["the decision record does not weigh in-context-learning"]},
}


def given_up(list_: str, key: str, reason: str = "It was looked at again, and does not apply.") -> Change:
    return lambda value: value.setdefault("retired", []).append({"list": list_, "key": key, "reason": reason})


@pytest.mark.parametrize("name", GONE)
def test_something_is_gone(example: Repo, name: str) -> None:
    """It needs a reason, which the report shows; the same reason is of no use a second time."""
    kind, change, list_, key = GONE[name]
    found = tried(example, (kind, change))
    shown = key if len(key) <= 80 else f"{key[:77]}..."
    said = f"the {kind} of the base commit has {shown} under {list_}, and this change's does not"
    more = FOUND.get(name, {})
    assert found == {"evidence-dropped": [said], **more}
    assert tried(example, (kind, given_up(list_, key))) == more
    (warned,) = blocked(example, "warning")["evidence-retired"]
    assert warned == f"{shown} under {list_} of the {kind} is given up: It was looked at again, and does not apply."


def test_a_reason_of_before(example: Repo) -> None:
    """What stands in the base's document was about what went there."""
    edited(example, RED_TEAM, given_up("in_scope_patterns", "IN-2"))
    named(example, "2026-11-23T10:00:00Z")
    sign_again(example)
    example.commit("nothing went")
    example.git("branch", "--quiet", "--force", "main")
    assert set(tried(example, (RED_TEAM, pop("in_scope_patterns", 1)))) == {"evidence-dropped", "derived-outdated"}


def test_a_condition_that_was_met_may_go(example: Repo) -> None:
    met = {"met_on": "2026-11-20", "met_reference": "issue SUP-4500"}
    edited(example, DISPOSITION, first("conditions", **met))
    named(example, "2026-11-23T10:00:00Z")
    sign_again(example)
    example.commit("met")
    example.git("branch", "--quiet", "--force", "main")
    assert tried(example, (DISPOSITION, pop("conditions", 0))) == {}


# -- stamped anew


def stamped(repo: Repo, *kinds: str) -> None:
    done = tunegate(repo, "evidence", "renew", *kinds, "--now", NOW)
    assert done.returncode == 0, done.stderr


def drafted(repo: Repo, *words: str) -> None:
    given = ("--decision", "conditional", "--decided-by", "ai-committee@acme.example", "--expires", "2027-10-31")
    why = ("--rationale", "Looked at again on the new state, in view of the evidence.", "--now", NOW)
    done = tunegate(repo, "disposition", "draft", *given, *why, *words)
    assert done.returncode == 0, done.stderr
    sign(repo, f"{EVIDENCE}/disposition.yaml")


REASON = f"{OVERHANG}=The prompt was read again: its scope is what it was."
RESTAMPED = (
    f"the {OVERHANG} was renewed with the content of the base commit's, and since then these changed: system_prompt"
)
GENEROUS, WITH_VOUCHERS = "Be generous with promises.\n", "And with vouchers.\n"


def left(*restamped: str, digest: str = "4b9a7d781dfd") -> dict[str, list[str]]:
    """What is said once the prompt has changed: the analysis of regressions relies on it, and is left as it was."""
    relied = f"the {REGRESSION} relies on {PROMPT}, which is not what it was: sha256:01b246240697 was relied on"
    found = {"control-changed": [f"{relied}, it is sha256:{digest} now"]}
    return {**found, "artefact-restamped": list(restamped)} if restamped else found


def in_other_words(value: Any) -> None:
    for row in value["capability_classes"]:
        row["description"] = "This was looked at again."


def in_another_order(value: Any) -> None:
    value["capability_classes"].reverse()


@pytest.mark.parametrize("change", [None, in_other_words, in_another_order])
def test_renewed_and_not_redone(example: Repo, change: Change | None) -> None:
    """Other words, dates and another order are no other content; a reason in the disposition is what it takes."""
    append(PROMPT, GENEROUS)(example)
    if change:
        edited(example, OVERHANG, change)
    stamped(example, OVERHANG)
    drafted(example)
    assert blocked(example, head="WORKTREE") == left(RESTAMPED)
    drafted(example, "--renewed", REASON)
    assert blocked(example, head="WORKTREE") == left()
    kept = (
        f"note: {EVIDENCE}/{DISPOSITION}.yaml: the {OVERHANG} was not redone for this state: {REASON.partition('=')[2]}"
    )
    assert kept in " ".join(check(example).stdout.split())
    drafted(example)  # what was said of this state is kept
    assert blocked(example, head="WORKTREE") == left()
    append(PROMPT, WITH_VOUCHERS)(example)
    stamped(example, OVERHANG)
    drafted(example)
    assert blocked(example, head="WORKTREE") == left(RESTAMPED, digest="c57744ada2b8")


def test_a_reason_for_another_artefact(example: Repo) -> None:
    append(PROMPT, GENEROUS)(example)
    stamped(example, OVERHANG)
    drafted(example, "--renewed", REASON.replace(OVERHANG, RED_TEAM))
    assert blocked(example, head="WORKTREE") == left(RESTAMPED)


def test_redone(example: Repo) -> None:
    """With one more control it is not what it was."""
    append(PROMPT, GENEROUS)(example)
    control = {"path": "guardrails/prompts.yml", "surface": "output_filter"}
    control["description"] = "The check prompt blocks answers that promise money or vouchers."
    edited(example, OVERHANG, lambda value: value["capability_classes"][0]["controls"].append(control))
    stamped(example, OVERHANG)
    drafted(example)
    assert blocked(example, head="WORKTREE") == left()


def test_other_data_and_the_runs_of_before(example: Repo) -> None:
    """Numbers that are touched here and there: the raw files say that nothing was run."""
    path = example.path / "configs/train.yaml"
    path.write_text(path.read_text().replace("learning_rate: 0.0001", "learning_rate: 0.0002"))
    kinds = ("training-run", RESULTS, REGRESSION, RED_TEAM)
    edited(example, "training-run", lambda value: value["hyperparameters"].update(learning_rate=0.0002))
    edited(example, RESULTS, first("task_evaluations", threshold=0.86))
    stamped(example, *kinds)
    drafted(example)
    suites = (
        "acme-canonical-adversarial 3.1, held-out support questions, several-turn pressure and persona prompts, "
        "verbatim recall of rewritten tickets"
    )
    since = "and since then these changed: training_recipe"
    assert blocked(example, head="WORKTREE") == {
        "artefact-restamped": [
            f"the {REGRESSION} was renewed with the content of the base commit's, {since}",
            f"the {RESULTS} was renewed with the runs of the base commit's for {suites}, {since}",
            f"the {RED_TEAM} was renewed with the content of the base commit's, {since}",
        ]
    }
    decide(example)
    assert blocked(example, head="WORKTREE") == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("overhang-statement", "--renewed 'overhang-statement' gives no reason"),
        ("overhang-statement= ", "--renewed 'overhang-statement= ' gives no reason"),
        ("overhang=It holds as it is, says everyone.", "'overhang' is not an artefact"),
    ],
)
def test_a_reason_that_cannot_be_read(example: Repo, given: str, said: str) -> None:
    done = tunegate(example, "disposition", "draft", "--renewed", given, "--now", NOW)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"error: {said}")
