"""The pull request brings what makes git itself hide or change a file."""

from __future__ import annotations

import os

import pytest

from tests.bypass.wall import (
    EVIL,
    EVIL_PROMPT,
    PROMPT,
    PROMPT_CHANGED,
    Edit,
    Outcome,
    attempt,
    changed,
    judged,
    refused,
    steps,
    write,
)
from tests.repo import Repo


def attributes(*lines: str) -> Edit:
    return steps(write(".gitattributes", "\n".join(lines) + "\n"), EVIL_PROMPT)


def configured(*settings: tuple[str, str]) -> Edit:
    """Settings of the checkout itself, which an earlier step of the same job can have made."""

    def edit(repo: Repo) -> None:
        EVIL_PROMPT(repo)
        repo.commit("an innocent change")
        for name, value in settings:
            repo.git("config", name, value)

    return edit


def flagged(flag: str) -> Edit:
    return steps(lambda repo: repo.git("update-index", flag, PROMPT), EVIL_PROMPT)


def replaced(repo: Repo) -> None:
    EVIL_PROMPT(repo)
    repo.git("replace", repo.commit("an innocent change"), "main")


def replaced_blob(repo: Repo) -> None:
    good = repo.git("rev-parse", f"HEAD:{PROMPT}")
    EVIL_PROMPT(repo)
    repo.commit("an innocent change")
    repo.git("replace", repo.git("rev-parse", f"HEAD:{PROMPT}"), good)


def grafted(repo: Repo) -> None:
    EVIL_PROMPT(repo)
    head = repo.commit("an innocent change")
    (repo.path / ".git" / "info").mkdir(exist_ok=True)
    (repo.path / ".git" / "info" / "grafts").write_text(f"{head}\n")


def alternate(repo: Repo) -> None:
    """Objects of another repository, in which the prompt is as it was reviewed."""
    EVIL_PROMPT(repo)
    other = repo.path.parent / "other"
    repo.git("clone", "--quiet", "--branch", "main", str(repo.path), str(other))
    (repo.path / ".git" / "objects" / "info").mkdir(exist_ok=True)
    (repo.path / ".git" / "objects" / "info" / "alternates").write_text(f"{other}/.git/objects\n")


def sparse(repo: Repo) -> None:
    EVIL_PROMPT(repo)
    repo.commit("an innocent change")
    repo.git("sparse-checkout", "set", "--no-cone", "/*", "!/prompts/")


def ambiguous(repo: Repo) -> None:
    """A tag with the name of a branch."""
    EVIL_PROMPT(repo)
    repo.git("tag", "topic", "main")
    repo.git("tag", "HEAD2", "main")


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "attributes: no diff": (attributes("* -diff"), PROMPT_CHANGED),
    "attributes: binary": (attributes("*.md binary"), PROMPT_CHANGED),
    "attributes: a filter": (attributes("*.md filter=evil"), PROMPT_CHANGED),
    "attributes: a diff driver": (attributes("*.md diff=evil"), PROMPT_CHANGED),
    "attributes: a merge driver": (attributes("*.md merge=ours"), PROMPT_CHANGED),
    "attributes: not exported": (attributes("*.md export-ignore"), PROMPT_CHANGED),
    "attributes: substituted": (attributes("*.md export-subst"), PROMPT_CHANGED),
    "attributes: an identifier": (attributes("*.md ident"), PROMPT_CHANGED),
    "attributes: line ends": (attributes("*.md text eol=crlf"), PROMPT_CHANGED),
    "attributes: an encoding": (attributes("prompts/*.md working-tree-encoding=latin1"), PROMPT_CHANGED),
    "attributes: generated": (attributes("*.md linguist-generated=true"), PROMPT_CHANGED),
    "attributes: Git LFS": (attributes("*.md filter=lfs diff=lfs merge=lfs -text"), PROMPT_CHANGED),
    "attributes in the folder": (steps(write("prompts/.gitattributes", "* -diff\n"), EVIL_PROMPT), PROMPT_CHANGED),
    "ignored": (steps(write(".gitignore", "prompts/\n"), EVIL_PROMPT), PROMPT_CHANGED),
    "modules that ignore all": (
        steps(write(".gitmodules", '[submodule "x"]\n\tpath = prompts\n\turl = ./x\n\tignore = all\n'), EVIL_PROMPT),
        PROMPT_CHANGED,
    ),
    "a mail map": (steps(write(".mailmap", "<risk@acme.example> <me@acme.example>\n"), EVIL_PROMPT), PROMPT_CHANGED),
    "a replaced commit": (replaced, PROMPT_CHANGED),
    "a replaced blob": (replaced_blob, PROMPT_CHANGED),
    "a graft": (grafted, PROMPT_CHANGED),
    "alternate objects": (alternate, PROMPT_CHANGED),
    "a sparse checkout": (sparse, PROMPT_CHANGED),
    "a tag with a branch's name": (ambiguous, PROMPT_CHANGED),
    "setting: a file system monitor": (configured(("core.fsmonitor", "./evil.sh")), PROMPT_CHANGED),
    "setting: hooks": (configured(("core.hooksPath", ".")), PROMPT_CHANGED),
    "setting: an external diff": (configured(("diff.external", "./evil.sh")), PROMPT_CHANGED),
    "setting: a text conversion": (
        configured(("diff.evil.textconv", "./evil.sh"), ("core.attributesFile", "/dev/null")),
        PROMPT_CHANGED,
    ),
    "setting: a filter": (
        configured(("filter.evil.clean", "./evil.sh"), ("filter.evil.required", "true")),
        PROMPT_CHANGED,
    ),
    "setting: ssh": (configured(("core.sshCommand", "./evil.sh"), ("protocol.ext.allow", "always")), PROMPT_CHANGED),
    "setting: an included file": (configured(("include.path", "../evil")), PROMPT_CHANGED),
    "setting: a pager": (configured(("core.pager", "./evil.sh"), ("pager.ls-tree", "./evil.sh")), PROMPT_CHANGED),
    "setting: an alias of a command": (
        configured(("alias.ls-tree", "!./evil.sh"), ("alias.cat-file", "!./evil.sh")),
        PROMPT_CHANGED,
    ),
    "setting: an order of files": (configured(("diff.orderFile", "absent")), PROMPT_CHANGED),
    "setting: modules are not looked at": (configured(("diff.ignoreSubmodules", "all")), PROMPT_CHANGED),
    "setting: case does not count": (configured(("core.ignoreCase", "true")), PROMPT_CHANGED),
    "setting: a lazy clone": (
        configured(
            ("extensions.partialClone", "origin"),
            ("remote.origin.promisor", "true"),
            ("remote.origin.url", "ext::./evil.sh"),
        ),
        PROMPT_CHANGED,
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected


# -- a work tree of one's own


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_flag_of_the_index(example: Repo, flag: str) -> None:
    flagged(flag)(example)
    assert judged(example, head="WORKTREE") == PROMPT_CHANGED


def test_intent_to_add(example: Repo) -> None:
    example.write("prompts/zz.md", EVIL)
    example.git("add", "--intent-to-add", "prompts/zz.md")
    assert judged(example, head="WORKTREE") == changed("system_prompt", ("prompts/zz.md", 1))


def test_edit_that_keeps_size_and_time(example: Repo) -> None:
    place = example.path / PROMPT
    before = place.stat()
    place.write_bytes(place.read_bytes().replace(b"Acme", b"Evil", 1))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert judged(example, head="WORKTREE") == PROMPT_CHANGED


def test_work_tree_elsewhere(example: Repo) -> None:
    """A setting leads git out of the repository: there is nothing to judge, which is no pass."""
    EVIL_PROMPT(example)
    example.commit("an innocent change")
    example.git("config", "core.worktree", "/")
    assert judged(example) == refused("undecided", None, None, "the commit 'main' is not in this clone", 3)


def test_extension_that_git_does_not_know(example: Repo) -> None:
    EVIL_PROMPT(example)
    example.commit("an innocent change")
    example.git("config", "extensions.evil", "true")
    example.git("config", "core.repositoryFormatVersion", "1")
    found = judged(example)
    assert (found.code, *found.rows) == (2, ("usage", None, None))
    assert found.said.startswith("fatal: unknown repository extension found")
