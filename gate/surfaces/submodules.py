"""What ``.gitmodules`` says of a submodule on a surface: its commit is one of the repository that the file names.

The keys that count decide which files a checkout gets: ``path``, ``url``, ``branch`` (for ``git submodule update
--remote``) and ``update`` (gitmodules(5), git 2.39). Git itself reads the file, so that nothing in it is understood
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents import pointer_of
from gate.git.entry import MODULES
from gate.git.snapshot import Snapshot
from gate.surfaces.keys import can_show, key_of, printable
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import Element

_KEYS = ("path", "url", "branch", "update")
MAX_MODULES = 1 << 20


def elements(snapshot: Snapshot, surface: str, path: str) -> Iterator[Element]:
    """An element for each key of every submodule that is said to be at ``path``. Raises UndecidedError."""
    rows = snapshot.submodules()
    entry = snapshot.entry(MODULES)
    if entry is None:
        return
    lines = snapshot.read(MODULES, entry, limit=MAX_MODULES).decode("utf-8", "surrogateescape").split("\n")
    for name, row in sorted(rows.items()):
        first = max((number for number, text in enumerate(lines) if "[" in text and name in text), default=0)
        for key in _KEYS if _is_at(row.get("path", ""), path) else ():
            if key in row:
                value = printable(row[key])
                shown = can_show(key, value)
                line = next((n for n, text in enumerate(lines, 1) if n > first and row[key] in text), 1)
                yield Element(
                    surface=surface,
                    key=f"{key_of(MODULES)}#{pointer_of((key_of(name), key))}",
                    format="submodule",
                    digest=digest_of(canonical_json(value)),
                    value=value if shown else None,
                    has_value=shown,
                    path=MODULES,
                    line=line,
                    end_line=line,
                    oid=entry.oid,
                )


def _is_at(named: str, path: str) -> bool:
    """Whether ``.gitmodules`` means that path: git takes a slash at its end, and on some systems another case."""
    return named.rstrip("/").removeprefix("./").casefold() == path.casefold()
