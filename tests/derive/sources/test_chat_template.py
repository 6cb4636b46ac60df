"""Chat templates of transformers, and of configurations that have one in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.derive import kinds_of
from gate.derive.templates import template_digest
from tests.derive.sources.samples import line, read, refused, source, values

KIND = "chat-template"
TEXT = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
DIGEST = template_digest(TEXT)
FILES = (
    ("chat_template.jinja", TEXT),
    ("chat_template.jinja", TEXT + "\n"),
    ("templates/llama.jinja", TEXT),
    ("tokenizer_config.json", json.dumps({"bos_token": "<s>", "chat_template": TEXT})),
    ("chat_template.json", json.dumps({"chat_template": TEXT})),
    (
        "tokenizer_config.json",
        json.dumps({"chat_template": [{"name": "tool_use", "template": "x"}, {"name": "default", "template": TEXT}]}),
    ),
)


@pytest.mark.parametrize(("name", "data"), FILES)
def test_files(name: str, data: str) -> None:
    given = read(source(name, data), KIND)
    assert values(given) == {"/chat_template_digest": DIGEST}
    assert given.facts["chat_template_digest"] == DIGEST


def test_place() -> None:
    data = json.dumps({"bos_token": "<s>", "chat_template": TEXT}, indent=1)
    assert line(read(source("tokenizer_config.json", data), KIND), "/chat_template_digest") == 3


def test_several_without_a_default() -> None:
    given = read(source("tokenizer_config.json", '{"chat_template": [{"name": "a", "template": "x"}]}'), KIND)
    assert (values(given), given.facts) == ({}, {"names": ["a"]})


@pytest.mark.parametrize("said", [None, 1, {}, [], [{"name": 1}]])
def test_no_template(said: Any) -> None:
    assert refused(source("tokenizer_config.json", json.dumps({"chat_template": said})), KIND).line == 1


def test_other_files() -> None:
    for name, data in (
        ("tokenizer_config.json", "{}"),
        ("page.jinja", "{{ title }}"),
        ("a.json", '{"chat_template": ""}'),
    ):
        assert KIND not in kinds_of(source(name, data))


def test_of_a_configuration() -> None:
    config = f"base_model: a/b\nadapter: lora\nchat_template: jinja\nchat_template_jinja: >-\n  {TEXT}\n"
    given = read(source("train.yaml", config), "axolotl")
    assert values(given)["/chat_template_digest"] == given.facts["chat_template_digest"] == DIGEST
    named = read(source("train.yaml", "base_model: a/b\nadapter: lora\nchat_template: llama3\n"), "axolotl")
    assert "/chat_template_digest" not in values(named)
    assert "chat_template_digest" not in named.facts
