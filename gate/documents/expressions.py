"""The source of an expression in one spelling: its tokens, with blanks by rule."""

from __future__ import annotations

from collections.abc import Iterable

_WORDS = frozenset({"in", "if", "for", "else"})
_NO_BLANK_BEFORE = frozenset({")", "]", ",", ".", ".?", "?.", "::", "...", ".*", "[*]"})
_NO_BLANK_AFTER = frozenset({"(", "[", "[?", ".", ".?", "?.", "::"})


def spaced(tokens: Iterable[str]) -> str:
    """The tokens as one line. Different tokens give different lines, whatever blanks their source had."""
    found: list[str] = []
    last = ""
    operand = False  # whether the last token ends a value, so that a sign is an operator and a bracket an index
    for word in tokens:
        sign = word in ("-", "!") and not operand
        postfix = operand and (word in ("(", "[", "[?", "!"))
        if found and not (word in _NO_BLANK_BEFORE or last in _NO_BLANK_AFTER or postfix):
            found.append(" ")
        found.append(word)
        last = "(" if sign else word
        operand = word in (")", "]", "}", "[*]", ".*") or (word == "!" and postfix) or _is_operand(word)
    return "".join(found)


def _is_operand(word: str) -> bool:
    return word not in _WORDS and word != "-" and (word[-1].isalnum() or word[-1] in "_-'\"")
