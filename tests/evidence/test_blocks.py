"""Items of a list in a YAML file that a person wrote."""

from __future__ import annotations

from typing import Any

import pytest

from gate.evidence.blocks import drop_items, put_items
from gate.values.errors import EvidenceError

WRITTEN = """\
# a comment of a person
rows:
  # the first
  - name: one  # kept, too
    value: 1

  # the second
  - name: two
    values: [1,   2]
rest: {a:   1}
"""


def same(old: Any, new: Any) -> bool:
    return isinstance(old, dict) and old.get("name") == new["name"]


def put(text: str, *rows: dict[str, Any], key: str = "rows") -> str:
    return put_items(text, "f.yaml", key, rows, same)


def test_an_item_is_replaced_and_the_rest_stays() -> None:
    assert put(WRITTEN, {"name": "one", "value": 3}) == WRITTEN.replace(
        "  - name: one  # kept, too\n    value: 1\n", "  - name: one\n    value: 3\n"
    )
    assert put(
        WRITTEN, {"name": "two", "at": "2026-11-02T09:00:00Z", "of": {"a": [1, {"b": None}]}}
    ) == WRITTEN.replace(
        "    values: [1,   2]\n", '    at: "2026-11-02T09:00:00Z"\n    of:\n      a:\n      - 1\n      - b: null\n'
    )


def test_an_item_is_added() -> None:
    assert put(WRITTEN, {"name": "three"}) == WRITTEN.replace("[1,   2]\n", "[1,   2]\n  - name: three\n")
    assert put("rows:\n- name: one\n", {"name": "two"}) == "rows:\n- name: one\n- name: two\n"
    for empty in ("rows: []\n", "rows:\n", "rows: [ ]  # none\n"):
        assert put(empty + "rest: 1\n", {"name": "two"}) == "rows:\n  - name: two\nrest: 1\n"
    assert put("rest: 1\n", {"name": "two"}) == "rest: 1\nrows:\n  - name: two\n"
    assert put("rest: 1", {"name": "two"}) == "rest: 1\nrows:\n  - name: two"


def test_an_item_that_nobody_filled_in_is_replaced() -> None:
    blank = "rows:\n  # its name\n  - name:\n    values: []\n"
    assert put(blank, {"name": "two"}) == "rows:\n  # its name\n  - name: two\n"


def test_items_are_dropped() -> None:
    gone = drop_items(WRITTEN, "f.yaml", "rows", lambda item: item["name"] == "one")
    assert gone == WRITTEN.replace("  - name: one  # kept, too\n    value: 1\n", "")
    none = drop_items("rows:\n  - name: one\nrest: 1\n", "f.yaml", "rows", lambda _: True)
    assert none == "rows: []\nrest: 1\n"
    assert drop_items(WRITTEN, "f.yaml", "others", lambda _: True) == WRITTEN


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("rows: [{name: one}]\n", 1),
        ("a: 1\nrows:\n  -\n    name: one\n", 4),
        ("rows: [\n]\n", 1),
    ],
)
def test_a_list_that_is_written_in_another_way_is_left_to_its_author(text: str, line: int) -> None:
    with pytest.raises(EvidenceError) as error:
        put(text, {"name": "one"})
    assert str(error.value) == f"f.yaml:{line}: the list rows is not written item by item"


def test_text_that_is_no_yaml() -> None:
    with pytest.raises(EvidenceError, match=r"f\.yaml:2: not valid YAML"):
        put("rows: [", {"name": "one"})
