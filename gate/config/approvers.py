"""The blocks ``signing`` and ``approvers`` of ``tunegate.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gate.config.namespace import namespace_of, review_namespace_of, statement_namespace_of, weights_namespace_of

SSH = "ssh"
REVIEW = "review"
ALLOWED_SIGNERS = ".tunegate/allowed_signers"
Place = tuple[str | int, ...]
Complain = Callable[[str, Place, str], None]


@dataclass(frozen=True)
class Approvers:
    """Who may approve, how many it takes, by which method, and who has to be among them for a trigger."""

    quorum: int
    principals: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    methods: tuple[str, ...] = (SSH,)
    author_may_be_only_approver: bool = False


@dataclass(frozen=True, slots=True)
class Sigstore:
    """Whose Sigstore bundles count: principal -> (identity of the certificate, its issuer), by the trusted root in a
    file that has the digest ``sha256:...``."""

    trusted_root: str
    digest: str
    identities: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Signing:
    """The repository that signatures are bound to, where the lists of keys lie, and principal -> logins on GitHub.

    ``review_keys`` lists the keys of workflows that record reviews; None where no recorded review counts.
    ``statement_keys`` lists those of workflows that sign statements; None where no such statement counts.
    ``weights_keys`` lists those that sign folders of weights; None where nobody has to.
    """

    repository: str
    allowed_signers: str = ALLOWED_SIGNERS
    revoked_keys: str | None = None
    logins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    review_keys: str | None = None
    statement_keys: str | None = None
    weights_keys: str | None = None
    sigstore: Sigstore | None = None

    @property
    def weights_namespace(self) -> str:
        return weights_namespace_of(self.repository)

    @property
    def statement_namespace(self) -> str:
        return statement_namespace_of(self.repository)

    @property
    def review_namespace(self) -> str:
        return review_namespace_of(self.repository)

    @property
    def namespace(self) -> str:
        return namespace_of(self.repository)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of keys, which belong to the control plane."""
        paths = (
            *(self.allowed_signers, self.revoked_keys, self.review_keys, self.statement_keys, self.weights_keys),
            self.sigstore.trusted_root if self.sigstore else None,
        )
        return tuple(path for path in paths if path is not None)


@dataclass(frozen=True)
class Elsewhere:
    """Another repository that has controls: who signs its controls statements, and by which keys."""

    approvers: Approvers
    signing: Signing


def elsewhere_of(block: Mapping[str, Any] | None, where: Place, complain: Complain) -> Mapping[str, Elsewhere]:
    """The block ``controls_elsewhere``, which fits the schema, by repository."""
    found: dict[str, Elsewhere] = {}
    for name, row in (block or {}).items():
        approvers = approvers_of(row, (*where, name), complain)
        if approvers is not None:
            found[name] = Elsewhere(approvers, Signing(name, row["allowed_signers"], row.get("revoked_keys")))
    return found


def approvers_of(block: Mapping[str, Any] | None, where: Place, complain: Complain) -> Approvers | None:
    """The block of a model, which fits the schema; what cannot be met is complained of."""
    if block is None:
        return None
    principals = tuple(block["principals"])
    found = Approvers(
        quorum=block["quorum"],
        principals=principals,
        answers={trigger: tuple(names) for trigger, names in (block.get("answers") or {}).items()},
        methods=tuple(block.get("methods") or (SSH,)),
        author_may_be_only_approver=bool(block.get("author_may_be_only_approver")),
    )
    if len({name.lower() for name in principals}) != len(principals):
        complain("two principals differ by case only", (*where, "principals"), "Spell each of them in one way.")
    if found.quorum > len(principals):
        complain(
            f"a quorum of {found.quorum} cannot be reached by {len(principals)} principals",
            (*where, "quorum"),
            "Lower it, or name more principals.",
        )
    for trigger, names in found.answers.items():
        for index, name in enumerate(names):
            if name not in principals:
                complain(
                    f"{name!r} is none of the principals",
                    (*where, "answers", trigger, index),
                    "Add it to 'principals', or take it out.",
                )
    return found


def signing_of(block: Mapping[str, Any] | None, where: Place, complain: Complain) -> Signing | None:
    """The block of the configuration, which fits the schema; a login that two principals have is complained of."""
    if block is None:
        return None
    seen: dict[str, str] = {}
    logins = {principal: tuple(names) for principal, names in (block.get("logins") or {}).items()}
    for principal, names in logins.items():
        for index, login in enumerate(names):
            other = seen.setdefault(login.lower(), principal)
            if other != principal:
                complain(
                    f"the login {login!r} is that of {other!r} already",
                    (*where, "logins", principal, index),
                    "One login stands for one principal.",
                )
    return Signing(
        block["repository"],
        block.get("allowed_signers") or ALLOWED_SIGNERS,
        block.get("revoked_keys"),
        logins,
        block.get("review_keys"),
        block.get("statement_keys"),
        block.get("weights_keys"),
        _sigstore_of(block.get("sigstore")),
    )


def _sigstore_of(block: Mapping[str, Any] | None) -> Sigstore | None:
    if block is None:
        return None
    rows = {principal: (row["identity"], row["issuer"]) for principal, row in block["identities"].items()}
    return Sigstore(block["trusted_root"], block["digest"], rows)
