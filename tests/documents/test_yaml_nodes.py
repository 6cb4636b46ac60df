"""Plain text in YAML is seen at a glance, and no other scalar is taken for it."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml.events import ScalarEvent
from yaml.resolver import Resolver

from gate.documents import yaml_nodes

MEANT = "yYnNtTfFoO~<=!&*-+.0123456789_:xXeE|>%@` \"'#"
TEXTS = st.one_of(st.text(max_size=8), st.text(MEANT + string.ascii_letters, max_size=8))


@given(TEXTS, st.sampled_from([(True, False), (False, True)]))
def test_glance_sees_what_the_rules_say(text: str, implicit: tuple[bool, bool]) -> None:
    event = ScalarEvent(None, None, implicit, text)
    found = yaml_nodes.scalar_node(event, 3, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_nodes, "_is_plain_text", lambda event: False)
        assert found == yaml_nodes.scalar_node(event, 3, 4)


def test_no_rule_of_the_parser_is_for_every_text() -> None:
    assert None not in Resolver.yaml_implicit_resolvers


@given(TEXTS)
def test_what_is_remembered_is_what_the_rules_say(text: str) -> None:
    for shown in (text, text * 40):
        assert yaml_nodes._is_text(shown) == yaml_nodes._is_text_by_rule(shown)
