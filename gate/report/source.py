"""Source lines for the renderers, as far as they are fit to be shown."""

from __future__ import annotations

from gate.git.snapshot import Snapshot
from gate.report.common import Quote
from gate.values.errors import TunegateError
from gate.values.redact import one_line, redact

MAX_LOOKED_AT = 4096  # characters of a line that are looked at: what is redacted can grow with the square of them
MAX_QUOTED = 4 * 1024 * 1024  # bytes of a file that source lines are shown from


def quoter(snapshot: Snapshot | None) -> Quote:
    """Source lines of a snapshot, redacted and cut, for the renderers."""
    files: dict[str, list[str]] = {}

    def quote(path: str, line: int) -> str | None:
        if snapshot is None:
            return None
        if path not in files:
            files[path] = []
            try:
                entry = snapshot.entry(path)
                if entry is not None and entry.is_regular:
                    data = snapshot.read(path, entry, limit=MAX_QUOTED)
                    files[path] = data.decode("utf-8", "replace").split("\n")
            except (TunegateError, OSError):
                pass  # a report goes without a line that cannot be read
        lines = files[path]
        return one_line(redact(lines[line - 1][:MAX_LOOKED_AT].rstrip("\r"))) if 0 < line <= len(lines) else None

    return quote
