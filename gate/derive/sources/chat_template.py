"""Chat templates as transformers keeps them (5.24): ``chat_template.jinja``, ``chat_template.json``,
``tokenizer_config.json``.

A template is known by the SHA-256 of its text in UTF-8, without the line end that editors put behind the last line. Of
several named ones the one called 'default' counts. Facts: ``names`` of the templates,
``chat_template_digest``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.derive.given import Given, Source, SourceError, Value
from gate.derive.parsing import json_keys, line_of_key, python_json, text
from gate.derive.templates import FACT, POINTER, template_digest

KIND = "chat-template"
_FILES = ("tokenizer_config.json", "chat_template.json")


def recognises(source: Source) -> bool:
    name = source.name.lower()
    if name in _FILES:
        return "chat_template" in json_keys(source) or b'"chat_template"' in source.data
    return name == "chat_template.jinja" or (name.endswith(".jinja") and b"messages" in source.head)


def read(source: Source) -> Given:
    if not source.name.lower().endswith(".json"):
        return _given({"default": text(source)}, 1)
    value = python_json(source)
    said = value.get("chat_template") if isinstance(value, dict) else None
    return _given(dict(_named(said)), line_of_key(source.data, "chat_template"))


def _named(said: Any) -> Iterator[tuple[str, str]]:
    """A template, or a list of named ones."""
    if isinstance(said, str):
        yield "default", said
    for row in said if isinstance(said, list) else ():
        if isinstance(row, dict) and isinstance(row.get("name"), str) and isinstance(row.get("template"), str):
            yield row["name"], row["template"]


def _given(templates: dict[str, str], line: int) -> Given:
    if not templates:
        raise SourceError("not a chat template: no text", line)
    names = {"names": sorted(templates)}
    if "default" not in templates:
        return Given(facts=names)
    found = template_digest(templates["default"])
    return Given(
        values=(Value("training-run", POINTER, found, line, line),), facts={**names, FACT: found, "line": line}
    )
