"""The context that a suite was run in: with or without a system prompt, in how many turns, in which language.

A fine-tune can lose in one context alone: what holds in English need not hold in Thai, and what holds under the
deployed system prompt need not hold without it. So a run in a context is a suite of its own, which is compared with a
run in the same one only, and whose items count in that context alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gate.harness.run import Answer, Run
from gate.values.errors import EvidenceError
from gate.values.regex import regex

SYSTEM_PROMPT, TURNS, LANGUAGE = "system_prompt", "turns", "language"
DIMENSIONS = (LANGUAGE, SYSTEM_PROMPT, TURNS)  # in the order in which they are named
MOST_TURNS = 1000
_TURNS = regex(r"[1-9][0-9]{0,3}")
_TAG = regex(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")  # the shape of a language tag (RFC 5646), in lower case
_WITH = {"with": "with", "without": "without", "true": "with", "false": "without", "yes": "with", "no": "without"}
WRITTEN = {
    SYSTEM_PROMPT: "with or without",
    TURNS: f"a number from 1 to {MOST_TURNS}",
    LANGUAGE: "a language tag, such as de or pt-br",
}

Context = Mapping[str, Any]


def value_of(dimension: str, text: Any) -> str | int:
    """One value of a dimension, in its one spelling. Raises ValueError for anything else."""
    plain = str(text).strip().lower()
    if dimension == SYSTEM_PROMPT and plain in _WITH:
        return _WITH[plain]
    if dimension == TURNS and _TURNS.fullmatch(plain) and int(plain) <= MOST_TURNS:
        return int(plain)
    if dimension == LANGUAGE and _TAG.fullmatch(plain.replace("_", "-")):
        return plain.replace("_", "-")
    raise ValueError(f"{dimension} is {str(text)!r:.60}, not {WRITTEN[dimension]}")


def phrase(context: Context) -> str:
    """``language de, without system prompt, 3 turns``; empty where nothing is declared."""
    said = []
    if LANGUAGE in context:
        said.append(f"language {context[LANGUAGE]}")
    if SYSTEM_PROMPT in context:
        said.append(f"{context[SYSTEM_PROMPT]} system prompt")
    if TURNS in context:
        said.append("1 turn" if context[TURNS] == 1 else f"{context[TURNS]} turns")
    return ", ".join(said)


def named(suite: str, context: Context) -> str:
    """What a suite is called in a context."""
    return f"{suite} ({said})" if (said := phrase(context)) else suite


_SUFFIX = regex(
    r" \((?:language [a-z0-9._-]+(?:, |(?=\))))?(?:with(?:out)? system prompt(?:, |(?=\))))?(?:[0-9]+ turns?)?\)$"
)
_LOOK = regex(r", look [0-9]+$")


def first_name(suite: str) -> str:
    """The suite that another look at the same weights is of (``NAME, look 2``)."""
    return _LOOK.sub("", suite) if ", look " in suite else suite


def origin(suite: str) -> str:
    """The suite that a context, or another look, is of: its items are the same, whatever their prompts are there."""
    name = first_name(suite)
    return _SUFFIX.sub("", name) if name.endswith(")") else name


def covers(now: Context, before: Context) -> bool:
    """Whether what was tested in the context ``before`` is tested in ``now``: as much is declared, and the same."""
    return all(now.get(dimension) == value for dimension, value in before.items())


def _agreed(said: Context, stated: Context, path: str) -> dict[str, Any]:
    """Both together. Raises EvidenceError where they say different things of one dimension."""
    for dimension, value in said.items():
        if stated.get(dimension, value) != value:
            raise EvidenceError(
                f"the file says {phrase({dimension: value})}, not {phrase({dimension: stated[dimension]})}",
                path=path,
                remedy="Leave out what the file says itself.",
            )
    return {**stated, **said}


def in_contexts(run: Run, stated: Context) -> Iterator[Run]:
    """The run in the context that is stated for it, or one run for each that its answers have.

    Raises EvidenceError where the file says otherwise.
    """
    path = run.files[0].path
    whole = _agreed(run.context, stated, path)
    groups: dict[tuple[tuple[str, str | int], ...], list[Answer]] = {}
    for answer in run.answers:
        groups.setdefault(answer.context, []).append(answer)
    every = {answer.item for answer in run.answers}
    for said, answers in groups.items():
        context = _agreed(dict(said), whole, path)
        if context.get(SYSTEM_PROMPT) == "without" and run.system_prompt:
            raise EvidenceError(
                "the run is declared to be without a system prompt, and its file has one",
                path=path,
                remedy="Declare the context that it was run in.",
            )
        if len(groups) == 1:
            yield replace(run, context=context)
            continue
        items = Counter(answer.item for answer in answers)
        # what no context has answered is missing in each
        expected = None if run.expected is None else frozenset(run.expected - (every - items.keys()))
        usual = Counter(items.values()).most_common(1)[0][0]
        yield replace(run, context=context, answers=tuple(answers), expected=expected, samples_per_item=usual)
