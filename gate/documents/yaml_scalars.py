"""Scalars of YAML: the value as PyYAML reads it, and how it is written wherever another reader could differ.

A plain scalar is text for every reader, or its spelling is part of its kind; then two files of one state have the same
spelling, whatever a reader makes of it. Which spellings mean something was taken from the resolvers of PyYAML 6.0.4,
ruamel.yaml 0.19, go-yaml v2.4.0 and v3.0.1, npm yaml 2.9 and js-yaml 4.1 and 5.5; tests/servers/documents asks them.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.events import ScalarEvent
from yaml.resolver import Resolver

from gate.documents.node import DocumentError, Node, PartError, exact_int
from gate.values.regex import regex

PREFIX = "tag:yaml.org,2002:"
STR = PREFIX + "str"
MAX_WORD = 64  # characters of a scalar that is remembered
_RESOLVERS = Resolver.yaml_implicit_resolvers
_CONSTRUCT = SafeConstructor()
_TAGS = frozenset(PREFIX + name for name in ("str", "int", "float", "bool", "null", "timestamp", "binary"))
_FALSE = frozenset("n N no No NO off Off OFF false False FALSE".split())
_TRUE = frozenset("y Y yes Yes YES on On ON true True TRUE".split())
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_WORDS = _FALSE | _TRUE | _NULL | {"<<", "="}
_FLOW = regex(r"[-%@`]|.*[?:]")  # what versions of YAML disagree about between brackets
# what a plain scalar starts with that is a value, and no text, for any of the readers; PyYAML has a rule for "!" alone,
# "&" and "*", too
_MEANT = frozenset((*(word[:1] for word in _WORDS), *"!&*+-.0123456789eE_"))
_NUMBER = regex(  # less underscores, which go-yaml drops wherever they stand
    r"""[-+]?(?:
      0[bBoOxX][0-9a-fA-F]*
    | [0-9]+(?::[0-9]+)*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]*)?
    | \.[0-9]*(?:[eE][-+]?[0-9]*)?
    | [eE][-+]?[0-9]+
    | \.(?:inf|nan)
    )""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_TIME = regex(r"[0-9]+-[0-9]+-[0-9]+(?:(?:[Tt]|[ \t]+)[-+0-9.: \tZz]*)?", re.ASCII)
_DECIMAL = regex(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
MAX_DIGITS = 400


def scalar_node(event: ScalarEvent, line: int, end_line: int, *, flow: bool = False) -> Node:
    """A scalar with what it is beside its value: a tag, or a spelling that somebody reads otherwise.

    ``flow`` says that it stands between brackets.
    """
    text = event.value
    if is_text(event):
        return Node(line, end_line, text, kind=f"flow {text}" if flow and is_odd_in_flow(event) else "")
    if event.tag is not None:
        return Node(line, end_line, _tagged(event.tag, text, line), kind=f"{event.tag} {event.style or ''}{text}")
    tag = resolve(text)
    value = _constructed(tag, text, line)
    return Node(line, end_line, value, kind="" if _is_canonical(text, value) else f"{tag} {text}")


def is_text(event: ScalarEvent) -> bool:
    """Whether a scalar has no tag, and is in quotes or text by the rules of every reader."""
    return event.tag is None and (not event.implicit[0] or is_plain_text(event.value))


def is_odd_in_flow(event: ScalarEvent) -> bool:
    """Whether a scalar between brackets is plain and holds what is an indicator there for some readers."""
    return not event.style and _FLOW.match(event.value) is not None


def is_plain_text(text: str) -> bool:
    """Whether a plain scalar is text by the rules of every reader: most are, as their first character tells."""
    if text[:1] not in _MEANT:
        return True
    return _is_known_text(text) if len(text) <= MAX_WORD else _is_text_by_rule(text)


def _is_text_by_rule(text: str) -> bool:
    if text in _WORDS or _TIME.fullmatch(text) or _NUMBER.fullmatch(text.replace("_", "")):
        return False
    return resolve(text) == STR


_is_known_text = lru_cache(maxsize=4096)(_is_text_by_rule)  # the same keys are in every document of a kind


def resolve(text: str) -> str:
    """The tag that an untagged plain scalar has by PyYAML's rules."""
    for first in (text[:1], None):
        for tag, pattern in _RESOLVERS.get(first, ()):
            if pattern.match(text):
                return str(tag)
    return STR


def names(text: str) -> Iterator[str]:
    """What readers may call a plain key: `16` and `0x10` are one for some, and so are `1` and `"1"`."""
    yield text
    if text in _TRUE:
        yield from ("true", "number 1.0")  # one key of a dict
    elif text in _FALSE:
        yield from ("false", "number 0.0")
    elif text in _NULL:
        yield from ("null", "")
    elif found := _TIME.fullmatch(text):
        yield _instant(text) or found[0]
    else:
        for number in _numbers(text.replace("_", "")):
            if abs(number) < 2**1000:
                yield repr(float(number))
                yield f"number {float(number) + 0.0!r}"
            yield str(int(number)) if number == number // 1 else repr(number)


def _numbers(text: str) -> Iterator[int | float]:
    """Every number that somebody reads."""
    sign = -1 if text[:1] == "-" else 1
    digits = text.lstrip("+-")
    if len(text) > MAX_DIGITS:
        return
    for base in (8, 10, 0) if digits[:1] == "0" else (10,):
        try:
            yield sign * int(digits, base)
        except ValueError:
            continue
    if _DECIMAL.fullmatch(text):
        number = float(text)
        if math.isfinite(number):
            yield number
    elif ":" in digits and "e" not in digits.lower():
        total = 0.0
        for part in digits.split(":"):
            total = total * 60 + float(part)
        yield sign * total


def _instant(text: str) -> str | None:
    try:
        found = _CONSTRUCT.construct_yaml_timestamp(yaml.ScalarNode(PREFIX + "timestamp", text))
    except (ValueError, AttributeError):
        return None
    if not isinstance(found, datetime.datetime):
        return f"{found.isoformat()}T00:00:00"
    return found.astimezone(datetime.UTC).replace(tzinfo=None).isoformat() if found.tzinfo else found.isoformat()


def _is_canonical(text: str, value: Any) -> bool:
    """Whether the value says how it is written; the spellings of null are one for every reader."""
    if value is None or isinstance(value, bool):
        return value is None or text == str(value).lower()
    return isinstance(value, int | float) and text == repr(value)


def _tagged(tag: str, text: str, line: int) -> Any:
    if tag == "!":
        return text
    if tag not in _TAGS:
        refuse_object_tag(tag, line)
        return f"{tag} {text}"
    return _constructed(tag, text, line)


def refuse_object_tag(tag: str, line: int) -> None:
    if tag.startswith(PREFIX):
        raise DocumentError(f"the tag !!{tag[len(PREFIX) :]} would build an object", line, "Write plain values.")


def _constructed(tag: str, text: str, line: int) -> Any:
    """The effective value of a scalar: a JSON scalar. Timestamps and numbers that JSON cannot hold stay text."""
    kind = tag[len(PREFIX) :]
    if kind == "null":
        return None
    node = yaml.ScalarNode(tag, text)
    try:
        if kind == "bool":
            return _CONSTRUCT.construct_yaml_bool(node)
        if kind == "int":
            return exact_int(_CONSTRUCT.construct_yaml_int(node))
        if kind == "float":
            number = _CONSTRUCT.construct_yaml_float(node)
            return number if math.isfinite(number) else text
    except (ValueError, KeyError, IndexError, ConstructorError):
        raise PartError(f"{text!r} is not a {kind}", line, "Correct the value or its tag.") from None
    return text
