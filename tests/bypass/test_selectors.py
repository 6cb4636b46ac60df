"""The pull request writes selectors that mean something else than they look like."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    PROMPT,
    Edit,
    Outcome,
    attempt,
    blocked,
    changed,
    gate_changed,
    gone,
    replace,
    unreviewed,
    unusable,
    with_prompt,
)
from tests.repo import Repo

RELATIVE = "a path is relative to the repository's root, with '/' and without '.', '..' or '//'"


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "selector with dots": (
        replace(CONFIG, "prompts/*.md", "prompts/../x/*.md"),
        unusable(
            48,
            "'prompts/../x/*.md' is not a selector: " + RELATIVE,
        ),
    ),
    "absolute selector": (
        replace(CONFIG, "prompts/*.md", "/prompts/*.md"),
        unusable(
            48,
            "'/prompts/*.md' is not a selector: " + RELATIVE,
        ),
    ),
    "selector with a backslash": (
        replace(CONFIG, "prompts/*.md", "prompts\\\\*.md"),
        unusable(
            48,
            "'prompts\\\\\\\\*.md' is not a selector: " + RELATIVE,
        ),
    ),
    "selector with an escaped NUL": (
        with_prompt(replace(CONFIG, "prompts/*.md", '"prompts/%00*.md"')),
        changed("system_prompt", (PROMPT, 1), relied=False)
        | unreviewed(("prompts/escalation.md", 1), (PROMPT, 1))
        | gate_changed((CONFIG, 48))
        | blocked(
            *gone(PROMPT),
            ("selector-unmatched", CONFIG, 48),
        ),
    ),
    "selector with a NUL": (
        with_prompt(replace(CONFIG, "prompts/*.md", '"prompts/\\0*.md"')),
        unusable(48, "'prompts/\\x00*.md' is not a selector: no path has a NUL in it"),
    ),
    "selector that never ends": (
        with_prompt(replace(CONFIG, "prompts/*.md", "'" + "*" * 40 + "[!x]'")),
        changed("system_prompt", (PROMPT, 1), (CONFIG, 48), relied=False)
        | unreviewed(("prompts/escalation.md", 1), (PROMPT, 1))
        | gate_changed((CONFIG, 48))
        | blocked(
            *gone(PROMPT),
        ),
    ),
    "evidence with dots": (
        replace(CONFIG, "evidence: evidence/", "evidence: evidence/../"),
        unusable(60, "'evidence/../support-assistant' is not a folder of this repository"),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
