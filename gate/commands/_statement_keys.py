"""Whose statements count: the keys of the protected branch, or those that the command line names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate.commands._gather import repository
from gate.commands._options import Command, _gathered, with_options
from gate.values.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from gate.config.approvers import Signing
    from gate.config.load import Config
    from gate.git.snapshot import Snapshot
    from gate.registry.bundles import Identities
    from gate.registry.keys import Keys
    from gate.registry.log.checkpoint import Checkpoint
    from gate.registry.log.history import People
    from gate.registry.model_signing import WeightsKeys

_PARTS = ("keys", "revoked", "of_repository", "trusted")


@dataclass(frozen=True, slots=True)
class Known:
    """Files of keys and of revoked keys, and the repository that the signatures are bound to; None each where the
    configuration of the protected branch says so."""

    keys: str | None
    revoked: str | None
    of_repository: str | None
    trusted: str | None

    def open(self, context: click.Context) -> Keys:
        """Raises UsageError for options that do not go together, ConfigError where the lists cannot be read."""
        from gate.registry.keys import Keys

        if self.keys is None:
            if self.revoked or self.of_repository:
                raise UsageError("--revoked and --repository go with --keys", remedy="Add --keys FILE.")
            from gate.approvals.approvals import revoked_at, statement_signers_at

            tip, config = _trusted(context, self.trusted)
            signing = config.signing if config else None
            return Keys(statement_signers_at(tip, signing), revoked_at(tip, signing), _identities(tip, signing))
        from gate.approvals.revoked import Revoked, parse_revoked
        from gate.approvals.signers import parse_signers
        from gate.config.namespace import statement_namespace_of

        if self.of_repository is None:
            raise UsageError("--keys does not say whose statements are meant", remedy="Add --repository OWNER/NAME.")
        try:
            namespace = statement_namespace_of(self.of_repository)
        except ValueError as error:
            raise UsageError(str(error), remedy="Write it like acme/support.") from None
        signers = parse_signers(_read(self.keys), self.keys, namespace)
        revoked = parse_revoked(_read(self.revoked), self.revoked) if self.revoked else Revoked()
        return Keys(signers, revoked)

    def weights(self, context: click.Context, now: str) -> WeightsKeys | None:
        """Who signs folders of weights, as the protected branch says; None where nobody has to, or --keys names keys.

        Raises ConfigError.
        """
        if self.keys is not None:
            return None
        tip, config = _trusted(context, self.trusted)
        return weights_keys_at(tip, config.signing if config else None, now)

    def checkpoints(self, context: click.Context) -> list[Checkpoint]:
        """Those that the dispositions of the protected branch recorded; none where --keys names keys."""
        if self.keys is not None:
            return []
        return recorded_at(*_trusted(context, self.trusted))

    def people(self, context: click.Context) -> People:
        """Who approves, as the protected branch says; nobody where --keys names keys. Raises ConfigError."""
        from gate.registry.log.history import People

        if self.keys is not None:
            return People({})
        from gate.approvals.approvals import revoked_at, signers_at

        tip, config = _trusted(context, self.trusted)
        if config is None or config.signing is None:
            return People({})
        approvers = {name: model.approvers for name, model in config.models.items()}
        return People(approvers, signers_at(tip, config.signing), revoked_at(tip, config.signing))


def statement_key_options(command: Command) -> Command:
    """--keys, --revoked, --repository and --trusted, as ``known: Known``."""
    return with_options(
        _gathered(command, "known", Known, _PARTS),
        click.option("--keys", metavar="FILE", help="Keys whose statements count (default: the protected branch's)."),
        click.option("--revoked", metavar="FILE", help="Revoked keys; goes with --keys."),
        click.option("--repository", "of_repository", metavar="NAME", help="Whose statements; goes with --keys."),
        click.option("--trusted", metavar="BRANCH", help="The protected branch (default: the default branch)."),
    )


def weights_keys_at(tip: Snapshot, signing: Signing | None, now: str) -> WeightsKeys | None:
    """Who signs folders of weights at a commit, None where nobody has to. Raises ConfigError."""
    from gate.approvals.approvals import revoked_at, weights_signers_at
    from gate.registry.model_signing import WeightsKeys

    signers = weights_signers_at(tip, signing)
    return WeightsKeys(signers, revoked_at(tip, signing), now) if signers else None


def recorded_at(snapshot: Snapshot, config: Config | None) -> list[Checkpoint]:
    """The checkpoints in the dispositions of a snapshot, drafts among them. Raises UsageError for what is none."""
    from gate.documents import DocumentError, parse
    from gate.evidence.pack import DISPOSITION, MAX_DOCUMENT

    found = []
    for model in config.models.values() if config else ():
        path = f"{model.evidence}/{DISPOSITION}.yaml"
        entry = snapshot.entry(path)
        if entry is None:
            continue
        try:
            value = parse(snapshot.read(path, entry, limit=MAX_DOCUMENT), "yaml").plain()
        except DocumentError as error:
            raise UsageError(f"cannot be read: {error.message}", path=path, remedy="Correct it first.") from None
        if isinstance(value, dict) and isinstance(text := value.get("checkpoint"), str):
            found.append(checkpoint_of(text, path))
    return found


def checkpoint_of(text: str, where: str) -> Checkpoint:
    """A checkpoint that someone gave, and not the log itself. Raises UsageError."""
    from gate.registry.log.checkpoint import parse
    from gate.registry.port import RegistryError

    try:
        return parse(text, where)
    except RegistryError as error:
        (problem,) = error.problems
        raise UsageError(problem.message, path=where, remedy=problem.remedy) from None


def _trusted(context: click.Context, trusted: str | None) -> tuple[Snapshot, Config | None]:
    """The tip of the protected branch, and its configuration."""
    from gate.case.verification import trusted_branch
    from gate.config.snapshot import config_at
    from gate.git.snapshot import Snapshot

    repo = repository(context)
    tip = Snapshot(repo, trusted_branch(repo, trusted, os.environ).commit)
    return tip, config_at(tip, context.obj["config"])


def _identities(tip: Snapshot, signing: Signing | None) -> Identities | None:
    """Whose Sigstore bundles count at a commit. Raises ConfigError for another trusted root than the one pinned."""
    from gate.registry.bundles import MAX_ROOT, Identities
    from gate.values.canonical import digest_of

    if signing is None or signing.sigstore is None:
        return None
    path = signing.sigstore.trusted_root
    entry = tip.entry(path)
    if entry is None or not entry.is_regular:
        raise ConfigError("the trusted root is not there", path=path, remedy="Commit the file itself.")
    data = tip.read(path, entry, limit=MAX_ROOT)
    if digest_of(data) != signing.sigstore.digest:
        raise ConfigError(
            f"the trusted root has the digest {digest_of(data)}, and 'signing.sigstore.digest' names another",
            path=path,
            remedy="Put the file back; where Sigstore rotated its keys, have the new digest approved.",
        )
    return Identities(data, path, signing.sigstore.identities)


def _read(path: str) -> bytes:
    from gate.approvals.files import MAX_FILE

    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path, remedy="Name a file of keys.") from None
