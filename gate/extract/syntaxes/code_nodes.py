"""What a node of a tree-sitter tree is and says, by the shapes that the grammars share."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

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
JOINS = frozenset({"+", ".", "..", "<>"})
_QUOTES = regex(r"^[@$bBrRuULf]*#*(\"\"\"|'''|\"|'|`)|(\"\"\"|'''|\"|'|`)#*$")
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
MAX_DEPTH = 160
_JOINERS = frozenset({"join", "jointostring", "implode"})
_BODIES = ("func_literal", "arrow_function", "function_expression", "lambda", "closure", "parenthesized_expression")


@lru_cache(maxsize=4096)
def class_of(kind: str) -> str:
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


def text_of(node: Any) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def tail_of(node: Any) -> str:
    """The end of what is called, without the calls before it."""
    text = (node.text or b"")[-160:].decode("utf-8", "replace")
    return text.rpartition(")")[2] or text


def field_of(node: Any, *names: str) -> Any:
    for name in names:
        found = node.child_by_field_name(name)
        if found is not None:
            return found
    return None


def key_of(node: Any, before: list[Any]) -> Any:
    found = field_of(node, "name", "left", "key", "pattern", "field")
    if found is not None and found in before:
        return found
    return next((c for c in reversed(before) if c.is_named and class_of(c.type) != "skipped"), None)


def name_of(node: Any) -> str:
    """The name of what a value is given to."""
    for _ in range(12):
        kind = node.type
        if class_of(kind) == "string":
            return string_of(node)[:120]
        inner = field_of(node, "property", "field", "name", "attribute", "subscript", "index")
        if inner is None and node.named_children:
            first = kind in ("variable_declaration", "expression_list", "literal_element", "parameter", "variable_name")
            inner = node.named_children[0 if first else -1]
        if inner is None:
            return text_of(node)[:120].strip("$:@?!() ")
        node = inner
    return ""


def string_of(node: Any) -> str:
    children = node.children
    if not children:
        text = text_of(node)
        return _QUOTES.sub("", text)
    parts: list[str] = []
    for child in children:
        kind = child.type
        if kind in ("heredoc_body", "nowdoc_body"):
            parts.append(string_of(child))
        elif "content" in kind or "fragment" in kind or kind == "nowdoc_string":
            parts.append(text_of(child))
        elif "escape" in kind:
            text = text_of(child)
            parts.append(_ESCAPES.get(text, text))
        elif class_of(kind) == "string":
            parts.append(string_of(child))
        elif (
            child.is_named
            and kind not in ("heredoc_start", "heredoc_end", "raw_string_start", "raw_string_end")
            and "start" not in kind
        ):
            parts.append("{x}")
    return "".join(parts)


def plain_string(node: Any) -> str:
    while node.type in ("argument", "value_argument", "literal_element") and len(node.named_children) == 1:
        node = node.named_children[0]
    return string_of(node) if class_of(node.type) == "string" else ""


def parts_of(node: Any, depth: int) -> list[str]:
    if class_of(node.type) == "string":
        return [string_of(node)]
    if class_of(node.type) == "binary" and depth < MAX_DEPTH:
        sign = next((c.type for c in node.children if not c.is_named), "")
        if sign in JOINS:
            return [part for child in node.named_children for part in parts_of(child, depth + 1)]
    if node.type == "parenthesized_expression" and node.named_children:
        return parts_of(node.named_children[0], depth + 1)
    return ["{x}"]


def list_joined(node: Any, name: str) -> str | None:
    """The text of ``["a b", x].join(" ")``, ``String.join(" ", "a b", x)``, ``strings.Join([]string{"a b"}, " ")``.

    None where ``name`` is no such call, and where no part is of several words: names in a list stay apart.
    """
    if name.lower() not in _JOINERS:
        return None
    lists = [n for n in _below(node, 0) if class_of(n.type) == "list" and len(n.named_children) > 1]
    arguments = field_of(node, "arguments")
    items = lists[0].named_children if lists else arguments.named_children[1:] if arguments is not None else []
    parts = [_part(item) for item in items if "comment" not in item.type]
    return "\n".join(parts) if len(parts) > 1 and any(" " in part.strip() for part in parts) else None


def _part(node: Any) -> str:
    while node.type in ("argument", "value_argument", "literal_element") and len(node.named_children) == 1:
        node = node.named_children[0]
    return "".join(parts_of(node, 0))


def _below(node: Any, depth: int) -> Any:
    yield node
    for child in node.named_children if depth < 5 else ():
        if class_of(child.type) != "string":
            yield from _below(child, depth + 1)


def is_body(node: Any) -> bool:
    """Whether what is called is a program of its own: ``go func() {...}()``, ``(async () => {...})()``."""
    return any(kind in node.type for kind in _BODIES)
