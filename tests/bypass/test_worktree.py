"""What is on disk is not what git stores: filters, Git LFS, line ends, flags of the index, sparse checkouts."""

from __future__ import annotations

import hashlib
import os
import sys
import time

import pytest

from tests.bypass.states import STATE
from tests.bypass.wall import (
    DATA,
    EVIL,
    EVIL_PROMPT,
    PASSED,
    PROMPT,
    PROMPT_CHANGED,
    Edit,
    Outcome,
    changed,
    judged,
    refused,
    steps,
    text,
    write,
)
from tests.command import MODEL, tunegate
from tests.repo import Repo

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the filters are commands of a shell")
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"
TO_POINTER = (
    "t=$(mktemp); cat > $t; printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize %s\\n' "
    '"$(sha256sum $t | cut -d" " -f1)" "$(wc -c < $t | tr -d " ")"; rm $t'
)
UNKNOWN = "what git stores for the file depends on its filter 'f', which the gate does not run"


def setting(name: str, value: str) -> Edit:
    return lambda repo: repo.git("config", name, value)


def attributes(line: str) -> Edit:
    return write(".git/info/attributes", line + "\n")


def committed(repo: Repo) -> None:
    repo.commit("merged before")
    repo.git("branch", "--force", "main")


def crlf(path: str) -> Edit:
    return lambda repo: repo.write(path, text(repo, path).replace("\n", "\r\n"))


def times_kept(path: str, edit: Edit) -> Edit:
    def edited(repo: Repo) -> None:
        time.sleep(1.1)  # git itself looks at whole seconds only
        before = (repo.path / path).stat()
        edit(repo)
        os.utime(repo.path / path, ns=(before.st_atime_ns, before.st_mtime_ns))

    return edited


def same_size(repo: Repo) -> None:
    repo.write(PROMPT, text(repo, PROMPT).replace("Acme", "Evil", 1))


def flagged(flag: str) -> Edit:
    return lambda repo: repo.git("update-index", flag, PROMPT)


def staged_alone(repo: Repo) -> None:
    """The index has another prompt, of which nothing is on disk."""
    kept = (repo.path / PROMPT).read_bytes()
    EVIL_PROMPT(repo)
    blob = repo.git("hash-object", "-w", PROMPT)
    repo.write(PROMPT, kept)
    repo.git("update-index", "--cacheinfo", f"100644,{blob},{PROMPT}")


def off_disk(repo: Repo) -> None:
    repo.git("update-index", "--skip-worktree", PROMPT)
    (repo.path / PROMPT).unlink()


def staged_off_disk(repo: Repo) -> None:
    """The same where the prompt is not to be on disk."""
    repo.write("evil", EVIL)
    blob = repo.git("hash-object", "-w", "evil")
    repo.remove("evil")
    repo.git("update-index", "--cacheinfo", f"100644,{blob},{PROMPT}")
    repo.git("update-index", "--skip-worktree", PROMPT)


def sparse(*options: str) -> Edit:
    def edit(repo: Repo) -> None:
        repo.git("status")  # a copy is not as the index knows its files, so git would leave them
        repo.git("sparse-checkout", "set", "--cone", *options)

    return edit


def lfs_data(repo: Repo) -> None:
    """The training data becomes a pointer, by a filter that was merged."""
    setting("filter.lfs.clean", TO_POINTER)(repo)
    attributes("data/**/*.jsonl filter=lfs -text")(repo)
    repo.git("add", "--renormalize", DATA)
    committed(repo)


def pointed(data: bytes) -> Edit:
    return write(DATA, POINTER.format(hashlib.sha256(data).hexdigest(), len(data)))


def up(repo: Repo) -> None:
    """A filter that makes what is stored out of what is on disk."""
    setting("filter.f.clean", "tr a-z A-Z")(repo)
    attributes("prompts/* filter=f")(repo)


DATA_CHANGED = changed("training_data", (DATA, 1))
UNCOUNTED = Outcome(0, frozenset({("records-uncounted", f"evidence/{MODEL}/training-data-manifest.yaml", 1)}))

# each is an edit of a work tree that nobody commits, as 'check' sees it
ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    # the same prompt for git
    "carriage returns that git takes out": (steps(attributes("*.md text"), crlf(PROMPT)), PASSED),
    "carriage returns, by a setting": (steps(setting("core.autocrlf", "true"), crlf(PROMPT)), PASSED),
    "carriage returns that git stores": (crlf(PROMPT), PROMPT_CHANGED),
    "carriage returns, and one word": (
        steps(attributes("*.md text"), crlf(PROMPT), same_size),
        changed("system_prompt", (PROMPT, 1)),
    ),
    # filters
    "a filter that is named and not there": (steps(attributes("*.md filter=f"), EVIL_PROMPT), PROMPT_CHANGED),
    "a filter that makes it what was reviewed": (
        steps(
            setting("filter.f.clean", "git show main:prompts/system.md"), attributes("prompts/* filter=f"), EVIL_PROMPT
        ),
        refused("undecided", PROMPT, None, UNKNOWN, 3),
    ),
    "a filter, and an edit that keeps size and time": (
        steps(up, lambda repo: repo.git("add", "--renormalize", PROMPT), committed, times_kept(PROMPT, same_size)),
        refused("undecided", PROMPT, None, UNKNOWN, 3),
    ),
    "a filter, and a new prompt": (
        steps(up, lambda repo: repo.git("add", "--renormalize", PROMPT), committed, write("prompts/zz.md", EVIL)),
        refused("undecided", "prompts/zz.md", None, UNKNOWN, 3),
    ),
    "an encoding": (
        steps(attributes(f"{PROMPT} working-tree-encoding=UTF-16"), write(PROMPT, EVIL.encode("utf-16"))),
        refused(
            "undecided",
            PROMPT,
            None,
            "what git stores for the file depends on its working-tree-encoding, 'UTF-16'",
            3,
        ),
    ),
    # Git LFS
    "Git LFS as it was committed": (lfs_data, PASSED),
    "Git LFS, and the file touched": (steps(lfs_data, lambda repo: (repo.path / DATA).touch()), UNCOUNTED),
    "Git LFS, and other bytes": (
        steps(lfs_data, write(DATA, '{"messages": []}\n')),
        refused("undecided", DATA, None, UNKNOWN.replace("'f'", "'lfs'"), 3),
    ),
    "Git LFS, and the pointer itself": (steps(lfs_data, lambda r: pointed((r.path / DATA).read_bytes())(r)), UNCOUNTED),
    "Git LFS switched off, and a pointer to other bytes": (
        steps(lfs_data, setting("filter.lfs.clean", ""), pointed(b"evil")),
        Outcome(1, DATA_CHANGED.rows | UNCOUNTED.rows),
    ),
    # flags of the index
    "assumed unchanged": (steps(flagged("--assume-unchanged"), EVIL_PROMPT), PROMPT_CHANGED),
    "skipped, and on disk": (steps(flagged("--skip-worktree"), EVIL_PROMPT), PROMPT_CHANGED),
    "assumed unchanged, and the size and time kept": (
        steps(flagged("--assume-unchanged"), times_kept(PROMPT, same_size)),
        PROMPT_CHANGED,
    ),
    "skipped and deleted": (off_disk, PASSED),
    "staged, skipped and deleted": (steps(staged_alone, off_disk), PROMPT_CHANGED),
    # sparse checkouts
    "left out": (sparse("configs", "evidence"), PASSED),
    "left out, and another one staged": (steps(sparse("configs", "evidence"), staged_off_disk), PROMPT_CHANGED),
    "left out, and written beside": (steps(sparse("configs", "evidence"), EVIL_PROMPT), PROMPT_CHANGED),
    "left out, and a new one written": (
        steps(sparse("configs", "evidence"), write("prompts/zz.md", EVIL)),
        changed("system_prompt", ("prompts/zz.md", 1)),
    ),
}


@needs_shell
@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    edit(example)
    assert judged(example, head="WORKTREE") == expected


def test_sparse_index(example: Repo) -> None:
    sparse("--sparse-index", "configs")(example)
    assert judged(example, head="WORKTREE") == PASSED
    staged_off_disk(example)
    assert judged(example, head="WORKTREE") == PROMPT_CHANGED


# -- what the commands write is what a commit has

STORED: dict[str, Edit] = {
    "line ends": steps(setting("core.autocrlf", "true"), crlf(PROMPT), crlf("configs/train.yaml")),
    "line ends by attributes": steps(write(".gitattributes", "* text=auto eol=crlf\n"), crlf(PROMPT), EVIL_PROMPT),
    "an identifier": steps(attributes("*.md ident"), write(PROMPT, "$Id: 0000 $\nYou are.\n")),
    "a filter": steps(up, EVIL_PROMPT, lambda repo: repo.add()),
    "Git LFS": lfs_data,
    "an executable file without such bits": steps(
        setting("core.fileMode", "false"), lambda repo: (repo.path / PROMPT).chmod(0o755)
    ),
    "a promise": steps(write("prompts/zz.md", EVIL), lambda repo: repo.git("add", "--intent-to-add", "prompts/zz.md")),
    "what is not ignored": steps(
        write(".gitignore", "prompts/a*\n"), write("prompts/a.md", EVIL), write("prompts/b.md", EVIL)
    ),
    "a sparse checkout": sparse("configs", "evidence"),
    "a deletion": lambda repo: repo.remove("guardrails/rails.co"),
    "assumed unchanged, as it is": flagged("--assume-unchanged"),
}


@needs_shell
@pytest.mark.parametrize("name", STORED)
def test_state_before_and_after_the_commit(example: Repo, name: str) -> None:
    STORED[name](example)
    before = tunegate(example, "state")
    example.commit("as it is")
    after = tunegate(example, "state", "--head", "HEAD")
    assert (before.returncode, before.stdout) == (0, after.stdout)
    assert tunegate(example, "state").stdout == after.stdout


OVERLOOKED = (
    f"error: {PROMPT}: git is told to overlook this file (assume-unchanged or skip-worktree), and it is not what is "
    f"staged\n  fix: Have git look again: git update-index --no-assume-unchanged --no-skip-worktree -- {PROMPT}\n"
)
WRITING = {
    "state": ("state",),
    "evidence new": ("evidence", "new", "decision-record"),
    "evidence renew": ("evidence", "renew", "overhang-statement"),
    "disposition draft": ("disposition", "draft"),
    "disposition sign": ("disposition", "sign"),
}


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_nothing_is_written_for_what_git_overlooks(example: Repo, flag: str, command: str) -> None:
    if command == "evidence new":  # of a document that is there it says that first
        example.git("rm", "--quiet", f"evidence/{MODEL}/decision-record.yaml")
        example.commit("one less")
    steps(flagged(flag), EVIL_PROMPT)(example)
    done = tunegate(example, *WRITING[command])
    assert (done.returncode, done.stdout, done.stderr) == (3, "", OVERLOOKED)
    assert example.git("status", "--porcelain") == ""


WRITTEN = ("disposition.yaml", "states/0.json")
SIGNED = ("disposition.yaml", "disposition.yaml.sig")
KEPT_OTHERWISE = {
    "a filter": ("filter.f.process", "git-crypt", "*.yaml filter=f", "disposition.yaml"),
    "Git LFS": ("filter.lfs.clean", "git-lfs clean -- %f", "*.json filter=lfs", "states/0.json"),
    "an encoding": ("core.autocrlf", "true", "*.json working-tree-encoding=UTF-16", "states/0.json"),
    "a filter of signatures": ("filter.f.clean", "cat", "*.sig filter=f", "disposition.yaml.sig"),
}


@pytest.mark.parametrize("command", [name for name in WRITING if name != "state"])
@pytest.mark.parametrize("name", KEPT_OTHERWISE)
def test_nothing_is_written_that_git_keeps_otherwise(example: Repo, name: str, command: str) -> None:
    key, value, line, path = KEPT_OTHERWISE[name]
    steps(setting(key, value), attributes(line))(example)
    folder = f"evidence/{MODEL}"
    done = tunegate(example, *WRITING[command])
    if path not in (SIGNED if command == "disposition sign" else WRITTEN):
        assert "the attributes of this file" not in done.stderr
        return
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"error: {folder}/{path}: the attributes of this file make git store something else, and CI reads "
        f"what git stores\n  fix: Add a last line to .gitattributes: {folder}/** !filter !working-tree-encoding\n",
    )
    attributes(f"{line}\n{folder}/** !filter !working-tree-encoding")(example)
    assert "the attributes of this file" not in tunegate(example, *WRITING[command]).stderr


@pytest.mark.parametrize("command", [name for name in WRITING if name != "state"])
def test_nothing_is_written_over_what_is_not_checked_out(example: Repo, command: str) -> None:
    folder = f"evidence/{MODEL}"
    sparse("configs")(example)
    assert tunegate(example, "state").stdout.startswith(f"{MODEL}  {STATE}")
    done = tunegate(example, *WRITING[command])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"error: {folder}/alignment-regression.yaml: the sparse checkout leaves this document out, so it can be "
        f"neither kept nor renewed\n  fix: Check the folder out: git sparse-checkout add {folder}\n"
    )
    assert not (example.path / folder).exists()
    example.git("sparse-checkout", "add", folder)
    assert "sparse checkout" not in tunegate(example, *WRITING[command]).stderr


IGNORED = {
    "states/": "states/0.json",
    "*.json": "states/0.json",
    "*.sig": "disposition.yaml.sig",
    "*.jsonl": "",
    "*.md": "",
}


@pytest.mark.parametrize("command", [name for name in WRITING if name != "state"])
@pytest.mark.parametrize("line", IGNORED)
def test_nothing_is_written_that_git_ignores(example: Repo, line: str, command: str) -> None:
    """Unless it is none of what the command writes."""
    example.write(".gitignore", line + "\n")
    if line == "*.sig":  # what is tracked is never ignored
        example.git("rm", "--quiet", f"evidence/{MODEL}/disposition.yaml.sig")
    done = tunegate(example, *WRITING[command])
    path = IGNORED[line]
    if path not in (SIGNED if command == "disposition sign" else WRITTEN):
        assert "git ignores files" not in done.stderr
        return
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"error: evidence/{MODEL}/{path}: git ignores files of this name, so what is written would never reach CI\n"
        f"  fix: Take it out of .gitignore; this names the line: git check-ignore -v evidence/{MODEL}/{path}\n",
    )


@pytest.mark.parametrize("command", [name for name in WRITING if name != "state"])
def test_nothing_is_written_beside_a_document_that_git_overlooks(example: Repo, command: str) -> None:
    path = f"evidence/{MODEL}/overhang-statement.yaml"
    example.git("update-index", "--assume-unchanged", path)
    example.write(path, text(example, path) + "# edited\n")
    done = tunegate(example, *WRITING[command])
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"error: {path}: git is told to overlook this file")
