"""The pull request rests on a waiver that was given for something else."""

from __future__ import annotations

import pytest
import yaml

from gate.report.common import headline
from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    EVIL_PROMPT,
    PROMPT,
    TOOLS,
    TRAIN,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    changed,
    decision,
    judged,
    on_main,
    remove,
    replace,
    steps,
    text,
)
from tests.command import EVIDENCE, MODEL, tunegate
from tests.keys import OWNER
from tests.repo import Repo

RED_TEAM = f"{EVIDENCE}/red-team-report.yaml"
MANIFEST = f"{EVIDENCE}/training-data-manifest.yaml"
STATEMENT = f"{EVIDENCE}/overhang-statement.yaml"
POLITE = append(PROMPT, "Be polite.\n")
LINES = 68  # of the configuration, before waivers are added


def granted(repo: Repo, edit: Edit, *rules: str, **other: str) -> list[dict[str, str]]:
    """The waivers that the owner gives for what these rules find in a change, put on main."""
    edit(repo)
    rows = [
        {
            "rule": found.rule,
            "model": MODEL,
            "element": found.waiver["element"],
            "value": found.waiver["value"],
            **other,
        }
        for found in decision(repo, head="WORKTREE").findings
        if found.waiver and found.rule in rules
    ]
    assert rows
    repo.git("checkout", "--quiet", "--", ".")
    repo.git("clean", "--quiet", "--force", "-d")
    accepted = {"owner": OWNER, "reason": "It can wait until then.", "granted": "2026-11-20", "expires": "2026-12-15"}
    block = yaml.safe_dump({"waivers": [{**row, **accepted} for row in rows]}, sort_keys=False, width=1000)
    on_main(append(CONFIG, block))(repo)
    return rows


def waivers(*rules: str) -> Outcome:
    """The notices and warnings in the configuration, one a row of seven lines."""
    return blocked(*((rule, CONFIG, LINES + 2 + 8 * index) for index, rule in enumerate(rules)))


def test_what_was_accepted(example: Repo) -> None:
    """No attempt: the very change, and nothing else."""
    rows = granted(example, POLITE, *ALL)
    assert {row["rule"]: row["element"] for row in rows} == {
        "reassessment-required": PROMPT,
        "artefact-stale": STATEMENT,
        "control-changed": f"{EVIDENCE}/alignment-regression.yaml#/categories/2/compensating_controls/1/path",
        "disposition-stale": DISPOSITION,
    }
    POLITE(example)
    example.commit("polite")
    found = decision(example)
    assert (found.verdict, len([row for row in found.findings if row.waived_by])) == ("pass", 4)
    # what is stale is still that and nothing more once it is merged
    example.git("branch", "--force", "main")
    example.write(f"{EVIDENCE}/notes.md", "x")
    example.commit("something else")
    found = decision(example)
    assert (found.verdict, len([row for row in found.findings if row.waived_by])) == ("pass", 3)


STALE = ("reassessment-required", "artefact-stale", "disposition-stale")
ALL = (*STALE, "control-changed")  # the alignment regression relies on the prompt
RULES = {
    "another text of the same file": (append(PROMPT, "Do what you are asked to.\n"), ALL),
    "the same, and a line more": (steps(POLITE, append(PROMPT, "Mostly.\n")), ALL),
    "another file of the same surface": (append("prompts/escalation.md", "Never escalate.\n"), STALE),
    "the same, and another surface": (steps(POLITE, replace(TOOLS, "max_tool_calls: 12", "max_tool_calls: 120")), ALL),
    "the same, and another recipe": (steps(POLITE, replace(TRAIN, "seed: 4127", "seed: 1")), ALL),
}


@pytest.mark.parametrize("name", RULES)
def test_another_change(example: Repo, name: str) -> None:
    granted(example, POLITE, *ALL)
    edit, rules = RULES[name]
    edit(example)
    example.commit("an innocent change")
    found = decision(example)
    errors = {row.rule for row in found.findings if row.severity == "error"}
    assert (found.exit_code, errors) == (1, set(rules))
    assert not [row for row in found.findings if row.waived_by]
    assert "waiver-outdated" in {row.rule for row in found.findings}


def test_a_place_that_many_findings_share(example: Repo) -> None:
    """One waiver that names the disposition, beside every change: for a change on three surfaces."""
    other = steps(EVIL_PROMPT, replace(TOOLS, "max_tool_calls: 12", "max_tool_calls: 120"))
    granted(example, other, "reassessment-required", element=DISPOSITION)
    other(example)
    example.commit("an innocent change")
    found = decision(example)
    places = {(row.path, row.waived_by) for row in found.findings if row.rule == "reassessment-required"}
    assert (found.exit_code, places) == (1, {(PROMPT, None), (TOOLS, None)})


def open_finding(number: int) -> Edit:
    """One of the report's findings has no answer."""

    def edit(repo: Repo) -> None:
        parts = text(repo, RED_TEAM).split("    disposition: ")
        parts[number] = "open" + parts[number][parts[number].index("\n") :]
        repo.write(RED_TEAM, "    disposition: ".join(parts))

    return edit


def test_another_finding_of_the_same_document(example: Repo) -> None:
    """What is open is one finding, and then another one."""
    (row,) = granted(example, open_finding(1), "red-team-finding-open")
    assert row["element"].startswith(f"{RED_TEAM}#/findings/0")
    assert attempt(example, open_finding(2)).code == 1


def test_the_same_finding_of_another_text(example: Repo) -> None:
    """The finding that was accepted is made harmless by words, or stands for a graver one."""
    granted(example, open_finding(1), "red-team-finding-open")
    graver = steps(open_finding(1), replace(RED_TEAM, "severity: high", "severity: low"))
    found = attempt(example, graver)
    assert found.code == 1
    assert {"red-team-finding-open", "waiver-outdated"} <= {rule for rule, _, _ in found.rows}


def test_an_artefact_for_another(example: Repo) -> None:
    """No report was accepted; then another document is missing."""
    (row,) = granted(example, remove(RED_TEAM), "artefact-missing")
    assert row["element"] == RED_TEAM
    assert ("artefact-missing", CONFIG, 4) in attempt(example, remove(MANIFEST)).rows


UNBOUND = f"""waivers:
  - rule: artefact-stale
    model: {MODEL}
    path: {STATEMENT}
    owner: {OWNER}
    reason: It can wait until then.
    granted: 2026-11-20
    expires: 2026-12-15
"""


def test_a_waiver_of_a_file(example: Repo) -> None:
    """As waivers once were: on main it covers nothing, and in a pull request it is refused."""
    on_main(append(CONFIG, UNBOUND))(example)
    POLITE(example)
    assert judged(example, head="WORKTREE") == changed("system_prompt", (PROMPT, 57)) | waivers("waiver") | waivers(
        "waiver-outdated"
    )
    done = tunegate(example, "check", "--base", "main")
    assert done.returncode == 2
    assert f"{CONFIG}:{LINES + 2}-{LINES + 8}: configuration-unreadable" in done.stdout
    assert "the waiver of artefact-stale does not say what it is for" in done.stdout
    assert "Write the 'element' and the 'value' that 'tunegate waiver' prints" in " ".join(done.stdout.split())


def test_what_is_printed_is_what_counts(example: Repo) -> None:
    """No attempt: the lines that 'tunegate waiver' prints, put into the configuration as they are, or filled in."""
    POLITE(example)
    why = "It can wait until then."
    said = ("--owner", OWNER, "--reason", why, "--expires", "2026-12-15")
    done = tunegate(example, "waiver", "--base", "main", "--now", "2026-11-23T12:00:00Z", *said)
    assert (done.returncode, done.stderr) == (0, "")
    blank = tunegate(example, "waiver", "--base", "main", "--now", "2026-11-23T12:00:00Z")
    assert blank.stdout.startswith(
        "  # The configuration loads once these are filled in:\n"
        "  #   owner: who answers for it: the mailbox of a role, or the handle of a team\n"
        "  #   reason: why it can wait, in 20 characters or more\n"
        "  #   expires: the last day on which it holds, as YYYY-MM-DD\n"
        "  # A waiver holds for 90 days at most.\n"
    )
    filled = blank.stdout.replace("owner: ''", f"owner: {OWNER}").replace("reason: ''", f"reason: {why}")
    assert yaml.safe_load(filled.replace("expires: ''", 'expires: "2026-12-15"')) == yaml.safe_load(done.stdout)
    for option, value, wanted in (
        ("--reason", "Later.", "why it can wait, in 20 characters or more"),
        ("--owner", "some one", "who answers for it: the mailbox of a role, or the handle of a team"),
        ("--expires", "next week", "the last day on which it holds, as YYYY-MM-DD"),
    ):
        short = tunegate(example, "waiver", "--base", "main", option, value)
        assert (short.returncode, short.stdout) == (2, "")
        assert short.stderr == (
            f"error: {option} {value!r} is not what the configuration takes\n  fix: Write {wanted}.\n"
        )
    example.git("checkout", "--quiet", "--", ".")
    on_main(append(CONFIG, "waivers:\n" + done.stdout))(example)
    POLITE(example)
    example.commit("polite")
    found = decision(example)
    assert (found.verdict, headline(found)) == ("pass", f"PASS: waivers cover 4 findings about {MODEL}")
    nothing = tunegate(example, "waiver", "--base", "main", "--now", "2026-11-23T12:00:00Z")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (1, "", "nothing that blocks can be waived\n")
    other = tunegate(example, "waiver", "--base", "main", "--rule", "artefact-missing")
    assert other.returncode == 1


def test_a_file_name_with_lines_of_its_own(example: Repo) -> None:
    """What is printed is put into the configuration: no name in it may become a line of that."""
    said = ("--owner", OWNER, "--reason", "It can wait\nuntil then: # yes.", "--expires", "2026-12-15")
    for name in ("prompts/a\n  - rule: disposition-stale\n    b.md", "prompts/a\u200bb.md", "prompts/\u00e9 {#}: x.md"):
        example.write(name, "x\n")
        done = tunegate(example, "waiver", "--base", "main", "--now", "2026-11-23T12:00:00Z", *said)
        rows = yaml.safe_load("waivers:\n" + done.stdout)["waivers"]
        asked = [f for f in decision(example, head="WORKTREE").findings if f.waiver]
        assert {(row["rule"], row["element"], row["value"]) for row in rows} == {
            (f.rule, f.waiver["element"], f.waiver["value"]) for f in asked if f.waiver
        }
        assert len(rows) == 3
        example.git("clean", "--quiet", "--force", "-d")
