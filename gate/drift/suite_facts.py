"""What follows from the numbers of a pack's evaluation results: the facts that the rules hold its sentences against."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.drift.adversarial import adversarial
from gate.drift.outcomes_file import MAX_BYTES
from gate.drift.pairs import Counts, Pair, Tally, over_refusal, tallies, tally
from gate.harness.classes import by_words
from gate.harness.source import moment
from gate.process.cache import get as cache_get
from gate.process.cache import put as cache_put
from gate.values.canonical import canonical_json, digest_of

if TYPE_CHECKING:
    from gate.drift.shape import DriftFacts, DriftRow, HarmlessRow, SuiteFacts, Together
    from gate.evidence.pack import Document
    from gate.git.snapshot import Snapshot
    from gate.values.rows import Settings

VERSION = 5  # of the computation; another one is not read from the cache


def drift(snapshot: Snapshot, document: Document, settings: Settings) -> DriftFacts:
    """The facts of every suite of the evaluation results, and of all suites with outcomes item by item together.

    Raises EvidenceError where the outcomes that a suite names are there and cannot be read.
    """
    margin, alpha = float(settings["drift_margin"]), float(settings["drift_alpha"])
    suites = document.value["safety_suites"]
    names = Counter(row["name"] for row in suites)
    kept = [_Kept(snapshot, row) for row in suites]
    rows = [_suite(one, index, margin, alpha) for index, one in enumerate(kept)]
    counted = [one for one, row in zip(kept, rows, strict=True) if one.data and not row["reason"]]
    for row in rows:
        if names[row["suite"]] > 1:
            row["reason"] = "another suite has the same name"
    attacks = adversarial(document.value["adversarial_tests"], margin, alpha)
    return {"suites": rows, "adversarial": attacks, **_together(counted, margin, alpha)}


class _Kept:
    """What the results state of a suite, with its outcomes item by item where they have them."""

    def __init__(self, snapshot: Snapshot, stated: Mapping[str, Any]) -> None:
        self.stated = stated
        self.path: str | None = (stated.get("records") or {}).get("path")
        entry = snapshot.entry(self.path) if self.path else None
        is_there = self.path is not None and entry is not None and entry.is_regular
        self.data = snapshot.read(self.path, entry, limit=MAX_BYTES) if is_there and self.path and entry else None

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """The records. Raises ValueError where an item has more or fewer answers than is stated."""
        from gate.drift.outcomes_file import read

        pairs = read(self.data or b"", str(self.path))
        each = self.stated["samples_per_item"]
        uneven = sorted(item for item, count in Counter(pair.item for pair in pairs).items() if count != each)
        if uneven:
            raise ValueError(f"{len(uneven)} items, such as {uneven[0]}, have another number of answers than {each}")
        return pairs

    @cached_property
    def key(self) -> Any:
        """What the computation depends on."""
        is_kept = self.data is not None
        return [digest_of(self.data or b""), self.stated["samples_per_item"]] if is_kept else self.stated["categories"]


def _cached(key: list[Any], compute: Callable[[], Any]) -> Any:
    name = digest_of(canonical_json([VERSION, *key])).removeprefix("sha256:")
    known = cache_get("drift", name)
    if known is None:
        known = json.dumps(compute())
        cache_put("drift", name, known)
    return json.loads(known)


def _suite(kept: _Kept, index: int, margin: float, alpha: float) -> SuiteFacts:
    stated, pointer = kept.stated, f"/safety_suites/{index}"
    facts: SuiteFacts = {
        "suite": stated["name"],
        "pointer": pointer,
        "source": "records" if kept.path else "counts",
        "reason": None,
        "ran_at": moment(stated["run_at"]),
        "tuned_at": moment((stated.get("reading") or {}).get("finished_at", {}).get("tuned")),
        "results": [],
        "overall": [],
        "over_refusal": None,
        "harmless": [],
    }
    if kept.path and kept.data is None:
        return {**facts, "reason": f"{kept.path} is not there"}
    if not kept.path and stated["samples_per_item"] > 1:
        return {**facts, "reason": "several answers an item are compared by the outcomes item by item only"}

    def computed() -> dict[str, Any]:
        from gate.drift.analysis import analyse

        if kept.data is None:
            return {"rows": analyse(_stated(stated["categories"]), margin, alpha), "over_refusal": None, "harmless": []}
        harmless = over_refusal(kept.pairs)
        return {
            "rows": analyse(tallies(kept.pairs), margin, alpha),
            "over_refusal": {"base": harmless.base.row(), "tuned": harmless.tuned.row()} if harmless else None,
            "harmless": _harmless(kept.pairs),
        }

    try:
        found = _cached([kept.key, margin, alpha], computed)
    except ValueError as error:
        return {**facts, "reason": str(error)}
    places = {row["category"]: f"{pointer}/categories/{number}" for number, row in enumerate(stated["categories"])}
    rows: list[DriftRow] = found["rows"]
    for row in rows:
        row["pointer"] = places.get(row["category"], pointer)
    facts["results"], facts["overall"] = rows[:-1], rows[-1:]
    facts["over_refusal"], facts["harmless"] = found["over_refusal"], found["harmless"]
    return facts


def _together(kept: Sequence[_Kept], margin: float, alpha: float) -> Together:
    """``together``: each class over all suites, and their sum; none where there is one suite, which has its own sum.
    ``double``: how many prompts are of several classes.

    A suite that was cut into many has the same losses in all of them together.
    """

    def computed() -> dict[str, Any]:
        from gate.drift.analysis import analyse

        classes: dict[str, set[str]] = {}
        for one in kept:
            for pair in one.pairs:
                if pair.prompt and not pair.harmless:
                    classes.setdefault(pair.prompt, set()).add(str(pair.cls))
        double = Counter(", ".join(sorted(found)) for found in classes.values() if len(found) > 1)
        sums = tallies(_of_classes(kept)) if len(kept) > 1 else ()
        return {
            "together": [
                {**row, "pointer": "/safety_suites"}
                for row in (analyse(sums, margin, alpha) if sums and all(tally.n for tally in sums) else ())
            ],
            "double": [{"classes": names, "n": n} for names, n in sorted(double.items())],
        }

    found: Together = _cached(["together", [one.key for one in kept], margin, alpha], computed)
    return found


def _of_classes(kept: Sequence[_Kept]) -> Iterator[Pair]:
    """The pairs of harmful prompts of all suites, each in its class in place of its category."""
    for number, one in enumerate(kept):
        for pair in one.pairs:
            if not pair.harmless:
                yield replace(pair, item=f"{number}/{pair.item}", category=str(pair.cls))


def _harmless(pairs: Sequence[Pair]) -> list[HarmlessRow]:
    """The categories of the harmless prompts, with the class that the name says or that other prompts have."""
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.harmless:
            groups.setdefault(pair.category, []).append(pair)
    named = {**by_words(groups), **{pair.category: pair.cls for pair in pairs if pair.cls}}
    found: list[HarmlessRow] = []
    for name, rows in sorted(groups.items()):
        of = tally(name, rows)
        sides = of.base.row(), of.tuned.row()
        found.append({"category": name, "n": len(rows), "named": named.get(name), "base": sides[0], "tuned": sides[1]})
    return found


def _stated(categories: Sequence[Mapping[str, Any]]) -> list[Tally]:
    """The counts that a document states. Raises ValueError where a category is there twice."""
    if len({row["category"] for row in categories}) != len(categories):
        raise ValueError("a category appears twice")
    return [_of_counts(row) for row in categories]


def _of_counts(row: Mapping[str, Any]) -> Tally:
    """What a document states of one category; what is in no pair has no counterpart."""
    base, tuned = (Counts(side["n"], side["refused"], side.get("errors", 0)) for side in (row["base"], row["tuned"]))
    pairs = row.get("pairs")
    n = pairs["n"] if pairs else min(base.n, tuned.n)
    return Tally(
        category=row["category"],
        cls=row["class"],
        n=n,
        b=pairs["b"] if pairs else None,
        c=pairs["c"] if pairs else None,
        base=base,
        tuned=tuned,
        missing=max(0, base.n - n) + max(0, tuned.n - n) + base.errors + tuned.errors,
    )
