"""The files that a value names: paths, globs, folders, and names that a format completes.

A path is relative to the repository's root, to the naming file's folder, or to a folder between the two: a job starts
in any of them. What stands for a folder outside of the text (``/app/x``, ``${ROOT}/x``, ``{{ dir }}/x``) is dropped
step by step. Sources:

- Hydra 1.3, "The Defaults List": ``group: option`` is ``group/option.yaml``, relative to the configuration that has it.
- Kustomize, "kustomization.yaml": ``resources``, ``components``, ``patches[].path``, ``configMapGenerator[].files``.
- Compose Specification: ``env_file``, ``extends.file``, ``include``, ``configs``, bind mounts (``source:target``).
- Helm 3, "Accessing Files Inside Templates": ``.Files.Get``. DVC, "Remote storage": ``.dvc/config`` says where the data
  of every ``.dvc`` file and of ``dvc.lock`` is fetched from.
- Node.js, "Modules: CommonJS modules": a name that starts with a dot is completed with an ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.documents import tree_format
from gate.recognise.resolve import MAX_TEXT, SCRIPTS, Name, Tokens, Value, from_folders
from gate.recognise.resolve.includes import is_prose, names_in_text
from gate.recognise.vocabulary import words
from gate.values.regex import regex

MAX_NAMES = 500  # names in one value
_BREAK = regex(r"""[\s,;:=@"'`()<>|&]+""")
_START = regex(r"(?:\$\{[^{}]{0,200}\}|\$\([^()]{0,200}\)|\{\{[^{}]{0,200}\}\}|\$\w{1,80}|%\w{1,80}%|~)(?=/)")
_EXPRESSION = regex(r"\$\{[^{}]{0,200}\}|\$\([^()]{0,200}\)|\{\{[^{}]{0,200}\}\}|\$\w{1,80}")
_ENDING = regex(r"(?:^|[^/.])\.[A-Za-z][A-Za-z0-9]{0,11}$|(?:^|/)\.[A-Za-z][\w.-]{1,30}$")
_BRACES = regex(r"\{([^{}\n]{1,200})\}")
_ELSEWHERE = regex(r"(?i)(?<!\w)(?!file:)[a-z][a-z0-9+.-]{1,30}://\S*")
_COMPLETED = ("", *SCRIPTS, ".json", *(f"/index{ending}" for ending in SCRIPTS))
_QUOTED = regex(r"""["']([^"'\n]{1,300})["']""")
_FOLDER_KEYS = frozenset(
    "dir dirs directory directories folder folders path paths root bases resources components".split()
)
_FILE_KEYS = frozenset("file files filename path paths template include includes extends source src".split())


def names_of(value: Value) -> Iterator[Name]:
    """Every file that a value may name, each once, in the order of its text."""
    seen: set[Name] = set()
    for name in _names(value):
        if name not in seen:
            seen.add(name)
            yield name
        if len(seen) >= MAX_NAMES:
            return


def _names(value: Value) -> Iterator[Name]:
    text = value.text[:MAX_TEXT]
    yield from names_in_text(value.path, text)
    yield from _by_format(value, text)
    if not value.tokens and not _is_listing(value):
        return
    if value.tokens and is_prose(text):
        return
    text = _ELSEWHERE.sub(" ", text).replace("file://", " ")
    said = {*words(_key(value.tokens))}
    whole = text.strip()
    if 0 < len(whole) <= 300 and "\n" not in whole:
        yield from _named(value, whole, bool(said & _FILE_KEYS), bool(said & _FOLDER_KEYS))
    if text[:1] == "`":  # an expression: the parts of a path are joined in order
        parts = _QUOTED.findall(text)
        if 1 < len(parts) <= 8:
            yield from _named(value, "/".join(part.strip("/") for part in parts), False, False)
    for word in dict.fromkeys(_words(text)):
        yield from _named(value, word, bool(said & _FILE_KEYS), bool(said & _FOLDER_KEYS))


def _key(tokens: Tokens) -> str:
    return next((step for step in reversed(tokens) if not step.isdigit()), "")


def _words(text: str) -> Iterator[str]:
    """Words that could be paths, with what stands between braces as each of its ways."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\1"

    text = _EXPRESSION.sub(keep, text) + "\n" + "\n".join(one.strip("${}()") for one in kept)
    for ways in _BRACES.finditer(text):
        if "," in ways[1]:
            start = _BREAK.split(text[: ways.start()])[-1]
            end = _BREAK.split(text[ways.end() :])[0]
            for way in ways[1].split(",")[:20]:
                yield f"{start}{way}{end}"
    for word in _BREAK.split(text):
        while "\0" in word:
            before, _, rest = word.partition("\0")
            number, _, after = rest.partition("\1")
            word = before + kept[int(number)] + after
        if word:
            yield word.rstrip(".,")


def _named(value: Value, word: str, is_file: bool, is_folder: bool) -> Iterator[Name]:
    """The name that a word is, where it looks like one of a file or, with a key that says so, of a folder."""
    loose = word.startswith("/") or _START.match(word) is not None
    bare = _START.sub("", word, count=1).removesuffix("/**").removesuffix("/*") or word
    has_ending = _ENDING.search(bare.rstrip("/")) is not None
    slashed = "/" in bare.strip("/") or bare.startswith(("./", "../")) or (word.endswith("/") and len(bare) > 1)
    if not (has_ending or slashed or is_file or is_folder) or _EXPRESSION.search(bare) or len(bare) > 300:
        return
    if not any(char.isalnum() for char in bare) or "\0" in bare or "\n" in bare:
        return
    near = tuple(dict.fromkeys(_near(value.path, bare, loose)))
    if not near:
        return
    tail = bare.lstrip("./")
    far = (tail,) if has_ending and "/" in tail and "*" not in tail else ()
    yield Name(near, far, is_folder=slashed or is_folder)
    if value.path.endswith(SCRIPTS) and bare.startswith(("./", "../")) and not has_ending:
        yield Name(tuple(path + ending for path in near for ending in _COMPLETED))


def _near(path: str, word: str, loose: bool) -> Iterator[str]:
    """The paths that a word can be from the naming file's folder up to the root."""
    parts = word.strip("/").split("/")
    ways = ["/".join(parts[start:]) for start in range(len(parts))] if loose else ["/".join(parts)]
    for way in ways:
        if way.strip("./"):
            yield from from_folders(path, way)


def _is_listing(value: Value) -> bool:
    """Whether the words of a whole text are names and commands, and no sentences."""
    name = value.path.rpartition("/")[2].lower()
    if value.surface not in ("system_prompt", "output_filter", "scope_enforcement"):
        return not name.endswith((".md", ".txt", ".rst"))
    return (
        tree_format(name) in ("shell", "zsh")
        or name.startswith(("dockerfile", "containerfile", "makefile", ".env"))
        or name.endswith((".env", ".cfg", ".ini", ".properties", *SCRIPTS))
    )


def _by_format(value: Value, text: str) -> Iterator[Name]:
    """Names that only a format makes files of."""
    name = value.path.rpartition("/")[2]
    if value.tokens[:1] == ("defaults",) and name.endswith((".yaml", ".yml")):
        yield from _hydra(value, text)
    if name.endswith(".dvc") or name in ("dvc.lock", "dvc.yaml"):
        yield Name((*from_folders(value.path, ".dvc/config"), *from_folders(value.path, ".dvc/config.local")))


def _hydra(value: Value, text: str) -> Iterator[Name]:
    """``- group: option``, ``- override /group@package: option``, ``- option``."""
    group = (
        ""
        if value.tokens[-1].isdigit() and len(value.tokens) == 2
        else value.tokens[2]
        if len(value.tokens) > 2
        else ""
    )
    group = group.removeprefix("optional ").removeprefix("override ").partition("@")[0].strip()
    option = text.partition("@")[0].strip().removesuffix(".yaml")
    if not option or option in ("_self_", "null") or _EXPRESSION.search(option):
        return
    named = f"{group.strip('/')}/{option}" if group else option.strip("/")
    yield Name(tuple(f"{path}{end}" for path in from_folders(value.path, named) for end in (".yaml", ".yml")))
