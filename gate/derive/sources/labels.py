"""Files with the labels of several raters: how far they agree, for the manifest's inter-rater agreement.

CSV, TSV, JSON and JSON Lines, and exports of Label Studio and Argilla; see `gate.derive.ratings`. Facts: ``items``,
``raters``, ``ratings``, ``rated_twice``, ``labels`` (how many different ones) and ``measures`` (name -> value).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from gate.derive.agreement import LEVELS, Level, cohen, fleiss, krippendorff
from gate.derive.given import Given, Note, Source, Value
from gate.derive.ratings import Ratings, ratings_of

KIND = "labels"
TOLD = True
MANIFEST = "training-data-manifest"
COHEN, FLEISS, ALPHA = "Cohen's kappa", "Fleiss' kappa", "Krippendorff's alpha"
MEAN_COHEN = "mean pairwise Cohen's kappa"
_AT = "/sources/*/quality_controls/inter_rater_agreement"
_MANY = 30  # raters of whom each pair is compared
_MORE = "Have a second person label a sample of the same items."


def recognises(source: Source) -> bool:
    """Never: any table can be one. The manifest names it, or whoever records it says the kind."""
    return False


def read(source: Source) -> Given:
    """Raises SourceError where the file holds no ratings that can be read."""
    asked = source.asked
    wanted = asked.get("labels", {}).get("field") if isinstance(asked.get("labels"), dict) else None
    ratings = ratings_of(source, wanted)
    if ratings.table:
        return _of_counts(ratings)
    twice = [given for given in ratings.items.values() if len(given) > 1]
    facts: dict[str, Any] = {
        "items": len(ratings.items),
        "raters": len(ratings.raters),
        "ratings": sum(map(len, ratings.items.values())),
        "rated_twice": len(twice),
        "labels": len(ratings.labels),
        "measures": {},
    }
    if len(ratings.raters) < 2 or not twice:
        said = "one rater" if len(ratings.raters) < 2 else "no item was rated twice"
        return Given(facts=facts, notes=(Note(f"{said}, so agreement cannot be computed", 1, _MORE, f"{_AT}/value"),))
    measures = _measures(ratings, _level(asked))
    facts["measures"] = {name: value for name, value in measures.items() if value is not None}
    return _given(ratings, facts, measures, asked)


def _given(
    ratings: Ratings, facts: Mapping[str, Any], measures: Mapping[str, float | None], asked: Mapping[str, Any]
) -> Given:
    line, end = ratings.lines
    size = Value(MANIFEST, f"{_AT}/sample_size", facts["rated_twice"], line, end)
    said = asked.get("metric")
    name = measure_named(said, _level(asked), ratings) if isinstance(said, str) else _usual(measures)
    value = measures.get(name) if name else None
    if value is None:
        what = f"{name} is undefined: all labels are the same" if name in measures else _cannot(said, ratings)
        note = Note(what, line, "Name a measure that suits the labels, or say why none was measured.", f"{_AT}/value")
        return Given(values=(size,), facts=facts, notes=(note,))
    found = [Value(MANIFEST, f"{_AT}/value", value, line, end, rounded=True), size]
    found.append(Value(MANIFEST, f"{_AT}/metric", said if isinstance(said, str) else name, line, end))
    return Given(values=tuple(found), facts=facts)


def _of_counts(ratings: Ratings) -> Given:
    """A table of counts: the raters are not told apart, and only Fleiss' kappa can be computed."""
    line, end = ratings.lines
    sizes = {sum(row.values()) for row in ratings.table}
    facts: dict[str, Any] = {"items": len(ratings.table), "measures": {}}
    try:
        value = fleiss(ratings.table)
    except ValueError as error:
        return Given(facts=facts, notes=(Note(str(error), line, "Give the labels of each rater.", f"{_AT}/value"),))
    facts |= {"raters": sizes.pop(), "measures": {FLEISS: value} if value is not None else {}}
    if value is None:
        return Given(
            facts=facts, notes=(Note(f"{FLEISS} is undefined: all labels are the same", line, "", f"{_AT}/value"),)
        )
    rows = (("value", value), ("sample_size", len(ratings.table)))
    return Given(values=tuple(Value(MANIFEST, f"{_AT}/{key}", said, line, end) for key, said in rows), facts=facts)


def _measures(ratings: Ratings, level: Level | None) -> dict[str, float | None]:
    """Name -> value of every measure that can be computed; None for one that is undefined."""
    found: dict[str, float | None] = {}
    raters = ratings.raters
    items = list(ratings.items.values())
    if len(raters) == 2:
        pairs = [(given[raters[0]], given[raters[1]]) for given in items if len(given) == 2]
        found[COHEN] = cohen(pairs)
        if all(isinstance(label, float) for label in ratings.labels):
            found[f"{COHEN}, linear weights"] = cohen(pairs, "linear")
            found[f"{COHEN}, quadratic weights"] = cohen(pairs, "quadratic")
    elif len(raters) <= _MANY:
        kappas = [
            cohen([(given[a], given[b]) for given in items if a in given and b in given])
            for a, b in combinations(raters, 2)
        ]
        known = [kappa for kappa in kappas if kappa is not None]
        found[MEAN_COHEN] = sum(known) / len(known) if known and len(known) == len(kappas) else None
    if len({len(given) for given in items}) == 1 and len(items[0]) > 1:
        found[FLEISS] = fleiss([Counter(given.values()) for given in items])
    units = [list(given.values()) for given in items]
    for one in LEVELS if level is None else (level,):
        try:
            found[f"{ALPHA} ({one})"] = krippendorff(units, one)
        except ValueError:
            continue
    return found


def _usual(measures: Mapping[str, float | None]) -> str | None:
    """What is usually given: Cohen's kappa of two raters, Fleiss' of more, Krippendorff's alpha with gaps."""
    return next((name for name in (COHEN, FLEISS, f"{ALPHA} (nominal)", *measures) if name in measures), None)


def measure_named(said: str, level: Level | None, ratings: Ratings) -> str | None:
    """Which measure a text names; None for one that is not computed here."""
    text = said.lower()
    if "krippendorff" in text or "alpha" in text:
        named = next((one for one in LEVELS if one in text), level or "nominal")
        return f"{ALPHA} ({named})"
    if "fleiss" in text:
        return FLEISS
    if "cohen" in text or "kappa" in text:
        if len(ratings.raters) > 2:
            return MEAN_COHEN if "mean" in text or "average" in text or "light" in text or "pairwise" in text else None
        weights = next((one for one in ("linear", "quadratic") if one in text), None)
        return f"{COHEN}, {weights} weights" if weights else COHEN
    return None


def _cannot(said: object, ratings: Ratings) -> str:
    many = f"{len(ratings.raters)} raters"
    return f"the measure {str(said)!r} cannot be computed from labels of {many}"


def _level(asked: Mapping[str, Any]) -> Level | None:
    labels = asked.get("labels")
    given = labels.get("level") if isinstance(labels, dict) else None
    return given if given in LEVELS else None
