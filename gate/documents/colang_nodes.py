"""Colang 1.0 and 2.x of NeMo Guardrails: flows and messages by name. Indentation decides what belongs to what.

A definition's value is its lines without blank ones and trailing blanks; the root's ``value`` is that of the whole
file. Comments between definitions are no part of it. Those inside stay: Colang takes the comment above ``$x = ...`` as
an instruction to the model, reads the ones that begin with ``meta``, and may quote a flow's source in a prompt. Texts
in triple quotes stay as they are.

Source of the rules: the readers of Colang 1.0 (``colang/v1_0/lang/utils.py``) and 2.x (``colang.lark``) in NeMo
Guardrails.
"""

from __future__ import annotations

from gate.documents.node import Node, put
from gate.values.regex import regex

_DEFINITION = regex(
    r"(?:define\s+)?(?:user|bot|flow|subflow|extension\s+flow|parallel\s+(?:extension\s+)?flow|event|action|priority|import)\b.*"
)
_META = regex(r"#\s*meta\b")
_CONTINUED = regex(r"(?:\\|\b(?:or|and))\s*(?:#.*)?\Z")


def parse_colang(text: str) -> Node:
    """Parse a Colang file. Every text is one; what stands outside of any definition is under the empty key."""
    mark = text.startswith("\ufeff")
    lines = effective_lines(text.removeprefix("\ufeff"))
    root = Node(1, max(1, text.count("\n") + (not text.endswith("\n"))), children={})
    name, start, last = "", 1, 1
    body: list[str] = []
    decorated: list[tuple[int, str]] = []

    def close() -> None:
        if body:
            put(root, name, Node(start, last, "\n".join(body)))

    for number, line in lines:
        if line[:1] == "@":
            decorated.append((number, line))
            continue
        if line[:1] not in (" ", "\t") and _DEFINITION.fullmatch(line):
            close()
            name = " ".join(line.removeprefix("define ").rstrip(":").split())[:200]
            body = [text for _, text in decorated] + [line]
            start = decorated[0][0] if decorated else number
        else:
            if not body:
                start = number
            body += [*(text for _, text in decorated), line]
        decorated = []
        last = number
    body += [text for _, text in decorated]
    close()
    root.value = "\ufeff" * mark + "\n".join(line for _, line in lines)
    return root


def effective_lines(text: str) -> list[tuple[int, str]]:
    """(line number, line) of everything that Colang reads."""
    lines = text.replace("\r\n", "\n").split("\n")
    if "\r" in text.replace("\r\n", "\n"):  # a line ends there for Colang, and not for git
        return [*enumerate(lines, 1)]
    blocks = _blocks(lines)
    found: list[tuple[int, str]] = []
    comments: list[tuple[int, str]] = []
    continued = False
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if blocks is None or number in blocks or continued:
            found += [*comments, (number, line)]
            comments = []
        elif bare.startswith("#"):
            comments.append((number, line.rstrip()))
        elif bare:
            inside = line[:1] in (" ", "\t")
            found += [one for one in comments if inside or "..." in bare or _META.match(one[1].strip())]
            found.append((number, line.rstrip()))
            comments = []
        continued = bool(bare) and (continued or not bare.startswith("#")) and _CONTINUED.search(line) is not None
    found += [one for one in comments if _META.match(one[1].strip())]
    return found


def _blocks(lines: list[str]) -> set[int] | None:
    """The numbers of the lines of texts in triple quotes; None where Colang 1.0 and 2.x may not agree on them."""
    found: set[int] = set()
    quoted = False
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        count = line.count('"""')
        if quoted or count:
            found.add(number)
        if "'''" in line or count > 2 or (count and bare.startswith("#")):
            return None
        if quoted and count:
            if count > 1 or not bare.endswith('"""'):
                return None
            quoted = False
        elif count:
            if not bare.startswith('"""') or (count == 2 and not bare.endswith('"""')) or "\\" in bare:
                return None
            quoted = count == 1
    return None if quoted else found
