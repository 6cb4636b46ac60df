"""What a signature is for: the namespace that ``ssh-keygen -Y`` signs together with the bytes of the document.

A signature covers the document's exact bytes, and the document names its model and state. The repository stands in the
namespace, so that a signature does not count in another repository with a model of the same name.
"""

from __future__ import annotations

from gate.values.regex import regex

PREFIX = "tunegate-v1"
REVIEW_PREFIX = "tunegate-review-v1"  # of a workflow that records who approved; it signs nothing else
STATEMENT_PREFIX = "tunegate-statement-v1"  # of what signs the verdicts of 'verify', and of nothing else
WEIGHTS_PREFIX = "tunegate-weights-v1"  # of what signs folders of weights
_REPOSITORY = regex(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*){0,7}")
MAX_REPOSITORY = 200


def namespace_of(repository: str) -> str:
    """``tunegate-v1@acme/support`` for a repository with that name. Raises ValueError.

    The form NAME@DOMAIN is the one that ssh-keygen(1) asks for in namespaces of one's own.
    """
    if len(repository) > MAX_REPOSITORY or not _REPOSITORY.fullmatch(repository):
        raise ValueError(f"{repository!r} is not the name of a repository")
    return f"{PREFIX}@{repository}"


def review_namespace_of(repository: str) -> str:
    """``tunegate-review-v1@acme/support``, in which reviews are recorded. Raises ValueError."""
    return f"{REVIEW_PREFIX}@{namespace_of(repository).removeprefix(PREFIX + '@')}"


def statement_namespace_of(repository: str) -> str:
    """``tunegate-statement-v1@acme/support``, in which statements are signed. Raises ValueError."""
    return f"{STATEMENT_PREFIX}@{namespace_of(repository).removeprefix(PREFIX + '@')}"


def weights_namespace_of(repository: str) -> str:
    """``tunegate-weights-v1@acme/support``, which keys of folders of weights are listed for. Raises ValueError."""
    return f"{WEIGHTS_PREFIX}@{namespace_of(repository).removeprefix(PREFIX + '@')}"


def described(namespace: str) -> str:
    """What a signature with this namespace was made for, in words."""
    if namespace.startswith(PREFIX + "@"):
        return f"the repository {namespace.removeprefix(PREFIX + '@')!r}"
    return f"another purpose ({namespace[:80]!r})"
