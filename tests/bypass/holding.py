"""A model with two approvers, both of whom it takes to release it, and holds on it."""

from __future__ import annotations

import subprocess

from tests.command import MODEL, NOW, tunegate
from tests.keys import COMMITTEE, SIGNERS, key, sign, signer
from tests.registry.stating import DEPLOYER, NAMESPACE
from tests.repo import Repo

SECOND = "second@acme.example"
WHY = "The assistant quoted other customers' data."
LATER = "2026-11-23T13:00:00Z"
HOLDS, RELEASES = f"evidence/{MODEL}/holds", f"evidence/{MODEL}/releases"
ONE = f"      quorum: 1\n      principals: [{COMMITTEE}]"
BOTH = f"      quorum: 2\n      principals: [{COMMITTEE}, {SECOND}]"


def two_approvers(repo: Repo) -> Repo:
    """The example, whose disposition both have signed; a key that signs statements is listed, too."""
    text = (repo.path / "tunegate.yaml").read_text().replace(ONE, BOTH)
    repo.write("tunegate.yaml", text.replace("signing: {", "signing: {statement_keys: .tunegate/statement_keys, "))
    repo.write(SIGNERS, (repo.path / SIGNERS).read_text() + signer(SECOND))
    repo.write(".tunegate/statement_keys", signer(DEPLOYER, options=f'namespaces="{NAMESPACE}"'))
    sign(repo, f"evidence/{MODEL}/disposition.yaml", key(COMMITTEE), key(SECOND))
    repo.commit("two approvers")
    return repo


def hold(repo: Repo, *args: str, by: str = COMMITTEE, now: str = NOW) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "hold", *args, "--key", str(key(by)), "--now", now)


def release(repo: Repo, *signers: str) -> None:
    """The release of the hold, signed by these."""
    for number, by in enumerate(signers):
        reason = () if number else ("--reason", "The retrieval index was rebuilt.")
        assert hold(repo, "release", MODEL, *reason, by=by, now=LATER).returncode == 0
