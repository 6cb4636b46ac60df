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


def train(
    message: str, line: int, remedy: str, surface_of_it: str = "training_data", read_as: str = "bytes"
) -> Refusal:
    """What is added to the training configuration cannot be read; its first selector is one of the training data."""
    return surface(message, (TRAIN, TRAIN_END + line, None), f"{remedy} {WHOLE.format(surface_of_it, read_as)}")


WHOLE = "To select the whole file, not a part, write under {}: - {{path: configs/train.yaml, as: {}}}"
AS_BYTES = "To compare its bytes, write under system_prompt: - {path: prompts/system.md, as: bytes}"
SURFACES: dict[str, tuple[Edit, Refusal]] = {
    "broken": (
        append(TRAIN, "more: [\n"),
        train("not valid YAML: did not find expected node content", 2, "Correct the YAML."),
    ),
    "duplicate-key": (
        append(TRAIN, "seed: 1\n"),
        train("the key 'seed' appears twice in one mapping", 1, KEPT, "training_recipe", "text"),
    ),
    "alias-bomb": (
        append(TRAIN, BOMB),
        train("more than 500,000 values once aliases are expanded", 17, "Remove the aliases."),
    ),
    "encoding": (append(TRAIN, b"# \xff\n"), train("the file is not UTF-8 text", 1, SAVE)),
    "too-deep": (append(TRAIN, DEEP), train("nested deeper than 100 levels", 1, "Flatten the file.")),
    "too-large": (append(TRAIN, "#" * (16 << 20)), too_large(TRAIN, "16,777,216")),
    "too-large-a-text": (
        append(PROMPT, "x" * (16 << 20)),
        Refusal("the file has more than 16,777,216 bytes", (PROMPT, None, None), AS_BYTES, 3, "undecided"),
    ),
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
