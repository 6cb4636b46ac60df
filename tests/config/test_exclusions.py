"""``recognise.exclude``: what each row takes out, and which rows can count before they are merged."""

from __future__ import annotations

import pytest

from gate.config.exclusions import Exclusion, excluded_by
from gate.config.load import load
from tests.config.complaints import MINIMAL, PATH, complaints

BOTH = "surface-unreviewed", "reference-unreviewed"


def row(text: str) -> Exclusion:
    given = f"{MINIMAL}recognise:\n  exclude:\n    - {{{text}, reason: r, owner: risk@acme.example}}\n"
    (found,) = load(given.encode(), PATH).exclusions
    assert (found.reason, found.owner, found.line, found.end_line) == ("r", "risk@acme.example", 8, 8)
    return found


@pytest.mark.parametrize(
    ("text", "path", "tokens", "rules"),
    [
        ("path: a.yaml", "a.yaml", (), BOTH),
        ("path: a.yaml", "a.yaml", ("x", "y"), BOTH),
        ("path: a.yaml", "b/a.yaml", (), ()),
        ("path: 'ex/**'", "ex/a/b.yaml", ("x",), BOTH),
        ("path: a.yaml, key: /x", "a.yaml", ("x",), BOTH),
        ("path: a.yaml, key: /x", "a.yaml", ("x", "y"), BOTH),
        ("path: a.yaml, key: /x/y", "a.yaml", ("x",), ()),
        ("path: a.yaml, key: /x", "a.yaml", ("xy",), ()),
        ("path: a.yaml, key: /x", "a.yaml", (), ()),
        ("path: a.yaml, key: /x/*/z", "a.yaml", ("x", "3", "z"), BOTH),
        ("path: a.yaml, key: /a~1b", "a.yaml", ("a/b",), BOTH),
        ("path: a.yaml, rule: surface-unreviewed", "a.yaml", ("x",), BOTH[:1]),
        ("path: a.yaml, rule: reference-unreviewed", "a.yaml", ("x",), BOTH[1:]),
    ],
)
def test_what_it_takes_out(text: str, path: str, tokens: tuple[str, ...], rules: tuple[str, ...]) -> None:
    made = row(text)
    assert tuple(rule for rule in BOTH if excluded_by([made], path, tokens, rule)) == rules


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("path: a.yaml, key: /x, rule: surface-unreviewed", True),
        ("path: a.yaml, rule: surface-unreviewed", True),
        ("path: a.yaml, key: /x", False),
        ("path: 'a*.yaml', key: /x, rule: surface-unreviewed", False),
        ("path: 'a?.yaml', rule: surface-unreviewed", False),
        ("path: '[a].yaml', rule: surface-unreviewed", False),
        ("path: a.yaml, key: /*/x, rule: surface-unreviewed", False),
    ],
)
def test_only_one_that_names_one_place_is_exact(text: str, exact: bool) -> None:
    assert row(text).is_exact is exact


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        (
            "- examples/**",
            "the exclusion 'examples/**' says neither why nor who answers for it",
            "Write it like - {path: examples/**, reason: they are not deployed, owner: risk@acme.example}.",
        ),
        (
            "- {path: '!a', reason: r, owner: risk@acme.example}",
            "the path '!a' of an exclusion takes away",
            "Put a pointer under 'key'.",
        ),
        (
            "- {path: 'a.yaml#/x', reason: r, owner: risk@acme.example}",
            "the path 'a.yaml#/x' of an exclusion has a pointer",
            "Put a pointer under 'key'.",
        ),
        (
            "- {path: a.yaml, key: /a~2, reason: r, owner: risk@acme.example}",
            "'/a~2' is not a key: in a JSON Pointer '~' is written '~0'",
            "Write it like /guardrails/enabled.",
        ),
        ("- {path: a.yaml, owner: risk@acme.example}", "the required key 'reason' is missing", None),
        ("- {path: a.yaml, reason: r}", "the required key 'owner' is missing", None),
        ("- {path: a.yaml, reason: ' ', owner: risk@acme.example}", "reason", None),
        ("- {path: a.yaml, rule: x, reason: r, owner: risk@acme.example}", "rule", None),
        ("- {path: /a, reason: r, owner: risk@acme.example}", "'/a' is not a selector", None),
    ],
)
def test_refused(text: str, message: str, remedy: str | None) -> None:
    ((said, line, _, fix),) = complaints(f"{MINIMAL}recognise:\n  exclude:\n    {text}\n")
    assert line == 8
    assert message in said
    assert remedy in (None, fix)
