"""What cannot be migrated: it is said where, nothing is written, and nothing passes because of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.bypass.wall import decision
from tests.command import MODEL, tunegate
from tests.commands.migrating import DISPOSITION, files, named
from tests.commands.steps import edit
from tests.repo import Repo
from tests.upgrading import OTHER, PACK

Spoil = Callable[[Repo], None]


def state_file(repo: Repo) -> str:
    """The state that the disposition was made for."""
    return f"{PACK}/states/{named(repo, DISPOSITION).removeprefix('sha256:')}.json"


def in_state(old: str, new: str) -> Spoil:
    return lambda repo: edit(repo, state_file(repo), old, new)


def in_file(path: str, old: str, new: str) -> Spoil:
    return lambda repo: edit(repo, path, old, new)


def linked(repo: Repo) -> None:
    path = state_file(repo)
    (repo.path / path).rename(repo.path / "elsewhere.json")
    repo.link(path, "../../../elsewhere.json")


def lost(repo: Repo) -> None:
    repo.remove(state_file(repo))


def huge(repo: Repo) -> None:
    os.truncate(repo.path / state_file(repo), 256 * 1024 * 1024 + 1)


def in_flow(repo: Repo) -> None:
    """The digest is there once, and not in the line that it is read from."""
    edit(repo, DISPOSITION, f"state: {named(repo, DISPOSITION)}", f'state: "\\x73{named(repo, DISPOSITION)[1:]}"')


def in_the_way(repo: Repo) -> None:
    (repo.path / PACK / "forms").write_text("")


RESTORE = "Restore the file from git's history."
UNREADABLE: dict[str, tuple[Spoil, int, str]] = {
    "a state that is cut off": (
        lambda repo: repo.write(state_file(repo), (repo.path / state_file(repo)).read_text()[:-100]),
        2,
        "{state}:1229: it is not valid JSON: Unterminated string starting at\n  fix: " + RESTORE,
    ),
    "a state under another's name": (
        in_state('"model": "support-assistant"', '"model": "another"'),
        2,
        "{state}:1: its content has the digest sha256:10d7e1bcfff7, which is not its name\n  fix: " + RESTORE,
    ),
    "a state without its elements": (
        in_state('"elements"', '"parts"'),
        2,
        "{state}:1: it is not a state\n  fix: " + RESTORE,
    ),
    "a state of a newer form": (
        in_state("tunegate/state/v1", "tunegate/state/v3"),
        2,
        "{state}:1: tunegate/state/v3 was written by a newer tunegate; 0.1.0 reads up to v2\n  fix: Upgrade tunegate.",
    ),
    "no state of any form": (
        in_state("tunegate/state/v1", "tunegate/state/v01"),
        2,
        "{state}:1: it is not a state\n  fix: " + RESTORE,
    ),
    "a link in the place of a state": (
        linked,
        2,
        "{state}: it is not a file of its own\n  fix: Replace the link by the file.",
    ),
    "a state that is not there": (
        lost,
        2,
        f"{DISPOSITION}:10: state: {{digest}} has no state file, so nothing tells its form\n"
        "  fix: Restore {state} from git's history.\n"
        f"error: {PACK}/overhang-statement.yaml:3: state: {{digest}} has no state file, so nothing tells its form\n"
        "  fix: Restore {state} from git's history.",
    ),
    "a state that is too large": (
        huge,
        3,
        "{state}: the file has more than 268,435,456 bytes\n  fix: Make it smaller; only training data may be larger.",
    ),
    "a document of a newer version": (
        in_file(DISPOSITION, "tunegate/disposition/v1", "tunegate/disposition/v2"),
        2,
        f"{DISPOSITION}:5: tunegate/disposition/v2 was written by a newer tunegate; 0.1.0 reads up to v1\n"
        "  fix: Upgrade tunegate.",
    ),
    "a configuration of a newer version": (
        in_file("tunegate.yaml", "version: 1", "version: 2"),
        2,
        "tunegate.yaml:2: version 2 is for a newer tunegate; 0.1.0 reads version 1\n  fix: Upgrade tunegate.",
    ),
    "a document that is not filled in": (
        in_file(DISPOSITION, "rationale: ", "rationale: # "),
        2,
        f"{DISPOSITION}:21: rationale: is not filled in\n  fix: Why this decision, in view of the evidence.",
    ),
    "a digest that is not written out": (
        in_flow,
        2,
        f"{DISPOSITION}:10: state: the digest cannot be replaced without changing more than it\n"
        "  fix: Write it out as 'state: {whole}', on a line of its own.",
    ),
    "a file in the way": (
        in_the_way,
        2,
        f"{PACK}/forms/v1/alignment-regression.yaml: cannot be written: Not a directory\n  fix: Check the folder.",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_migrated(old: Repo, name: str) -> None:
    """It is said where, and nothing is written; check does not pass on it either."""
    spoil, code, message = UNREADABLE[name]
    state, whole = state_file(old), named(old, DISPOSITION)
    spoil(old)
    before = files(old)
    done = tunegate(old, "migrate")
    expected = message.format(state=state, digest=whole[:19], whole=whole)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"error: {expected}\n")
    assert files(old) == before
    if name != "a file in the way":
        assert decision(old, base=None, head="WORKTREE").verdict in ("block", "error")


def test_what_stays_because_nothing_tells_its_form(old: Repo) -> None:
    """What a document was before need not be known; it is said, and left."""
    digest = named(old, DISPOSITION, "supersedes")
    for kind in yaml.safe_load((old.path / DISPOSITION).read_text())["evidence"]:
        path = f"{PACK}/{kind}.yaml"
        if named(old, path) == digest:
            edit(old, path, digest, named(old, DISPOSITION))
    old.remove(f"{PACK}/states/{digest[7:]}.json")
    done = tunegate(old, "migrate", "--model", MODEL)
    assert done.returncode == 0
    assert done.stderr == (
        f"note: {DISPOSITION}:59: left as it is; supersedes: {digest[:19]} has no state file, so nothing tells its "
        "form\n"
    )
    assert named(old, DISPOSITION, "supersedes") == digest


def test_no_such_model(old: Repo) -> None:
    done = tunegate(old, "migrate", "--model", "x")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"error: there is no model 'x'\n  fix: Known models: {MODEL}, {OTHER}.\n",
    )


def test_no_configuration(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    done = tunegate(repo, "migrate")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "error: tunegate.yaml: there is no tunegate.yaml\n  fix: Write one, or pass its path with --config.\n",
    )
