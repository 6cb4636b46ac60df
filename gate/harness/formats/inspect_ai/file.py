"""An inspect_ai log as it lies on disk: JSON, or a ZIP (deflate or zstd) with a header and a member a sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.harness.source import MAX_FILE, MAX_TEXT, Row, Source, loads, need


def opened(source: Source) -> tuple[Row, Iterator[Any]]:
    """Header, and samples one after the other. Raises EvidenceError for what is not a log, or cannot be unpacked."""
    if source.head[:2] == b"PK":
        return _zipped(source)
    return source.document, iter(need(source, source.document, "samples", list))


def _zipped(source: Source) -> tuple[Row, Iterator[Row]]:
    zipfile = _zipfile(source)
    try:
        archive = zipfile.ZipFile(source.path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        source.fail(f"not a whole ZIP file: {error}", remedy="The log may be cut off; copy it again.")
    names = archive.namelist()
    if len(set(names)) != len(names):
        source.fail("a member stands in it twice", remedy="Export the log again.")
    if sum(info.file_size for info in archive.infolist()) > MAX_FILE:
        source.fail(f"unpacked larger than {MAX_FILE // 1024 // 1024} MiB", remedy="Split the run.")
    start = next((name for name in ("header.json", "_journal/start.json") if name in names), None)
    if start is None:
        source.fail("it has no header", remedy="Give a log of inspect_ai.")
    header = _member(source, archive, start)
    members = [name for name in names if name.startswith("samples/") and name.endswith(".json")]
    return header, (_member(source, archive, name) for name in members)


def _zipfile(source: Source) -> Any:
    """A zipfile that knows zstd (method 93): the standard library's from Python 3.14 on."""
    import sys

    if sys.version_info >= (3, 14):
        import zipfile

        return zipfile
    try:
        from backports.zstd import zipfile as backport
    except ImportError:
        source.fail(
            "reading it needs backports.zstd", remedy="Install tunegate[inspect], or log with --log-format json."
        )
    return backport


def _member(source: Source, archive: Any, name: str) -> Row:
    try:
        with archive.open(name) as stream:
            data = stream.read(MAX_TEXT + 1)
    except Exception as error:  # each method of compression has errors of its own
        source.fail(f"{name} cannot be unpacked: {error}", remedy="The log may be damaged; copy it again.")
    if len(data) > MAX_TEXT:
        source.fail(f"{name} is larger than {MAX_TEXT // 1024 // 1024} MiB unpacked")
    try:
        row = loads(source, data.decode("utf-8"), None)
    except UnicodeDecodeError:
        source.fail(f"{name} is not UTF-8")
    if not isinstance(row, dict):
        source.fail(f"{name} is no JSON object")
    return row
