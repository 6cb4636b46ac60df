"""How many items the test sets of the evaluation results have, where they are files of the repository."""

from __future__ import annotations

import csv
import io
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from gate.git.lfs import read_pointer
from gate.git.objects import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gate.case.shape import NamedFile, TestSet
    from gate.evidence.pack import Document
    from gate.git.snapshot import Snapshot

MAX_COUNTED = 64 * 1024 * 1024  # bytes of a file whose items are counted
_LINES = (".jsonl", ".ndjson", ".txt")
_SEPARATED = {".csv": ",", ".tsv": "\t"}


def test_sets(snapshot: Snapshot, results: Document | None, files: Mapping[str, NamedFile]) -> list[TestSet]:
    """A row for each evaluation whose test set is a file with the digest that is said, and whose items can be counted.

    ``files`` are those that the results name, by pointer, as they are at the snapshot.
    """
    rows: list[TestSet] = []
    for index in range(len(results.value["task_evaluations"]) if results else 0):
        pointer = f"/task_evaluations/{index}/dataset"
        file = files.get(pointer) or files.get(f"{pointer}/name")
        if file is None or file["found"] is None or file["found"] != file["digest"]:
            continue
        entry = snapshot.entry(file["path"])
        try:
            data = snapshot.read(file["path"], entry, limit=MAX_COUNTED) if entry else b""
        except TooLargeError:
            continue
        count = items_of(file["path"], data)
        if count is not None:
            rows.append({"pointer": pointer, "path": file["path"], "items": count})
    return rows


def items_of(path: str, data: bytes) -> int | None:
    """How many items a file has: lines that are not empty, rows below a header, or values of a JSON list.

    None for another format, for a file that is not of its own, and where git has only the pointer of Git LFS.
    """
    if read_pointer(data) is not None:
        return None
    ending = PurePosixPath(path.lower()).suffix
    text = data.decode(errors="replace")
    if ending in _LINES:
        return sum(1 for line in text.split("\n") if line.strip())
    if ending in _SEPARATED:
        try:
            rows = sum(1 for row in csv.reader(io.StringIO(text), delimiter=_SEPARATED[ending]) if any(row))
        except csv.Error:
            return None
        return max(0, rows - 1)
    if ending == ".json":
        try:
            found: Any = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return len(found) if isinstance(found, list) else None
    return None
