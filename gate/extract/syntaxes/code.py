"""Program text by tree-sitter's grammars, one walker for all of them: it knows strings, calls and assignments by the
shapes that the grammars share, not by language.

The way to a value is as in `gate.extract.syntaxes.python`. Texts that are put together are one value, with ``{x}`` for
what is computed; of ``a ?? "x"`` and ``a || "x"`` the name on the left is a step. A syntax error costs the part that it
stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from gate.extract.triple import MAX_TRIPLES, NAME, Steps, Triple
from gate.values.regex import regex

_STRINGS = frozenset(
    "string template_string string_literal interpreted_string_literal raw_string_literal verbatim_string_literal "
    "interpolated_string_expression encapsed_string heredoc nowdoc line_string_literal multi_line_string_literal "
    "multiline_string_literal heredoc_body chained_string simple_symbol".split()
)
_CALLS = frozenset(
    "call call_expression method_invocation invocation_expression new_expression object_creation_expression "
    "implicit_object_creation_expression function_call_expression member_call_expression scoped_call_expression "
    "nullsafe_member_call_expression macro_invocation annotation attribute constructor_invocation "
    "composite_literal struct_expression method_call".split()
)
_SKIPPED = regex(
    r".*comment.*|import.*|use_declaration|namespace_use_.*|using_directive|package_.*|type_annotation|.*_type|type_arguments"
    r"|type_parameters|throw.*|jsx_text|assert.*|extern_crate.*|export_clause|interface_declaration|type_alias.*|predefined_type|shebang.*"
    r"|switch_label|case_switch_label|when_condition|match_pattern|constant_pattern|case_pattern|pattern"
)
_SCOPES = regex(
    r".*(function|method|class|module|mod|struct|constructor|object|trait|impl|interface|enum)_?(declaration|definition|item|body|class)?|class|module|method"
)
_CHOICES = regex(r".*(ternary|conditional|case|switch|label|when_entry|match_arm|type|for_|if_).*")
_LISTS = frozenset(
    "array list array_creation_expression literal_value collection_expression initializer_expression "
    "array_initializer "
    "collection_literal array_expression literal_element value_argument expression_list".split()
)
_NUMBERS = regex(r".*(number|integer|int_literal|float|decimal_.*|real_literal|long_literal)(_literal)?")
_SIGNS = frozenset({"=", ":=", "=>", ":", "+="})
_JOINS = frozenset({"+", ".", "..", "<>"})
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
_KEYED = regex(r"-{0,2}[A-Za-z_][\w.\-:]{1,80}")
_QUOTES = regex(r"^[@$bBrRuULf]*#*(\"\"\"|'''|\"|'|`)|(\"\"\"|'''|\"|'|`)#*$")
_IDENTIFIER = regex(r"[A-Za-z_][\w-]*")
_ESCAPES = {
    "\\n": "\n",
    "\\t": "\t",
    "\\r": "\r",
    '\\"': '"',
    "\\'": "'",
    "\\`": "`",
    "\\\\": "\\",
    "\\$": "$",
    "\\\n": "",
}
_MAX_DEPTH = 160


@lru_cache(maxsize=4096)
def _class_of(kind: str) -> str:
    """What a grammar's node is for the walker, by the name of its type."""
    if kind in _STRINGS:
        return "string"
    if kind in _CALLS:
        return "call"
    if _SKIPPED.fullmatch(kind):
        return "skipped"
    if kind in ("true", "false", "boolean", "boolean_literal"):
        return "boolean"
    if _NUMBERS.fullmatch(kind):
        return "number"
    if kind in ("binary_expression", "binary", "infix_expression", "additive_expression", "elvis_expression"):
        return "binary"
    if kind == "heredoc_beginning":
        return "heredoc"
    if _CHOICES.fullmatch(kind):
        return "choice"
    if _SCOPES.fullmatch(kind):
        return "scope"
    return "list" if kind in _LISTS else "other"


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
        if depth > _MAX_DEPTH:
            return
        kind = _class_of(node.type)
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
            self.add(steps, _text(node) == "true", node, first)
        elif kind == "heredoc":
            self.waiting.append((steps, first or node.start_point[0] + 1))
        elif kind == "scope" and (name := node.child_by_field_name("name")) is not None:
            if _is_test(_text(name)):
                return
            for child in node.named_children:
                if child != name:
                    self.visit(child, (*steps, _text(name)), None, depth + 1)
        elif kind == "other" and steps and _is_constant(text := _text(node)[:120]):
            self.add(steps, text, node, first, NAME)
        else:
            self.children(node, steps, first, depth + 1, kind)

    def children(self, node: Any, steps: Steps, first: int | None, depth: int, kind: str) -> None:
        children = node.children
        sign = None if kind == "choice" else next((n for n, c in enumerate(children) if c.type in _SIGNS), None)
        if sign is None and node.type in ("const_element", "array_element_initializer", "pair", "keyed_element"):
            sign = 1 if len(children) > 1 and len(node.named_children) > 1 else None
        if sign:
            key = _key(node, children[:sign])
            if key is not None:
                name = _name(key)
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
                self.add(steps, _text(child), child, None, NAME)
            else:
                self.visit(child, steps, value, depth)

    def string(self, node: Any, steps: Steps, first: int | None) -> None:
        if node.type == "heredoc_body" and self.waiting:
            steps, first = self.waiting.pop(0)
        self.add(steps, _string(node), node, first)

    def number(self, node: Any, steps: Steps, first: int | None) -> None:
        text = _text(node).replace("_", "").rstrip("fFdDlLuUmM")
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
        if sign in _JOINS:
            parts = _parts(node, 0)
            if any(part != "{x}" for part in parts):
                self.add(steps, "".join(parts), node, first)
                return
        self.visit(left, steps, first, depth)
        name = _name(left) if sign in _ELSE and _class_of(left.type) == "other" else ""
        self.visit(right, (*steps, name) if name.isupper() else steps, first, depth)

    def call(self, node: Any, steps: Steps, first: int | None, depth: int) -> None:
        target = _field(node, "function", "name", "method", "constructor", "type", "macro")
        target = target if target is not None else (node.named_children[0] if node.named_children else None)
        if target is None:
            return
        names = _IDENTIFIER.findall(_tail(target))
        owner, last = (names[-2] if len(names) > 1 else "", names[-1] if names else "")
        whole = _text(target)[:80].lower()
        receiver = _field(node, "object", "receiver")
        owner = _name(receiver) if receiver is not None and _class_of(receiver.type) == "other" else owner
        for part in (receiver, *(target.named_children if _class_of(target.type) == "other" else ())):
            if part is not None and _class_of(part.type) in ("call", "string", "binary", "list"):
                self.visit(part, steps, None, depth)
        if last.lower() in _SILENT or whole.startswith(("console.", "logger.", "log.")):
            return
        below = (*steps, *((owner,) if owner[:1].isupper() and owner != last else ()), *((last,) if last else ()))
        arguments = [c for c in node.named_children if c != target and c != receiver]
        if len(arguments) == 1 and "argument" in arguments[0].type:
            arguments = [c for c in arguments[0].named_children if "comment" not in c.type]
        if len(arguments) == 1 and last.lower() in _READERS and _plain_string(arguments[0]):
            return  # the key of what is read
        if len(arguments) > 1 and (text := _plain_string(arguments[0])) and _KEYED.fullmatch(text):
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


def _text(node: Any) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _tail(node: Any) -> str:
    """The end of what is called, without the calls before it."""
    text = (node.text or b"")[-160:].decode("utf-8", "replace")
    return text.rpartition(")")[2] or text


def _field(node: Any, *names: str) -> Any:
    for name in names:
        found = node.child_by_field_name(name)
        if found is not None:
            return found
    return None


def _key(node: Any, before: list[Any]) -> Any:
    found = _field(node, "name", "left", "key", "pattern", "field")
    if found is not None and found in before:
        return found
    return next((c for c in reversed(before) if c.is_named and _class_of(c.type) != "skipped"), None)


def _name(node: Any) -> str:
    """The name of what a value is given to."""
    for _ in range(12):
        kind = node.type
        if _class_of(kind) == "string":
            return _string(node)[:120]
        inner = _field(node, "property", "field", "name", "attribute", "subscript", "index")
        if inner is None and node.named_children:
            first = kind in ("variable_declaration", "expression_list", "literal_element", "parameter", "variable_name")
            inner = node.named_children[0 if first else -1]
        if inner is None:
            return _text(node)[:120].strip("$:@?!() ")
        node = inner
    return ""


def _string(node: Any) -> str:
    children = node.children
    if not children:
        text = _text(node)
        return _QUOTES.sub("", text)
    parts: list[str] = []
    for child in children:
        kind = child.type
        if kind in ("heredoc_body", "nowdoc_body"):
            parts.append(_string(child))
        elif "content" in kind or "fragment" in kind or kind == "nowdoc_string":
            parts.append(_text(child))
        elif "escape" in kind:
            text = _text(child)
            parts.append(_ESCAPES.get(text, text))
        elif _class_of(kind) == "string":
            parts.append(_string(child))
        elif (
            child.is_named
            and kind not in ("heredoc_start", "heredoc_end", "raw_string_start", "raw_string_end")
            and "start" not in kind
        ):
            parts.append("{x}")
    return "".join(parts)


def _plain_string(node: Any) -> str:
    while node.type in ("argument", "value_argument", "literal_element") and len(node.named_children) == 1:
        node = node.named_children[0]
    return _string(node) if _class_of(node.type) == "string" else ""


def _parts(node: Any, depth: int) -> list[str]:
    if _class_of(node.type) == "string":
        return [_string(node)]
    if _class_of(node.type) == "binary" and depth < _MAX_DEPTH:
        sign = next((c.type for c in node.children if not c.is_named), "")
        if sign in _JOINS:
            return [part for child in node.named_children for part in _parts(child, depth + 1)]
    if node.type == "parenthesized_expression" and node.named_children:
        return _parts(node.named_children[0], depth + 1)
    return ["{x}"]
