"""Shows a decision on GitHub, beside the reports: as a check run, as a comment. The verdict never depends on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gate.github.client import Client, GithubError
from gate.judge.decision import Decision
from gate.report.common import Quote

CHECK_RUN, COMMENT = KINDS = ("check-run", "comment")
BUDGET_SECONDS = 120.0
_NAMES = {CHECK_RUN: "the check run", COMMENT: "the comment"}
_PERMISSIONS = {CHECK_RUN: "checks: write", COMMENT: "pull-requests: write"}


def publish(
    kinds: Sequence[str], decision: Decision, quote: Quote, environment: Mapping[str, str]
) -> list[GithubError]:
    """Do what is asked, and return what went wrong; a token that may only read is said once."""
    from gate.publish import check_run, comment
    from gate.publish.target import target
    from gate.report.checks_report import check_run as rendered

    failed: list[GithubError] = []
    refused: list[str] = []
    try:
        where = target(decision, environment)
        client = Client.of(environment, budget=BUDGET_SECONDS)
    except GithubError as error:
        return [_about(list(dict.fromkeys(kinds)), error)]
    for kind in dict.fromkeys(kinds):
        try:
            if kind == CHECK_RUN:
                check_run.put(client, where, rendered(decision, quote))
            else:
                comment.put(client, where, decision, quote)
        except comment.NotNeeded as error:
            failed.append(error)
        except GithubError as error:
            if error.status == 403 and not error.limited:
                refused.append(kind)
            else:
                failed.append(_about([kind], error))
        except (LookupError, TypeError, ValueError, AttributeError):
            failed.append(_about([kind], GithubError("GitHub's answer has another form than it should")))
    if refused:
        wanted = " and ".join(f"'{_PERMISSIONS[kind]}'" for kind in refused)
        said = GithubError(
            "the token may only read, or not even that",
            403,
            f"Grant the job {wanted}; a pull request from a fork or by Dependabot never has it, and needs none.",
        )
        failed.append(_about(refused, said))
    return failed


def _about(kinds: Sequence[str], error: GithubError) -> GithubError:
    names = " and ".join(_NAMES[kind] for kind in kinds)
    (problem,) = error.problems
    return GithubError(f"{names} could not be put on GitHub: {problem.message}", error.status, problem.remedy)
