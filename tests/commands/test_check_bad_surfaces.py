"""Surfaces that cannot be read, through the whole command line."""

from __future__ import annotations

import json

import pytest

from tests.command import check, fits
from tests.commands.refusals import (
    BOMB,
    CONFIG,
    DEEP,
    KEPT,
    PROMPT,
    SAVE,
    TRAIN,
    Edit,
    Refusal,
    append,
    lines,
    link,
    on_branch,
    replace,
    surface,
    text,
    too_large,
    write,
)
from tests.repo import Repo

TRAIN_END = lines(TRAIN)
PROMPT_END = lines(PROMPT)
SURFACES: dict[str, tuple[Edit, Refusal]] = {
    "broken": (
        append(TRAIN, "more: [\n"),
        surface(
            "not valid YAML: did not find expected node content", (TRAIN, TRAIN_END + 2, None), "Correct the YAML."
        ),
    ),
    "duplicate-key": (
        append(TRAIN, "seed: 1\n"),
        surface("the key 'seed' appears twice in one mapping", (TRAIN, TRAIN_END + 1, None), KEPT),
    ),
    "alias-bomb": (
        append(TRAIN, BOMB),
        surface(
            "more than 500,000 values once aliases are expanded", (TRAIN, TRAIN_END + 17, None), "Remove the aliases."
        ),
    ),
    "encoding": (
        append(TRAIN, b"# \xff\n"),
        surface("the file is not UTF-8 text", (TRAIN, TRAIN_END + 1, None), SAVE),
    ),
    "encoding-of-a-text": (
        append(PROMPT, b"\xff\n"),
        surface("the file is not UTF-8 text", (PROMPT, PROMPT_END + 1, None), SAVE),
    ),
    "too-deep": (
        append(TRAIN, DEEP),
        surface("nested deeper than 100 levels", (TRAIN, TRAIN_END + 1, None), "Flatten the file."),
    ),
    "too-large": (append(TRAIN, "#" * (16 << 20)), too_large(TRAIN, "16,777,216")),
    "too-large-a-text": (append(PROMPT, "x" * (16 << 20)), too_large(PROMPT, "16,777,216")),
    "link-out": (
        link(PROMPT, "../../outside.md"),
        surface(
            "the symbolic link leads out of the repository: ../../outside.md",
            (PROMPT, 1, None),
            "Put the file itself in its place.",
        ),
    ),
    "absolute-link": (
        link(PROMPT, "/etc/passwd"),
        surface(
            "the symbolic link leads out of the repository: /etc/passwd",
            (PROMPT, 1, None),
            "Put the file itself in its place.",
        ),
    ),
    "link-to-what-nobody-reviews": (
        link(PROMPT, "../README.md"),
        surface(
            "the symbolic link leads to README.md, which no selector of this model covers",
            (PROMPT, 1, None),
            "Add 'README.md' to the system_prompt selectors, or put the file itself in its place.",
        ),
    ),
    "linked-folder": (
        link("prompts", "../outside"),
        surface(
            "the symbolic link leads out of the repository: ../outside",
            ("prompts", 1, None),
            "Put the folder itself in its place.",
        ),
    ),
    "pointer-into-a-text": (
        replace(CONFIG, "prompts/*.md", "requirements/*.lock#/title"),
        surface(
            "the selector 'requirements/*.lock#/title' points into a file that has no keys or names to point at",
            ("requirements/train.lock", None, None),
            "Select the whole file.",
        ),
    ),
}


@pytest.mark.parametrize("name", SURFACES)
def test_surface(example: Repo, name: str) -> None:
    edit, expected = SURFACES[name]
    base, head = on_branch(example, edit)
    expected.of_check(example, "--head", "HEAD", base=base, head=head)
    expected.of_other(example, ("diff", "state", "case")[len(name) % 3])


def test_surface_that_was_broken_at_the_base_can_be_repaired(example: Repo) -> None:
    good = text(example, TRAIN)
    append(TRAIN, "more: [\n")(example)
    example.commit("broken")
    on_branch(example, write(TRAIN, good))
    done = check(example, "--format", "json")
    value = json.loads(done.stdout)
    fits("decision", value)
    # what is repaired is what was reviewed: every value counts as changed, and the disposition answers for them
    assert (done.returncode, done.stderr, value["verdict"]) == (0, "", "pass")
    assert {row["path"] for row in value["changes"]} == {TRAIN}
    assert {row["answered_by"] for row in value["triggers"]} == {"disposition"}
