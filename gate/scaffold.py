"""YAML documents written from their schema: every key with the sentence that explains it, required ones to be filled.

What a person has to fill in is left empty, and the schemas refuse an empty value, so a scaffold never passes.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from gate.schema import load

_URN = re.compile(r"urn:tunegate:schema:(?P<name>[a-z-]+):v\d+(?:#/(?P<path>.*))?")
_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z][\w./:@ -]*\w")


def scaffold(kind: str, known: Mapping[str, Any]) -> str:
    """The YAML text of a new document.

    ``known`` are top-level values to fill in; they may be nested lists and mappings.
    """
    schema = load(kind)
    writer = _Writer(schema)
    title = schema.get("description") or schema.get("title") or kind
    head = [
        *_comment(str(title), 0),
        "# Keys marked 'optional' may be taken out; everything else has to be filled in.",
        "",
    ]
    return "\n".join([*head, *writer.mapping(schema, known, 0)]) + "\n"


class _Writer:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root

    def resolve(
        self, schema: Mapping[str, Any], root: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The schema behind a ``$ref``, its own description kept, and the document that it stands in."""
        while "$ref" in schema:
            own = {key: value for key, value in schema.items() if key != "$ref"}
            reference = schema["$ref"]
            match = _URN.fullmatch(reference)
            path = reference.removeprefix("#/")
            if match:
                root = load(match["name"])
                path = match["path"] or ""
            target: Any = root
            for step in filter(None, path.split("/")):
                target = target[step]
            schema = {**target, **own}
        return schema, root

    def mapping(
        self, schema: Mapping[str, Any], known: Mapping[str, Any], indent: int, root: Mapping[str, Any] | None = None
    ) -> list[str]:
        root = root or self.root
        required = schema.get("required", [])
        lines: list[str] = []
        for key, raw in schema.get("properties", {}).items():
            prop, place = self.resolve(raw, root)
            words = [] if key in required else ["(optional)"]
            words += [str(prop.get("description", ""))]
            if "enum" in prop:
                words.append("One of: " + ", ".join("null" if v is None else str(v) for v in prop["enum"]) + ".")
            lines += _comment(" ".join(filter(None, words)), indent)
            if key in known:
                lines += _given(key, known[key], indent)
            elif key in required:
                lines += self.blank(key, prop, indent, place)
            else:
                lines.append(f"{' ' * indent}# {key}:")
        return lines

    def blank(self, key: str, schema: Mapping[str, Any], indent: int, root: Mapping[str, Any]) -> list[str]:
        """A required key with nothing in it yet."""
        pad = " " * indent
        if "const" in schema:
            return [f"{pad}{key}: {plain_scalar(schema['const'])}"]
        kinds = schema.get("type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if "object" in kinds and schema.get("properties"):
            return [f"{pad}{key}:", *self.mapping(schema, {}, indent + 2, root)]
        if "array" in kinds and schema.get("items"):
            item, place = self.resolve(schema["items"], root)
            if item.get("properties"):
                rows = self.mapping(item, {}, indent + 4, place)
                return [f"{pad}{key}:", *_dash(rows, indent + 2)]
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


def _yaml(value: Mapping[str, Any]) -> Iterator[str]:
    import yaml

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(str, _represent)
    text = yaml.dump(dict(value), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    yield from text.rstrip("\n").split("\n")


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
