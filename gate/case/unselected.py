"""Whether what no selector covers in the whole repository, and what is excluded, is what a disposition was made beside.

Asked where a commit is verified and where every model is checked. A value of a file of which a model selects another
part has to be on that model's list, and so has what its reviewed values lead to; any other on the list of one model at
least.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from gate import __version__
from gate.evidence.pack import decided
from gate.evidence.unselected import Kept, load_list, row_of
from gate.surfaces.keys import printable
from gate.values.redact import redact_key, redact_value

if TYPE_CHECKING:
    from gate.approvals.approvals import Approvals
    from gate.case.coverage_shape import (
        DeterminedExclusions,
        ListedFacts,
        UnlistedFile,
        UnlistedReference,
        UnselectedFacts,
    )
    from gate.case.led_to import Lead
    from gate.case.shape import ModelFacts
    from gate.case.sides import Sides
    from gate.config.load import Config
    from gate.surfaces.reader import Reader
    from gate.values.elements import Element, State

MOST_FILES = 50  # that are named
MOST = 100  # elements of a file that are facts one by one


def unselected_facts(
    sides: Sides,
    reader: Reader,
    approvals: Approvals,
    models: Mapping[str, ModelFacts],
    heads: Mapping[str, State],
) -> UnselectedFacts | None:
    """The facts; None where the head has no configuration. ``heads`` are the models' states."""
    if sides.new is None:
        return None
    from gate.case.led_to import Everything, led_to
    from gate.recognise.inventory import inventory

    everything = Everything(sides.head, reader)
    leads = {
        name: led_to(everything, sides.new, model.surfaces, heads[name])
        for name, model in sorted(sides.new.models.items())
        if name in heads
    }
    targets = {(lead.named.path, lead.named.tokens) for rows in leads.values() for lead in rows}
    found = inventory(sides.head, sides.new, reader)
    lists = {name: _lists(sides, model) for name, model in sorted(models.items())}
    uncovered = {name: kept[0] for name, kept in lists.items() if kept is not None and kept[0].rows is not None}
    files = [
        row
        for path, elements in found.elements.items()
        for row in _unlisted(path, elements, found.models[path], uncovered)
    ]
    excluded = [kept[1] for kept in lists.values() if kept is not None and kept[1].rows is not None]
    return {
        "uncovered": sum(len(rows) for rows in found.elements.values()),
        "files": len(found.elements),
        "places": [
            {"path": printable(p), "count": len(found.elements[p])} for p in sorted(found.elements)[:MOST_FILES]
        ],
        "references": {
            "count": len(targets),
            "places": [printable(path) for path in sorted({path for path, _ in targets})[:MOST_FILES]],
        },
        "exclusions": [
            {"path": row.path, "key": row.key, "reason": row.reason, "owner": row.owner} for row in sides.new.exclusions
        ],
        "lists": {name: _facts(kept) for name, kept in lists.items()},
        "unlisted": files,
        "unlisted_references": [
            row for name, kept in uncovered.items() for row in _unlisted_leads(name, leads.get(name, ()), kept)
        ],
        "unlisted_exclusions": [
            {
                "path": row.path,
                "key": row.key,
                "rule": row.rule,
                "line": row.line,
                "end_line": row.end_line,
                "other_version": all(kept.version != __version__ for kept in excluded),
            }
            for row in sides.new.exclusions
            if excluded and not any(kept.has({"path": row.path, "key": row.key, "rule": row.rule}) for kept in excluded)
        ],
        "determined": list(_determined(sides, approvals, sides.new)) if sides.new.exclusions else [],
    }


def _lists(sides: Sides, model: ModelFacts) -> tuple[Kept, Kept] | None:
    """What the model's disposition says was uncovered and excluded; None where it says nothing of it."""
    disposition = model["evidence"]["disposition"]
    said = disposition["document"].get("coverage") if disposition is not None else None
    if said is None:
        return None
    folder = model["evidence"]["path"]
    return load_list(sides.head, folder, said["uncovered"]), load_list(sides.head, folder, said["excluded"])


def _facts(kept: tuple[Kept, Kept] | None) -> ListedFacts:
    if kept is None:
        return {"recorded": False, "problem": None}
    return {"recorded": True, "problem": next((row.problem for row in kept if row.problem), None)}


def _unlisted(
    path: str, elements: Iterable[Element], models: list[str], lists: Mapping[str, Kept]
) -> Iterator[UnlistedFile]:
    from gate.recognise.switches import is_aside

    mine = [(name, [lists[name]]) for name in models if name in lists] if models else [(None, list(lists.values()))]
    for name, kept in mine:
        missing = [e for e in elements if kept and not any(one.has(row_of(e)) for one in kept)]
        if missing:
            yield {
                "path": printable(path),
                "model": name,
                "aside": name is None and is_aside(path),
                "other_version": all(one.version != __version__ for one in kept),
                "elements": [
                    {
                        "surface": e.surface,
                        "key": redact_key(e.key, e.surface),
                        "value": redact_value(e.value, e.surface) if e.has_value else None,
                        "line": e.line,
                        "end_line": e.end_line or e.line,
                    }
                    for e in missing[:MOST]
                ],
                "more": max(0, len(missing) - MOST),
            }


def _unlisted_leads(name: str, leads: Iterable[Lead], kept: Kept) -> Iterator[UnlistedReference]:
    for lead in leads:
        if not all(kept.has(row) for row in lead.rows):
            yield {
                "model": name,
                "target": printable(lead.named.path),
                "line": lead.named.line,
                "end_line": lead.named.end_line,
                "what": lead.named.what,
                "named_by": lead.named.named_by,
                "other_version": kept.version != __version__,
            }


def _determined(sides: Sides, approvals: Approvals, config: Config) -> Iterator[DeterminedExclusions]:
    """The determinations of the control plane that list exclusions, of whichever state, and who approved them."""
    block = sides.trusted.control_plane
    pack = decided(sides.head, config.control_plane.evidence)
    for document in pack.determinations:
        rows = document.value.get("exclusions") or ()
        if rows:
            yield {
                "path": document.path,
                "exclusions": [{"path": r["path"], "key": r.get("key"), "rule": r["rule"]} for r in rows],
                "approval": approvals.of(document, block.approvers, None),
            }
