"""Program text by tree-sitter's grammars, one walker for all of them: it knows strings, calls and assignments by the
shapes that the grammars share, not by language.

The way to a value is as in `gate.extract.syntaxes.python`. Texts that are put together are one value, with ``{x}`` for
what is computed; of ``a ?? "x"`` and ``a || "x"`` the name on the left is a step. A syntax error costs the part that it
stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.extract.syntaxes.code_nodes import (
    JOINS,
    MAX_DEPTH,
    class_of,
    field_of,
    is_body,
    key_of,
    list_joined,
    name_of,
    parts_of,
    plain_string,
    string_of,
    tail_of,
    text_of,
)
from gate.extract.triple import MAX_TRIPLES, NAME, Steps, Triple
from gate.values.regex import regex

_SIGNS = frozenset({"=", ":=", "=>", ":", "+="})
_ELSE = frozenset({"??", "||", "?:", "or", "||=", "??="})
_COMPARES = frozenset(
    {"==", "!=", "===", "!==", "<", ">", "<=", ">=", "instanceof", "in", "is", "=~", "<=>", "&&", "and"}
)
_SILENT = frozenset(
    "log debug info warn warning error trace print println printf eprintln fprintf sprintln require "
    "startswith endswith "
    "replace replaceall split join includes indexof test match matches equals contains console panic "
    "fatal fatalf errorf warnf "
    "infof debugf writeline useselector t i18n describe it expect classname getelementbyid queryselector "
    "addeventlistener "
    "format_err bail assert_eq strcmp trim hasprefix hassuffix".split()
)
_READERS = frozenset(
    "get getenv getproperty getordefault getstring has hasown lookupenv getenvironmentvariable".split()
)
_WRITTEN = ("call", "string", "binary", "list")
_MAPPINGS = ("hash", "object", "dictionary")  # ``{...}.freeze``
_KEYED = regex(r"-{0,2}[A-Za-z_][\w.\-:]{1,80}")
_IDENTIFIER = regex(r"[A-Za-z_][\w-]*")


def read(root: Any) -> Iterator[Triple]:
    """The triples of a tree-sitter tree, by its root node."""
    walker = _Walker()
    walker.visit(root, (), None, 0)
    yield from walker.found


class _Walker:
    def __init__(self) -> None:
        self.found: list[Triple] = []
        self.waiting: list[tuple[Steps, int]] = []  # here-documents whose text comes later (Ruby)

    def add(
        self, steps: Steps, value: str | int | float | bool, node: Any, first: int | None, kind: str = "value"
    ) -> None:
        if value != "" and len(self.found) < MAX_TRIPLES:
            last = node.end_point[0] + (node.end_point[1] > 0)
            line = node.start_point[0] + 1
            self.found.append(Triple(steps, value, first or line, max(first or line, last), kind))

    def visit(self, node: Any, steps: Steps, first: int | None, depth: int) -> None:
        """``first`` is the line of the name that the node's value is given to."""
        if depth > MAX_DEPTH:
            return
        kind = class_of(node.type)
        if kind == "skipped":
            return
        if kind == "string":
            self.string(node, steps, first)
        elif kind == "call":
            self.call(node, steps, first, depth + 1)
        elif kind == "binary":
            self.binary(node, steps, first, depth + 1)
        elif kind == "number" and node.is_named:
            self.number(node, steps, first)
        elif kind == "boolean":
            self.add(steps, text_of(node) == "true", node, first)
        elif kind == "heredoc":
            self.waiting.append((steps, first or node.start_point[0] + 1))
        elif kind == "scope" and (name := node.child_by_field_name("name")) is not None:
            if _is_test(text_of(name)):
                return
            for child in node.named_children:
                if child != name:
                    self.visit(child, (*steps, text_of(name)), None, depth + 1)
        elif kind == "other" and steps and _is_constant(text := text_of(node)[:120]):
            self.add(steps, text, node, first, NAME)
        else:
            self.children(node, steps, first, depth + 1, kind)

    def children(self, node: Any, steps: Steps, first: int | None, depth: int, kind: str) -> None:
        children = node.children
        sign = None if kind == "choice" else next((n for n, c in enumerate(children) if c.type in _SIGNS), None)
        if sign is None and node.type in ("const_element", "array_element_initializer", "pair", "keyed_element"):
            sign = 1 if len(children) > 1 and len(node.named_children) > 1 else None
        if sign:
            key = key_of(node, children[:sign])
            if key is not None:
                name = name_of(key)
                below = (*steps, name) if name else steps
                line = key.start_point[0] + 1
                for child in children[sign:]:
                    if child.is_named and child != key:
                        self.visit(child, below, line, depth)
                return
        value = first if len(node.named_children) == 1 else None
        is_keyed = (
            node.parent is not None and node.parent.type == "keyed_element"
        )  # ``Tools: found``: one name, no list
        compared = node.child_by_field_name("value") if kind == "choice" and "case" in node.type else None
        for child in children:
            if not child.is_named or child == compared:
                continue
            if (
                kind == "list"
                and not is_keyed
                and child.type in ("identifier", "name", "simple_identifier", "constant")
            ):
                self.add(steps, text_of(child), child, None, NAME)
            else:
                self.visit(child, steps, value, depth)

    def string(self, node: Any, steps: Steps, first: int | None) -> None:
        if node.type == "heredoc_body" and self.waiting:
            steps, first = self.waiting.pop(0)
        self.add(steps, string_of(node), node, first)

    def number(self, node: Any, steps: Steps, first: int | None) -> None:
        text = text_of(node).replace("_", "").rstrip("fFdDlLuUmM")
        try:
            self.add(steps, float(text) if "." in text or "e" in text.lower() else int(text, 0), node, first)
        except ValueError:
            return

    def binary(self, node: Any, steps: Steps, first: int | None, depth: int) -> None:
        sign = next((c.type for c in node.children if not c.is_named), "")
        if sign in _COMPARES:
            return
        left = node.child_by_field_name("left") or (node.named_children[0] if node.named_children else None)
        right = node.child_by_field_name("right") or (node.named_children[-1] if node.named_children else None)
        if left is None or right is None:
            return
        if sign in JOINS:
            parts = parts_of(node, 0)
            if any(part != "{x}" for part in parts):
                self.add(steps, "".join(parts), node, first)
                return
        self.visit(left, steps, first, depth)
        name = name_of(left) if sign in _ELSE and class_of(left.type) == "other" else ""
        self.visit(right, (*steps, name) if name.isupper() else steps, first, depth)

    def call(self, node: Any, steps: Steps, first: int | None, depth: int) -> None:
        target = field_of(node, "function", "name", "method", "constructor", "type", "macro")
        target = target if target is not None else (node.named_children[0] if node.named_children else None)
        if target is None:
            return
        names = _IDENTIFIER.findall(tail_of(target))
        owner, last = (names[-2] if len(names) > 1 else "", names[-1] if names else "")
        whole = text_of(target)[:80].lower()
        receiver = field_of(node, "object", "receiver")
        owner = name_of(receiver) if receiver is not None and class_of(receiver.type) == "other" else owner
        if (text := list_joined(node, last)) is not None:
            self.add(steps, text, node, first)
            return
        for part in (receiver, *(target.named_children if class_of(target.type) == "other" else ())):
            if part is not None and (class_of(part.type) in _WRITTEN or part.type in _MAPPINGS):
                self.visit(part, steps, None, depth)
        if is_body(target):
            self.visit(target, steps, None, depth)
            last, owner = "", ""
        if last.lower() in _SILENT or whole.startswith(("console.", "logger.", "log.")):
            return
        below = (*steps, *((owner,) if owner[:1].isupper() and owner != last else ()), *((last,) if last else ()))
        arguments = [c for c in node.named_children if c != target and c != receiver]
        if len(arguments) == 1 and "argument" in arguments[0].type:
            arguments = [c for c in arguments[0].named_children if "comment" not in c.type]
        if len(arguments) == 1 and last.lower() in _READERS and plain_string(arguments[0]):
            return  # the key of what is read
        if len(arguments) > 1 and (text := plain_string(arguments[0])) and _KEYED.fullmatch(text):
            if last.lower() not in _READERS:
                self.add(below, text, arguments[0], None)
            below = (*below, text)
            arguments = arguments[1:]
        for argument in arguments:
            self.visit(argument, below, first if len(arguments) == 1 else None, depth)


def _is_constant(text: str) -> bool:
    """A constant with a number in its name: ``openai.GPT4oMini``, ``completion::CLAUDE_3_7_SONNET``, ``GPT_4O``."""
    name = text.replace("::", ".").replace("->", ".").replace("\\", ".")
    owner, _, tail = name.rpartition(".")
    is_one = tail[:1].isupper() and any(c.isdigit() for c in tail) and tail.isidentifier()
    return is_one and (tail.isupper() if not owner else owner.replace(".", "").isidentifier())


def _is_test(name: str) -> bool:
    """Whether a function, class or module only tests: ``mod tests``, ``TestAsk``, ``test_ask``."""
    return name in ("tests", "test") or name.startswith(("test_", "Test"))
