"""``uv.lock`` (version 1), ``poetry.lock`` (2), ``pdm.lock`` (4.5) and ``pylock.toml`` (PEP 751), in TOML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.locks import Package, locked, normal
from gate.derive.parsing import text
from gate.values.regex import regex

KIND = "toml-lock"
_FILES = regex(r"(?:uv|poetry|pdm)\.lock|pylock(?:\.[a-z0-9-]+)?\.toml")
_NAME = regex(r'^name = "([^"]+)"', 8)
_ERROR = regex(r"\(at line (\d+)")


def recognises(source: Source) -> bool:
    return _FILES.fullmatch(source.name) is not None


def read(source: Source) -> Given:
    return locked(packages(source), source.name)


def packages(source: Source) -> list[Package]:
    """Every package but the project itself. Raises SourceError."""
    import tomllib  # where there is such a file

    said = text(source)
    try:
        found = tomllib.loads(said)
    except tomllib.TOMLDecodeError as error:
        line = _ERROR.search(str(error))
        raise SourceError("not valid TOML", int(line[1]) if line else 1, "Lock the environment again.") from None
    except (RecursionError, ValueError):
        raise SourceError("not valid TOML: nested too deep", 1, "Lock the environment again.") from None
    rows = found.get("package", found.get("packages"))
    if not isinstance(rows, list):
        raise SourceError("no package is locked", 1, "Lock the environment again.")
    return [*_packages(rows, said)]


def _packages(rows: list[Any], said: str) -> Iterator[Package]:
    lines: dict[str, int] = {}
    line, at = 1, 0
    for match in _NAME.finditer(said):
        line, at = line + said.count("\n", at, match.start()), match.start()
        lines.setdefault(match[1], line)
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("name"), str):
            continue
        source = row.get("source")
        if isinstance(source, dict) and source.keys() & {"virtual", "editable", "directory"}:
            continue  # the project itself
        version = row.get("version")
        yield Package(
            normal(row["name"]),
            version if isinstance(version, str) else None,
            lines.get(row["name"], 1),
            any(row.get(key) for key in ("wheels", "sdist", "files", "archive", "hashes")),
        )
