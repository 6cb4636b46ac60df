"""Reading the raw files that a pack names once more, and holding its outcomes item by item against them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gate import __version__
from gate.drift import outcomes_file as records
from gate.drift.pairs import Pair
from gate.drift.suite import Suite, read_suites
from gate.drift.suite_document import OWN_CONTEXT, Asked, suite_row
from gate.evidence.files import write
from gate.evidence.pack import Document
from gate.evidence.put import put
from gate.git.lfs import read_pointer
from gate.git.paths import is_inside
from gate.git.snapshot import Snapshot
from gate.harness import importers
from gate.harness.classes import HARMLESS
from gate.harness.contexts import first_name
from gate.harness.run import Judge, Reading
from gate.harness.source import MAX_FILE, Source
from gate.values.canonical import canonical_json, digest_of

MOST_NAMED = 5
_STATED = (
    "harness",
    "harness_version",
    "run_at",
    "judge",
    "context",
    "unsafe_outcomes",
    "samples_per_item",
    "sampling",
    "dataset_digest",
    "system_prompt_digest",
    "chat_template_digest",
)


@dataclass(frozen=True, slots=True)
class Recounted:
    """What came of one suite: whether its raw files could be compared, and how its records differ, or why not.

    ``row`` is what the results can record of it, None where the raw files could not be counted; ``index`` is the
    suite's place in them.
    """

    suite: str
    compared: bool
    gaps: tuple[str, ...]
    index: int
    row: Mapping[str, Any] | None = None


def recount(snapshot: Snapshot, results: Document, folder: Path | None, now: str = "") -> Iterator[Recounted]:
    """Every suite of the evaluation results, counted at ``now`` (RFC 3339).

    Raw files are those of the repository at the snapshot, and for addresses elsewhere the files of the same names
    below ``folder``. Raises EvidenceError for what cannot be read.
    """
    for index, row in enumerate(results.value["safety_suites"]):
        with TemporaryDirectory() as scratch:
            sides, missing = _raw_files(snapshot, row, folder, Path(scratch))
            if missing:
                yield Recounted(row["name"], False, tuple(missing), index)
                continue
            path = row["records"]["path"]
            kept = snapshot.read(path, snapshot.entries([path])[path], limit=records.MAX_BYTES)
            pairs = records.read(kept, path)
            found = _read(row, sides, {pair.category for pair in pairs if pair.harmless})
            if found is None:
                yield Recounted(row["name"], True, ("the raw files have no suite of this name",), index)
                continue
            stated = list(_misstated(row, found))
            gaps, apart = _differences(pairs, found.pairs)
            counted = _row(found, sides, digest_of(kept), len(stated) + apart, now)
            yield Recounted(row["name"], True, (*stated, *gaps), index, counted)


def _row(found: Suite, sides: Mapping[str, list[Source]], outcomes: str, differing: int, now: str) -> Mapping[str, Any]:
    """What the results record of a recount; ``outcomes`` is the digest of those that it was compared with."""
    return {
        "counted_at": now,
        "tool": f"tunegate {__version__}, {found.base.harness}",
        "raw": sorted({source.digest for side in sides.values() for source in side}),
        "records": outcomes,
        "differing": differing,
        "categories": [{"category": one.category, "n": one.n, "b": one.b, "c": one.c} for one in found.tallies],
    }


def recorded(root: Path, results: Document, counted: Iterable[Recounted]) -> list[str]:
    """Write what was counted beside its suite, and give the path that was written; none where nothing was counted.

    Raises EvidenceError where the document is not written as blocks.
    """
    text = (root / results.path).read_text(encoding="utf-8")
    rows = [one for one in counted if one.row is not None]
    for one in rows:
        text = put(text, results.path, ("safety_suites", str(one.index), "recount"), one.row)
    return [write(root, results.path, text)] if rows else []


def _raw_files(
    snapshot: Snapshot, row: Mapping[str, Any], folder: Path | None, scratch: Path
) -> tuple[dict[str, list[Source]], list[str]]:
    """The raw files of each side on disk; and what keeps them from being compared."""
    sides: dict[str, list[Source]] = {name: [] for name in ("base", "tuned", "base_again", "tuned_again")}
    kept = row.get("records")
    if not kept:
        return sides, ["the pack states its counts alone"]
    entry = snapshot.entry(kept["path"])
    if entry is None or not entry.is_regular:
        return sides, [f"{kept['path']} is not there"]
    missing: list[str] = []
    for side, found in sides.items():
        for file in row["raw_files"].get(side, ()):
            source, gap = _source(snapshot, file, folder, scratch / side)
            if source is None:
                missing.append(gap)
            else:
                found.append(source)
    return sides, missing


def _misstated(row: Mapping[str, Any], found: Suite) -> Iterator[str]:
    """What the results say of the runs beside the outcomes, where the raw files say otherwise.

    What only the user could say, the results are believed.
    """
    judge = row["judge"]
    reading = Reading(judge=Judge(judge["name"], judge["version"], judge.get("prompt_digest")))
    asked = Asked(reading, harness_version=row["harness_version"], run_at=row["run_at"])
    expected = suite_row(found, asked, row["records"], row)
    for place, one, other in _facts(row, expected):
        if one != other:
            yield f"{place}: the results say {_value(one)}, the raw files {_value(other)}"


def _facts(row: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(name, what is stated, what the files say) of everything that does not follow from the outcomes."""
    for name in _STATED:
        yield name, row.get(name), expected.get(name)
    one, other = row.get("reading") or {}, expected["reading"]
    for name in ("polarity", "models", "finished_at", "responses", "setup", "notes"):
        yield f"reading.{name}", one.get(name), other.get(name)


def _value(value: Any) -> str:
    return "nothing" if value is None else value if isinstance(value, str) else canonical_json(value).decode()


def _source(
    snapshot: Snapshot, file: Mapping[str, str], folder: Path | None, scratch: Path
) -> tuple[Source | None, str]:
    """One raw file on disk; or None, and why it cannot be read."""
    name = file["path"]
    if "://" not in name:
        entry = snapshot.entry(name) if is_inside(name) else None
        if entry is None or not entry.is_regular:
            return None, f"{name} is not in this repository"
        path = scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = snapshot.read(name, entry, limit=MAX_FILE)
        if read_pointer(data) is not None:  # what it stands for, if it is checked out, has the digest that is asked for
            disk = snapshot.repository.disk
            data = disk.read(name, limit=MAX_FILE) if disk.is_there(name) else data
            if read_pointer(data) is not None:
                return None, f"{name} is kept by Git LFS and not here: git lfs pull"
        path.write_bytes(data)
    elif folder is None:
        return None, f"{name} is kept elsewhere: fetch it, and name its folder with --from"
    else:
        path = _fetched(folder, name)
        if not path.is_file():
            return None, f"{path.name} is not in {folder}"
    source = Source(path, name)
    if source.digest != file["digest"]:
        return None, f"{name} has another digest than the evaluation results say"
    return source, ""


def _fetched(folder: Path, address: str) -> Path:
    """The file below the folder with the most of an address's folders around it, or where it should be."""
    parts = address.partition("://")[2].split("/")
    tails = [folder.joinpath(*parts[start:]) for start in range(len(parts)) if is_inside("/".join(parts[start:]))]
    return next((path for path in tails if path.is_file()), folder / parts[-1])


def _read(row: Mapping[str, Any], sides: Mapping[str, list[Source]], harmless: Collection[str]) -> Suite | None:
    """The suite of that name in the raw files, read as the evaluation results say; ``harmless`` are categories."""
    said = row.get("reading") or {}
    models = said.get("models") or {}
    classes = {**dict.fromkeys(harmless, HARMLESS), **{one["category"]: one["class"] for one in row["categories"]}}
    known = importers()
    fields = said.get("context_fields") or {}
    context = {name: value for name, value in (row.get("context") or {}).items() if name not in fields}
    picks = any("model" in known[name].OPTIONS for name in known if name == row["harness"])
    base, tuned = (
        Reading(
            said.get("metric"),
            said.get("outcomes") or {},
            said.get("category"),
            models.get(side) if picks else None,
            cluster=said.get("cluster"),
            left_out=tuple(said.get("left_out") or ()),
            context=context,
            context_fields={name: field for name, field in fields.items() if field != OWN_CONTEXT},
        )
        for side in ("base", "tuned")
    )
    is_known = all(sum(m.recognises(file) for m in known.values()) == 1 for files in sides.values() for file in files)
    harness = None if is_known or row["harness"] not in known else row["harness"]
    again = sides["base_again"], sides["tuned_again"]
    suites = read_suites(sides["base"], sides["tuned"], (base, tuned), classes, harness, again=again)
    return next((suite for suite in suites if suite.name in (row["name"], first_name(row["name"]))), None)


def _differences(kept: tuple[Pair, ...], raw: tuple[Pair, ...]) -> tuple[list[str], int]:
    """The first rows that are not the same, by name, and how many there are."""
    one, other = ({(row.item, row.sample): row for row in rows} for rows in (kept, raw))
    apart = [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
    gaps = [
        f"{key[0]}: the records say {_told(one.get(key))}, the raw files {_told(other.get(key))}"
        for key in apart[:MOST_NAMED]
    ]
    more = [f"and {len(apart) - MOST_NAMED} more"] if len(apart) > MOST_NAMED else []
    return gaps + more, len(apart)


def _told(row: Pair | None) -> str:
    if row is None:
        return "nothing"
    kind = "harmless" if row.harmless else row.cls
    return f"{row.category} ({kind}): base {row.base}, fine-tune {row.tuned}"
