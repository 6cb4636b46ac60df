"""What a run outside of GitHub Actions compares: on a machine of one's own, in a hook, in another CI system."""

from __future__ import annotations

from collections.abc import Mapping

from gate.case.branches import Branch, branch, default_branch
from gate.case.compared import Compared
from gate.case.github_event import default_name, payload_of
from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.values.errors import UndecidedError, UsageError

# what CI systems set (Azure Pipelines, Jenkins, TeamCity, AWS CodeBuild) beside the CI that most others do
_OF_CI = ("TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID", "GITHUB_ACTIONS")
_WHOLE = "40 zeros judge the whole state"
FIRST = "this is the first commit: there is nothing to compare it with, so nothing was judged"


def in_ci(environment: Mapping[str, str]) -> bool:
    """Whether a CI system runs this, where a verdict about nothing would be taken for one about a change."""
    if environment.get("CI", "").lower() not in ("", "0", "false", "no", "off"):
        return True
    return any(environment.get(name) for name in _OF_CI)


def local(repository: Repository, head: str, environment: Mapping[str, str]) -> Compared:
    """What ``head`` (a commit, ``INDEX`` or ``WORKTREE``) is compared with: where it left the default branch.

    What is staged is compared with the last commit. In CI all of a commit is judged that the remote's default branch
    has, since nothing says what was there before. Raises UndecidedError where no default branch is known, UsageError
    for a commit that is on it.
    """
    ci = in_ci(environment)
    current = repository.try_commit("HEAD")
    commit = current if head in (INDEX, WORKTREE) else head
    if head == INDEX and commit is not None and not ci and repository.changed(commit, INDEX):
        return Compared(commit, INDEX)
    default = default_of(repository, environment)
    if commit is None and default is not None:  # a branch without a commit yet
        return Compared(default.commit, head)
    if default is None:
        if commit is None and not repository.revisions.below("refs/"):
            return _first(head, ci)
        raise no_default()
    if commit is None:
        raise no_default()
    base = repository.merge_base(default.commit, commit) if commit != default.commit else commit
    if base != commit:
        return Compared(base, head, tip=default.commit)
    if default.remote is None and not ci and head == default.commit and not repository.parents(commit):
        return _first(head, ci)
    if ci:  # also of a work tree: it is what was checked out
        if default.remote is not None:
            return Compared(None, head)
        raise UndecidedError(
            f"{commit[:12]} is on the default branch, so there is no change to compare",
            remedy=f"Name the commit that the branch stood on before with --base; {_WHOLE}.",
        )
    if head == commit:  # a commit compared with itself would pass whatever it holds
        raise UsageError(
            "there is no base to compare the head with", remedy="Name it with --base, for instance --base main."
        )
    first = "" if repository.parents(commit) else ", the first one"
    note = f"there is no remote: what is not committed is compared with the last commit of {default.name!r}{first}"
    return Compared(base, head, tip=default.commit, note=note if default.remote is None else None)


def default_of(repository: Repository, environment: Mapping[str, str]) -> Branch | None:
    """The default branch, by the name that the CI system says.

    In CI only as the remote has it, where there is one: a local branch called main can be that of a fork.
    """
    if environment.get("GITLAB_CI") == "true" and (name := environment.get("CI_DEFAULT_BRANCH")):
        found = branch(repository, name)
        return found if found is not None and found.remote is not None else None
    if environment.get("GITHUB_ACTIONS") == "true" and (name := default_name(payload_of(environment))):
        return branch(repository, name)
    return default_branch(repository, local="without a remote" if in_ci(environment) else "always")


def no_default() -> UndecidedError:
    """There is nothing that the head could have left."""
    return UndecidedError(
        "no default branch is known in this clone, so there is nothing to compare with",
        remedy="Name the base with --base, or fetch it: "
        "'git fetch origin main:refs/remotes/origin/main', with the name that it has there.",
    )


def _first(head: str, ci: bool) -> Compared:
    if ci:
        raise UndecidedError(
            "this is the first commit: there is nothing to compare it with",
            remedy=f"Name the base with --base; {_WHOLE}.",
        )
    return Compared(None, head, note=FIRST, first=True)
