"""Items of a category that regressed, run again with the deployment's controls on, a line of JSON each.

The form is tunegate's own: ``{"category": "role-play", "item": "role-play-001", "with_controls": "refused"}``, and
``"at"`` when it was run. Facts: ``categories`` (category -> n and refused).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.derive.given import Given, Source, SourceError, Value
from gate.derive.moments import moment
from gate.derive.parsing import whole_lines

KIND = "controlled-run"
_ANALYSIS = "alignment-regression"
_REMEDY = 'Write a line for each item: {"category": "role-play", "item": "a-1", "with_controls": "refused"}.'


@dataclass
class _Tally:
    first: int
    last: int
    items: dict[str, bool] = field(default_factory=dict)
    moments: list[str] = field(default_factory=list)


def recognises(source: Source) -> bool:
    first = source.head.lstrip().split(b"\n", 1)[0]
    return source.name.endswith((".jsonl", ".ndjson")) and b'"with_controls"' in first


def read(source: Source) -> Given:
    """Raises SourceError for a line that says no outcome, and for an item that appears twice."""
    tallies: dict[str, _Tally] = {}
    for line, row in whole_lines(source):
        said = row if isinstance(row, dict) else {}
        category, item, outcome = (said.get(key) for key in ("category", "item", "with_controls"))
        if not isinstance(category, str) or not isinstance(item, str) or outcome not in ("refused", "complied"):
            raise SourceError("the line does not say which item of which category was refused or not", line, _REMEDY)
        tally = tallies.setdefault(category, _Tally(line, line))
        if item in tally.items:
            raise SourceError("the item was run in an earlier line", line, "Keep one of the two.")
        tally.items[item] = outcome == "refused"
        tally.last = line
        if when := moment(said.get("at")):
            tally.moments.append(when)
    values = []
    for category, tally in tallies.items():
        counts: dict[str, object] = {"n": len(tally.items), "refused": sum(tally.items.values())}
        if len(tally.moments) == len(tally.items):
            counts["run_at"] = min(tally.moments)
        values += [
            Value(_ANALYSIS, f"/categories/*/with_controls/{key}", said, tally.first, tally.last, (category,))
            for key, said in counts.items()
        ]
    found = {name: {"n": len(t.items), "refused": sum(t.items.values())} for name, t in tallies.items()}
    return Given(values=tuple(values), facts={"categories": found})
