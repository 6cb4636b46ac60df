"""A review of a pull request as a signed statement, which is read where GitHub cannot be asked.

An in-toto Statement v1 (in-toto attestation, "Statement layer specification" v1.1) in canonical JSON. Its subject is
the disposition, by its path and the SHA-256 of its bytes; a workflow signs it with a key that the trusted configuration
lists in ``signing.review_keys``, in the form and the way of every other signature here (``ssh-keygen -Y``), in a
namespace of its own: a key that records reviews signs no disposition, and the other way round.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.approvals.files import MAX_FILE, SUFFIX
from gate.approvals.signatures import Rejected, verify
from gate.values.canonical import canonical_json, digest_of
from gate.values.digests import is_digest, is_object_id
from gate.values.errors import EvidenceError

if TYPE_CHECKING:
    from gate.approvals.revoked import Revoked
    from gate.approvals.signers import Signers
    from gate.evidence.pack import Document
    from gate.git.snapshot import Snapshot

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:tunegate:review:v1"
FOLDER = "reviews"  # in a model's evidence folder
MOST = 500  # statements of one model


@dataclass(frozen=True, slots=True)
class Statement:
    """What a workflow recorded: these logins approved, at ``head`` of pull request ``pull``, this very document."""

    repository: str
    model: str
    state: str
    path: str
    digest: str
    pull: int
    head: str
    merged: str
    logins: tuple[str, ...]
    recorded_at: str

    def data(self) -> bytes:
        """The bytes that are signed."""
        return canonical_json(
            {
                "_type": STATEMENT_TYPE,
                "subject": [{"name": self.path, "digest": {"sha256": self.digest.removeprefix("sha256:")}}],
                "predicateType": PREDICATE_TYPE,
                "predicate": {
                    "repository": self.repository,
                    "model": self.model,
                    "state": self.state,
                    "pullRequest": self.pull,
                    "head": self.head,
                    "merged": self.merged,
                    "approvedBy": list(self.logins),
                    "recordedAt": self.recorded_at,
                },
            }
        )


def parse(data: bytes, path: str) -> Statement:
    """Read a statement; one that is written in another way than `Statement.data` writes it is none. Raises
    EvidenceError."""
    try:
        value = json.loads(data)
        (subject,) = value["subject"]
        said: Mapping[str, Any] = value["predicate"]
        found = Statement(
            repository=said["repository"],
            model=said["model"],
            state=said["state"],
            path=subject["name"],
            digest=f"sha256:{subject['digest']['sha256']}",
            pull=said["pullRequest"],
            head=said["head"],
            merged=said["merged"],
            logins=tuple(said["approvedBy"]),
            recorded_at=said["recordedAt"],
        )
        texts = (found.repository, found.model, found.state, found.path, found.recorded_at, *found.logins)
        is_whole = (
            all(isinstance(text, str) for text in texts)
            and type(found.pull) is int
            and is_digest(found.digest)
            and is_object_id(found.head)
            and is_object_id(found.merged)
            and found.data() == data
        )
    except (ValueError, LookupError, TypeError, RecursionError):
        is_whole = False
    if not is_whole:
        raise EvidenceError(
            "the file is not a statement of a review",
            path=path,
            line=1,
            remedy="Take it out, or record the review again: tunegate disposition record-review.",
        )
    return found


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was found about one document: logins whose approval counts, and signatures that do not and why, by path."""

    logins: tuple[str, ...]
    rejected: tuple[tuple[str, Rejected], ...]


def recorded(
    snapshot: Snapshot, document: Document, signers: Signers, revoked: Revoked, repository: str, now: str
) -> Recorded:
    """The reviews of exactly this document that a listed key recorded. Raises EvidenceError for what is no statement.

    A statement about other bytes, another path, model, state or repository says nothing of this document.
    """
    logins: dict[str, None] = {}
    rejected: list[tuple[str, Rejected]] = []
    for path, data, signatures in _files(snapshot, f"{document.folder}/{FOLDER}"):
        found = parse(data, path)
        if (found.path, found.digest) != (document.path, document.digest):
            continue
        if (found.model, found.state) != (document.value["model"], document.value["state"]):
            continue
        if found.repository != repository:
            continue
        signed = verify(data, signatures, path + SUFFIX, signers, revoked, now)
        rejected += [(signed.path, row) for row in signed.rejected]
        if signed.verified:
            logins.update(dict.fromkeys(found.logins))
    return Recorded(tuple(logins), tuple(rejected))


def _files(snapshot: Snapshot, folder: str) -> Iterator[tuple[str, bytes, bytes]]:
    """(path, statement, its signatures): a statement without a signature is nobody's."""
    entries = snapshot.entries([folder])
    paths: Iterable[str] = sorted(path for path in entries if path.endswith(".json") and path + SUFFIX in entries)
    for path in list(paths)[:MOST]:
        entry, beside = entries[path], entries[path + SUFFIX]
        if entry.is_regular and beside.is_regular:
            yield (
                path,
                snapshot.read(path, entry, limit=MAX_FILE),
                snapshot.read(path + SUFFIX, beside, limit=MAX_FILE),
            )


def name_of(statement: Statement) -> str:
    """The file's name: the pull request, and what was reviewed."""
    return f"{statement.pull}-{digest_of(statement.data()).removeprefix('sha256:')[:12]}.json"
