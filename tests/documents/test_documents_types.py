"""What loads as another value is a change, for each library that owns a format."""

from __future__ import annotations

import json
import random
import tomllib
from contextlib import suppress

import pytest
import yaml

from gate.documents import DocumentError, parse
from gate.values.canonical import canonical_json

# pieces that texts are made of, and texts that they are put into
DOCUMENTS = {
    "yaml": (
        """a b 1 1.0 0x1 01 true yes on null ~ '1' "1" 'a' 2024-01-01 '2024-01-01' .inf '.inf' !!str !!int !!float !!set
        !!omap !!binary &x *x << '<<' : - ? , [ ] { } | > |- --- ... # ! aGk= '0' 0 1_0 1e3 1.0e+3 1:30 =""",
        [
            "a: 1",
            "- a\n- b",
            "{a: b, 1: c}",
            "x: &x {a: 1}\ny: {<<: *x, b: 2}",
            "[a, [b], {0: c}]",
            "a: {0: b, 1: c}",
            "a: !!set {b}",
            "a: |\n  b\n  c",
            "a\n---\nb",
            "? a\n: b",
        ],
    ),
    "toml": (
        """a b 1 1.0 0x1 true 'a' "a" "1" 1979-05-27 07:32:00 inf nan = . [ ] { } , [[ ]] # ''' -1 1_0 1e3""",
        ["a = 1", "a = [1, 2]", "[a]\nb = 1", "[[a]]\nb = 1", "a = {0 = 1}", "a.b = 'c'", "a = 1979-05-27"],
    ),
    "json": (
        """1 1.0 1e2 -0 -0.0 true null "a" "1" "0" [ ] { } , : 1e999 12345678901234567890""",
        ['{"a": 1}', '["a", "b"]', '{"0": "a", "1": "b"}', '[[1], {"0": 2}]', '{"a": null}'],
    ),
}


def typed(value: object) -> object:
    """A value in which 1, True and 1.0 are three."""
    if isinstance(value, dict):
        return frozenset((typed(key), typed(item)) for key, item in value.items())
    if isinstance(value, list | tuple | set):
        return type(value).__name__, tuple(typed(item) for item in value)
    return type(value).__name__, repr(value)


def loaded(format: str, text: str) -> object:
    if format == "yaml":
        return tuple(typed(document) for document in yaml.safe_load_all(text)) or (typed(None),)
    return typed(tomllib.loads(text) if format == "toml" else json.loads(text))


@pytest.mark.parametrize("format", DOCUMENTS)
def test_what_loads_as_another_value_is_a_change(format: str) -> None:
    source = random.Random(7)  # noqa: S311  # the same texts every time
    words, texts = DOCUMENTS[format]
    pieces = [*words.split(), "\n", "\n  ", "\n- ", ": ", " ", ", "]
    seen: dict[object, tuple[object, str]] = {}
    for _ in range(6000):
        text = source.choice(texts)
        for _ in range(source.randint(1, 3)):
            at = source.randrange(len(text) + 1)
            text = text[:at] + source.choice(pieces) + text[at + source.randint(0, 2) :]
        with suppress(DocumentError, ValueError, TypeError, yaml.YAMLError):
            tree = parse(text.encode(), format)
            found = frozenset(
                (tokens, canonical_json([leaf.plain(), tree.kinds(tokens)])) for tokens, leaf in tree.leaves()
            )
            value = loaded(format, text)
            assert seen.setdefault(found, (value, text))[0] == value, (text, seen[found])
    assert len(seen) > 150
