"""Symbolic links on a surface: only to what is reviewed, too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gate.config.selectors import Selector
from gate.git.entry import SYMLINK
from gate.git.snapshot import Snapshot
from gate.values.elements import Element
from gate.values.errors import SurfaceError
from gate.values.regex import regex

_UP_AGAIN = regex(r"(?:^|/)(?!\.{0,2}/)[^/]+/(?:.*/)?\.\.(?:/|$)", re.DOTALL)


def refuse_blind_links(elements: Iterable[Element], selected: set[str]) -> None:
    """A link may stand on a surface only if what it leads to is reviewed too."""
    for element in elements:
        if element.format != "symlink":
            continue
        if _UP_AGAIN.search(str(element.value)):
            raise SurfaceError(
                f"the symbolic link goes up after it went down, where another link could lead it: {element.value}",
                path=element.path,
                line=1,
                remedy="Write the shortest way to its target.",
            )
        target = resolve_link(element.path, str(element.value))
        if target is None:
            raise SurfaceError(
                f"the symbolic link leads out of the repository: {element.value}",
                path=element.path,
                line=1,
                remedy="Put the file itself in its place.",
            )
        if target not in selected:
            raise SurfaceError(
                f"the symbolic link leads to {target}, which no selector of this model covers",
                path=element.path,
                line=1,
                remedy="Add the target to the surface's selectors, or put the file itself in its place.",
            )


def refuse_link_on_the_way(snapshot: Snapshot, selector: Selector, surface: str) -> None:
    """A selector that finds nothing because a folder of its path is a symbolic link is an error, not an emptiness."""
    parts = selector.prefix.split("/")
    ancestors = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    for path in ancestors if selector.prefix else []:
        entry = snapshot.entry(path)
        if entry is not None and entry.mode == SYMLINK:
            raise SurfaceError(
                f"{path} is a symbolic link, so the {surface} selector {selector.text!r} cannot see behind it",
                path=path,
                line=1,
                remedy="Name the directory that the link leads to.",
            )


def resolve_link(path: str, target: str) -> str | None:
    """The path in the repository that a link leads to; None where it leaves the repository."""
    if target.startswith("/") or "\\" in target:
        return None
    parts = path.split("/")[:-1]
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
