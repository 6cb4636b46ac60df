"""Which reviewed prompt and chat template a safety suite was run with: what the results say is theirs, by its digest.

A suite can be run without the deployment's prompt on purpose, so that a digest of none of them contradicts nothing: it
stays unproven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gate.derive.facts import Origin
from gate.derive.given import Given, Value
from gate.derive.implied import SYSTEM_PROMPT, is_template
from gate.derive.outcomes import Outcome
from gate.derive.templates import POINTER
from gate.harness.source import prompt_digest
from gate.values.errors import UndecidedError

if TYPE_CHECKING:
    from gate.derive.outcomes import Sources
    from gate.values.elements import State

RESULTS = "evaluation-results"
MAX_PROMPT = 1024 * 1024  # bytes of a prompt that is read
PROMPT, TEMPLATE = "system_prompt_digest", "chat_template_digest"


def said_to_models(sources: Sources, state: State, results: Mapping[str, Any]) -> Iterator[Origin]:
    """The prompts and templates that suites of the results name, each with the values that it proves."""
    suites = results.get("safety_suites")
    said = [
        (index, key, str(row[key]))
        for index, row in enumerate(suites if isinstance(suites, list) else ())
        if isinstance(row, Mapping)
        for key in (PROMPT, TEMPLATE)
        if key in row
    ]
    if not said:
        return
    for path in sorted({e.path for e in state.elements if e.surface == SYSTEM_PROMPT or is_template(e.path)}):
        has = set(_digests(sources, path))
        values = tuple(
            Value(RESULTS, f"/safety_suites/{index}/{key}", digest)
            for index, key, digest in said
            if (key, digest) in has
        )
        if values:
            outcome = Outcome("prompt", path, sources.digest(path), Given(values=values))
            yield Origin(outcome, surfaces=(SYSTEM_PROMPT,), is_home=False, is_weak=True)


def _digests(sources: Sources, path: str) -> Iterator[tuple[str, str]]:
    """(what it is, the digest that a harness gives it) of a file: as it is, and without its last line end."""
    if is_template(path):
        given = sources.read(path, "chat-template").given
        yield from (
            (TEMPLATE, str(value.value)) for value in (given.values if given else ()) if value.pointer == POINTER
        )
        return
    entry = sources.snapshot.entry(path)
    if entry is None or not entry.is_regular:
        return
    try:
        text = sources.snapshot.read(path, entry, limit=MAX_PROMPT).decode()
    except (UndecidedError, UnicodeDecodeError):
        return
    yield from ((PROMPT, prompt_digest(said)) for said in (text, text.rstrip("\n"), text.strip()))
