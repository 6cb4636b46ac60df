"""What follows from the numbers of a pack's evaluation results: the facts that the rules hold its sentences against."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gate.cache import get as cache_get
from gate.cache import put as cache_put
from gate.drift.pairs import Counts, Pair, Tally, over_refusal, tallies
from gate.drift.records import MAX_BYTES
from gate.evidence import Document
from gate.git import Snapshot
from gate.harness.classes import by_words
from gate.harness.reading import moment
from gate.values import canonical_json, digest_of

VERSION = 4  # of the computation; another one is not read from the cache


def drift(snapshot: Snapshot, document: Document, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of every suite of the evaluation results.

    Raises EvidenceError where the outcomes that a suite names are there and cannot be read.
    """
    margin, alpha = float(settings["drift_margin"]), float(settings["drift_alpha"])
    suites = document.value["safety_suites"]
    names = Counter(row["name"] for row in suites)
    rows = [_suite(snapshot, row, index, margin, alpha) for index, row in enumerate(suites)]
    return {
        "suites": [
            row if names[row["suite"]] == 1 else {**row, "reason": "another suite has the same name"} for row in rows
        ]
    }


def _suite(snapshot: Snapshot, stated: Mapping[str, Any], index: int, margin: float, alpha: float) -> dict[str, Any]:
    pointer = f"/safety_suites/{index}"
    kept = stated.get("records")
    facts = {
        "suite": stated["name"],
        "pointer": pointer,
        "source": "records" if kept else "counts",
        "reason": None,
        "ran_at": moment(stated["run_at"]),
        "results": [],
        "overall": [],
        "over_refusal": None,
        "harmless": [],
    }
    entry = snapshot.entry(kept["path"]) if kept else None
    if kept and (entry is None or not entry.mode.startswith("100")):
        return {**facts, "reason": f"{kept['path']} is not there"}
    if not kept and stated["samples_per_item"] > 1:
        return {**facts, "reason": "several answers an item are compared by the outcomes item by item only"}
    data = snapshot.read(kept["path"], entry, limit=MAX_BYTES) if kept and entry else None
    of = stated["categories"] if data is None else [digest_of(data), stated["samples_per_item"]]
    key = digest_of(canonical_json([VERSION, of, margin, alpha])).removeprefix("sha256:")
    known = cache_get("drift", key)
    try:
        if known is None:
            from gate.drift.analysis import analyse

            harmless, apart = None, []
            counted: Sequence[Tally]
            if kept and data is not None:
                pairs = _pairs(data, kept["path"], stated["samples_per_item"])
                counted, harmless = tallies(pairs), over_refusal(pairs)
                apart = _harmless(pairs)
            else:
                counted = _stated(stated["categories"])
            known = json.dumps(
                {
                    "rows": analyse(counted, margin, alpha),
                    "over_refusal": {"base": harmless.base.row(), "tuned": harmless.tuned.row()} if harmless else None,
                    "harmless": apart,
                }
            )
            cache_put("drift", key, known)
    except ValueError as error:
        return {**facts, "reason": str(error)}
    places = {row["category"]: f"{pointer}/categories/{number}" for number, row in enumerate(stated["categories"])}
    found = json.loads(known)
    rows = [{**row, "pointer": places.get(row["category"], pointer)} for row in found["rows"]]
    rest = {name: found[name] for name in ("over_refusal", "harmless")}
    return {**facts, "results": rows[:-1], "overall": rows[-1:], **rest}


def _harmless(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """The categories of the harmless prompts, with the class that the name says or that other prompts have."""
    counts = Counter(pair.category for pair in pairs if pair.harmless)
    named = {**by_words(counts), **{pair.category: pair.cls for pair in pairs if pair.cls}}
    return [{"category": name, "n": n, "named": named.get(name)} for name, n in sorted(counts.items())]


def _pairs(data: bytes, path: str, each: int) -> Sequence[Pair]:
    """The records. Raises ValueError where an item has more or fewer answers than is stated."""
    from gate.drift.records import read

    pairs = read(data, path)
    uneven = sorted(item for item, count in Counter(pair.item for pair in pairs).items() if count != each)
    if uneven:
        raise ValueError(f"{len(uneven)} items, such as {uneven[0]}, have not {each} answers each")
    return pairs


def _stated(categories: Sequence[Mapping[str, Any]]) -> list[Tally]:
    """The counts that a document states. Raises ValueError where a category is there twice."""
    if len({row["category"] for row in categories}) != len(categories):
        raise ValueError("a category stands there twice")
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
