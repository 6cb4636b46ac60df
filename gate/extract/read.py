"""Which syntax a file has, and its triples. Nothing in a file makes this fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gate.documents import DocumentError, parse, tree_format
from gate.documents.plain import is_text
from gate.extract.cold import ending_of
from gate.extract.grammars import ENDINGS, GrammarMissingError, root_of
from gate.extract.looks import COMMAND, JSON, YAML, looks_like
from gate.extract.syntaxes import code, command, jsonc, lines, notebook, python, shell, templated, text, tree
from gate.extract.triple import FILE, MAX_TRIPLES, TEXT, Extract, Triple
from gate.values.regex import regex

MAX_CODE = 1024 * 1024  # bytes; of a longer file only the beginning is read, by its lines
MAX_BEGINNING = 128 * 1024
_TREES = frozenset({"yaml", "json", "toml", "hcl", "bicep", "modelfile", "frontmatter", "dockerfile"})
_TEXTS = frozenset(
    "txt md mdx j2 jinja jinja2 tmpl tpl prompt mustache hbs handlebars liquid st xml rst adoc gotmpl".split()
)
NO_GRAMMAR = "no grammar for its language is installed (extra 'code')"
_DEFAULT = regex(r"\$\{([A-Za-z_][\w.-]*):-?([^{}]+)\}")
_JSONC = frozenset({"jsonc", "json5"})


def syntax_of(path: str) -> str:
    """What a file is read as: a format of `gate.documents`, ``code``, ``jsonc``, ``text`` or ``lines``."""
    ending = ending_of(path)
    name = path.rpartition("/")[2].lower()
    if ending in ENDINGS:
        return "code"
    if ending in _JSONC:
        return "jsonc"
    if ending in ("j2", "jinja", "jinja2", "tmpl", "tpl", "gotmpl") and (inner := tree_format(name.rpartition(".")[0])):
        return inner if inner in _TREES else "text"
    if ending == "tfvars":
        return "hcl"
    format = tree_format(path)
    if format is not None:
        return format
    return "text" if ending in _TEXTS else "lines"


def extract(path: str, data: bytes) -> Extract:
    """The triples of a file, in its order; values that are documents are read, too."""
    syntax = syntax_of(path)
    if not is_text(data):
        try:
            source = data.decode("utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode("latin-1")
        except UnicodeDecodeError:
            return Extract(syntax=syntax)
        if "\0" in source:
            return Extract(syntax=syntax)
        rows = tuple(_expanded(lines.read(source[:MAX_BEGINNING])))
        return Extract(rows, "lines", "the file is not UTF-8 text, so it is read line by line")
    return extract_text(path, data.decode("utf-8-sig", "replace"))


def extract_text(path: str, source: str) -> Extract:
    syntax = syntax_of(path)
    notice, line = "", None
    try:
        if syntax == "code":
            if len(source) > MAX_CODE:
                raise DocumentError(f"more than {MAX_CODE:,} characters of code", None)
            root = root_of(ending_of(path), source.encode("utf-8", "replace"))
            rows = code.read(root)
            if root.has_error:
                notice = "a part of the file cannot be parsed, so it was passed over"
        else:
            rows = _read(syntax, source)
        found = list(rows)
    except GrammarMissingError:
        notice = f"{NO_GRAMMAR}, so it is read line by line"
        found = list(lines.read(source[:MAX_BEGINNING]))
    except DocumentError as error:
        if syntax in ("yaml", "json", "hcl") and templated.is_templated(source):
            found = list(templated.read(source, syntax))
        else:
            notice, line = f"{error.message}, so it is read line by line", error.line
            found = list(lines.read(source[:MAX_BEGINNING]))
    except RecursionError:
        notice, found = "nested too deep, so it is read line by line", list(lines.read(source[:MAX_BEGINNING]))
    return Extract(tuple(_expanded(iter(found[:MAX_TRIPLES]))), syntax, notice, line)


def _read(syntax: str, source: str) -> Iterator[Triple]:
    if syntax == "python":
        return python.read(source)
    if syntax == "notebook":
        return notebook.read(source)
    if syntax in ("shell", "zsh"):
        return shell.read(source)
    if syntax in ("jsonc", "json"):
        return jsonc.read(source)
    if syntax == "text":
        return text.read(source)
    if syntax == "frontmatter":
        return _with_body(source)
    if syntax in _TREES:
        return tree.walk(parse(source.encode("utf-8", "replace"), syntax), ())
    return lines.read(source[:MAX_CODE]) if syntax != "colang" else iter(())


def _with_body(source: str) -> Iterator[Triple]:
    """Front matter, and the text below it as a whole."""
    for t in tree.walk(parse(source.encode("utf-8", "replace"), "frontmatter"), ()):
        yield replace(t, steps=(), kind=TEXT) if t.steps == ("body",) else t


def _expanded(triples: Iterator[Triple], depth: int = 0) -> Iterator[Triple]:
    """The triples, with what a value that is a document says in place of that value."""
    for t in triples:
        value = t.value
        if not isinstance(value, str) or t.kind == TEXT or depth > 3 or (len(value) < 8 and t.kind[:5] != FILE):
            yield t
            continue
        if t.kind.startswith(FILE):
            yield from _moved(t, list(extract_text(t.kind.removeprefix(FILE), value).triples))
            continue
        if (default := _DEFAULT.fullmatch(value)) is not None:  # of a variable that need not be set
            yield replace(t, steps=(*t.steps, *default[1].split(".")), value=default[2])
            continue
        kind = looks_like(value)
        inner = _inside(value, kind) if kind is not None else []
        if kind == COMMAND and t.at is not None:
            inner = [row for row in inner if not row.steps[-1].startswith("-")]  # the tree has them
            yield from _moved(t, inner)
            continue
        if inner:
            yield from _expanded(iter(list(_moved(t, inner))), depth + 1)
        else:
            yield t


def _inside(value: str, kind: str) -> list[Triple]:
    try:
        if kind == JSON:
            return list(jsonc.read(value))
        if kind == YAML:
            return list(tree.walk(parse(value.encode("utf-8", "replace"), "yaml"), ()))
        if kind == COMMAND:
            return list(command.read(value))
    except DocumentError:
        return list(lines.read(value)) if kind == YAML else []
    return list(lines.read(value))


def _moved(outer: Triple, rows: list[Triple]) -> Iterator[Triple]:
    """The rows below the steps of the text that they stand in, on the lines of the file."""
    count = str(outer.value).rstrip("\n").count("\n") + 1
    first = outer.end_line - count + 1
    first = first if outer.line <= first <= outer.line + 1 else outer.line
    for t in rows:
        line, end = (min(outer.end_line, first + n - 1) for n in (t.line, t.end_line))
        yield replace(t, steps=(*outer.steps, *t.steps), line=line, end_line=end, at=outer.at)
