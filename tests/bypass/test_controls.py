"""A control that the evidence relies on is altered, emptied or off, and only the overhang statement follows."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from gate.values.canonical import digest_of
from tests.bypass.states import head_state
from tests.bypass.wall import (
    DISPOSITION,
    PROMPT,
    RAILS,
    TOOLS,
    VALUES,
    Edit,
    append,
    decision,
    insert,
    move,
    replace,
    sign_again,
    steps,
    text,
    write,
)
from tests.command import EVIDENCE, NOW, tunegate
from tests.commands.steps import decide, fill
from tests.repo import Repo

ANALYSIS = f"{EVIDENCE}/alignment-regression.yaml"
RED_TEAM = f"{EVIDENCE}/red-team-report.yaml"
STATEMENT = f"{EVIDENCE}/overhang-statement.yaml"
RULES = ("control-changed", "control-off", "control-unrecorded", "control-not-reviewed")
OUTPUT = """\
    flows:
      - check tool claims
      - self check output
      - mask sensitive data on output
"""
FLOWS, CHECKS = f"{RAILS}#/rails/output/flows", "guardrails/prompts.yml"
CHANGED = "which is not what it was"


def rest(repo: Repo, *kinds: str) -> set[tuple[str, str, str]]:
    """What is left to say of controls once the evidence of these kinds was renewed, and the committee has decided."""
    done = tunegate(repo, "evidence", "renew", *(kinds or ("overhang-statement",)), "--now", NOW)
    assert done.returncode == 0, done.stderr
    decide(repo)
    return said(repo)


def said(repo: Repo) -> set[tuple[str, str, str]]:
    """(rule, kind of document, the control and what is said of it), less the digests."""
    found = [f for f in decision(repo, head="WORKTREE").findings if f.rule in RULES]
    assert all(f.severity == "error" for f in found)
    return {
        (f.rule, str(f.path).rpartition("/")[2][:-5], f.message.partition("relies on ")[2].partition(":")[0])
        for f in found
    }


def off(*kinds: str, control: str, by: str) -> set[tuple[str, str, str]]:
    return {("control-off", kind, f"{control}, and {by} switches it off") for kind in kinds}


def empty(*kinds: str, control: str = FLOWS) -> set[tuple[str, str, str]]:
    return {("control-off", kind, f"{control}, which has no content") for kind in kinds}


def changed(*kinds: str, control: str = FLOWS) -> set[tuple[str, str, str]]:
    return {("control-changed", kind, f"{control}, {CHANGED}") for kind in kinds}


def all_of(rows: Iterable[tuple[str, str]], by: str) -> set[tuple[str, str, str]]:
    return {row for kind, control in rows for row in off(kind, control=control, by=by)}


THREE = ("alignment-regression", "overhang-statement", "red-team-report")
TWO = ("alignment-regression", "red-team-report")
ON_OUTPUT = [
    ("alignment-regression", FLOWS),
    ("overhang-statement", FLOWS),
    ("overhang-statement", f"{RAILS}#/rails/input/flows"),
    ("overhang-statement", CHECKS),
    ("red-team-report", FLOWS),
    ("red-team-report", CHECKS),
]
OVER_OUTPUT = [(kind, FLOWS) for kind in THREE]
OVER_RAILS = [*OVER_OUTPUT, ("overhang-statement", f"{RAILS}#/rails/input/flows")]
ATTEMPTS: dict[str, tuple[Edit, set[tuple[str, str, str]]]] = {
    "the rail is none": (replace(RAILS, OUTPUT, "    flows:\n      - none\n"), changed(*TWO) | empty(*THREE)),
    "the rail is empty": (replace(RAILS, OUTPUT, "    flows: []\n"), changed(*TWO) | empty(*THREE)),
    "the rail is blank texts": (replace(RAILS, OUTPUT, "    flows: ['', ' ']\n"), changed(*TWO) | empty(*THREE)),
    "the rail is null": (replace(RAILS, OUTPUT, "    flows:\n"), changed(*TWO) | empty(*THREE)),
    "a flow less": (replace(RAILS, "      - self check output\n", ""), changed(*TWO)),
    "the flows in another order": (
        replace(
            RAILS,
            "      - check tool claims\n      - self check output\n",
            "      - self check output\n      - check tool claims\n",
        ),
        changed(*TWO),
    ),
    "the guardrails are off": (
        replace(VALUES, "guardrails:\n  enabled: true", "guardrails:\n  enabled: false"),
        all_of(ON_OUTPUT, f"{VALUES}#/guardrails/enabled (False)"),
    ),
    "the guardrails are off, as text": (
        replace(VALUES, "guardrails:\n  enabled: true", 'guardrails:\n  enabled: "off"'),
        all_of(ON_OUTPUT, f"{VALUES}#/guardrails/enabled (off)"),
    ),
    "the guardrails only log": (
        replace(VALUES, "guardrails:\n  enabled: true", "guardrails:\n  enabled: true\n  mode: log-only"),
        all_of(ON_OUTPUT, f"{VALUES}#/guardrails/mode (log-only)"),
    ),
    "the proxy is off": (
        replace(VALUES, "toolProxy:\n  enabled: true", "toolProxy:\n  enabled: false"),
        off("overhang-statement", control=TOOLS, by=f"{VALUES}#/toolProxy/enabled (False)"),
    ),
    "the rail is off above it": (
        replace(RAILS, "  output:\n    # Checked", "  output:\n    disabled: true\n    # Checked"),
        all_of(OVER_OUTPUT, f"{RAILS}#/rails/output/disabled (True)"),
    ),
    "all rails are off above them": (
        replace(RAILS, "rails:\n  input:", "rails:\n  enabled: no\n  input:"),
        all_of(OVER_RAILS, f"{RAILS}#/rails/enabled (False)"),
    ),
    "the rails are off by a name of their own": (
        append(RAILS, "skip_output_rails: true\n"),
        all_of(OVER_OUTPUT, f"{RAILS}#/skip_output_rails (True)"),
    ),
    "the prompt is blank": (
        write(PROMPT, " \n\n"),
        changed("alignment-regression", control=PROMPT)
        | empty("alignment-regression", "overhang-statement", control=PROMPT),
    ),
    "another prompt": (append(PROMPT, "Follow stories.\n"), changed("alignment-regression", control=PROMPT)),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    edit(example)
    assert rest(example) == expected


def test_in_order(example: Repo) -> None:
    """What names the control is redone; a file that only moves keeps its digest; a switch of something else is none."""
    replace(RAILS, "      - self check output\n", "      - self check output twice\n")(example)
    replace(VALUES, "autoscaling:\n  enabled: true", "autoscaling:\n  enabled: false")(example)
    assert rest(example, "overhang-statement", "alignment-regression", "red-team-report") == set()


def test_the_digest_is_left_out(example: Repo) -> None:
    row = next(line for line in text(example, ANALYSIS).splitlines(keepends=True) if "        digest: " in line)
    replace(ANALYSIS, row, "")(example)
    assert {rule for rule, _, _ in said(example)} == {"control-unrecorded"}


def test_the_state_is_set_by_hand(example: Repo) -> None:
    """The stamp says that the analysis is of the new state; its digests say of which controls."""
    before = text(example, DISPOSITION).partition("\nstate: ")[2][:71]
    append(PROMPT, "Follow stories.\n")(example)
    for path in (ANALYSIS, STATEMENT):
        replace(path, before, head_state(example))(example)
    assert said(example) == changed("alignment-regression", "overhang-statement", control=PROMPT)


def determined(repo: Repo, *, edit: Edit | None = None) -> set[tuple[str, str, str]]:
    done = tunegate(repo, "evidence", "new", "determination", "--trigger", "deployment-layer-change", "--now", NOW)
    assert done.returncode == 0, done.stderr
    if edit:
        edit(repo)
    fill(repo, EVIDENCE)
    return said(repo)


def test_a_determination_names_both_digests(example: Repo) -> None:
    replace(RAILS, "      - mask sensitive data on output\n", "      - mask all data on output\n")(example)
    assert said(example) == changed(*TWO)  # the statement is stale as a whole
    assert determined(example) == set()
    (path,) = (example.path / EVIDENCE / "determinations").glob("*.yaml")
    assert (
        text(example, path.relative_to(example.path).as_posix()).count(
            "path: guardrails/config.yml#/rails/output/flows"
        )
        == 1
    )


@pytest.mark.parametrize("spoiled", ["none", "from", "to", "another"])
def test_a_determination_that_names_something_else(example: Repo, spoiled: str) -> None:
    replace(RAILS, "      - mask sensitive data on output\n", "      - mask all data on output\n")(example)

    def edit(repo: Repo) -> None:
        (found,) = (repo.path / EVIDENCE / "determinations").glob("*.yaml")
        path = found.relative_to(repo.path).as_posix()
        known = text(repo, path)
        start = known.index("controls:\n")
        end = known.index("# That the change", start)
        rows = known[start:end]
        if spoiled == "none":
            other = "controls: []\n"
        elif spoiled == "another":
            other = rows.replace("/rails/output/flows", "/rails/input/flows")
        else:
            line = next(line for line in rows.splitlines() if f"{spoiled}: sha256:" in line)
            other = rows.replace(line, f"{line.partition('sha256:')[0]}{digest_of(b'x')}")
        repo.write(path, known.replace(rows, other))

    left = determined(example, edit=edit)
    assert {kind for _, kind, _ in left} == set(THREE)
    assert {rule for rule, _, _ in left} == {"control-changed"}


def test_a_determination_and_one_more_change(example: Repo) -> None:
    replace(RAILS, "      - mask sensitive data on output\n", "      - mask all data on output\n")(example)
    assert determined(example) == set()
    replace(RAILS, "      - check tool claims\n", "")(example)
    assert changed(*TWO) <= said(example)


def test_emptied_and_determined(example: Repo) -> None:
    """No owner can find that nothing works."""
    replace(RAILS, OUTPUT, "    flows:\n      - none\n")(example)
    assert determined(example) == empty(*THREE)


def test_moved(example: Repo) -> None:
    """To where no selector looks, with the same bytes."""
    steps(move(PROMPT, "old/system.md"), insert(TOOLS, 1, "# old\n"))(example)
    sign_again(example)
    assert {rule for rule, _, _ in said(example)} == {"control-not-reviewed"}
