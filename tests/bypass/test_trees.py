"""The pull request's commit has a folder that readers of git list differently, or that git does not check out.

Such a tree is made by hand, as whoever pushes can make it. GitHub refuses some of them; other hosts do not.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from tests.bypass.wall import EVIL, PROMPT_CHANGED, Outcome, judged, refused
from tests.repo import Repo

Tree = Callable[[bytes, str], bytes]  # the folder's tree as it is, and the id of an evil file -> another


def entry(name: bytes, oid: str, mode: bytes = b"100644") -> bytes:
    return mode + b" " + name + b"\0" + bytes.fromhex(oid)


def out(repo: Repo, *command: str, given: bytes = b"") -> bytes:
    return subprocess.run(
        ["git", *command], cwd=repo.path, env=repo.env, input=given, capture_output=True, check=True
    ).stdout


def tree(repo: Repo, data: bytes) -> str:
    return out(repo, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", given=data).decode().strip()


def replaced(data: bytes, name: bytes, oid: str) -> bytes:
    """The tree with another id for one of its names."""
    at = data.index(b" " + name + b"\0") + len(name) + 2
    return data[:at] + bytes.fromhex(oid) + data[at + 20 :]


def said(what: str, path: str | None = "prompts") -> Outcome:
    return refused("undecided", path, None, f"git's list of this folder is malformed: {what}", code=3)


# what becomes of the folder 'prompts', which has escalation.md and system.md
PROMPTS: dict[str, tuple[Tree, Outcome]] = {
    "a second prompt of the same name": (
        lambda old, evil: old + entry(b"system.md", evil),
        said("'system.md' appears twice"),
    ),
    "a first prompt of the same name": (
        lambda old, evil: (
            old[: old.index(b"100644 system")] + entry(b"system.md", evil) + old[old.index(b"100644 system") :]
        ),
        said("'system.md' appears twice"),
    ),
    "a prompt of the same name, far from it": (
        lambda old, evil: entry(b"system.md", evil) + old,
        said("'escalation.md' is out of order"),
    ),
    "a prompt where no search by halves finds it": (
        lambda old, evil: old + entry(b"a.md", evil),
        said("'a.md' is out of order"),
    ),
    "a folder of the prompt's name": (
        lambda old, evil: old + entry(b"system.md", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", b"40000"),
        said("'system.md' appears twice"),
    ),
    "a prompt by its whole path": (
        lambda old, evil: old + entry(b"system.md/../system.md", evil),
        said("'system.md/../system.md' is not a file name"),
    ),
    "a prompt of git's own": (lambda old, evil: entry(b".GIT", evil) + old, said("'.GIT' is not a file name")),
    "a prompt of git's own, for NTFS": (
        lambda old, evil: old[:0] + entry(b"git~1 .", evil) + old,
        said("'git~1 .' is not a file name"),
    ),
    "a prompt that is a device": (
        lambda old, evil: old + entry(b"zz.md", evil, b"20644"),
        said("'zz.md' has a mode that git does not write"),
    ),
    "a prompt with a mode that Python reads": (
        lambda old, evil: old + entry(b"zz.md", evil, b"0o100644"),
        said("'zz.md' has a mode that git does not write"),
    ),
    "a prompt with a mode that overflows": (
        lambda old, evil: old + entry(b"zz.md", evil, b"1100644"),
        said("'zz.md' has a mode that git does not write"),
    ),
    "a prompt with a mode of old": (
        lambda old, evil: replaced(old, b"system.md", evil).replace(b"100644 system", b"100664 system"),
        PROMPT_CHANGED,
    ),
}


@pytest.mark.parametrize("name", PROMPTS)
def test_attempt(example: Repo, name: str) -> None:
    made, expected = PROMPTS[name]
    evil = out(example, "hash-object", "-w", "--stdin", given=EVIL.encode()).decode().strip()
    folder = tree(example, made(out(example, "cat-file", "tree", "HEAD:prompts"), evil))
    top = tree(example, replaced(out(example, "cat-file", "tree", "HEAD^{tree}"), b"prompts", folder))
    example.git("reset", "--soft", example.git("commit-tree", top, "-p", "HEAD", "-m", "an innocent change"))
    assert judged(example) == expected


def test_a_whole_path_in_the_root(example: Repo) -> None:
    evil = out(example, "hash-object", "-w", "--stdin", given=EVIL.encode()).decode().strip()
    old = out(example, "cat-file", "tree", "HEAD^{tree}")
    at = old.index(b"40000 prompts") + len(b"40000 prompts") + 21  # behind the folder that the name leads into
    top = tree(example, old[:at] + entry(b"prompts/zz.md", evil) + old[at:])
    example.git("reset", "--soft", example.git("commit-tree", top, "-p", "HEAD", "-m", "an innocent change"))
    assert judged(example) == said("'prompts/zz.md' is not a file name", None)
