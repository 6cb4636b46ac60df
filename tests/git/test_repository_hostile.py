"""What a repository brings along, programs above all, has no say."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.git.stored import UnknownBlobError
from tests.git.steps import linear
from tests.repo import Repo


def spy(folder: Path, name: str) -> tuple[str, Path]:
    """A program that leaves a file behind, and that file."""
    trace = folder / f"{name}.ran"
    program = folder / f"{name}.sh"
    program.write_text(f"#!/bin/sh\necho ran >> '{trace}'\ncat\n")
    program.chmod(0o755)
    return str(program), trace


@pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")
def test_no_program_of_the_repository_runs(repo: Repo, tmp_path: Path) -> None:
    programs = {
        key: spy(tmp_path, f"program{number}")
        for number, key in enumerate(
            [
                "core.fsmonitor",
                "core.editor",
                "core.pager",
                "core.sshCommand",
                "credential.helper",
                "diff.external",
                "diff.spy.command",
                "diff.spy.textconv",
                "filter.spy.clean",
                "filter.spy.smudge",
                "filter.spy=x.clean",
                "filter.process.process",
                "gpg.program",
                "post-index-change",
                "pager.diff-index",
            ]
        )
    }
    repo.write("a.yaml", "old: 1\n")
    repo.write("b.bin", "b")
    repo.write("c.md", "c")
    repo.write("same.yaml", "same")
    base = repo.commit()
    repo.write(
        ".gitattributes",
        "*.yaml -diff filter=spy diff=spy\n*.md filter=spy=x textconv=spy\n*.bin filter=process diff=spy\n",
    )
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    shutil.copy(programs["post-index-change"][0], hooks / "post-index-change")
    repo.write("a.yaml", "new: 1\n")
    head = repo.commit()
    for name in ("b.bin", "c.md"):
        repo.write(name, "B" if name == "b.bin" else "C")
    repo.write("a.yaml", "now: 1\n")
    repo.write("untracked.yaml", "u")
    # as old as the index, so that git has to look into them
    index = os.stat(repo.path / ".git" / "index")
    for name in ("a.yaml", "b.bin", "c.md", "same.yaml"):
        os.utime(repo.path / name, ns=(index.st_mtime_ns, index.st_mtime_ns))
    repo.git("config", "core.trustctime", "false")
    for key, (program, _) in programs.items():
        if key != "post-index-change":
            repo.git("config", key, program)
    repo.git("config", "core.hooksPath", str(hooks))
    repo.git("config", "filter.spy.required", "true")
    with Repository(repo.path) as git:
        assert git.changed(base, head) == {".gitattributes", "a.yaml"}
        assert git.changed(head, INDEX) == set()
        assert git.changed(head, WORKTREE) >= {"a.yaml", "b.bin", "c.md", "untracked.yaml"}
        unknown = set()
        for name in (base, head, INDEX, WORKTREE):
            snapshot = Snapshot(git, name)
            for path, entry in snapshot.entries([""]).items():
                try:
                    snapshot.read(path, entry, limit=999)
                except UnknownBlobError:
                    unknown.add(path)
        assert unknown == {"a.yaml", "b.bin", "c.md", "untracked.yaml"}
    assert [key for key, (_, trace) in programs.items() if trace.exists()] == []


def test_attributes_do_not_hide_or_change_bytes(repo: Repo) -> None:
    repo.write("a.yaml", "old: $Id$\r\n")
    base = repo.commit()
    repo.write(".gitattributes", "a.yaml -diff export-ignore ident text eol=crlf working-tree-encoding=UTF-16\n")
    repo.write("a.yaml", "new: $Id$\n".encode("utf-16"))
    head = repo.commit()
    with Repository(repo.path) as git:
        assert git.changed(base, head) == {".gitattributes", "a.yaml"}
        entries = git.tree(head, ["a.yaml"])
        assert Snapshot(git, head).read("a.yaml", entries["a.yaml"], limit=99) == b"new: $Id$\n"


def test_nothing_is_written(repo: Repo) -> None:
    linear(repo, 2)
    repo.write("a.txt", "touched")
    before = {path: path.stat().st_mtime_ns for path in repo.path.rglob("*")}
    with Repository(repo.path) as git:
        git.changed(git.commit("HEAD~1"), WORKTREE)
        git.changed(git.commit("HEAD"), INDEX)
        git.worktree([""])
    assert {path: path.stat().st_mtime_ns for path in repo.path.rglob("*")} == before


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_no_program_of_a_submodule_runs(repo: Repo, tmp_path: Path) -> None:
    """Not even to see whether it was edited: what git stores is the commit that is checked out in it."""
    program, trace = spy(tmp_path, "monitor")
    inner = Repo(repo.path / "sub")
    inner.write(".gitattributes", "* filter=spy\n")
    inner.write("x.txt", "x")
    inner.commit()
    base = repo.commit()
    for name in ("core.fsmonitor", "filter.spy.clean", "filter.spy.smudge"):
        inner.git("config", name, program)
    inner.write("x.txt", "y")
    with Repository(repo.path) as git:
        assert git.changed(base, WORKTREE) == set()
        assert git.worktree(["sub"]) == git.index(["sub"])
    assert not trace.exists()
