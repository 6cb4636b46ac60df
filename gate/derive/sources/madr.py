"""Decision records in Markdown (MADR 3 and 4, and records of the same headings): what was decided, and why.

The front matter gives who decided and when, the problem statement the need, the outcome the decision and its rationale,
and below each option stand its assessment and what speaks against it. Facts: ``status`` and ``options``.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.derive.given import Given, Note, Source, SourceError, Value
from gate.derive.moments import moment
from gate.derive.parsing import tree
from gate.values.regex import regex

KIND = "madr"
_DOCUMENT = "decision-record"
_CHOSEN = regex(r'chosen option: ["“]?([\w-]+)["”]?,? because (\S.*)', 2)  # 2: re.IGNORECASE
_PROBLEM, _OUTCOME = "context and problem statement", "decision outcome"
_WHOLE = "Keep the headings of the template: 'Context and Problem Statement' and 'Decision Outcome'."

_Section = tuple[int, str, int, list[str]]  # depth, heading, line, lines


def recognises(source: Source) -> bool:
    head = source.head.lower()
    return source.name.lower().endswith(".md") and all(
        b"\n## " + name.encode() in head for name in (_PROBLEM, _OUTCOME)
    )


def read(source: Source) -> Given:
    """Raises SourceError where the record has not the headings of the template, or says no chosen option."""
    root = tree(source, "frontmatter")
    body = root.child("body")
    if body is None or not isinstance(body.value, str):
        raise SourceError("the record has no text", 1, _WHOLE)
    sections = _sections(body.value, body.line)
    at = {heading: (line, _joined(lines)) for _, heading, line, lines in sections}
    if _PROBLEM not in at or _OUTCOME not in at:
        raise SourceError("the record lacks a heading of the template", 1, _WHOLE)
    line, outcome = at[_OUTCOME]
    match = _CHOSEN.match(outcome)
    if match is None:
        raise SourceError("the outcome names no chosen option", line, 'Write: Chosen option: "fine-tune", because ...')
    values = [
        Value(_DOCUMENT, "/need", at[_PROBLEM][1], at[_PROBLEM][0], is_worded=True),
        Value(_DOCUMENT, "/decision", match[1], line),
        Value(_DOCUMENT, "/rationale", match[2], line, is_worded=True),
        *_options(sections),
    ]
    notes: list[Note] = []
    makers, when, status = (root.child(key) for key in ("decision-makers", "date", "status"))
    people = makers.plain() if makers is not None else None
    if makers is not None and isinstance(people, (str, list)):
        named = [people] if isinstance(people, str) else people
        if len(named) == 1:
            values.append(Value(_DOCUMENT, "/decided_by", named[0], makers.line))
        else:
            notes.append(Note(f"{len(named)} people decided", makers.line, "Name who answers for it.", "/decided_by"))
    if when is not None and len(str(when.value)) > 10 and (said := moment(str(when.value))):
        values.append(Value(_DOCUMENT, "/decided_at", said, when.line))
    if status is not None and status.value not in ("accepted", None):
        notes.append(Note(f"the record is {status.value}", status.line, "Record the one that is in force."))
    facts = {"status": status.value if status is not None else None}
    return Given(tool="MADR", values=tuple(values), facts=facts, notes=tuple(notes))


def _sections(body: str, first: int) -> list[_Section]:
    found: list[_Section] = [(0, "", first, [])]
    for line, text in enumerate(body.split("\n"), first):
        depth = len(text) - len(text.lstrip("#"))
        if depth and text[depth : depth + 1] == " ":
            found.append((depth, text[depth:].strip().lower(), line, []))
        else:
            found[-1][3].append(text)
    return found


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def _options(sections: list[_Section]) -> Iterator[Value]:
    """Below each option: a paragraph, and lines that start with 'Bad, because'."""
    inside = False
    for depth, heading, line, lines in sections:
        if depth == 2:
            inside = heading == "pros and cons of the options"
        elif depth == 3 and inside:
            text = _joined(lines)
            assessment, _, arguments = text.partition(" * ")
            against = [
                part[len("Bad, because ") :] for part in arguments.split(" * ") if part.startswith("Bad, because ")
            ]
            if assessment and not assessment.startswith("* "):
                yield Value(_DOCUMENT, "/alternatives/*/assessment", assessment, line, about=(heading,), is_worded=True)
            if against:
                reason = " ".join(against)
                yield Value(
                    _DOCUMENT, "/alternatives/*/reason_not_chosen", reason, line, about=(heading,), is_worded=True
                )
