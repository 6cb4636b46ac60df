"""The grammar of python-hcl2, with patterns of our own, and the syntax tree that it gives."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gate.documents.node import DocumentError, ParserMissingError

if TYPE_CHECKING:
    from lark import Lark, Token, Tree
    from lark.lexer import TerminalDef

    Branch = Tree[Token]
    Part = Branch | Token

TRIVIA = "new_line_or_comment"

# The grammar's own patterns let a string swallow its closing quote behind ``$${``, do not end a here-document where
# Terraform does (blanks behind the marker), and take quadratic time for one without an end and for a row of signs.
_BLANKS = r"[^\S\n\x1c-\x1f]*+"
_PATTERNS = {
    "ESCAPED_INTERPOLATION": r"\$\$\{",
    "ESCAPED_DIRECTIVE": r"%%\{",
    "INT_LITERAL": r"[0-9]++",
    "FLOAT_LITERAL": r"[0-9]++(?:\.[0-9]++(?:[eE][-+]?[0-9]++)?|[eE][-+]?[0-9]++)",
    **{
        name: rf"<<{dash}(?P<{group}>[a-zA-Z][a-zA-Z0-9._-]*+)\n(?:(?!{_BLANKS}(?P={group}){_BLANKS}\n)[^\n]*+\n)*+"
        rf"{_BLANKS}(?P={group}){_BLANKS}(?=\n)"
        for name, dash, group in (("HEREDOC_TEMPLATE", "", "here"), ("HEREDOC_TEMPLATE_TRIM", "-", "here_trim"))
    },
}


def last_line(text: str) -> int:
    """The number of its last line, 1-based."""
    return max(1, text.count("\n") + (not text.endswith("\n")))


@cache
def _grammar() -> Lark:
    try:
        import hcl2
        from hcl2.postlexer import PostLexer
        from lark import Lark
        from lark.lexer import PatternRE
    except ImportError:
        raise ParserMissingError(
            "reading Terraform needs the extra 'terraform'",
            1,
            "Install tunegate with the extra: pip install 'tunegate[terraform]'.",
        ) from None

    def edit(terminal: TerminalDef) -> None:
        if terminal.name in _PATTERNS:
            terminal.pattern = PatternRE(_PATTERNS[terminal.name])

    return Lark.open(
        "hcl2.lark", rel_to=hcl2.__file__, parser="lalr", propagate_positions=True, postlex=PostLexer(),
        edit_terminals=edit,
    )  # fmt: skip


def syntax(text: str) -> Branch:
    """The syntax tree of a text. Raises DocumentError."""
    grammar = _grammar()
    from lark import LarkError

    try:
        return grammar.parse(text + "\n")
    except LarkError as error:
        line = getattr(error, "line", None)
        last = last_line(text)
        place = line if isinstance(line, int) and 0 < line <= last else last
        raise DocumentError("not valid Terraform, or beyond what is read of it", place, "Correct the syntax.") from None


def token_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) in characters of every token that is no comment, in order. Raises DocumentError."""
    found: list[tuple[int, int]] = []
    todo: list[Part] = [syntax(text)]
    while todo:
        part = todo.pop()
        if not isinstance(part, str):
            todo += [] if part.data == TRIVIA else part.children[::-1]
        elif part.start_pos is not None and part.end_pos is not None:
            found.append((part.start_pos, part.end_pos))
    return sorted(found)
