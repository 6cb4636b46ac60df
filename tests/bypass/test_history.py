"""The pull request plays on history: what was before, and what is compared with what."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    DATA,
    EVIL_PROMPT,
    OWN,
    PASSED,
    PROMPT,
    PROMPT_CHANGED,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    changed,
    commits,
    gate_changed,
    move,
    on_main,
    remove,
    replace,
    steps,
    unreviewed,
    write,
)
from tests.command import EVIDENCE
from tests.repo import Repo


def git(*arguments: str) -> Edit:
    return lambda repo: repo.git(*arguments)


def orphan(repo: Repo) -> None:
    """A history of its own, with the same files."""
    repo.git("checkout", "--quiet", "--orphan", "other")
    EVIL_PROMPT(repo)


def evil_merge(repo: Repo) -> None:
    """The change is in neither parent of the merge commit."""
    repo.git("switch", "--quiet", "--create", "side", "main")
    repo.write("docs/side.md", "x")
    repo.commit("side")
    repo.git("switch", "--quiet", "topic")
    repo.write("docs/topic.md", "x")
    repo.commit("topic")
    repo.git("merge", "--quiet", "--no-commit", "--no-ff", "side")
    EVIL_PROMPT(repo)


def ours(repo: Repo) -> None:
    """A merge of the reviewed main that keeps the branch's own files."""
    EVIL_PROMPT(repo)
    repo.commit("evil")
    repo.git("switch", "--quiet", "--create", "side", "main")
    repo.write("docs/side.md", "x")
    repo.commit("side")
    repo.git("switch", "--quiet", "topic")
    repo.git("merge", "--quiet", "--strategy", "ours", "--message", "merge", "side")


def backdated(repo: Repo) -> None:
    repo.env["GIT_COMMITTER_DATE"] = repo.env["GIT_AUTHOR_DATE"] = "2001-01-01T00:00:00Z"
    EVIL_PROMPT(repo)


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "one step that changes nothing first": (commits(write("docs/a.md", "x"), EVIL_PROMPT), PROMPT_CHANGED),
    "the change first, and then something else": (commits(EVIL_PROMPT, write("docs/a.md", "x")), PROMPT_CHANGED),
    "changed and changed back but for a word": (
        commits(EVIL_PROMPT, git("revert", "--no-edit", "HEAD"), append(PROMPT, "Mostly.\n")),
        changed("system_prompt", (PROMPT, 57)),
    ),
    "reverted and applied again": (
        commits(EVIL_PROMPT, git("revert", "--no-edit", "HEAD"), git("revert", "--no-edit", "HEAD~1")),
        PROMPT_CHANGED,
    ),
    "merged by an administrator, then a comment": (
        steps(on_main(EVIL_PROMPT), write(f"{EVIDENCE}/notes.md", "x")),
        changed("system_prompt") | blocked(("control-changed", f"{EVIDENCE}/alignment-regression.yaml", 48)),
    ),
    "half a change merged, then the other half": (
        steps(on_main(append(PROMPT, "One half.\n")), append(PROMPT, "The other half.\n")),
        changed("system_prompt", (PROMPT, 58)),
    ),
    "the reviewed state with older data": (
        steps(on_main(append(DATA, '{"messages": []}\n')), write(DATA, "")),
        changed("training_data", (DATA, None)),
    ),
    "a file moved away by one, changed, and back by another": (
        steps(on_main(move(PROMPT, "drafts/system.md")), move("drafts/system.md", PROMPT), EVIL_PROMPT),
        changed("system_prompt", (PROMPT, 1)) | unreviewed(("drafts/system.md", None)),
    ),
    "selected again with another content": (
        steps(
            on_main(
                replace(CONFIG, "        - prompts/*.md\n", '        - prompts/*.md\n        - "!prompts/system.md"\n')
            ),
            replace(CONFIG, '        - "!prompts/system.md"\n', ""),
            EVIL_PROMPT,
        ),
        changed("system_prompt", (PROMPT, 1)) | gate_changed((CONFIG, None)),
    ),
    "an unrelated history": (orphan, PROMPT_CHANGED),
    "a change in the merge commit only": (evil_merge, PROMPT_CHANGED),
    "a merge that keeps its own": (ours, PROMPT_CHANGED),
    "a commit of long ago": (backdated, PROMPT_CHANGED),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected


# -- the author chooses where the branch starts


def stale(repo: Repo, *merged: Edit) -> None:
    """A topic that left main before something was merged there."""
    repo.git("switch", "--quiet", "main")
    for edit in merged:
        edit(repo)
        repo.commit("merged meanwhile")
    repo.git("switch", "--quiet", "topic")


OLD = blocked(("base-outdated", CONFIG, None))


def test_branch_from_before_the_gate_was_made_stricter(example: Repo) -> None:
    stale(example, replace(CONFIG, "drift_margin: 0.05", "drift_margin: 0.01"))
    base = example.git("rev-parse", "topic")
    assert attempt(example, write("docs/a.md", "x"), base=base, tip="main") == OLD


def test_branch_from_before_the_gate(example: Repo) -> None:
    example.git("switch", "--quiet", "--orphan", "fresh")
    example.git("restore", "--source", "main", "--", ".")
    remove(CONFIG)(example)
    root = example.commit("no gate yet")
    example.git("restore", "--source", "main", "--", CONFIG)
    tip = example.commit("the gate")
    example.git("switch", "--quiet", "--detach", root)
    narrow = "version: 1\nmodels: {none: {surfaces: {base_model: [absent]}}}\n"
    empty = ("disposition-missing", "artefact-missing", "selector-unmatched", "surface-empty")
    assert attempt(example, steps(write(CONFIG, narrow), EVIL_PROMPT), base=root, tip=tip) == OLD | unreviewed(
        (PROMPT, 1)
    ) | blocked(("control-plane-introduced", CONFIG, 1), *((rule, CONFIG, 2) for rule in empty))


def test_branch_from_before_a_policy(example: Repo) -> None:
    on_main(steps(write("policy/a.rego", OWN.replace("own", "a")), append(CONFIG, "policies: [policy]\n")))(example)
    stale(example, write("policy/b.rego", OWN.replace("own", "b")))
    base = example.git("rev-parse", "topic")
    assert attempt(example, write("docs/a.md", "x"), base=base, tip="main") == blocked(
        ("base-outdated", "policy/b.rego", None)
    )


def test_branch_that_is_behind_in_something_else_passes(example: Repo) -> None:
    stale(example, write("docs/b.md", "x"))
    base = example.git("rev-parse", "topic")
    assert attempt(example, write("docs/a.md", "x"), base=base, tip="main") == PASSED


@pytest.mark.parametrize(("now", "code"), [("2026-11-23T12:00:00Z", 0), ("2027-06-01T00:00:00Z", 1)])
def test_what_passed_once_is_judged_by_the_present_time(example: Repo, now: str, code: int) -> None:
    assert attempt(example, write(f"{EVIDENCE}/notes.md", "x"), now=now).code == code
