"""What was computed before, kept in the user's cache folder: digests of large blobs.

An entry is named by everything it depends on, so it never goes stale. It is a help for repeated local runs only:
with ``CI`` set nothing is read or written, because there a job of the pull request may have had the same home folder.
``TUNEGATE_CACHE=off`` switches it off, another value names the folder; one inside of a repository is not used.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

_OFF = ("off", "0", "false", "no")


@cache
def folder() -> Path | None:
    """The cache's folder, or None where there is to be none."""
    named = os.environ.get("TUNEGATE_CACHE", "")
    if named.lower() in _OFF or (not named and os.environ.get("CI")):
        return None
    if named:
        return None if _in_a_repository(Path(named)) else Path(named)
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(RuntimeError):
        return (Path(home) if home else Path.home() / ".cache") / "tunegate"
    return None


def _in_a_repository(place: Path) -> bool:
    """Whether a pull request could bring the folder along, with whatever in it."""
    there = place.absolute()
    return any((parent / ".git").exists() for parent in (there, *there.parents, *there.resolve().parents))


def get(kind: str, key: str) -> str | None:
    """The text that was kept under the key (a hexadecimal digest), or None."""
    where = folder()
    if where is None:
        return None
    try:
        return (where / kind / key[:2] / key).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None


def put(kind: str, key: str, text: str) -> None:
    """Keep a text. A cache that cannot be written is no error."""
    where = folder()
    if where is None:
        return
    target = where / kind / key[:2] / key
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f"{key}.{os.getpid()}")
        part.write_text(text, encoding="ascii")
        part.replace(target)
