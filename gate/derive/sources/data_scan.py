"""The record that ``tunegate evidence scan-data`` writes: `gate.derive.scanners.record`.

Facts: ``source`` (the manifest's id), ``matches`` (category -> number), ``searched`` (categories), ``scanned`` (paths),
``scanned_at`` (of the first run) and ``bound`` (it says which bytes were scanned). The number of all matches and the
tool are given only where personal data and secrets were both searched for: others may have searched the rest.
"""

from __future__ import annotations

from gate.derive.given import About, Given, Note, Source, Value
from gate.derive.scanners import CATEGORIES, MANIFEST, SCAN, counted, record

KIND = "data-scan"
_SEARCHED = "categories"  # others may have searched for more
_WHOLE = {"personal-data", "secrets"}


def recognises(source: Source) -> bool:
    return record.is_record(source)


def read(source: Source) -> Given:
    """Raises SourceError where the record is not whole."""
    found = record.read(source)
    matches = [match for run in found.runs for match in run.matches]
    searched = {category for run in found.runs for category in run.categories}
    counts = {**dict.fromkeys((c for c in CATEGORIES if c in searched), 0), **counted(matches)}
    when = min(run.scanned_at for run in found.runs)
    tool = ", ".join(f"{run.scanner} {run.version}" for run in found.runs)
    said: dict[str, object] = {f"matches_by_category/{category}": count for category, count in counts.items()}
    said["scanned_at"] = when
    notes: tuple[Note, ...] = ()
    if searched >= _WHOLE:
        said |= {"tool": tool, "matches": len(matches), _SEARCHED: [name for name in CATEGORIES if name in searched]}
    else:
        missing = ", ".join(sorted(_WHOLE - searched))
        remedy = "Run another scanner: tunegate evidence scan-data --scanner ..."
        notes = (Note(f"nobody searched for {missing}", 1, remedy, f"{SCAN}/matches"),)
    end = source.data.count(b"\n") or 1
    paths = tuple(sorted(found.files))
    return Given(
        tool=tool,
        values=tuple(
            Value(MANIFEST, f"{SCAN}/{key}", one, 1, end, paths, ordered=False, is_worded=key == _SEARCHED)
            for key, one in said.items()
        ),
        about=tuple(About(path, found.files[path]) for path in paths),
        facts={
            "source": found.source,
            "matches": counts,
            "searched": [category for category in CATEGORIES if category in searched],
            "scanned": list(paths),
            "scanned_at": when,
            "bound": True,
        },
        notes=notes,
    )
