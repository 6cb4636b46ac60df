"""``Pipfile.lock`` of Pipenv (pipfile-spec 6): packages of the section ``default``."""

from __future__ import annotations

from gate.derive.given import Given, Source, SourceError
from gate.derive.locks import Package, locked, normal
from gate.derive.parsing import line_of_key, python_json

KIND = "pipfile-lock"


def recognises(source: Source) -> bool:
    return source.name == "Pipfile.lock"


def read(source: Source) -> Given:
    found = python_json(source)
    rows = found.get("default") if isinstance(found, dict) else None
    if not isinstance(rows, dict):
        raise SourceError("no package is locked: 'default' is missing", 1, "Run 'pipenv lock'.")
    packages = []
    for name, row in rows.items():
        version = row.get("version") if isinstance(row, dict) else None
        pinned = version.removeprefix("==") if isinstance(version, str) and version.startswith("==") else None
        hashed = isinstance(row, dict) and bool(row.get("hashes"))
        packages.append(Package(normal(name), pinned, line_of_key(source.data, name), hashed))
    return locked(packages, "pipenv")
