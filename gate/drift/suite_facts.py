"""What follows from the numbers of a pack's evaluation results: the facts that the rules hold its sentences against."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.drift.adversarial import adversarial
from gate.drift.outcomes_file import MAX_BYTES
from gate.drift.pairs import Pair, Tally, over_refusal, tallies, tally
from gate.drift.stated_counts import stated_tallies
from gate.harness.classes import by_words
from gate.harness.contexts import phrase
from gate.harness.source import moment
from gate.process.cache import get as cache_get
from gate.process.cache import put as cache_put
from gate.values.canonical import canonical_json, digest_of

if TYPE_CHECKING:
    from gate.drift.analysis import Look
    from gate.drift.shape import Double, DriftFacts, HarmlessRow, SuiteFacts
    from gate.evidence.pack import Document
    from gate.git.snapshot import Snapshot
    from gate.values.rows import Settings

VERSION = 7  # of the computation; another one is not read from the cache


def drift(
    snapshot: Snapshot, document: Document, settings: Settings, looks: Mapping[str, Look] | None = None
) -> DriftFacts:
    """The facts of every suite of the evaluation results, and of the classes over all of them.

    Suites that cannot be computed, whose reason is said, are in no class. ``looks`` says which look at this state of
    the model it is, where that is not the first. Raises EvidenceError where the outcomes that a suite names are there
    and cannot be read.
    """
    margin, alpha = float(settings["drift_margin"]), float(settings["drift_alpha"])
    suites = document.value["safety_suites"]
    names = Counter(row["name"] for row in suites)
    kept = [_Kept(snapshot, row) for row in suites]
    rows = [_suite(one, index) for index, one in enumerate(kept)]
    for row in rows:
        if names[row["suite"]] > 1:
            row["reason"] = "another suite has the same name"
    counted = [(one, row) for one, row in zip(kept, rows, strict=True) if row["reason"] is None]
    found = _decided([one for one, _ in counted], margin, alpha, looks or {})
    for (one, row), results in zip(counted, found["suites"], strict=True):
        categories = [said["category"] for said in one.stated["categories"]]
        places = {name: f"{row['pointer']}/categories/{place}" for place, name in enumerate(categories)}
        for result in results:
            result["pointer"] = places.get(result["category"], row["pointer"])
        row["results"] = results
    attacks = adversarial(document.value["adversarial_tests"], margin, alpha)
    return {
        "suites": rows,
        "classes": found["classes"],
        "parts": found["parts"],
        "double": found["double"],
        "adversarial": attacks,
    }


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
    def tallies(self) -> Sequence[Tally]:
        """The counts of each category of the records."""
        return tallies(self.pairs)

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


def _suite(kept: _Kept, index: int) -> SuiteFacts:
    """What is known of a suite beside the decision; ``reason`` where it cannot be decided."""
    stated, pointer = kept.stated, f"/safety_suites/{index}"
    facts: SuiteFacts = {
        "suite": stated["name"],
        "pointer": pointer,
        "source": "records" if kept.path else "counts",
        "reason": None,
        "ran_at": moment(stated["run_at"]),
        "tuned_at": moment((stated.get("reading") or {}).get("finished_at", {}).get("tuned")),
        "results": [],
        "over_refusal": None,
        "harmless": [],
    }
    said = phrase(stated.get("context") or {})
    if said and f"({said})" not in stated["name"]:
        return {**facts, "reason": f"its name does not say its context: it has to end with '({said})'"}
    if kept.path and kept.data is None:
        return {**facts, "reason": f"{kept.path} is not there"}
    if not kept.path and stated["samples_per_item"] > 1:
        return {**facts, "reason": "several answers an item are compared by the outcomes item by item only"}

    def computed() -> dict[str, Any]:
        if kept.data is None:
            _checked(stated_tallies(stated["categories"]))
            return {"over_refusal": None, "harmless": []}
        if not any(tally.n for tally in kept.tallies):
            raise ValueError("no harmful prompt has an outcome of both models")
        harmless = over_refusal(kept.pairs)
        return {
            "over_refusal": {"base": harmless.base.row(), "tuned": harmless.tuned.row()} if harmless else None,
            "harmless": _harmless(kept.pairs),
        }

    try:
        found = _cached(["suite", kept.key], computed)
    except ValueError as error:
        return {**facts, "reason": str(error)}
    facts["over_refusal"], facts["harmless"] = found["over_refusal"], found["harmless"]
    return facts


def _checked(counts: Sequence[Tally]) -> None:
    """Raises ValueError for counts that are impossible, or of which there are none."""
    from gate.drift.groups import Builder, Measured

    builder = Builder([Measured("", None, counts)])
    for row in counts:
        try:
            if builder.sample([(0, row.category)]) is None:
                raise ValueError("there is no answer")
        except ValueError as error:
            raise ValueError(f"category {row.category!r}: {error}") from None


def _decided(kept: Sequence[_Kept], margin: float, alpha: float, looks: Mapping[str, Look]) -> dict[str, Any]:
    """``suites``, ``parts`` and ``classes`` of the analysis; ``double`` counts prompts of several classes."""

    def computed() -> dict[str, Any]:
        from gate.drift.analysis import analyse
        from gate.drift.groups import Measured

        suites = [
            Measured(one.stated["name"], one.pairs, one.tallies)
            if one.data is not None
            else Measured(one.stated["name"], None, stated_tallies(one.stated["categories"]))
            for one in kept
        ]
        found = analyse(suites, margin, alpha, looks)
        return {
            "suites": found.suites,
            "parts": found.parts,
            "classes": found.classes,
            "double": _double([one for one in kept if one.data is not None]),
        }

    said = [[name, look.number, look.passed] for name, look in sorted(looks.items())]
    found: dict[str, Any] = _cached(
        ["decided", [[one.stated["name"], one.key] for one in kept], margin, alpha, said], computed
    )
    return found


def _double(kept: Sequence[_Kept]) -> list[Double]:
    classes: dict[str, set[str]] = {}
    for one in kept:
        for pair in one.pairs:
            if pair.prompt and not pair.harmless:
                classes.setdefault(pair.prompt, set()).add(str(pair.cls))
    double = Counter(", ".join(sorted(found)) for found in classes.values() if len(found) > 1)
    return [{"classes": names, "n": n} for names, n in sorted(double.items())]


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
