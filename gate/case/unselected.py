"""Whether what no selector covers in the whole repository, and what is excluded, is what a disposition was made beside.

Asked where a commit is verified and where every model is checked. A value of a file of which a model selects another
part has to be on that model's list, and so has what its reviewed values lead to; any other on the list of one model at
least.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gate import __version__
from gate.evidence.pack import decided
from gate.evidence.unselected import Kept, Row, load_list, row_of
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
    from gate.config.exclusions import Exclusion
    from gate.config.load import Config
    from gate.surfaces.reader import Reader
    from gate.values.elements import Element, State

    Target = tuple[str, tuple[str, ...] | None]  # a file, or the value in it

MOST_FILES = 50  # that are named
MOST = 100  # elements of a file that are facts one by one


class Unselected:
    """What no selector covers at one commit, asked about one model after another, and then about the rest.

    Values of which no model selects another part are crossed out as the lists of the models go by, so that no list has
    to be kept.
    """

    def __init__(self, sides: Sides, config: Config, reader: Reader) -> None:
        """``config`` is the head's."""
        from gate.case.led_to import Everything
        from gate.recognise.inventory import inventory

        self._sides = sides
        self._config = config
        self._everything = Everything(sides.head, reader)
        self._found = inventory(sides.head, config, reader)
        self._unlisted = {p: rows for p, rows in self._found.elements.items() if not self._found.models[p]}
        self._beside: dict[str, list[str]] = {}  # model -> the files of which it selects another part
        for path, names in self._found.models.items():
            for name in names:
                self._beside.setdefault(name, []).append(path)
        self._excluded = list(config.exclusions)
        self._versions: dict[str, set[str]] = {"uncovered": set(), "excluded": set()}
        self._targets: set[Target] = set()

    def of(self, name: str, model: ModelFacts, head: State | None) -> tuple[UnselectedFacts, list[Target]]:
        """What concerns one model alone, and what its reviewed values lead to. ``head`` is its state."""
        kept = self.take(model["evidence"]["path"], listed(model))
        leads = self._leads(name, head)
        targets = [(lead.named.path, lead.named.tokens) for lead in leads]
        self.add(targets)
        facts = _nothing()
        facts["lists"] = {name: _facts(kept)}
        if kept is not None and kept[0].rows is not None:
            facts["unlisted"] = [
                row
                for path in self._beside.get(name, ())
                for row in _unlisted(path, self._found.elements[path], name, kept[0])
            ]
            facts["unlisted_references"] = list(_unlisted_leads(name, leads, kept[0]))
        return facts, targets

    def _leads(self, name: str, head: State | None) -> list[Lead]:
        from gate.case.led_to import led_to

        model = self._config.models.get(name)
        return [] if model is None or head is None else led_to(self._everything, self._config, model.surfaces, head)

    def add(self, targets: Iterable[Target]) -> None:
        """Count what the reviewed values of a model lead to."""
        self._targets.update(targets)

    def take(self, folder: str, said: Mapping[str, Any] | None) -> tuple[Kept, Kept] | None:
        """Cross out what the lists in a folder of evidence have. ``said`` is what the disposition says of them."""
        if said is None:
            return None
        uncovered, excluded = (load_list(self._sides.head, folder, said[kind]) for kind in ("uncovered", "excluded"))
        if uncovered.rows is not None:
            self._versions["uncovered"].add(uncovered.version)
            self._unlisted = {
                path: left
                for path, rows in self._unlisted.items()
                if (left := tuple(row for row in rows if not uncovered.has(row_of(row))))
            }
        if excluded.rows is not None:
            self._versions["excluded"].add(excluded.version)
            self._excluded = [row for row in self._excluded if not excluded.has(_excluded_row(row))]
        return uncovered, excluded

    def rest(self, approvals: Approvals) -> UnselectedFacts:
        """What concerns no model alone, once every model's lists went by."""
        elements, config = self._found.elements, self._config
        facts = _nothing()
        facts["uncovered"] = sum(len(rows) for rows in elements.values())
        facts["files"] = len(elements)
        facts["places"] = [{"path": printable(p), "count": len(elements[p])} for p in sorted(elements)[:MOST_FILES]]
        facts["references"] = {
            "count": len(self._targets),
            "places": [printable(path) for path in sorted({path for path, _ in self._targets})[:MOST_FILES]],
        }
        facts["exclusions"] = [
            {"path": row.path, "key": row.key, "reason": row.reason, "owner": row.owner} for row in config.exclusions
        ]
        if versions := self._versions["uncovered"]:
            facts["unlisted"] = [
                _unlisted_file(path, rows, None, other_version=__version__ not in versions)
                for path, rows in self._unlisted.items()
            ]
        if versions := self._versions["excluded"]:
            facts["unlisted_exclusions"] = [
                {
                    "path": row.path,
                    "key": row.key,
                    "rule": row.rule,
                    "line": row.line,
                    "end_line": row.end_line,
                    "other_version": __version__ not in versions,
                }
                for row in self._excluded
            ]
        facts["determined"] = list(_determined(self._sides, approvals, config)) if config.exclusions else []
        return facts


def joined(rest: UnselectedFacts, parts: Iterable[UnselectedFacts]) -> UnselectedFacts:
    """The facts of the whole commit, of those of every model and of the rest."""
    whole: UnselectedFacts = {
        **rest,
        "lists": dict(rest["lists"]),
        "unlisted": list(rest["unlisted"]),
        "unlisted_references": list(rest["unlisted_references"]),
    }
    for part in parts:
        whole["lists"].update(part["lists"])
        whole["unlisted"] += part["unlisted"]
        whole["unlisted_references"] += part["unlisted_references"]
    whole["unlisted"].sort(key=lambda row: (row["path"], row["model"] or ""))
    whole["unlisted_references"].sort(key=lambda row: row["model"])
    return whole


def unselected_facts(
    sides: Sides, reader: Reader, approvals: Approvals, models: Mapping[str, ModelFacts], heads: Mapping[str, State]
) -> UnselectedFacts | None:
    """The facts of some models; None where the head has no configuration. ``heads`` are the models' states."""
    if sides.new is None:
        return None
    asked = Unselected(sides, sides.new, reader)
    parts = [asked.of(name, models[name], heads.get(name))[0] for name in sorted(models)]
    return joined(asked.rest(approvals), parts)


def _nothing() -> UnselectedFacts:
    return {
        "uncovered": 0,
        "files": 0,
        "places": [],
        "references": {"count": 0, "places": []},
        "exclusions": [],
        "lists": {},
        "unlisted": [],
        "unlisted_references": [],
        "unlisted_exclusions": [],
        "determined": [],
    }


def listed(model: ModelFacts) -> Mapping[str, Any] | None:
    """What a model's disposition says of its lists; None where it says nothing of them."""
    disposition = model["evidence"]["disposition"]
    return disposition["document"].get("coverage") if disposition is not None else None


def _excluded_row(row: Exclusion) -> Row:
    return {"path": row.path, "key": row.key, "rule": row.rule}


def _facts(kept: tuple[Kept, Kept] | None) -> ListedFacts:
    if kept is None:
        return {"recorded": False, "problem": None}
    return {"recorded": True, "problem": next((row.problem for row in kept if row.problem), None)}


def _unlisted(path: str, elements: Iterable[Element], model: str, kept: Kept) -> Iterator[UnlistedFile]:
    missing = [element for element in elements if not kept.has(row_of(element))]
    if missing:
        yield _unlisted_file(path, missing, model, other_version=kept.version != __version__)


def _unlisted_file(path: str, missing: Sequence[Element], model: str | None, *, other_version: bool) -> UnlistedFile:
    from gate.recognise.switches import is_aside

    return {
        "path": printable(path),
        "model": model,
        "aside": model is None and is_aside(path),
        "other_version": other_version,
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
