"""Commits and clones that nothing can be decided on, through the whole command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.command import NOW, check, tunegate
from tests.commands.refusals import CONFIG, OTHERS, PROMPT, Refusal, append, clean, on_branch, write
from tests.repo import Repo

ABSENT = "1234567890" * 4


def undecided(message: str, remedy: str) -> Refusal:
    return Refusal(message, (None, None, None), remedy, 3, "undecided")


def usage(message: str, remedy: str) -> Refusal:
    return Refusal(message, (None, None, None), remedy, 2, "usage")


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (
            ["--base", ABSENT],
            undecided(
                f"the commit '{ABSENT}' is not in this clone",
                "Check the name, or fetch it first: 'git fetch origin <commit>'.",
            ),
        ),
        (["--base", ""], usage("'' is not a revision", "Name a branch, a full ref or a commit.")),
        (["--base=--all"], usage("'--all' is not a revision", "Name a branch, a full ref or a commit.")),
        (
            ["--base", "a\n::error::b"],
            usage("'a\\n::error::b' is not a revision", "Name a branch, a full ref or a commit."),
        ),
        (
            ["--head", "main"],
            usage("there is no base to compare the head with", "Name it with --base, for instance --base main."),
        ),
        (
            ["--staged", "--worktree"],
            usage("--head, --staged and --worktree exclude each other", "Give one of them."),
        ),
    ],
)
def test_commits_that_cannot_be_compared(example: Repo, args: list[str], expected: Refusal) -> None:
    example.commit("another commit than the first")
    expected.of_check(example, *args, base=None, head=None)
    expected.of_other(example, "case", *args)


def test_time_of_a_decision_without_a_head(example: Repo) -> None:
    done = check(example, "--format", "json", "--base", ABSENT)
    assert (done.returncode, json.loads(done.stdout)["now"]) == (3, NOW)


def test_shallow_clone(example: Repo) -> None:
    on_branch(example, append(PROMPT, "More.\n"))
    main = example.git("rev-parse", "main")
    target = example.path.parent / "clone"
    example.git("clone", "--quiet", "--depth=1", "--branch=topic", example.path.as_uri(), str(target))
    example.path = target
    remedy = "Fetch it first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'."
    refusal = undecided(f"the commit '{main}' is not in this clone, which is shallow", remedy)
    refusal.of_check(example, "--base", main, base=None, head=None)
    refusal.of_other(example, "diff", "--base", main)


def test_partial_clone(example: Repo) -> None:
    example.git("config", "uploadpack.allowFilter", "true")
    base, head = on_branch(example, append(PROMPT, "More.\n"))
    blob = example.git("rev-parse", f"{base}:{CONFIG}")
    target = example.path.parent / "clone"
    example.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", example.path.as_uri(), str(target))
    example.path = target
    refusal = Refusal(
        f"object {blob[:12]} is not in this clone",
        (CONFIG, None, None),
        "A partial clone lacks blobs; fetch them: git fetch --refetch --no-filter",
        3,
        "undecided",
    )
    refusal.of_check(example, "--base", base, "--head", head, base=base, head=head)


def test_no_repository(tmp_path: Path, example: Repo) -> None:
    example.path = tmp_path / "bare-folder"
    example.path.mkdir()
    remedy = "Run tunegate inside a git work tree, or name one with -C."
    # git says which parents it looked at: all of them, or those up to a mount point
    asked = subprocess.run(
        ["git", "rev-parse"], cwd=example.path, env=example.env, capture_output=True, text=True, check=False
    )
    said = asked.stderr.splitlines()[0]
    assert said.startswith("fatal: not a git repository (or any ")
    refusal = usage(f"{said}: .", remedy)
    refusal.of_check(example, base=None, head=None)
    refusal.of_other(example, "state")


def test_directory_that_is_not_there(example: Repo) -> None:
    for command in ("state", "case"):
        done = tunegate(example, "-C", "absent", *OTHERS[command])
        assert (done.returncode, done.stdout, done.stderr) == (
            2,
            "",
            "error: there is no directory absent\n  fix: Name a directory of a git work tree with -C.\n",
        )


def test_merge_conflict(example: Repo) -> None:
    on_branch(example, write(PROMPT, "theirs\n"))
    example.git("switch", "--quiet", "main")
    example.write(PROMPT, "ours\n")
    base = example.commit()
    merge = ["git", "merge", "--quiet", "topic"]
    subprocess.run(merge, cwd=example.path, env=clean(example), capture_output=True, check=False)
    refusal = Refusal(
        "the path has merge conflicts",
        (PROMPT, None, None),
        "Resolve them and stage the file.",
        3,
        "undecided",
    )
    refusal.of_check(example, "--staged", base=base, head="INDEX")
    refusal.of_other(example, "state", "--staged")


def test_no_git(example: Repo, tmp_path: Path) -> None:
    done = tunegate(example, "state", env={"PATH": str(tmp_path)})
    assert (done.returncode, done.stdout, done.stderr) == (
        3,
        "",
        "error: git was not found\n  fix: Install git and put it on PATH.\n",
    )
