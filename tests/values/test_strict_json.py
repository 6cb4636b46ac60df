"""A key that appears twice in one object is refused by its name, at any depth."""

from __future__ import annotations

import json

import pytest

from gate.values.strict_json import RepeatedKeyError, unique


def test_different_keys() -> None:
    text = '{"a": {"b": 1, "B": 2}, "b": [{"a": 1}, {"a": 2}]}'
    assert json.loads(text, object_pairs_hook=unique) == json.loads(text)


@pytest.mark.parametrize(
    "text", ['{"x": 1, "a": 1, "b": 2, "a": 1}', '[{"x": {"a": 1, "a": 2}}]', '{"a": 1, "\\u0061": 2}']
)
def test_a_repeated_key(text: str) -> None:
    with pytest.raises(RepeatedKeyError) as caught:
        json.loads(text, object_pairs_hook=unique)
    assert (str(caught.value), caught.value.key) == ("the key 'a' appears twice in one object", "a")
