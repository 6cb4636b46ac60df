"""Models that a change concerns only because a reviewed value of theirs names what it changes.

Their files did not change, so nothing of them is read but those in which ``git grep`` finds the name of a changed file,
or a sign that they include others; data and weights are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from gate.case.own import is_settled
from gate.git.entry import FOLDER, Entry
from gate.recognise.paths import MODEL_ENDINGS, RECORDS_ENDINGS, extension
from gate.recognise.resolve import MAX_TEXT, completed
from gate.values.errors import UndecidedError
from gate.values.regex import regex

if TYPE_CHECKING:
    from gate.case.among import Among
    from gate.case.resolved import Resolving
    from gate.case.sides import Sides
    from gate.config.load import Model
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader

MAX_ROUNDS = 4  # files that are not reviewed on the way from a reviewed one to what changed, and one
MAX_WORDS = 120  # that git looks for; beyond it each file is split into words once
MAX_FOLLOWED = 500  # files that are not reviewed and could name others
_PATHS = r"[A-Za-z0-9_./-]+\.(ya?ml|json|toml|sh|j2|jinja2?|md|env|txt|hbs|liquid|tmpl|tpl|prompt|py)"
_GROUPS = r"defaults:|[/A-Za-z0-9_.-]\{[^{}: ]+,[^{}: ]*\}"  # names that are put together: Hydra, ways in braces
_TAGS = (
    r"\{%|\{\{|<%|<partial|(^|[^A-Za-z])(include|import|require)[^A-Za-z]|extends|(^|[[:space:]])@[A-Za-z./]"
    r"|<!--"
)
_EXPRESSION = r"\$[A-Za-z({]"
_PROSE = (".md", ".txt", ".rst")  # of which only tags and expressions name files
_IS_PATH, _IS_GROUP = regex(_PATHS), regex(_GROUPS)
_SAYS = (".yaml", ".yml", ".json", ".env", ".tf", ".tofu", ".tfvars", ".py", ".sh", ".envrc")
_BLOCKS = (".yaml", ".yml", ".tf", ".tofu")  # in which a changed line need not have the name
_NAME = regex(
    r"""\s*(?:export\s+|-\s+)?(?:["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*["']?([\w.-]{2,60})?"""
    r"""|variable\s+"([\w-]+)")"""
)
_PART = regex(r"\w+")
_DVC = ("outs", "deps", "md5")  # what a file has that the settings of DVC say more about
_NO_NAMES = (*RECORDS_ENDINGS, *MODEL_ENDINGS, ".zip", ".gz", ".png", ".jpg", ".pdf", ".so", ".whl")


def naming(sides: Sides, reader: Reader, changed: set[str] | None, known: Iterable[str]) -> list[str]:
    """The models, but for the ``known``, that name a changed file that they do not review. Raises UndecidedError."""
    if sides.base is None or not changed or sides.verification is not None or sides.new is None:
        return []
    asked = {name: model for name, model in sides.new.models.items() if name not in {*known}}
    pool = frozenset(path for path in changed if not is_settled(path, sides.trusted))
    if not asked or not pool:
        return []
    files = _files(sides, reader, asked.values())
    found: set[str] = set()
    words = _words(pool) | said_in(sides, pool)
    resolving: Resolving | None = None
    for _ in range(MAX_ROUNDS):
        holding = _holding(sides, files, words)
        if not holding:  # as in most changes: nothing more is read, or imported
            break
        from gate.case.among import Among
        from gate.case.resolved import Changes, Resolving

        resolving = resolving or Resolving(sides.head, sides.base, reader, Changes(pool))
        to = Among(pool)
        hits = [p for p in holding if _names_one(sides, reader, p, files[p], to, resolving)]
        found.update(hits)
        if not hits:
            break
        pool = frozenset(hits)
        words = _words(pool)
        for path in hits:
            del files[path]
    likely = (name for name, model in asked.items() if any(_selects(model, path) for path in found))
    return [name for name in likely if _does_name(sides, reader, asked[name], changed)]


def _does_name(sides: Sides, reader: Reader, model: Model, changed: set[str]) -> bool:
    """Whether one of the values that the model has reviewed does, and not only something else in its files."""
    from gate.case.references import references
    from gate.surfaces.state import build

    head = build(sides.head, model.name, model.surfaces, reader, strict=False)
    return bool(references(sides, reader, model.name, head, (), changed))


def _files(sides: Sides, reader: Reader, models: Iterable[Model]) -> dict[str, Entry]:
    """What the selectors of models find, without data and weights, and what that leads to by one file or more.

    Without prose that names no file: in it a file's name is a word like any other.
    """
    globs = {s.glob: s for m in models for rows in m.surfaces.values() for s in rows if not s.exclude}
    globs = {glob: s for glob, s in globs.items() if not glob.endswith(_NO_NAMES) and not s.is_optional}
    entries = sides.head.entries({selector.prefix for selector in globs.values()})
    found = {path: entry for path, entry in entries.items() if _can_name(path, entry)}
    fresh = dict(found)
    speaking: set[str] = set()
    for _ in range(MAX_ROUNDS):
        ahead: dict[str, Entry] = {}
        for target in _leads(sides, reader, fresh, found, speaking):
            entry = sides.head.entry(target) if target not in found and target not in ahead else None
            if entry is not None and _can_name(target, entry) and len(ahead) < MAX_FOLLOWED:
                ahead[target] = entry
        found.update(ahead)
        fresh = ahead
        if not ahead:
            break
    return {path: e for path, e in found.items() if not e.oid or e.oid in speaking or not path.endswith(_PROSE)}


def _can_name(path: str, entry: Entry) -> bool:
    return entry.is_regular and extension(path) not in _NO_NAMES


def _leads(
    sides: Sides, reader: Reader, files: Mapping[str, Entry], known: Mapping[str, Entry], speaking: set[str]
) -> Iterator[str]:
    """The files, not all of them known, that files name. Of most nothing is read: git says which paths are in them.

    The object ids of those with a tag or an expression are added to ``speaking``.
    """
    by_oid = _by_oid(files)
    tagged: set[str] = set()
    parsed = {""} & by_oid.keys()
    mode = cache(sides.head.mode)
    pattern = f"{_PATHS}|{_GROUPS}|{_TAGS}|{_EXPRESSION}"
    for oid, said in sorted({*sides.repository.parts((o for o in by_oid if o), pattern)}):
        if said[0] == "$":
            speaking.add(oid)
        elif _IS_GROUP.fullmatch(said):
            parsed.add(oid)
        elif not _IS_PATH.fullmatch(said):
            tagged.add(oid)
        for path in by_oid[oid] if _IS_PATH.fullmatch(said) else ():
            near = next((p for p in _near(path, said) if p in known or mode(p) not in (None, FOLDER)), None)
            if near is not None:
                yield near
    speaking |= tagged | parsed
    for oid in sorted(tagged | parsed):
        for path in by_oid[oid]:
            yield from _targets(sides, reader, path, files[path], deep=oid in parsed)


def _near(path: str, said: str) -> Iterator[str]:
    """The paths that a name in a file can be, from its folder up; what may stand for a folder elsewhere is dropped."""
    from gate.recognise.resolve import from_folders

    parts = said.strip("/").split("/")
    for start in range(len(parts) if said[0] == "/" else min(2, len(parts))):
        yield from from_folders(path, "/".join(parts[start:]))


def _targets(sides: Sides, reader: Reader, path: str, entry: Entry, *, deep: bool) -> Iterator[str]:
    """The files, nearest first, that are there for what a file names; without ``deep`` for what its text includes."""
    from gate.case.among import is_glob
    from gate.case.leading import values_in
    from gate.recognise.resolve.includes import names_in_text
    from gate.recognise.resolve.names import names_of

    for value in values_in(sides.head, reader, path, entry, "", as_text=not deep):
        for name in names_of(value) if deep else names_in_text(path, value.text):
            near = next((p for p in name.near if not is_glob(p) and sides.head.mode(p) not in (None, FOLDER)), None)
            if near is not None:
                yield near


def _by_oid(files: Mapping[str, Entry]) -> dict[str, list[str]]:
    """Paths by the object id of their bytes; by "" those of a work tree that are not as git has them."""
    found: dict[str, list[str]] = {}
    for path, entry in files.items():
        found.setdefault(entry.oid or "", []).append(path)
    return found


def _selects(model: Model, path: str) -> bool:
    return any(s.matches(path) for rows in model.surfaces.values() for s in rows if not s.exclude)


def _words(paths: Iterable[str]) -> set[str]:
    """What a text that names one of the files has in it: its name, what a format completes, a folder or an ending."""
    found: set[str] = set()
    for path in paths:
        *above, name = path.split("/")
        found.update((name, *above[-3:]))
        stem = completed(path)
        if stem is not None:
            found.update((stem, stem.removeprefix("_")))
        if "." in name:
            found.add(f"*.{name.rpartition('.')[2]}")
        if above[-1:] == [".dvc"]:
            found.update(_DVC)
    found.discard("")
    return found


def _holding(sides: Sides, files: Mapping[str, Entry], words: set[str]) -> list[str]:
    """The files that have one of the words in them, or may have."""
    if len(words) > MAX_WORDS:
        return _with_parts(sides, files, words)
    by_oid = _by_oid(files)
    holding = sides.repository.holding((oid for oid in by_oid if oid), words)
    return sorted(path for oid in (*holding, "") for path in by_oid.get(oid, ()))


def _with_parts(sides: Sides, files: Mapping[str, Entry], words: set[str]) -> list[str]:
    """The same where git would look for each of the words line by line: files that have all parts of one of them."""
    wanted: dict[str, list[set[str]]] = {}
    for word in words:
        parts = _PART.findall(word)
        if parts:
            wanted.setdefault(parts[0], []).append(set(parts))
    found: list[str] = []
    for path in sorted(files):
        said = {part for line in _lines(sides.head, path) for part in _PART.findall(line)}
        if any(parts <= said for first in said & wanted.keys() for parts in wanted[first]):
            found.append(path)
    return found


def _names_one(sides: Sides, reader: Reader, path: str, entry: Entry, changed: Among, resolving: Resolving) -> bool:
    from gate.case.leading import values_in
    from gate.recognise.resolve.names import names_of

    for value in values_in(sides.head, reader, path, entry, ""):
        if any(not changed.named(name, sides.head) <= {path} for name in names_of(value)):
            return True
        if any(place.is_changed for place in resolving.written(value, (), lambda found: found == path)):
            return True
    return False


def said_in(sides: Sides, paths: Iterable[str]) -> set[str]:
    """Names that changed files give values to, and of the objects in them: what an expression elsewhere would say."""
    found: set[str] = set()
    for path in sorted(paths):
        if not path.lower().endswith(_SAYS) and not path.rpartition("/")[2].startswith(".env"):
            continue
        old, new = (_lines(side, path) for side in (sides.base, sides.head))
        is_block = path.lower().endswith(_BLOCKS)
        for line in {*old, *new} if is_block else {*old} ^ {*new}:
            match = _NAME.match(line)
            if match:
                found.update(name for name in (match[1] or match[3], match[2]) if name and len(name) > 1)
    return found


def _lines(side: Snapshot | None, path: str) -> list[str]:
    entry = side.entry(path) if side is not None else None
    if side is None or entry is None or not entry.is_regular:
        return []
    try:
        data = side.read(path, entry, limit=MAX_TEXT)
    except UndecidedError:
        return []
    return data.decode("utf-8", "replace").splitlines()
