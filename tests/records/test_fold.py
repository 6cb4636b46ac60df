"""What counts as the same record, and what does not."""

from __future__ import annotations

import pytest

from gate.records.fold import folded, folded_input, main_text, words

RECORD = {"id": 7, "text": "Where is  my\u00a0order?", "tags": ["a", None], "ok": True, "note": None}


@pytest.mark.parametrize(
    "same",
    [
        {"ok": True, "tags": ["a", None], "text": "Where is my order?", "id": 7},  # keys in another order, no null
        {
            "id": "7",
            "text": " Where is my order?\n",
            "tags": ["a", None],
            "ok": "true",
            "note": "",
        },  # as a table has it
        {"id": 7.0, "text": "Where is my \uff4frder?", "tags": ["a", None], "ok": True},  # full-width, a float
    ],
)
def test_same(same: object) -> None:
    assert folded(same) == folded(RECORD)


@pytest.mark.parametrize(
    "other",
    [
        {**RECORD, "id": 8},
        {**RECORD, "text": "where is my order?"},
        {**RECORD, "tags": [None, "a"]},
        {**RECORD, "ok": False},
        {**RECORD, "more": "x"},
        [RECORD],
    ],
)
def test_other(other: object) -> None:
    assert folded(other) != folded(RECORD)


def test_keys_that_fold_to_one_stay_two() -> None:
    assert folded({"a": 1, "a ": 2}) != folded({"a": 2})


@pytest.mark.parametrize("number", ["1e400", "NaN", "-0", "00", "1_0", "0x1", "1" * 50, "1e-300"])
def test_numbers_without_another_spelling(number: str) -> None:
    assert folded({"n": number}) != folded({"n": "1"})


def test_input_is_what_the_model_is_given() -> None:
    record = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}
    other = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Go away"}]}
    assert folded_input(record) == folded_input(other) is not None
    assert folded_input({"rows": "neither asked nor learned"}) is None


@pytest.mark.parametrize(
    "same",
    [
        {"prompt": "Hi  there", "completion": "Go away"},
        {"instruction": "Hi there", "input": "", "output": "Go away", "metadata": {"id": "bnd-2"}},
        {"conversations": [{"from": "human", "value": "Hi there"}, {"from": "gpt", "value": "Hello"}]},
        {"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi there"}]},
        {"text": "Hi there", "label": 3, "source": "forum", "id": 9},
    ],
)
def test_input_whatever_stands_beside_it(same: object) -> None:
    assert folded_input(same) == folded_input({"messages": [{"role": "user", "content": "Hi there"}]}) is not None


def test_texts_leave_out_system_turns_and_roles() -> None:
    turns = [
        {"role": "system", "content": "You are a long and shared instruction for every record."},
        {"role": "user", "content": "Where is it?"},
        {"role": "assistant", "content": "On its way to you."},
    ]
    assert words({"messages": turns}) == ["where", "is", "it", "on", "its", "way", "to", "you"]
    assert main_text({"messages": turns}) == b"Where is it?"
    assert main_text({"n": 3}) is None
    assert main_text({"role": "nurse", "text": "A role that is no speaker"}) == b"A role that is no speaker"
