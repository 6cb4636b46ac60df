"""Where the comments of a text are, by its format: as the format's own reader sees them.

YAML and Terraform are read by their tokens, and a comment is what stands in the gaps; Python by ``tokenize``; the
others by the lexers of this package.
"""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_right
from collections.abc import Callable, Iterable

from gate.documents.comments.comment import Comment
from gate.documents.node import Node
from gate.values.regex import regex

Spans = list[tuple[int, int]]  # of comments with their markers; characters of the text

_MARK = regex(r"(?<!\S)#[^\r\n]*")
_HCL = regex(r"#[^\n]*|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")
_TOML = regex(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|(?P<comment>#[^\n]*)',
    re.DOTALL,
)
_HEADER_END = regex(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


class Found:
    """The comments of a text, and what of it is none."""

    def __init__(self, text: str, spans: Spans, parts: Iterable[int] = ()) -> None:
        self.text = text
        self.spans = spans
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.parts = sorted(parts)
        self.comments: list[Comment] = []
        self.owners: list[int] = []  # of each comment, the index of its span
        for index, span in enumerate(spans):
            for comment in self._comments(*span):
                self.comments.append(comment)
                self.owners.append(index)

    def line(self, index: int) -> int:
        return bisect_right(self.starts, index)

    def _comments(self, start: int, end: int) -> Iterable[Comment]:
        line = self.line(start)
        raw = self.text[start:end]
        head = self.text[self.starts[line - 1] : start]
        before, part = "".join(head.split()), bisect_right(self.parts, start)
        if raw.startswith("/*"):
            for offset, row in enumerate(raw[2:-2].split("\n")):
                words = row.strip().lstrip("*").strip()
                yield Comment(line + offset, f"# {words}", before if not offset else "", False, part)
            return
        text = "#" + raw[2:] if raw.startswith("//") else raw
        yield Comment(line, text.strip(), before, not before and bool(head), part)

    def code(self) -> list[tuple[int, int]]:
        """The runs of text between the comments."""
        ends = [0, *(end for _, end in self.spans)]
        return list(zip(ends, [*(start for start, _ in self.spans), len(self.text)], strict=True))

    def first_code_line(self) -> int | None:
        for start, end in self.code():
            run = self.text[start:end]
            if run.strip():
                return self.line(start + len(run) - len(run.lstrip()))
        return None

    def sizes(self) -> list[int]:
        """Of each span, how many characters of code stand in front of it, without blanks."""
        found: list[int] = []
        total = 0
        for start, end in self.code():
            total += len("".join(self.text[start:end].replace("\\\n", "").split()))
            found.append(total)
        return found[:-1]


def find(text: str, format: str, root: Node | None = None) -> Found:
    """The comments of a text that its parser has accepted; ``root`` is the tree that it gave."""
    text = text.replace("\r\n", "\n")
    finder = _FINDERS.get(format)
    if finder is None:
        return Found(text, [])
    return finder(text, root)


def _yaml(text: str, root: Node | None) -> Found:
    import yaml

    taken: Spans = []
    parts: list[int] = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        while (token := loader.get_token()) is not None:
            start, end = token.start_mark.index, token.end_mark.index
            if isinstance(token, yaml.DocumentStartToken):
                parts.append(start)
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                start = text.find("\n", start)  # the line of its header may have a comment
                start = end if start < 0 else start
            if end > start:
                taken.append((start, end))
    except yaml.YAMLError:  # the parser took it: every sign may be a comment
        taken = []
    finally:
        loader.dispose()
    return Found(text, _gaps(text, taken, _MARK), parts)


def _frontmatter(text: str, root: Node | None) -> Found:
    opening = text.find("\n") + 1
    closing = _HEADER_END.search(text, opening) if text.startswith("---") and opening else None
    if closing is None:
        return Found(text, [])
    inner = _yaml(text[opening : closing.start()], None)
    return Found(text, [(start + opening, end + opening) for start, end in inner.spans])


def _toml(text: str, root: Node | None) -> Found:
    return Found(text, [match.span() for match in _TOML.finditer(text) if match["comment"] is not None])


def _python(text: str, root: Node | None) -> Found:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    try:
        found = [
            (starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1])
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        ]
    except (tokenize.TokenError, SyntaxError, IndexError):  # the parser took it: every sign may be a comment
        found = [match.span() for match in re.finditer(r"#[^\n]*", text)]
    return Found(text, found)


def _shell(text: str, root: Node | None) -> Found:
    from gate.documents.shell_lexer import Lexer

    lexer = Lexer(text)
    for _ in lexer.words():
        pass
    return Found(text, [] if lexer.unclear else lexer.comments)


def _hcl(text: str, root: Node | None) -> Found:
    from gate.documents.hcl_syntax import token_spans

    return Found(text, _gaps(text, token_spans(text), _HCL))


def _bicep(text: str, root: Node | None) -> Found:
    from gate.documents.bicep_tokens import skipped

    return Found(text, [match.span() for start, end in skipped(text) for match in _HCL.finditer(text, start, end)])


def _colang(text: str, root: Node | None) -> Found:
    from gate.documents.colang_nodes import effective_lines

    kept = {number for number, _ in effective_lines(text)}
    return Found(text, _lines(text, lambda number: number not in kept))


def _modelfile(text: str, root: Node | None) -> Found:
    held = {line for _, leaf in (root.leaves() if root else ()) for line in range(leaf.line, leaf.end_line + 1)}
    return Found(text, _lines(text, lambda number: number not in held))


def _lines(text: str, wanted: Callable[[int], bool]) -> Spans:
    """The lines that start with ``#``."""
    found: Spans = []
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.lstrip()
        if bare.startswith("#") and wanted(number):
            found.append((at + len(line) - len(bare), at + len(line)))
        at += len(line) + 1
    return found


def _gaps(text: str, taken: Spans, pattern: re.Pattern[str]) -> Spans:
    """The matches of a pattern outside of what is taken, which is in order."""
    found: Spans = []
    at = 0
    for start, end in [*taken, (len(text), len(text))]:
        while match := pattern.search(text, at):
            if match.start() >= start:
                break
            found.append(match.span())
            at = match.end()
        at = max(at, end)
    return found


_FINDERS: dict[str, Callable[[str, Node | None], Found]] = {
    "yaml": _yaml,
    "frontmatter": _frontmatter,
    "toml": _toml,
    "python": _python,
    "cell": _python,
    "shell": _shell,
    "zsh": _shell,
    "hcl": _hcl,
    "bicep": _bicep,
    "colang": _colang,
    "modelfile": _modelfile,
}
