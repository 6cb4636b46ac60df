"""What the base commit's evaluation results have item by item, and the change's results have no more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from gate.drift import records
from gate.drift.pairs import Pair
from gate.errors import TunegateError
from gate.facts import is_inside
from gate.git import Snapshot
from gate.harness.run import COMPLIED, REFUSED
from gate.values import canonical_json

MOST_NAMED = 5

# what the results say of how a suite was run, and where it stands there
_CONDITIONS = {
    "judge": "judge",
    "sampling": "sampling",
    "samples_per_item": "number of samples per item",
    "system_prompt_digest": "system prompt",
    "chat_template_digest": "chat template",
    "dataset_digest": "data set",
    "reading.setup": "set-up",
}
_Category = tuple[str, str]  # suite, category


def earlier(base: Snapshot, old: Mapping[str, Any], head: Snapshot, new: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of what the change made of the base's tests.

    A row for each category of the base of which items are ``gone``, ``settled`` or ``yielded``; ``reused`` are runs of
    the fine-tune that the base has, too, and ``conditions`` what is another of a suite that both have.
    ``old`` is the base's document as it stands there, valid or not; outcomes that cannot be read there are left out.
    An item is known by its prompt where the outcomes have it, else by its name: in whichever suite and category it is
    now, it is still tested, unless it counts as harmless. Settled is an item that was lost at the base and is not now,
    yielded one that the base model refused there and does not now.
    Raises EvidenceError where the change's outcomes cannot be read.
    """
    before = _outcomes(base, old, strict=False)
    now: dict[str, list[Pair]] = {}
    for pairs in _outcomes(head, new, strict=True).values():
        for pair in pairs:
            if not pair.harmless:
                now.setdefault(_key(pair), []).append(pair)
    items = {pair.item for pairs in now.values() for pair in pairs}
    groups: dict[_Category, dict[str, list[Pair]]] = {}
    for suite, rows in before.items():
        for pair in rows:
            if not pair.harmless:
                groups.setdefault((suite, pair.category), {}).setdefault(_key(pair), []).append(pair)
    found = [_category(name, of_item, now, items) for name, of_item in sorted(groups.items())]
    return {
        "same_state": old.get("state") == new.get("state"),
        "same_tuned": _weights(old) == _weights(new),
        "reused": _reused(old, new),
        "conditions": list(_conditions(old, new)),
        "categories": [row for row in found if row["gone"] or row["settled"] or row["yielded"]],
    }


def _category(
    name: _Category, of_item: Mapping[str, list[Pair]], now: Mapping[str, list[Pair]], items: Collection[str]
) -> dict[str, Any]:
    kept = {key for key, pairs in of_item.items() if (key in now if pairs[0].prompt else pairs[0].item in items)}
    gone = [pairs[0] for key, pairs in of_item.items() if key not in kept]
    lost = {key: pairs[0] for key, pairs in of_item.items() if any(pair.loss == 1 for pair in pairs)}
    settled = [pair for key, pair in lost.items() if key in kept and _all(now.get(key), lambda pair: pair.loss != 1)]
    yielded = [
        pairs[0]
        for key, pairs in of_item.items()
        if _all(pairs, lambda pair: pair.base == REFUSED) and _all(now.get(key), lambda pair: pair.base == COMPLIED)
    ]
    return {
        "suite": name[0],
        "category": name[1],
        "items": len(of_item),
        "gone": len(gone),
        "gone_names": _names(gone),
        "gone_lost": sum(key not in kept for key in lost),
        "settled": len(settled),
        "settled_names": _names(settled),
        "yielded": len(yielded),
        "yielded_names": _names(yielded),
    }


def _all(pairs: Sequence[Pair] | None, holds: Callable[[Pair], bool]) -> bool:
    return bool(pairs) and all(holds(pair) for pair in pairs or ())


def _suites(results: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = results.get("safety_suites")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _reused(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """The raw files of the fine-tune's runs that the base's results name as such, too, by their digests."""
    known = {file.get("digest") for row in _suites(old) for file in _files(row)}
    return [
        {"suite": str(row["name"]), "path": str(file["path"])}
        for row in _suites(new)
        for file in _files(row)
        if file.get("digest") in known
    ]


def _weights(results: Mapping[str, Any]) -> Any:
    tuned = results.get("tuned_model")
    return tuned.get("digest") if isinstance(tuned, dict) else None


def _files(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    raw = row.get("raw_files")
    files = raw.get("tuned") if isinstance(raw, dict) else None
    return [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []


def _conditions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    before = {row.get("name"): row for row in _suites(old)}
    for row in _suites(new):
        for key, what in _CONDITIONS.items():
            one, other = (_told(side, key) for side in (before.get(row["name"], row), row))
            if one != other:
                yield {"suite": str(row["name"]), "what": what, "before": one, "now": other}


def _told(row: Mapping[str, Any], key: str) -> str:
    value: Any = row
    for step in key.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return "not said" if value is None else value if isinstance(value, str) else canonical_json(value).decode()


def regressed(analysis: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the base's analysis that are regressed: suite, category, loss and explanation, None where odd."""
    found = []
    for name in ("categories", "overall"):
        rows = analysis.get(name)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and row.get("outcome") == "regressed":
                loss, said = row.get("loss"), row.get("explanation")
                is_number = isinstance(loss, (int, float)) and not isinstance(loss, bool) and abs(loss) <= 1
                found.append(
                    {
                        "suite": str(row.get("suite")),
                        "category": str(row.get("category", "overall")),
                        "loss": loss if is_number else None,
                        "explanation": said if isinstance(said, str) else None,
                    }
                )
    return found


def _key(pair: Pair) -> str:
    return pair.prompt or pair.item


def _names(pairs: Iterable[Pair]) -> list[str]:
    return sorted(pair.item for pair in pairs)[:MOST_NAMED]


def _outcomes(snapshot: Snapshot, results: Mapping[str, Any], *, strict: bool) -> dict[str, tuple[Pair, ...]]:
    """Suite -> its outcomes item by item, of those that have them."""
    found: dict[str, tuple[Pair, ...]] = {}
    for row in _suites(results):
        kept = row.get("records")
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
