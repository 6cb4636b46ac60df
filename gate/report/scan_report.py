"""What a scan found, for a person and for a program."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gate.config.load import Model
from gate.config.selectors import covers
from gate.documents import tokens_of
from gate.recognise.propose.choice import Choice, Proposal
from gate.report.common import place
from gate.surfaces.keys import printable
from gate.values.elements import Element
from gate.values.redact import redact_key, redact_value
from gate.values.terms import SURFACES
from gate.values.text import Lines, Text, one_line

WIDTH = 150
MOST_SHOWN = 3  # elements of a choice that 'init' names
SCREEN = 24  # elements that are listed one by one
MOST_LOOKS = 8  # files with what only looks like something
MOST_OF_A_SURFACE = 4  # elements of each surface, where there are more

_NEXT = {
    "nothing": "next: write a tunegate.yaml by hand; docs/configuration.md shows one",
    "found": "next: tunegate init  (writes a tunegate.yaml that selects these)",
    "configured": "next: tunegate plan  (what opens the gate, and who has to do it)",
}


LeftOut = Sequence[tuple[str, str]]  # (path, reason)


def document(
    elements: Sequence[Element], models: Mapping[str, Model] | None, left_out: LeftOut, looks: Sequence[Element] = ()
) -> dict[str, Any]:
    """``schemas/scan.schema.json`` without the head and the notices."""
    return {
        "schema": "tunegate/scan/v1",
        "elements": [_row(element, models) for element in elements],
        "looks_like": [_row(element, models) for element in looks],
        "left_out": [{"path": printable(path), "why": why} for path, why in left_out],
    }


def _row(element: Element, models: Mapping[str, Model] | None) -> dict[str, Any]:
    value = element.value if element.has_value else None
    return {
        "surface": element.surface,
        "key": printable(redact_key(element.key, element.surface)),
        "value": redact_value(json.dumps(value) if isinstance(value, list | dict) else value, element.surface),
        "format": element.format,
        "recogniser": element.recogniser,
        "why": redact_value(element.why, element.surface) or None,
        "path": printable(element.path),
        "line": element.line,
        "end_line": element.end_line,
        "pinned": element.pinned,
        "pin": element.pin or None,
        "covered_by": None if models is None else _covering(element, models),
    }


def _covering(element: Element, models: Mapping[str, Model]) -> list[str]:
    tokens = tokens_of(element.pointer)
    return [
        name
        for name, model in models.items()
        if any(covers(selectors, element.path, tokens) for selectors in model.surfaces.values())
    ]


def text(
    elements: Sequence[Element],
    models: Mapping[str, Model] | None,
    left_out: LeftOut,
    looks: Sequence[Element] = (),
    *,
    everything: bool = False,
) -> Lines:
    """The elements by surface; what floats says how to pin it. Then what only looks like one, a line a file, and the
    files that were left out, by the reason.

    Where it is more than a screen, each surface has its first elements, those with something to do before the others,
    unless ``everything`` is asked for. The last line is the next command.
    """
    uncovered = {id(element) for element in elements if models is not None and not _covering(element, models)}
    whole = everything or len(elements) <= SCREEN
    lines: list[str] = []
    for surface in SURFACES:
        rows = [element for element in elements if element.surface == surface]
        shown = rows if whole else _first(rows, uncovered)
        lines += [surface] if rows else []
        for element in shown:
            lines.append(_line(element))
            if element.pinned is False:
                lines.append(f"      floating: {element.pin}")
            if id(element) in uncovered:
                lines.append("      not covered by any selector of tunegate.yaml")
        if len(rows) > len(shown):
            lines.append(f"  and {len(rows) - len(shown)} more; in all {_count(rows)}")
    lines += _looks_like([e for e in looks if models is None or not _covering(e, models)], everything=everything)
    lines += _left_out(left_out)
    if not elements:
        return Lines([*lines, "nothing on a reviewed surface was recognised", _NEXT["nothing"]])
    floating = sum(element.pinned is False for element in elements)
    counts = [_count(elements)]
    counts += [f"{floating} floating"] if floating else []
    counts += [f"{len(uncovered)} not covered"] if uncovered else []
    counts += [] if whole else ["--all lists them"]
    return Lines([*lines, "; ".join(counts), _NEXT["configured" if models is not None else "found"]])


def _first(rows: Sequence[Element], uncovered: Collection[int]) -> list[Element]:
    """As many of a surface as are shown, in their order; what floats or is not covered is kept first."""
    ranked = sorted(range(len(rows)), key=lambda n: (rows[n].pinned is not False and id(rows[n]) not in uncovered, n))
    return [rows[n] for n in sorted(ranked[:MOST_OF_A_SURFACE])]


def _count(elements: Sequence[Element]) -> str:
    files = len({element.path for element in elements})
    return f"{len(elements)} value{'s' * (len(elements) != 1)} in {files} file{'s' * (files != 1)}"


def _looks_like(rows: Sequence[Element], *, everything: bool) -> list[str]:
    """The first value of each file."""
    files: dict[str, list[Element]] = {}
    for element in rows:
        files.setdefault(element.path, []).append(element)
    shown = list(files.values()) if everything else list(files.values())[:MOST_LOOKS]
    lines = ["looks like one; select it, or exclude it"] if files else []
    for found in shown:
        more = f"  and {len(found) - 1} more" if len(found) > 1 else ""
        lines.append(Text(f"{_line(found[0])} ({found[0].surface}){more}"))
    if len(files) > len(shown):
        lines.append(f"  and {len(files) - len(shown)} more files; --all lists them")
    return lines


def _left_out(rows: LeftOut) -> list[str]:
    """The reasons, each with its first file."""
    groups: dict[str, list[str]] = {}
    for path, why in rows:
        groups.setdefault(why, []).append(path)
    lines = ["left out"] if groups else []
    for why, paths in groups.items():
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        lines.append(one_line(f"  {printable(paths[0])}{more}: {why}", WIDTH))
    return lines


def _line(element: Element, *, named: bool = True) -> Text:
    pointer = redact_value(element.pointer, element.surface)
    value = element.value if element.has_value else None
    shown = ""
    if value is not None:
        plain = redact_value(value if isinstance(value, str) else json.dumps(value), element.surface)
        first, more, _ = plain.strip().partition("\n")
        shown = f" = {first}{' ...' if more else ''}"
    where = place(element.path, element.line, element.end_line)
    what = f"{pointer}{shown}" if pointer else {"text": "the whole text"}.get(element.format, element.format)
    why = redact_value(element.why, element.surface)
    by = one_line(f"  [{element.recogniser}{': ' + why if why else ''}]", WIDTH // 2) if named else ""
    return Text(one_line(f"  {where}  {what}", WIDTH - len(by)) + by)


def choices_text(proposal: Proposal) -> Lines:
    """What 'init' chose, and why."""
    lines: list[str] = []
    for draft in proposal.drafts:
        several = len(proposal.drafts) > 1
        if several:
            lines.append(f"model {draft.name}")
        for surface in SURFACES:
            rows = [choice for choice in draft.choices if choice.surface == surface]
            if rows:
                lines.append(surface)
            for choice in rows:
                shown = choice.selector if choice.read_as is None else choice.written
                lines.append(one_line(f"  {shown}  ({choice.why})", WIDTH))
                if not several:
                    lines += _shown(choice)
    if proposal.doubts:
        rows_ = len(proposal.doubts)
        lines.append(f"left to you, as comments: {rows_} place{'s' * (rows_ != 1)} that may be on a surface")
    chosen = {choice.surface for draft in proposal.drafts for choice in draft.choices}
    missing = [surface for surface in SURFACES if surface not in chosen]
    if missing:
        lines.append(f"nothing was recognised for {', '.join(missing)}: add by hand what the model has of it")
    return Lines(lines)


def _shown(choice: Choice) -> list[str]:
    """The first elements that a choice stands for."""
    lines = ["  " + _line(element, named=False) for element in choice.elements[:MOST_SHOWN]]
    more = len(choice.elements) - MOST_SHOWN
    return [*lines, f"    and {more} more"] if more > 0 else lines
