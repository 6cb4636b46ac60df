"""Puts a check run on a commit, and mends the one that is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from gate.github.client import Client, repository_path
from gate.publish.target import Target
from gate.report.checks_report import Annotation, CheckRun

_SAME = ("path", "start_line", "end_line", "annotation_level", "title", "message")


def put(client: Client, target: Target, run: CheckRun) -> None:
    """Create the check run, or update the one of this name that this App has put on the commit.

    Annotations can be added and never be taken back. So a run with one that does not hold any more is left, and a new
    run of the same name takes its place. Raises GithubError, or LookupError, TypeError, ValueError and AttributeError
    for answers of another form.
    """
    path = f"{repository_path(target.repository)}/check-runs"
    known = _known(client, target, run)
    body: dict[str, Any] = {"name": run.name, "status": "completed", "conclusion": run.conclusion}
    if target.run_url:
        body["details_url"] = target.run_url
    if known is None:
        number = None
        missing = run.annotations
    else:
        number, missing = known
    for output in run.pages(missing):
        if number is None:
            number = client.post(path, {**body, "head_sha": target.commit, "output": output})["id"]
        else:
            client.patch(f"{path}/{int(number)}", {**body, "output": output})


def _known(client: Client, target: Target, run: CheckRun) -> tuple[int, tuple[Annotation, ...]] | None:
    """(id of the run that can be updated, the annotations that it has not)."""
    app = client.login().lower().removesuffix("[bot]")
    base = repository_path(target.repository)
    rows = client.rows(f"{base}/commits/{target.commit}/check-runs", "check_runs", check_name=run.name, filter="latest")
    mine = [
        row
        for row in rows
        if row.get("name") == run.name
        and row.get("head_sha") == target.commit
        and str((row.get("app") or {}).get("slug", "")).lower() == app
    ]
    if not mine:
        return None
    number = max(int(row["id"]) for row in mine)
    there = Counter(_identities(client.rows(f"{base}/check-runs/{number}/annotations")))
    wanted = list(_identities(run.annotations))
    if there - Counter(wanted):
        return None
    missing: list[Annotation] = []
    for identity, row in zip(wanted, run.annotations, strict=True):
        if there[identity]:
            there[identity] -= 1
        else:
            missing.append(row)
    return number, tuple(missing)


def _identities(rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Any, ...]]:
    return (tuple(row.get(name) for name in _SAME) for row in rows)
