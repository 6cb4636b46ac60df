"""Plain text in YAML is seen at a glance, and every other scalar is kept as it is written."""

from __future__ import annotations

import string

from hypothesis import example, given
from hypothesis import strategies as st
from yaml.events import ScalarEvent
from yaml.resolver import Resolver

from gate.documents import DocumentError, Node, yaml_scalars

MEANT = "yYnNtTfFoO~<=!&*-+.0123456789_:xXeE|>%@` \"'#"
TEXTS = st.one_of(st.text(max_size=8), st.text(MEANT + string.ascii_letters, max_size=8))


def test_no_rule_of_the_parser_is_for_every_text() -> None:
    assert None not in Resolver.yaml_implicit_resolvers


@example("!")
@example("*")
@given(TEXTS)
def test_what_is_remembered_is_what_the_rules_say(text: str) -> None:
    for shown in (text, text * 40):
        assert yaml_scalars.is_plain_text(shown) == yaml_scalars._is_text_by_rule(shown)


def node(text: str, *, quoted: bool = False) -> Node | None:
    try:
        return yaml_scalars.scalar_node(ScalarEvent(None, None, (not quoted, quoted), text), 3, 4)
    except DocumentError:  # 0b, say: a number for PyYAML, and no number
        return None


@given(TEXTS)
def test_in_quotes_every_scalar_is_text(text: str) -> None:
    assert node(text, quoted=True) == Node(3, 4, text)


@given(TEXTS, TEXTS)
def test_a_plain_scalar_is_text_or_says_how_it_is_written(one: str, other: str) -> None:
    first, second = node(one), node(other)
    if first is not None and first == second and first.value is not None:
        assert one == other


@given(st.from_regex(r"\A[-+]?[0-9]{1,3}(_[0-9])?\Z", fullmatch=True))
def test_a_number_goes_by_its_value(text: str) -> None:
    assert str(int(text.replace("_", ""))) in set(yaml_scalars.names(text))
