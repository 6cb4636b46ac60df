"""YAML documents written from their schema: every key with the sentence that explains it, required ones to be filled.

What a person has to fill in is left empty, and the schemas refuse an empty value, so a scaffold never passes.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from gate.documents.schema import expanded
from gate.evidence.questions import flat, rule_of, sentence, usual
from gate.values.regex import regex

_WIDTH = 100
_EACH = {"documents": "kind"}  # lists that have an item for each choice of a key
_PLAIN = regex(r"[A-Za-z][\w./:@ -]*\w")


def scaffold(kind: str, known: Mapping[str, Any]) -> str:
    """The YAML text of a new document.

    ``known`` are top-level values to fill in; they may be nested lists and mappings.
    """
    schema = expanded(kind)
    title = schema.get("description") or schema.get("title") or kind
    head = [
        *_comment(str(title), 0),
        "# Keys marked 'optional' may be taken out; everything else has to be filled in.",
        "",
    ]
    return "\n".join([*head, *_mapping(schema, known, 0)]) + "\n"


def _mapping(schema: Mapping[str, Any], known: Mapping[str, Any], indent: int) -> list[str]:
    required = [*schema.get("required", []), *usual(schema).get("required", [])]
    lines: list[str] = []
    for key, prop in schema.get("properties", {}).items():
        more = usual(schema).get("properties", {}).get(key, {}).get("required", [])
        prop = flat(prop)
        prop = {**prop, "required": [*prop.get("required", []), *more]} if more else prop
        words = [] if key in required else ["(optional)"]
        words += [str(prop.get("description", ""))]
        if key not in known and "const" not in prop:
            words += [_rule(prop, key in required)]
        lines += _comment(" ".join(filter(None, words)), indent)
        if key in known:
            lines += _given(key, known[key], indent)
        elif key in required:
            lines += _blank(key, prop, indent)
        else:
            lines.append(f"{' ' * indent}# {key}:")
    return lines


def _rule(schema: Mapping[str, Any], is_required: bool) -> str:
    """How the value is written; of a list whose items have keys, which keys those are."""
    item = flat(schema.get("items", {})) if schema.get("type") == "array" else {}
    if item.get("properties") and (not schema.get("minItems") or not is_required):
        if not is_required:
            return ""
        required = item.get("required", ())
        return f"Write [] where there is none; each item has {', '.join(required or item['properties'])}."
    words = rule_of(schema)
    return sentence(words) if words else ""


def _blank(key: str, schema: Mapping[str, Any], indent: int) -> list[str]:
    """A required key with nothing in it yet."""
    pad = " " * indent
    if "const" in schema:
        return [f"{pad}{key}: {plain_scalar(schema['const'])}"]
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "object" in kinds and schema.get("properties"):
        return [f"{pad}{key}:", *_mapping(schema, {}, indent + 2)]
    if "array" in kinds and schema.get("items"):
        item = flat(schema["items"])
        if item.get("properties") and schema.get("minItems"):
            first, *others = item["properties"][_EACH[key]]["enum"] if key in _EACH else (None,)
            known = {} if first is None else {_EACH[key]: first}
            rows = [f"{pad}{key}:", *_dash(_mapping(item, known, indent + 4), indent + 2)]
            for other in others:
                more = _mapping(item, {_EACH[key]: other}, indent + 4)
                rows += _dash([row for row in more if not row.lstrip().startswith("#")], indent + 2)
            return rows
        return [f"{pad}{key}: []"]
    return [f"{pad}{key}:"]


def _dash(rows: list[str], indent: int) -> list[str]:
    """Turn the lines of a mapping into the first item of a list: comments first, the dash on the first key."""
    for index, row in enumerate(rows):
        if not row.lstrip().startswith("#"):
            rows[index] = " " * indent + "- " + row[indent + 2 :]
            break
    return rows


def _comment(text: str, indent: int) -> list[str]:
    pad = " " * indent + "# "
    return textwrap.wrap(text, _WIDTH, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False)


def _given(key: str, value: Any, indent: int) -> list[str]:
    return [" " * indent + line for line in _yaml({key: value})]


def list_item(value: Mapping[str, Any], indent: int, *, escaped: bool = False) -> list[str]:
    """The lines of one item of a list, its dash at ``indent``; ``escaped`` writes only ASCII."""
    rows = [" " * (indent + 2) + line for line in _yaml(value, escaped=escaped)]
    return [" " * indent + "- " + rows[0].lstrip(), *rows[1:]]


def _yaml(value: Mapping[str, Any], *, escaped: bool = False) -> Iterator[str]:
    import yaml

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(str, _represent)
    Dumper.add_representer(dict, _counts_in_a_line)
    text = yaml.dump(dict(value), Dumper=Dumper, sort_keys=False, allow_unicode=not escaped, width=_WIDTH)
    yield from text.rstrip("\n").split("\n")


def _counts_in_a_line(dumper: Any, value: dict[str, Any]) -> Any:
    is_counts = bool(value) and all(isinstance(part, int) and not isinstance(part, bool) for part in value.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=is_counts)


def _represent(dumper: Any, text: str) -> Any:
    if "\n" in text:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    # dates stay plain text whoever reads the file
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
    return dumper.represent_scalar("tag:yaml.org,2002:str", text)


def plain_scalar(value: Any) -> str:
    """A value that YAML 1.1 and JSON read alike."""
    words = ("yes", "no", "on", "off", "true", "false", "null", "y", "n")
    if isinstance(value, str) and _PLAIN.fullmatch(value) and ": " not in value and value.lower() not in words:
        return value
    return json.dumps(value, ensure_ascii=False)
