"""Source lines for the reports: what is known to be no training record as it is, everything else redacted as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from gate.git.paths import below
from gate.values.errors import TunegateError
from gate.values.redact import redact_record
from gate.values.terms import TRAINING_DATA
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.case.shape import Case, FloatingReference
    from gate.git.snapshot import Snapshot
    from gate.judge.decision import Quoted
    from gate.report.common import Quote
    from gate.values.changes import ChangeRow

MAX_LOOKED_AT = 4096  # characters of a line, of which `gate.values.text.MAX_LINE` are shown at most
MAX_QUOTED = 4 * 1024 * 1024  # bytes of a file that source lines are shown from
_NOT_IN_TEXT = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})


def quoter(snapshot: Snapshot | None, frame: Case | None, models: Iterable[Quoted] = ()) -> Quote:
    """Source lines of a snapshot, redacted and cut. Without a case every line may be a training record.

    ``frame`` is the case, of whose models nothing is asked but what ``models`` says.
    """
    files: dict[str, list[str]] = {}
    is_plain = _plain_lines(frame, models) if frame is not None else lambda path, line: False

    def quote(path: str, line: int) -> Text | None:
        if snapshot is None:
            return None
        if path not in files:
            files[path] = _lines(snapshot, path)
        if not 0 < line <= len(files[path]):
            return None
        text = files[path][line - 1][:MAX_LOOKED_AT].rstrip("\r")
        return one_line(text if is_plain(path, line) else redact_record(text))

    return quote


def _lines(snapshot: Snapshot, path: str) -> list[str]:
    """The lines of a text; none of what is binary or cannot be read, which a report goes without."""
    try:
        entry = snapshot.entry(path)
        if entry is None or not entry.is_regular:
            return []
        data = snapshot.read(path, entry, limit=MAX_QUOTED)
        return [] if _is_binary(data) else data.decode().split("\n")
    except (TunegateError, OSError, UnicodeDecodeError):
        return []


def _is_binary(data: bytes) -> bool:
    """Whether there is a NUL or another control in the bytes that no text has; a Parquet file has one in any case."""
    return data.startswith(b"PAR1") or len(data.translate(None, _NOT_IN_TEXT)) != len(data)


def _plain_lines(case: Case, models: Iterable[Quoted]) -> Callable[[str, int], bool]:
    """Whether a line (path, 1-based) is known to be on another surface than the training data, or the gate's own."""
    records: set[str] = set()  # files that are training data as a whole
    record_lines: set[tuple[str, int]] = set()
    plain_lines: set[tuple[str, int]] = set()
    own: set[str] = {case["control_plane"]["path"], *(row["config"] for row in case["waivers"])}
    own.update(document["path"] for document in case["control_plane"]["determinations"])
    folders: list[str] = []
    rows: list[ChangeRow | FloatingReference] = [*case["changes"]]
    for model in models:
        records.update(file["path"] for file in model["training_files"])
        folders.append(model["folder"])
        rows += model["floating"]
    for row in rows:
        lines = range(row["line"] or 0, (row["end_line"] or row["line"] or 0) + 1)
        if row["surface"] != TRAINING_DATA:
            plain_lines.update((row["path"], line) for line in lines[:1])
        elif "#" in row["key"]:
            record_lines.update((row["path"], line) for line in lines)
        else:
            records.add(row["path"])

    def is_plain(path: str, line: int) -> bool:
        if path in records or (path, line) in record_lines:
            return False
        return (path, line) in plain_lines or path in own or any(below(path, folder) for folder in folders if folder)

    return is_plain
