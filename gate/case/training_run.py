"""What a training run says of itself and of what it put out: its command, its commit, its output, the deployment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gate.case.deployed import deployed
from gate.case.facts import run_commit
from gate.derive.facts import Origin
from gate.derive.given import Given, Value
from gate.derive.implied import RUN, overrides
from gate.derive.outcomes import Outcome, Sources
from gate.documents import escape

if TYPE_CHECKING:
    from gate.evidence.pack import Document
    from gate.values.elements import State

# documents about what a run put out, and the key that names it
_OF_A_RUN = {"evaluation-results": "tuned_model", "red-team-report": "tested_model"}
_COMMAND = 2  # the rank of what a command sets itself: before the file that it names


def output_origins(kind: str, run: Document) -> Iterable[Origin]:
    """The model that the run put out, which other documents name; that they do is judged by a rule of its own."""
    if kind not in _OF_A_RUN or not run.value:
        return
    output = run.value.get("output")
    values = tuple(
        Value(kind, f"/{_OF_A_RUN[kind]}/{part}", said, node.line, node.end_line)
        for part in ("id", "digest")
        if isinstance(output, Mapping) and isinstance(said := output.get(part), str)
        for node in [run.node.at(("output", part))]
    )
    yield Origin(Outcome(RUN, run.path, None, Given(values=values)), is_home=False, is_weak=True)


def command_origins(run: Document) -> Iterable[Origin]:
    """What the command sets itself goes before the file that it names."""
    said = overrides(run.value.get("command"))
    known = run.value.get("hyperparameters")
    keys = {f"/hyperparameters/{escape(key)}": key for key in known} if isinstance(known, dict) else {}
    keys["/seed"] = "seed"
    place = run.node.at(("command",))
    values = [
        Value(RUN, pointer, said[name], place.line, place.end_line)
        for pointer, key in keys.items()
        if (name := key.replace("-", "_").replace("/", ".").rpartition(".")[2]) in said
    ]
    if values:
        yield Origin(Outcome("command", run.path, None, Given(values=tuple(values))), rank=_COMMAND)


def commit_origins(sources: Sources, run: Document, named: Collection[str]) -> Iterable[Origin]:
    """The commit of the training code, where it is one of this repository; ``named`` are the paths of files that the
    command names."""
    repository = sources.snapshot.repository
    found = run_commit(repository, run.value)
    if found is None:
        return
    moment = repository.committed_at(found)
    facts = {
        "committed_at": moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None,
        "missing": sorted(path for path in named if repository.at(found, path) is None),
        "lock_file": _lock_at(sources, found, run.value.get("lock_file")),
    }
    values = (Value(RUN, "/code_commit", run.value["code_commit"]),)
    yield Origin(Outcome("git", f"commit {found[:12]}", None, Given(values=values, facts=facts)))


def _lock_at(sources: Sources, commit: str, lock: Any) -> str | None:
    """The digest that the lock file of a run has at a commit; None where it is not there, or none is named."""
    path = lock.get("path") if isinstance(lock, Mapping) else None
    return sources.at(commit).digest(path) if isinstance(path, str) else None


def deployment_origins(state: State) -> Iterable[Origin]:
    """What the deployment says of the version that it deploys. That it is the run's is judged by a rule of its own."""
    rows = deployed(state)
    pointer = {"digest": "/output/digest", "hosted": "/output/id"}
    values = tuple(
        Value(RUN, pointer[row["kind"]], row["said"], row["line"], row["end_line"])
        for row in rows
        if row["kind"] in pointer
    )
    if values:
        outcome = Outcome("deployment", rows[0]["path"], None, Given(values=values))
        yield Origin(outcome, surfaces=("fine_tuned_model",), is_home=False, is_weak=True)
