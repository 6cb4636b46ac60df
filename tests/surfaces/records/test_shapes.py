"""Which part of a record is its label."""

from __future__ import annotations

import pytest

from tests.surfaces.records.comparing import chat, found, lines, tool_chat

SHAPES = {
    "alpaca": ({"instruction": "i", "input": "x", "output": "a"}, {"instruction": "i", "input": "x", "output": "b"}),
    "chat": (chat("a"), chat("b")),
    "several turns": (
        {
            "messages": [
                {"role": "user", "content": "1"},
                {"role": "assistant", "content": "a"},
                {"role": "user", "content": "2"},
                {"role": "assistant", "content": "b"},
            ]
        },
        {
            "messages": [
                {"role": "user", "content": "1"},
                {"role": "assistant", "content": "c"},
                {"role": "user", "content": "2"},
                {"role": "assistant", "content": "b"},
            ]
        },
    ),
    "sharegpt": (
        {"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]},
        {"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "b"}]},
    ),
    "prompt and completion": ({"prompt": "q", "completion": "a"}, {"prompt": "q", "completion": "b"}),
    "question and answer": ({"question": "q", "answer": "a"}, {"question": "q", "answer": "b"}),
    "label": ({"text": "q", "label": 0}, {"text": "q", "label": 1}),
    "preference": ({"prompt": "q", "chosen": "a", "rejected": "b"}, {"prompt": "q", "chosen": "b", "rejected": "a"}),
    "preference without prompt": (
        {
            "chosen": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}],
            "rejected": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "b"}],
        },
        {
            "chosen": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "b"}],
            "rejected": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}],
        },
    ),
    "binary preference": (
        {"prompt": "q", "completion": "a", "label": True},
        {"prompt": "q", "completion": "a", "label": False},
    ),
    "binary preference of a chat": ({**chat("a"), "label": True}, {**chat("a"), "label": False}),
    "preference with scores": (
        {"prompt": "q", "chosen": "a", "rejected": "b", "score_chosen": 9.5, "score_rejected": 2.0},
        {"prompt": "q", "chosen": "a", "rejected": "b", "score_chosen": 1.5, "score_rejected": 2.0},
    ),
    "preference of outputs": (
        {"input": chat("x"), "preferred_output": [{"role": "assistant", "content": "a"}], "non_preferred_output": []},
        {"input": chat("x"), "preferred_output": [{"role": "assistant", "content": "b"}], "non_preferred_output": []},
    ),
    "preference as two texts": (
        {"chosen": "\n\nHuman: q\n\nAssistant: a", "rejected": "\n\nHuman: q\n\nAssistant: b"},
        {"chosen": "\n\nHuman: q\n\nAssistant: c", "rejected": "\n\nHuman: q\n\nAssistant: b"},
    ),
    "prompt and completion as messages": (
        {"prompt": [{"role": "user", "content": "q"}], "completion": [{"role": "assistant", "content": "a"}]},
        {"prompt": [{"role": "user", "content": "q"}], "completion": [{"role": "assistant", "content": "b"}]},
    ),
    "tool calls": (tool_chat("lookup"), tool_chat("refund")),
    "sharegpt with tools": (
        {"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "f(1)"}], "tools": "[]"},
        {"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "f(2)"}], "tools": "[]"},
    ),
    "weight of a turn": (chat("a", weight=0), chat("a", weight=1)),
    "reward": ({"text": "q", "score": 1}, {"text": "q", "score": -1}),
    "input and output": ({"input": "q", "output": "a"}, {"input": "q", "output": "b"}),
    "query and response": ({"query": "q", "response": "a"}, {"query": "q", "response": "b"}),
    "question with context": (
        {"context": "c", "question": "q", "answers": {"text": ["a"]}},
        {"context": "c", "question": "q", "answers": {"text": ["b"]}},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_labels_updated(shape: str) -> None:
    old, new = SHAPES[shape]
    same = {"instruction": "other", "output": "x"}
    assert found(lines(same, old, same), lines(same, new, same)) == [("labels updated", 1, (2,), (2,))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (chat("a"), {"messages": [{"role": "user", "content": "another"}, {"role": "assistant", "content": "a"}]}),
        ({"prompt": "q", "completion": "a"}, {"prompt": "r", "completion": "a"}),
        ({"text": "a"}, {"text": "b"}),
        ([1], [2]),
        ({"prompt": "q", "completion": "a", "source": "x"}, {"prompt": "q", "completion": "a", "source": "y"}),
        ({"prompt": "q", "completion": "a", "weight": 1}, {"prompt": "q", "completion": "a", "weight": 2}),
        ({"chosen": "a", "rejected": "b"}, {"chosen": "b", "rejected": "a"}),
        ({"completion": "a"}, {"completion": "b"}),
        (tool_chat("lookup", "{}"), tool_chat("lookup", "[]")),
    ],
)
def test_another_input_is_another_record(old: object, new: object) -> None:
    assert found(lines(old), lines(new)) == [("added", 1, (1,), ()), ("removed", 1, (), (1,))]
