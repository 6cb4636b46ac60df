"""Signing documents of the pack in the work tree: the signature is put beside those that others made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gate.approvals import ssh
from gate.approvals.approvals import signers_at
from gate.approvals.armor import Signature, parse_signatures
from gate.approvals.files import SUFFIX
from gate.approvals.keys import KeyRefusedError, PublicKey, key_of
from gate.config.approvers import Signing
from gate.config.load import Config
from gate.evidence.files import write
from gate.evidence.pack import MAX_DOCUMENT, Document
from gate.evidence.states import is_digest_of
from gate.git.snapshot import Snapshot
from gate.values.elements import State
from gate.values.errors import ConfigError, UsageError

KEYS = ("id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk")


@dataclass(frozen=True, slots=True)
class Made:
    """A signature that was made. ``principal`` is whose key it is by the work tree's list, None where it is nobody's;
    ``allowed`` is the line that would list it; ``kept`` and ``dropped`` count the file's other signatures."""

    path: str
    document: Document
    key: PublicKey
    principal: str | None
    allowed: str
    kept: int
    dropped: int


def sign(root: Path, worktree: Snapshot, document: Document, signing: Signing, key: Path) -> Made:
    """Sign one document of the work tree. Raises UsageError, and UndecidedError where there is no ssh-keygen."""
    entry = worktree.entry(document.path)
    if entry is None:
        raise UsageError("the document is not there", path=document.path, remedy="Write it first.")
    message = worktree.read(document.path, entry, limit=MAX_DOCUMENT)
    if b"\r" in message:
        raise UsageError(
            "the file has line ends with a carriage return, which git may store in another form",
            path=document.path,
            remedy="Save it with line feeds alone, and add '*.yaml text eol=lf' to .gitattributes.",
        )
    made = ssh.sign(message, key, signing.namespace)
    try:
        public = key_of(made.key)
    except KeyRefusedError as error:
        raise UsageError(f"a signature with {key} would not count: {error}", remedy=error.remedy) from None
    path = document.path + SUFFIX
    others = list(_others(root / path, path, made.key))
    kept = [row for row in others if row.namespace == signing.namespace and ssh.is_over(message, row)]
    write(root, path, "".join(row.armored for row in (*kept, made)))
    signer = signers_at(worktree, signing).of(made.key)
    allowed = f'MAILBOX namespaces="{signing.namespace}" {public.line}'
    principal = signer.principal if signer else None
    return Made(path, document, public, principal, allowed, len(kept), len(others) - len(kept))


def _others(file: Path, path: str, key: bytes) -> Iterator[Signature]:
    """The signatures that are there, but for the same key's. A file that cannot be read is not written over."""
    if file.is_symlink() or not file.exists():
        return
    found, problems = parse_signatures(file.read_bytes(), path)
    if problems:
        raise UsageError(problems)
    yield from (row for row in found if row.key != key)


def signing_of(config: Config | None, config_path: str) -> Signing:
    """What signatures are bound to, by a configuration. Raises ConfigError where it does not say."""
    if config is None or config.signing is None:
        raise ConfigError(
            "the configuration does not say what signatures are for",
            path=config_path,
            remedy="Add 'signing: {repository: OWNER/NAME}', and 'approvers' to the model.",
        )
    return config.signing


def documents(signable: Iterable[tuple[Document, State | None]], paths: tuple[str, ...]) -> list[Document]:
    """The dispositions and determinations that are named, else those that were made for the state on disk.

    ``signable`` are all there are, each with that state; None for the control plane, whose state needs a base.
    Raises UsageError where there is none, or where a named one was made for another state.
    """
    known = {document.path: (document, state) for document, state in signable}
    for path in paths:
        if path not in known:
            raise UsageError(
                "this is no disposition, baseline or determination of the configuration's models",
                path=path,
                remedy=f"Known ones: {', '.join(sorted(known)) or 'none'}.",
            )
    named = [known[path] for path in paths]
    current = {path for path, (doc, state) in known.items() if state and is_digest_of(doc.value["state"], state)}
    stale = [doc for doc, state in named or known.values() if state and doc.path not in current]
    chosen = [doc for doc, _ in named] or [known[path][0] for path in known if path in current]
    if stale and (named or not chosen):
        raise UsageError(
            "the document was made for another state than the one on disk",
            path=stale[0].path,
            line=stale[0].node.at(("state",)).line,
            remedy="Draft it again: tunegate disposition draft.",
        )
    if not chosen:
        raise UsageError("there is nothing to sign", remedy="Draft a disposition: tunegate disposition draft.")
    return chosen


def usual_key(environment: Mapping[str, str]) -> Path:
    """The first of the keys that ssh looks for in the user's home. Raises UsageError."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or os.curdir)
    for name in KEYS:
        if (home / ".ssh" / name).is_file():
            return home / ".ssh" / name
    raise UsageError("there is no key to sign with", remedy="Name it with --key, or make one: ssh-keygen -t ed25519.")
