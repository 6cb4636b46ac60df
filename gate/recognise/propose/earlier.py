"""What a configuration that is written again keeps of the one before."""

from __future__ import annotations

from collections.abc import Sequence

from gate.documents import DocumentError, parse
from gate.git.snapshot import Snapshot

_KEPT = ("recognise",)  # what a person decided that no scan can find again
_MOST = 1024 * 1024


def kept(snapshot: Snapshot, path: str) -> Sequence[str]:
    """The lines of the blocks that stay, as they are; none where there is no configuration yet."""
    entry = snapshot.entry(path)
    if entry is None or not entry.is_regular:
        return ()
    data = snapshot.read(path, entry, limit=_MOST)
    try:
        root = parse(data, "yaml")
    except DocumentError:
        return ()
    lines = data.decode("utf-8", "replace").splitlines()
    found: list[str] = []
    for key in _KEPT:
        node = root.child(key)
        if node is not None:
            found += lines[node.line - 1 : node.end_line]
    return found
