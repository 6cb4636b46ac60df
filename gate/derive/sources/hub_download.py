"""What huggingface_hub keeps of a download (0.23 and later: ``<file>.metadata``): its commit, and when it was fetched.

Three lines: the commit of the repository, the file's ETag, and seconds since 1970. It lies in
``.cache/huggingface/download`` of the folder that was downloaded to, or beside the file. Facts: ``commit``, ``etag``.
"""

from __future__ import annotations

from gate.derive.given import About, Given, Source, SourceError, Value
from gate.derive.moments import moment
from gate.derive.parsing import text
from gate.values.regex import regex

KIND = "hub-download"
_BASE = "base-model-evidence"
_CACHE = "/.cache/huggingface/download/"
_COMMIT = regex(r"[0-9a-f]{40}")


def recognises(source: Source) -> bool:
    first = source.head.split(b"\n", 1)[0].strip()
    return source.name.endswith(".metadata") and _COMMIT.fullmatch(first.decode("utf-8", "replace")) is not None


def read(source: Source) -> Given:
    """Raises SourceError where the file has not the three lines."""
    lines = text(source).split()
    when = moment(float(lines[2])) if len(lines) == 3 and lines[2].replace(".", "", 1).isdigit() else None
    if len(lines) != 3 or not _COMMIT.fullmatch(lines[0]) or when is None:
        raise SourceError("it lacks the commit, the ETag or the time of a download", 1, "Download the file again.")
    path = source.path.replace(_CACHE, "/").removesuffix(".metadata")
    values = (
        Value(_BASE, "/base_model/revision", lines[0], 1),
        Value(_BASE, "/documents/*/retrieved_at", when, 3, 3, (path,)),
    )
    return Given("huggingface_hub", values, about=(About(path),), facts={"commit": lines[0], "etag": lines[1]})
