"""What the tests of ``disposition sign`` and ``disposition verify`` share."""

from __future__ import annotations

import subprocess

from tests.command import EVIDENCE, NOW, tunegate
from tests.keys import COMMITTEE, key
from tests.repo import Repo

DISPOSITION = f"{EVIDENCE}/disposition.yaml"
SIG = f"{DISPOSITION}.sig"
ME = "me@acme.example"
STATE = "sha256:3b6331683466"


def sign(repo: Repo, *args: str, by: str = COMMITTEE) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "disposition", "sign", *args, "--key", str(key(by)))


def verify(repo: Repo, *args: str) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "disposition", "verify", "--now", NOW, *args)
