"""What the base commit's evaluation results have item by item, and the change's results have no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gate.drift import records
from gate.drift.pairs import Pair
from gate.errors import TunegateError
from gate.facts import is_inside
from gate.git import Snapshot

MOST_NAMED = 5

_Category = tuple[str, str]  # suite, category


def earlier(base: Snapshot, old: Mapping[str, Any], head: Snapshot, new: Mapping[str, Any]) -> dict[str, Any]:
    """The facts: ``same_state``, and a row for each category of the base of which items are ``gone`` or ``settled``.

    ``old`` is the base's document as it stands there, valid or not; outcomes that cannot be read there are left out.
    An item is known by its prompt where the outcomes have it, else by its name: in whichever suite and category it is
    now, it is still tested, unless it counts as harmless. Settled is an item that was lost at the base and is not now.
    Raises EvidenceError where the change's outcomes cannot be read.
    """
    before = _outcomes(base, old, strict=False)
    now = [pair for pairs in _outcomes(head, new, strict=True).values() for pair in pairs if not pair.harmless]
    prompts, items = {pair.prompt for pair in now}, {pair.item for pair in now}
    lost_now = {_key(pair) for pair in now if pair.loss == 1}
    groups: dict[_Category, dict[str, list[Pair]]] = {}
    for suite, pairs in before.items():
        for pair in pairs:
            if not pair.harmless:
                groups.setdefault((suite, pair.category), {}).setdefault(_key(pair), []).append(pair)
    rows = []
    for (suite, category), of_item in sorted(groups.items()):
        gone = [p[0] for p in of_item.values() if not (p[0].prompt in prompts if p[0].prompt else p[0].item in items)]
        lost = [p[0] for key, p in of_item.items() if any(pair.loss == 1 for pair in p)]
        settled = [pair for pair in lost if pair not in gone and _key(pair) not in lost_now]
        if gone or settled:
            rows.append(
                {
                    "suite": suite,
                    "category": category,
                    "items": len(of_item),
                    "gone": len(gone),
                    "gone_names": _names(gone),
                    "gone_lost": sum(pair in gone for pair in lost),
                    "settled": len(settled),
                    "settled_names": _names(settled),
                }
            )
    return {"same_state": old.get("state") == new.get("state"), "categories": rows}


def _key(pair: Pair) -> str:
    return pair.prompt or pair.item


def _names(pairs: Iterable[Pair]) -> list[str]:
    return sorted(pair.item for pair in pairs)[:MOST_NAMED]


def _outcomes(snapshot: Snapshot, results: Mapping[str, Any], *, strict: bool) -> dict[str, tuple[Pair, ...]]:
    """Suite -> its outcomes item by item, of those that have them."""
    found: dict[str, tuple[Pair, ...]] = {}
    suites = results.get("safety_suites")
    for row in suites if isinstance(suites, list) else ():
        kept = row.get("records") if isinstance(row, dict) else None
        path = kept.get("path") if isinstance(kept, dict) else None
        if not isinstance(path, str) or not path.isprintable() or not is_inside(path):
            continue  # the base's is as it stands there
        entry = snapshot.entry(path)
        if entry is None or not entry.mode.startswith("100"):
            continue  # of the change's, drift-incomplete says so
        try:
            found[str(row.get("name"))] = records.read(snapshot.read(path, entry, limit=records.MAX_BYTES), path)
        except TunegateError:
            if strict:
                raise
    return found
