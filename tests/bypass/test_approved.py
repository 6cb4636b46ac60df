"""What is no attempt: approvals that count, by the ssh-keygen of the machine."""

from __future__ import annotations

import os
import re

import pytest

from tests.bypass.signing import EDITED, committed_by, configured, signed
from tests.bypass.wall import (
    PASSED,
    judged,
    steps,
)
from tests.keys import COMMITTEE, NAMESPACE, OWNER, fingerprint, key
from tests.repo import Repo


def test_a_signature_of_those_who_are_asked(example: Repo) -> None:
    EDITED(example)
    signed(key())(example)
    example.commit("decided again")
    assert judged(example) == PASSED


def test_two_of_two(example: Repo) -> None:
    configured(f"quorum: 2, principals: [{COMMITTEE}, {OWNER}]")(example)
    steps(committed_by(COMMITTEE), EDITED, signed(key(), key(OWNER)))(example)
    example.commit("decided again, by its author and another")
    assert judged(example) == PASSED


def test_the_author_where_that_is_allowed(example: Repo) -> None:
    configured(f"quorum: 1, principals: [{COMMITTEE}], author_may_be_only_approver: true")(example)
    steps(committed_by(COMMITTEE), EDITED, signed(key()))(example)
    example.commit("decided again")
    assert judged(example) == PASSED


def test_an_ssh_keygen_in_the_checkout(example: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """It praises everything, and the current directory is on PATH."""
    praise = f'Good "{NAMESPACE}" signature for {COMMITTEE} with ED25519 key {fingerprint(key())}'
    EDITED(example)
    example.write("ssh-keygen", f"#!/bin/sh\necho '{praise}'\n", executable=True)
    example.commit("an innocent change")
    monkeypatch.chdir(example.path)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    found = judged(example)
    assert (found.code, found.said) == (3, "ssh-keygen was not found")
    assert re.fullmatch(r"undecided|engine", next(iter(found.rows))[0])
