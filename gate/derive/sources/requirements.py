"""``requirements*.txt`` and ``*.lock`` of pip-tools and uv, 'pip freeze' (pip's requirements file format)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gate.derive.given import Given, Note, Source, SourceError
from gate.derive.locks import Package, locked, normal
from gate.derive.parsing import text
from gate.values.regex import regex

KIND = "requirements"
_FILES = regex(r"(?:.*[-_.])?(?:requirements|constraints|freeze)(?:[-_.].*)?\.(?:txt|lock|in)|.*\.lock")
_NOT = frozenset(
    "uv.lock poetry.lock pdm.lock pipfile.lock cargo.lock yarn.lock flake.lock dvc.lock composer.lock gemfile.lock "
    "bun.lock deno.lock package.lock mix.lock".split()
)
_LINE = regex(
    r"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?P<rest>===?\s*[^\s;,#\\]+|@\s*\S+|[~<>!=][^;#]*)?"
    r"\s*(?P<marker>;[^#\\]*)?(?P<tail>.*)"
)
_PINNED = regex(r"===?\s*([^\s;,#\\*]+)")
_PIN = regex(rb"(?m)^[A-Za-z0-9][\w.\-]*(?:\[[^\]\n]*\])?\s*==")
_OTHER = regex(r"(?:-r|--requirement|-c|--constraint)[\s=]+(\S+)")
_DIRECTIONS = "requirements/"


def recognises(source: Source) -> bool:
    name = source.name.lower()
    if name in _NOT or not (_FILES.fullmatch(name) or source.path.startswith(_DIRECTIONS)):
        return False
    pinned = not source.data.strip() or _PIN.search(source.head) is not None
    return name.endswith((".txt", ".lock", ".in")) and pinned


def read(source: Source) -> Given:
    notes: list[Note] = []
    given = locked(packages(source, notes), _tool(source))
    return replace(given, notes=(*given.notes, *notes))


def packages(source: Source, notes: list[Note]) -> list[Package]:
    """Every requirement that has a name; of the others a note. Raises SourceError."""
    return [*_packages(text(source), notes)]


def _tool(source: Source) -> str | None:
    for name in (b"uv pip compile", b"pip-compile", b"pip freeze", b"uv export", b"uv pip freeze", b"poetry export"):
        if name in source.head[:2000]:
            return name.decode()
    return None


def _packages(said: str, notes: list[Note]) -> Iterator[Package]:
    for line, row in _logical(said):
        if other := _OTHER.match(row):
            notes.append(Note(f"{other[1]} is not read with it", line, "Lock everything into one file."))
        elif row.startswith(("-e ", "--editable", "git+", "http:", "https:", "file:", "./", "../", "/")):
            notes.append(Note("a requirement without a version", line, "Pin a released version, or a commit."))
        elif not row.startswith("-"):
            yield _package(line, row)


def _logical(said: str) -> Iterator[tuple[int, str]]:
    """(first line, text) of each requirement: a backslash at the end goes on, a comment does not count."""
    start = 0
    parts: list[str] = []
    for line, written in enumerate(said.splitlines(), 1):
        bare = written.strip()
        if not parts and (not bare or bare.startswith("#")):
            continue
        start = start if parts else line
        parts.append(bare.removesuffix("\\").strip())
        if not bare.endswith("\\"):
            yield start, " ".join(parts)
            parts = []
    if parts:
        yield start, " ".join(parts)


def _package(line: int, row: str) -> Package:
    match = _LINE.fullmatch(row)
    if match is None:
        raise SourceError(f"no requirement: {row[:60]}", line, "Write 'name==version'.")
    pinned = _PINNED.fullmatch((match["rest"] or "").strip())
    return Package(normal(match["name"]), pinned[1] if pinned else None, line, "--hash=" in row)
