"""Dispositions that somebody else has signed, and what the gate says of it."""

from __future__ import annotations

from pathlib import Path

from tests.bypass.wall import (
    CONFIG,
    DECIDED,
    DECIDED_AGAIN,
    DISPOSITION,
    Edit,
    append,
    blocked,
    on_main,
    replace,
    steps,
)
from tests.keys import COMMITTEE, NAMESPACE, signature
from tests.repo import Repo

SIG = DISPOSITION + ".sig"
ME = "me@acme.example"
UNSIGNED = blocked(("disposition-unsigned", DISPOSITION, 1))
REJECTED = blocked(("signature-rejected", SIG, 1))
CONFIGURED = f"    approvers:\n      quorum: 1\n      principals: [{COMMITTEE}]\n"
EDITED = steps(append(DISPOSITION, "# as the committee said\n"), replace(DISPOSITION, DECIDED, DECIDED_AGAIN))
STATE = "3b6331683466c4249f9846a5dfc24f65cbae61554c13c62e6ad7d7fba5f3222f"


def signed(*keys: Path, namespace: str = NAMESPACE, path: str = DISPOSITION) -> Edit:
    """Signatures over what is on disk."""

    def edit(repo: Repo) -> None:
        message = (repo.path / path).read_bytes()
        repo.write(path + ".sig", "".join(signature(message, one, namespace) for one in keys))

    return edit


def configured(approvers: str, *more: Edit) -> Edit:
    """What the base has asked for, with a signature of the committee."""
    return on_main(steps(replace(CONFIG, CONFIGURED, f"    approvers: {{{approvers}}}\n"), *more))


def committed_by(email: str) -> Edit:
    def edit(repo: Repo) -> None:
        repo.env.update(GIT_AUTHOR_EMAIL=email, GIT_COMMITTER_EMAIL=email)

    return edit
