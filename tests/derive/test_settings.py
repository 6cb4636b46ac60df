"""Settings by their names."""

from __future__ import annotations

import pytest

from gate.derive.settings import Setting, is_set_elsewhere, literal, matching, number, settings_of
from gate.documents import parse


def test_names_and_places() -> None:
    found = settings_of(parse(b"a:\n  b: 1\n  c: [x, y]\nd:\n  - e: 2\n  - e: 3\nf: {}\ng: []\n", "yaml"))
    assert {name: row.value for name, row in found.items()} == {"a.b": 1, "a.c": ["x", "y"], "d.0.e": 2, "d.1.e": 3}
    assert (found["a.c"].line, found["d.1.e"].line) == (3, 6)


def test_matching() -> None:
    settings = {"d.0.e": Setting(2), "d.1.e": Setting(3), "d.0.f": Setting(4), "d.0.e.g": Setting(5)}
    assert [(stars, row.value) for stars, row in matching(settings, "d.*.e")] == [(("0",), 2), (("1",), 3)]
    assert [*matching(settings, "d.0.f")] == [((), Setting(4))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-4", 0.0001),
        ("16", 16),
        ("-1", -1),
        ("True", True),
        ("none", None),
        ("1_000", 1000),
        ("1.2.3", "1.2.3"),
        ("", ""),
    ],
)
def test_literal(text: str, value: object) -> None:
    assert literal(text) == value
    assert type(literal(text)) is type(value)


@pytest.mark.parametrize("value", [True, "x", None, [], "1e999", "9" * 50, "nan", "0x10"])
def test_no_number(value: object) -> None:
    assert number(value) is None


@pytest.mark.parametrize("text", ["${lr}", "{{ lr }}", "$LR", "`lr * 2`", "a/${b}"])
def test_set_elsewhere(text: str) -> None:
    assert is_set_elsewhere(text)
    assert not is_set_elsewhere("plain")
    assert not is_set_elsewhere(3)
