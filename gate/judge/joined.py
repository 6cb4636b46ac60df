"""Findings as a reader meets them: one problem for each changed place, with everything that follows from it.

A finding is what one rule says of one model; waivers, plans and fingerprints rest on it. Ten of them can be one fact: a
line that changed, what it makes stale, and the same again for a second model that shares the file. Reports for people
show the fact once. Which changes a finding is about is said by the policies (``causes``).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from gate.judge.told import replaced, told, words_of
from gate.values.findings import Finding, Related
from gate.values.terms import CAUSES, CONTROL_PLANE, FOLLOWING, SEVERITIES

if TYPE_CHECKING:
    from gate.values.changes import ChangeRow
    from gate.values.rows import TriggerRow


UNREVIEWED, UNMATCHED = "surface-unreviewed", "selector-unmatched"
MOST_SENTENCES = 4
MOST_NAMES = 5
MOST_WORDS = 3  # changes of one file whose words are in its sentence
_WORDS = frozenset("a an no nothing the this it its".split())


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the head (1-based lines, None where it has none), and what changed there, in one line."""

    path: str
    line: int | None
    end_line: int | None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """What is shown as one problem.

    ``lead`` is the finding that it is known by (rule, severity, fingerprint); ``said`` are sentences, ``spots`` the
    changed places, of which ``more`` are left out. ``stale`` is (model, names of the documents) of what it makes stale.
    ``positions`` are those of its findings in the decision, ``changes`` those of its changes.
    """

    lead: Finding
    said: tuple[str, ...]
    models: tuple[str, ...]
    spots: tuple[Spot, ...]
    more: int = 0
    stale: tuple[tuple[str, tuple[str, ...]], ...] = ()
    remedies: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    positions: tuple[int, ...] = ()
    changes: tuple[int, ...] = ()

    @property
    def message(self) -> str:
        return " ".join(self.said)

    @property
    def finding(self) -> Finding:
        """The same as one finding, for formats that know nothing else."""
        spot = self.spots[0]
        return Finding(
            self.lead.rule,
            self.lead.severity,
            self.message,
            "\n".join(self.remedies),
            ", ".join(self.models) or None,
            spot.path or None,
            spot.line,
            spot.end_line,
            self.lead.waived_by,
            None,
            self.related,
            self.lead.set_aside,
        )

    def row(self) -> dict[str, Any]:
        """``schemas/decision.schema.json``."""
        places = [{"path": s.path or None, "line": s.line, "end_line": s.end_line} for s in self.spots]
        return {
            "rule": self.lead.rule,
            "severity": self.lead.severity,
            "models": list(self.models),
            "message": self.message,
            "places": places,
            "more_places": self.more,
            "stale": [{"model": model, "documents": list(names)} for model, names in self.stale],
            "findings": list(self.positions),
            "changes": list(self.changes),
        }


@dataclass
class _Fact:
    """A change of one file, as it is put together: positions of findings and changes."""

    leads: list[int] = field(default_factory=list)
    follows: list[int] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)


def joined(
    findings: Sequence[Finding], changes: Sequence[ChangeRow], triggers: Iterable[TriggerRow] = ()
) -> tuple[Joined, ...]:
    """The problems of findings that are in the decision's order; each finding is in one of them at least."""
    facts: dict[tuple[Any, ...], _Fact] = {}
    gone = {(row["model"], row["surface"], _name(row)) for row in changes if _is_gone(row)}
    for position, finding in enumerate(findings):
        if finding.rule in CAUSES and finding.causes:
            first = changes[finding.causes[0]]
            fact = facts.setdefault((_kind(finding), first["surface"], _file(first, gone)), _Fact())
            fact.leads.append(position)
            fact.changes += [index for index in finding.causes if index not in fact.changes]
    by_change: dict[tuple[Any, ...], list[_Fact]] = {}
    for key, fact in facts.items():
        for index in fact.changes:
            by_change.setdefault((key[0], index), []).append(fact)
    came = _new_names(facts, changes)
    alone: dict[tuple[Any, ...], list[int]] = {}
    for position, finding in enumerate(findings):
        if finding.rule in CAUSES and finding.causes:
            continue
        about = {id(f): f for index in finding.causes for f in by_change.get((_kind(finding), index), ())}
        if not about and finding.rule == UNREVIEWED and finding.path:
            about = {id(f): f for f in came.get((_kind(finding), PurePosixPath(finding.path).name), ())}
        for fact in about.values():
            fact.follows.append(position)
        if not about:
            alone.setdefault(_same(finding), []).append(position)
    rows = [_of_fact(fact, findings, changes, list(triggers)) for fact in facts.values()]
    rows += [_of_same(positions, findings) for positions in alone.values()]
    return tuple(sorted(rows, key=lambda row: (SEVERITIES.index(row.lead.severity), row.positions[0])))


def _new_names(
    facts: Mapping[tuple[Any, ...], _Fact], changes: Sequence[ChangeRow]
) -> dict[tuple[Any, ...], list[_Fact]]:
    """Facts about whole files that are gone, by their names: a new file of such a name is shown with them."""
    found: dict[tuple[Any, ...], list[_Fact]] = {}
    for key, fact in facts.items():
        if key[2] is None:
            for index in fact.changes:
                row = changes[index]
                found.setdefault((key[0], PurePosixPath(row["base_path"] or row["path"]).name), []).append(fact)
    return found


def _kind(finding: Finding) -> tuple[str, str | None, str | None]:
    """What findings that are one problem have in common: whether they block, and if not, why."""
    return finding.severity, finding.waived_by, finding.set_aside


def _file(change: ChangeRow, gone: Container[tuple[str, str, str]]) -> str | None:
    """The file of a change; None for files that went as a whole, and for those of their names that came."""
    came = change["change"] == "added" and "#" not in change["key"]
    is_moved = came and (change["model"], change["surface"], _name(change)) in gone
    return None if _is_gone(change) or is_moved else change["path"]


def _is_gone(change: ChangeRow) -> bool:
    return change["change"] == "removed" and change["line"] is None and "#" not in change["key"]


def _name(change: ChangeRow) -> str:
    return PurePosixPath(change["path"]).name


def _same(finding: Finding) -> tuple[Any, ...]:
    """What findings have in common that are shown as one: the rule and the line; without a line, what is said."""
    here = (finding.rule, *_kind(finding), finding.path, finding.line, finding.end_line)
    return here if finding.line else (*here, _unnamed(finding))


def _unnamed(finding: Finding) -> str:
    """The message without the name of the model."""
    name = finding.model or ""
    return finding.message.replace(name, "\0") if len(name) > 3 else finding.message


def _of_same(positions: Sequence[int], findings: Sequence[Finding]) -> Joined:
    mine = [findings[position] for position in positions]
    lead = mine[0]
    models = _models(mine)
    said = _sentences(mine)
    others = [model for model in models if model != lead.model]
    if others and len(said) == 1:
        said.append(f"The same holds of {_listed(others)}.")
    spot = Spot(lead.path or "", lead.line, lead.end_line)
    remedies = tuple(dict.fromkeys(f.remedy for f in mine if f.remedy and (f is lead or f.model == lead.model)))
    related = tuple(_once(place for finding in mine for place in finding.related))
    return Joined(lead, tuple(said), models, (spot,), 0, (), remedies, related, tuple(positions))


def _sentences(findings: Sequence[Finding]) -> list[str]:
    """The messages, each once however many models it is said of; of many the rest is counted."""
    found = list({_unnamed(finding): finding.message for finding in reversed(findings)}.values())[::-1]
    if len(found) == 1:
        return found
    left = len(found) - MOST_SENTENCES
    said = [_begun(told(message)) if number else told(message) for number, message in enumerate(found[:MOST_SENTENCES])]
    return [*said, *([f"And {left} more; the JSON report has them all."] if left > 0 else [])]


def _begun(text: str) -> str:
    """A sentence with a capital, unless it begins with what may be a name."""
    return text[:1].upper() + text[1:] if text.split(" ", 1)[0] in _WORDS else text


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")


def _of_fact(
    fact: _Fact, findings: Sequence[Finding], changes: Sequence[ChangeRow], triggers: list[TriggerRow]
) -> Joined:
    leads, follows = ([findings[position] for position in rows] for rows in (fact.leads, fact.follows))
    lead = leads[0]
    rows = list(replaced([changes[index] for index in fact.changes]))
    spots, more = _spots(rows, lead)
    stale = [f for f in follows if f.rule in FOLLOWING]
    came = sorted({f.path for f in follows if f.rule == UNREVIEWED and not f.causes and f.path})
    others = [f for f in follows if f.rule not in FOLLOWING and f.path not in came]
    said = [_what(spots, more, rows, lead), *_fires(fact, changes, triggers)]
    named = tuple(_stale(stale))
    said += [f"It makes stale{_of(model)}: {', '.join(names)}." for model, names in named]
    if came:
        said.append(
            f"New files of the same names, which no selector covers: {_listed(came)}. Where they are the same, point "
            "the selectors at them in this pull request."
        )
    said += [_begun(told(text)) for text in _sentences(others)] if others else []
    related = [r for f in stale for r in (f.related or (Related(f.path or "", f.line, f.end_line, _document(f)),))]
    related += [r for f in leads for r in f.related]
    related += [Related(f.path, f.line, f.end_line, f.rule) for f in others if f.path]
    selectors = [f for f in others if f.rule == UNMATCHED and f.path]
    if selectors and any(map(_is_gone, rows)):  # the files are nowhere: what named them is
        spots, more = tuple(Spot(f.path or "", f.line, f.end_line) for f in selectors), 0
        answers = selectors if came else [*leads[:1], *selectors]
    else:
        answers = [*leads[:1], *others]
    remedies = dict.fromkeys(f.remedy for f in answers if f.remedy)
    return Joined(
        lead,
        tuple(said),
        _models((*leads, *follows)),
        spots,
        more,
        named,
        tuple(remedies),
        tuple(_once(related)),
        tuple(sorted({*fact.leads, *fact.follows})),
        tuple(sorted(fact.changes)),
    )


def _spots(rows: Sequence[ChangeRow], lead: Finding) -> tuple[tuple[Spot, ...], int]:
    """The changed places in the order of the file, each once; what changed there is that of its first change."""
    found: dict[tuple[str, int | None], Spot] = {}
    more = 0
    for row in rows:
        what = words_of(row)
        runs: Sequence[Sequence[int | None]] = row.get("runs") or [[row["line"], row["end_line"]]]
        more = max(more, row.get("more_runs", 0))
        path = str(row["path"] if row["line"] or row.get("runs") else row["base_path"] or row["path"])
        for line, end_line in runs:
            place = (path, line)
            known = found.get(place)
            if known is None:
                found[place] = Spot(path, line, end_line, what)
            elif what and what not in known.what:
                found[place] = Spot(
                    path, line, max(end_line or 0, known.end_line or 0) or None, f"{known.what}; {what}"
                )
    return tuple(sorted(found.values(), key=lambda s: (s.path, s.line or 0))) or (
        Spot(lead.path or "", lead.line, lead.end_line),
    ), more


_VERBS = {"modified": "changed in", "added": "added to", "removed": "removed from", "moved": "moved in"}


def _what(spots: Sequence[Spot], more: int, rows: Sequence[ChangeRow], lead: Finding) -> str:
    """What changed, in one sentence."""
    subject = "the gate itself" if lead.model == CONTROL_PLANE else rows[0]["surface"]
    paths = list(dict.fromkeys(spot.path for spot in spots))
    if any(map(_is_gone, rows)):
        lost = list(dict.fromkeys(str(row["base_path"] or row["path"]) for row in rows if _is_gone(row)))
        new = list(dict.fromkeys(row["path"] for row in rows if not _is_gone(row)))
        came = f"; new under the same name{'s' * (len(new) > 1)}: {_listed(new)}" if new else ""
        return f"{subject} changed: {_listed(lost)} {'is' if len(lost) == 1 else 'are'} gone{came}."
    verbs = {row["change"] for row in rows}
    verb = "changed in" if lead.model == CONTROL_PLANE or len(verbs) > 1 else _VERBS.get(verbs.pop(), "changed in")
    whats = list(dict.fromkeys(words_of(row) for row in rows))
    count = len(spots) + more
    where = f" {count} places of {paths[0]}" if count > 1 else f" {paths[0]}"
    left = f"; and {len(whats) - MOST_WORDS} more" if len(whats) > MOST_WORDS else ""
    return told(f"{subject} {verb}{where}: {'; '.join(whats[:MOST_WORDS])}{left}")


def _fires(fact: _Fact, changes: Sequence[ChangeRow], triggers: Sequence[TriggerRow]) -> Iterator[str]:
    """Which triggers that fires, model by model, and who owns them."""
    by: dict[str, list[str]] = {}
    for trigger in triggers:
        if set(trigger["changes"]) & set(fact.changes):
            owner = trigger["owner"] or "nobody yet"
            of = "" if trigger["model"] == CONTROL_PLANE else f" of {trigger['model']}"
            by.setdefault(trigger["trigger"], []).append(f"{of}, owned by {owner}")
    for name, owners in by.items():
        yield f"This fires {name}{';'.join(owners)}."


def _stale(findings: Sequence[Finding]) -> Iterator[tuple[str, tuple[str, ...]]]:
    by: dict[str, list[str]] = {}
    for finding in findings:
        by.setdefault(finding.model or "", []).append(_document(finding))
    for model, names in by.items():
        yield model, tuple(sorted(dict.fromkeys(names), key=lambda name: (name == "disposition", name)))


def _document(finding: Finding) -> str:
    """The name of the document that is stale: that of its file, beside the change or the place itself."""
    return PurePosixPath(finding.related[0].path if finding.related else finding.path or "").stem


def _of(model: str) -> str:
    return f", of {model}" if model else ""


def _once(rows: Iterable[Related]) -> Iterator[Related]:
    seen: set[tuple[str, int | None]] = set()
    for row in rows:
        if (row.path, row.line) not in seen:
            seen.add((row.path, row.line))
            yield row


def _models(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.model for finding in findings if finding.model is not None}))
