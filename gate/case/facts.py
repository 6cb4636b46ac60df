"""Facts that the case states of documents and states beside their text: references, dates, pins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from gate.case.deployed import deployed
from gate.documents import pointer_of
from gate.surfaces.keys import printable
from gate.values.regex import regex
from gate.values.terms import CONTROL_SURFACES

if TYPE_CHECKING:
    from gate.case.shape import ReviewedFacts
    from gate.git.repository import Repository
    from gate.values.elements import Element, State

PAST = frozenset(
    "decided_at scanned_at attested_at retrieved_at run_at started_at inspected_at generated_at "
    "from until effective met_on".split()
)
DATA = ("jsonl", "data")  # formats of files of records
SCOPE = "scope_enforcement"
MOST_READS = 10
_OFF = frozenset(("", "0", "false", "none", "null", "no", "off", "disabled"))
_WORD = regex(r"[a-z]+")
# words of keys and files that give a model tools, or text that others wrote
_READS = frozenset(
    "tool tools function functions plugin plugins mcp retrieval retriever retrievers rag search browse browser "
    "browsing index indexes knowledge corpus vector connector connectors".split()
)


def mappings(value: Any, tokens: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every mapping in a document, with the tokens that lead to it."""
    if isinstance(value, Mapping):
        yield tokens, value
        for key, child in value.items():
            yield from mappings(child, (*tokens, str(key)))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from mappings(child, (*tokens, str(index)))


def dates(value: Mapping[str, Any]) -> dict[str, str]:
    """Pointer -> date or moment of everything that a document says was done."""
    return {
        pointer_of((*tokens, key)): part[key]
        for tokens, part in mappings(value)
        for key in sorted(PAST & part.keys())
        if isinstance(part[key], str)
    }


def reviewed(state: State) -> ReviewedFacts:
    """What the pack refers to: training files with digests, the keys of controls, the models' pins."""
    rows = state.by_surface
    return {
        "training_files": [
            {"path": printable(e.path), "digest": e.digest} for e in rows.get("training_data", ()) if e.format in DATA
        ],
        "controls": {surface: [e.key for e in rows.get(surface, ())] for surface in CONTROL_SURFACES},
        "reads": reads(rows.get(SCOPE, ())),
        "base_model": _values(rows.get("base_model", ())),
        "fine_tuned_model": _values(rows.get("fine_tuned_model", ())),
        "deployed": deployed(state),
    }


def reads(scope: Iterable[Element]) -> list[str]:
    """The first keys of the scope that give the model tools or retrieval, so that it reads what others wrote.

    A value that switches one off does not count, and a file that is compared whole counts by its name.
    """
    rows = list(scope)
    parsed = {e.key.partition("#")[0] for e in rows if "#" in e.key}
    return sorted(
        e.key
        for e in rows
        if not _READS.isdisjoint(_WORD.findall(e.key.lower()))
        and (not _is_off(e.value) if e.has_value else e.key not in parsed and "#" not in e.key)
    )[:MOST_READS]


def _is_off(value: Any) -> bool:
    return value in ([], {}) or str(value).lower() in _OFF


def _values(elements: Iterable[Element]) -> list[str]:
    return sorted({str(e.value) for e in elements if e.has_value and e.value is not None})


def ended(run: Mapping[str, Any]) -> str | None:
    """When a training run ended, RFC 3339 in UTC to the second; None where its record does not say."""
    try:
        start = datetime.fromisoformat(str(run.get("started_at"))).astimezone(UTC)
        end = start + timedelta(seconds=float(run.get("duration_seconds") or 0))
    except (OverflowError, TypeError, ValueError):
        return None
    return end.strftime("%Y-%m-%dT%H:%M:%SZ")


def run_commit(repository: Repository, value: Mapping[str, Any]) -> str | None:
    """The commit of the training code, where a run says one of this repository that is in the clone."""
    named = value.get("code_commit")
    return repository.try_commit(named) if isinstance(named, str) and "code_repository" not in value else None


def commits(repository: Repository, value: Mapping[str, Any]) -> dict[str, bool | None]:
    """Pointer -> whether a commit of this repository that a document names is here; None where the clone is shallow."""
    named = value.get("code_commit")
    if named is None or "code_repository" in value:
        return {}
    found = repository.try_commit(named) is not None
    return {"/code_commit": True if found else None if repository.shallow else False}
