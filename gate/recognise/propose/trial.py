"""Reads a proposal as the gate will, and takes out what it could not: no configuration is written that fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from gate.config.load import Surfaces, load
from gate.documents.plain import is_text
from gate.git.snapshot import Snapshot
from gate.recognise.propose.choice import Choice, Doubt, Draft, Proposal, literal
from gate.recognise.propose.drafts import only
from gate.surfaces.reader import MAX_TEXT, Reader
from gate.surfaces.state import build
from gate.values.elements import State
from gate.values.errors import Problem, TunegateError
from gate.values.terms import TRAINING_DATA

_MOST = 100  # files of one model that are put aside, one after the other


def tried(proposal: Proposal, snapshot: Snapshot, path: str, text: Callable[[Proposal], str]) -> Proposal:
    """A proposal whose text loads as a configuration, and of which every selector of every model matches.

    Raises ConfigError where the text cannot be loaded, and UndecidedError where git does not answer.
    """
    if not proposal.drafts:
        return proposal
    load(text(proposal).encode(), path)
    reader = Reader()
    drafts: list[Draft] = []
    doubts = list(proposal.doubts)
    for draft in proposal.drafts:
        found, put_aside = _tried(draft, snapshot, reader)
        doubts += put_aside
        if found.choices:
            drafts.append(found)
    done = replace(proposal, drafts=tuple(drafts), doubts=tuple(dict.fromkeys(doubts)))
    if drafts:
        load(text(done).encode(), path)
    return done


def _tried(draft: Draft, snapshot: Snapshot, reader: Reader) -> tuple[Draft, list[Doubt]]:
    doubts: list[Doubt] = []
    for _ in range(_MOST):
        if not draft.choices:
            break
        try:
            state = _built(draft, snapshot, reader)
        except TunegateError as error:
            problem = error.problems[0]
            if problem.path is None:
                raise
            draft, put_aside = _without(draft, snapshot, problem)
            doubts += put_aside
            continue
        missed = {*state.unmatched}
        return replace(draft, choices=tuple(c for c in draft.choices if (c.surface, _key(c)) not in missed)), doubts
    return draft, doubts


def _built(draft: Draft, snapshot: Snapshot, reader: Reader) -> State:
    surfaces: dict[str, list[Choice]] = defaultdict(list)
    for choice in draft.choices:
        surfaces[choice.surface].append(choice)
    wanted: Surfaces = {surface: tuple(choice.parsed for choice in rows) for surface, rows in surfaces.items()}
    return build(snapshot, draft.name, wanted, reader)


def _key(choice: Choice) -> str:
    return choice.parsed.text


def _without(draft: Draft, snapshot: Snapshot, problem: Problem) -> tuple[Draft, list[Doubt]]:
    """The draft with a file read as it is, or without it where that does not help, either."""
    path = problem.path or ""
    choices: list[Choice] = []
    doubts: list[Doubt] = []
    hit = False
    for choice in draft.choices:
        if not choice.parsed.matches(path):
            choices.append(choice)
            continue
        hit = True
        others = dict.fromkeys(place.path for place in choice.places if place.path != path)
        choices += [only(choice, other) for other in others]
        own = tuple(place for place in choice.places if place.path == path)
        read_as = _form(snapshot, path, choice)
        if own and read_as is not None:
            choices.append(Choice(choice.surface, literal(path), own, read_as))
        else:
            doubts.append(Doubt(choice.surface, choice.selector, problem.message))
    if not hit:  # a link or a submodule beside what is selected
        doubts += [Doubt(choice.surface, choice.selector, problem.message) for choice in draft.choices]
        choices = []
    unique = {(choice.surface, choice.selector, choice.read_as): choice for choice in reversed(choices)}
    return replace(draft, choices=tuple(reversed(unique.values()))), doubts


def _form(snapshot: Snapshot, path: str, choice: Choice) -> str | None:
    """How a file can be read that cannot be parsed; None where it was to be read so already."""
    entry = snapshot.entry(path)
    if choice.read_as is not None or entry is None or not entry.is_regular:
        return None
    return (
        "text" if choice.surface != TRAINING_DATA and is_text(snapshot.read(path, entry, limit=MAX_TEXT)) else "bytes"
    )
