"""Links that lead to what is not reviewed, or not as much of it: refused, with what to write."""

from __future__ import annotations

import pytest

from gate.git.entry import INDEX, WORKTREE
from gate.values.errors import Problem, SurfaceError
from tests.repo import Repo
from tests.surfaces.test_links import ALL, BELOW, YAML, repo
from tests.surfaces.test_state import state

__all__ = ["repo"]

COVERED = "which no selector of this model covers"
PART = "of which the output_filter selectors see only a part"
OUT = "the symbolic link leads out of the repository: "
BLIND = "which the output_filter selectors do not cover"
SELECT = "Add {!r} to the output_filter selectors, or exclude it with '!{}'."
SELECT_FILE = "Add {!r} to the output_filter selectors, or put the file itself in its place."

# links, selectors, and what is said of the first of them
REFUSED: dict[str, tuple[dict[str, str], dict[str, list[str]], str, str]] = {
    "an unreviewed folder": (
        {"rails/x": "../other"},
        BELOW,
        f"the symbolic link leads to other, {COVERED}",
        SELECT.format("other/**/*.yaml", "rails/x"),
    ),
    "an unreviewed folder, selected whole": (
        {"rails/x": "../other"},
        ALL,
        f"the symbolic link leads to other, {COVERED}",
        SELECT.format("other/**", "rails/x"),
    ),
    "a folder that is not there yet": (
        {"rails/x": "../later"},
        BELOW,
        f"the symbolic link leads to later, {COVERED}",
        SELECT.format("later/**/*.yaml", "rails/x"),
    ),
    "a narrower selector there": (
        {"rails/x": "../other"},
        {"output_filter": ["rails/**/*.yaml", "other/*.yaml"]},
        f"the symbolic link leads to other, {PART}",
        SELECT.format("other/**/*.yaml", "rails/x"),
    ),
    "one file there": (
        {"rails/x": "../other"},
        {"output_filter": ["rails/**/*.yaml", "other/b.yaml"]},
        f"the symbolic link leads to other, {PART}",
        SELECT.format("other/**/*.yaml", "rails/x"),
    ),
    "pointers there": (
        {"rails/x": "../other"},
        {"output_filter": ["rails/**/*.yaml", "other/**/*.yaml#/limit"]},
        f"the symbolic link leads to other, {PART}",
        SELECT.format("other/**/*.yaml", "rails/x"),
    ),
    "another pointer there": (
        {"rails/x": "../other"},
        {"output_filter": ["rails/**/*.yaml#/limit", "other/**/*.yaml#/other"]},
        f"the symbolic link leads to other, {PART}",
        SELECT.format("other/**/*.yaml#/limit", "rails/x"),
    ),
    "excluded there": (
        {"docs": "other"},
        {"output_filter": ["**/*.yaml", "!other/deep/**"]},
        f"the symbolic link leads to other, {PART}",
        SELECT.format("other/**/*.yaml", "docs"),
    ),
    "excluded altogether there": (
        {"docs": "other"},
        {"output_filter": ["**/*.yaml", "!other/**"]},
        f"the symbolic link leads to other, {COVERED}",
        SELECT.format("other/**/*.yaml", "docs"),
    ),
    "the root, of which a part is excluded": (
        {"docs/up": ".."},
        {"output_filter": ["**/*.yaml", "!other/**"]},
        f"the symbolic link leads to the root, {PART}",
        SELECT.format("**/*.yaml", "docs/up"),
    ),
    "another surface there": (
        {"rails/x": "../other"},
        {**BELOW, "scope_enforcement": ["other/**"]},
        "the symbolic link leads to other, which another surface reviews and output_filter does not",
        SELECT.format("other/**/*.yaml", "rails/x"),
    ),
    "a file of another surface": (
        {"rails/x.yaml": "../other/b.yaml"},
        {**BELOW, "scope_enforcement": ["other/**"]},
        "the symbolic link leads to other/b.yaml, which another surface reviews and output_filter does not",
        SELECT_FILE.format("other/b.yaml"),
    ),
    "half a file": (
        {"rails/x.yaml": "../other/b.yaml"},
        {"output_filter": ["rails/**", "other/b.yaml#/limit"]},
        f"the symbolic link leads to other/b.yaml, {PART}",
        SELECT_FILE.format("other/b.yaml"),
    ),
    "half a file through another link": (
        {"rails/x.yaml": "y.yaml", "rails/y.yaml": "../other/b.yaml"},
        {"output_filter": ["rails/**", "other/b.yaml#/limit"]},
        f"the symbolic link leads to other/b.yaml, {PART}",
        SELECT_FILE.format("other/b.yaml"),
    ),
    "half a file of a half": (
        {"rails/x.yaml": "../other/b.yaml"},
        {"output_filter": ["rails/x.yaml#/limit", "other/b.yaml#/limit/min"]},
        f"the symbolic link leads to other/b.yaml, {PART}",
        SELECT_FILE.format("other/b.yaml#/limit"),
    ),
    "values by a name of text": (
        {"rails/x.txt": "a.yaml"},
        ALL,
        "the symbolic link is read as bytes, and its target rails/a.yaml is reviewed as yaml",
        "Give both names the same ending, or put the file itself in its place.",
    ),
    "a file that is not there": (
        {"rails/x.yaml": "gone.yaml"},
        ALL,
        "the symbolic link leads to rails/gone.yaml, which is not there",
        "Remove the link, or add what it leads to.",
    ),
    "out of the repository": (
        {"docs": "../elsewhere"},
        YAML,
        f"{OUT}../elsewhere",
        "Put what it leads to in its place, or exclude it with '!docs'.",
    ),
    "an absolute path": (
        {"docs": "/srv/data"},
        YAML,
        f"{OUT}/srv/data",
        "Put what it leads to in its place, or exclude it with '!docs'.",
    ),
    "an absolute path of Windows": (
        {"docs": "C:/data"},
        YAML,
        f"{OUT}C:/data",
        "Put what it leads to in its place, or exclude it with '!docs'.",
    ),
    "out of the repository, by a link that leads there": (
        {"rails/x": "../hidden/out", "hidden/out": "/srv/data"},
        BELOW,
        f"{OUT}../hidden/out",
        "Put what it leads to in its place, or exclude it with '!rails/x'.",
    ),
    "through a link that is on no surface": (
        {"rails/x": "../hidden/deep", "hidden": "other"},
        {"output_filter": ["rails/**/*.yaml", "other/**"]},
        f"the symbolic link leads through hidden, {BLIND}",
        "Write a path to its target that avoids it.",
    ),
    "a file through a link that is on no surface": (
        {"rails/x.yaml": "../hidden/b.yaml", "hidden": "other"},
        {"output_filter": ["rails/**/*.yaml", "other/**"]},
        f"the symbolic link leads through hidden, {BLIND}",
        "Write a path to its target that avoids it.",
    ),
    "the folder that a selector names": (
        {"docs": "other"},
        {"output_filter": ["docs/deep/*.yaml"]},
        f"the symbolic link leads to other, {COVERED}",
        "Write 'other/deep/*.yaml' in place of 'docs/deep/*.yaml'.",
    ),
    "the file that a selector names": (
        {"docs": "other"},
        {"output_filter": ["docs/b.yaml#/limit"]},
        f"the symbolic link leads to other, {COVERED}",
        "Write 'other/b.yaml#/limit' in place of 'docs/b.yaml#/limit'.",
    ),
    "the folder that a selector names, out of the repository": (
        {"docs": "../other"},
        {"output_filter": ["docs/deep/*.yaml"]},
        f"{OUT}../other",
        "Put the folder itself in its place.",
    ),
    "up after down": (
        {"docs": "other/../rails"},
        YAML,
        "the symbolic link has .. after a folder, which could be a link itself: other/../rails",
        "Write the shortest path to its target.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(repo: Repo, name: str) -> None:
    given, surfaces, message, remedy = REFUSED[name]
    for path, target in given.items():
        repo.link(path, target)
    repo.commit()
    for snapshot in ("HEAD", INDEX, WORKTREE):
        with pytest.raises(SurfaceError) as caught:
            state(repo, snapshot, surfaces)
        assert caught.value.problems[0] == Problem(message, next(iter(given)), 1, remedy=remedy)
    state(repo, "HEAD", surfaces, strict=False)  # the base does not stand in the way of who repairs it
