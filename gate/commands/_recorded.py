"""What ``disposition record-review`` does: asks GitHub once, after the merge, and signs what it said."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gate.values.errors import UndecidedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

    from gate.approvals.reviewed import Statement
    from gate.config.approvers import Signing
    from gate.config.load import Model
    from gate.evidence.pack import Document
    from gate.git.repository import Repository
    from gate.git.snapshot import Snapshot
    from gate.github.merged import Merged


@dataclass(frozen=True, slots=True)
class Record:
    """A statement that was written: its file, the principals that it records by login, and why others are left out."""

    path: str
    digest: str
    principals: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]


def record(
    repository: Repository, config_path: str, model: str | None, trusted: str | None, number: int, key: Path, now: str
) -> Record:
    """Write the statement of the reviews of a merged pull request beside the pack. Raises UsageError where the
    configuration of the trusted branch has none count, or nobody approved it; GithubError, UndecidedError."""
    from gate.approvals.reviewed import Statement
    from gate.case.verification import trusted_branch
    from gate.config.snapshot import config_at, one_model
    from gate.evidence.pack import load_decisions
    from gate.git.snapshot import Snapshot
    from gate.github.client import Client
    from gate.github.merged import merged

    branch = trusted_branch(repository, trusted, os.environ)
    tip = Snapshot(repository, branch.commit)
    config = config_at(tip, config_path)
    block = one_model(config, config_path, model)
    signing = _asked(block, config.signing if config else None, config_path)
    document = load_decisions(tip, block.evidence).or_raise().disposition
    if document is None:
        raise UsageError(f"{block.name} has no disposition on the trusted branch", remedy="Merge one first.")
    github = os.environ.get("GITHUB_REPOSITORY", "")
    pull = merged(Client.of(os.environ), github, number)
    _same_document(repository, document, pull)
    principals, left_out = _who(pull, block.approvers.principals if block.approvers else (), signing)
    if not principals:
        why = "; ".join(left_out) or "nobody approved its last commit"
        raise UsageError(f"no review of pull request {number} counts: {why}", remedy="Have the disposition signed.")
    statement = Statement(
        repository=signing.repository,
        model=block.name,
        state=str(document.value["state"]),
        path=document.path,
        digest=document.digest,
        pull=number,
        head=pull.head,
        merged=branch.commit,
        logins=tuple(login for _, login in principals),
        recorded_at=now,
    )
    path = _write(repository, tip, block, statement, signing, key)
    return Record(path, document.digest, principals, left_out)


def _asked(block: Model, signing: Signing | None, config_path: str) -> Signing:
    from gate.config.approvers import REVIEW

    if block.approvers is None or REVIEW not in block.approvers.methods:
        raise UsageError(
            f"a review counts for no document of {block.name}",
            path=config_path,
            remedy="On the trusted branch, add 'review' to the methods of its approvers.",
        )
    if signing is None or signing.review_keys is None:
        raise UsageError(
            "the configuration names no keys that record reviews",
            path=config_path,
            remedy="On the trusted branch, set 'signing.review_keys' and list the workflow's key there.",
        )
    return signing


def _same_document(repository: Repository, document: Document, pull: Merged) -> None:
    """What was reviewed has to be what the trusted branch has, byte for byte."""
    from gate.evidence.pack import MAX_DOCUMENT
    from gate.git.snapshot import Snapshot
    from gate.values.canonical import digest_of

    if repository.try_commit(pull.head) is None:
        raise UndecidedError(
            f"the commit {pull.head} that was reviewed is not in this clone",
            remedy=f"Fetch it: git fetch origin refs/pull/{pull.number}/head.",
        )
    reviewed = Snapshot(repository, pull.head)
    entry = reviewed.entry(document.path)
    data = reviewed.read(document.path, entry, limit=MAX_DOCUMENT) if entry is not None and entry.is_regular else None
    if data is None or digest_of(data) != document.digest:
        raise UsageError(
            f"pull request {pull.number} had another disposition than the trusted branch has now",
            path=document.path,
            remedy="Record the reviews of the pull request that brought this one.",
        )


def _who(
    pull: Merged, approvers: Collection[str], signing: Signing
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """(principal, login) of the reviews that count, and why others do not."""
    from gate.approvals.authors import Authors

    known = {login.lower(): principal for principal, names in signing.logins.items() for login in names}
    authors = Authors(pull.emails, pull.logins)
    found: list[tuple[str, str]] = []
    left_out: list[str] = []
    for approval in pull.approvals:
        principal = known.get(approval.login.lower())
        if principal is None:
            left_out.append(f"{approval.login} stands for nobody in signing.logins")
        elif principal not in approvers:
            left_out.append(f"{principal} is none of the approvers")
        elif authors.include(principal, (approval.login, *signing.logins[principal])):
            left_out.append(f"{principal} wrote or pushed a commit of it")
        else:
            found.append((principal, approval.login))
    return tuple(found), tuple(left_out)


def _write(
    repository: Repository, tip: Snapshot, block: Model, statement: Statement, signing: Signing, key: Path
) -> str:
    from gate.approvals import ssh
    from gate.approvals.approvals import review_signers_at
    from gate.approvals.files import SUFFIX
    from gate.approvals.reviewed import FOLDER, name_of
    from gate.evidence.files import write

    made = ssh.sign(statement.data(), key, signing.review_namespace)
    if review_signers_at(tip, signing).of(made.key) is None:
        raise UsageError(
            "the key is not listed on the trusted branch, so its statement would not count",
            path=signing.review_keys,
            remedy=f'List it: MAILBOX namespaces="{signing.review_namespace}" and the two words of its .pub file.',
        )
    path = f"{block.evidence}/{FOLDER}/{name_of(statement)}"
    write(repository.root, path, statement.data().decode())
    write(repository.root, path + SUFFIX, made.armored)
    return path
