"""Rules that have other names now, in a configuration that a person wrote."""

from __future__ import annotations

import pytest
import yaml

from gate.config.renamed import renamed
from gate.values.errors import ConfigError

NAMES = {"old": ["new"], "both": ["first", "second"]}


def made(text: str) -> str:
    return renamed(text.encode(), "tunegate.yaml", NAMES).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version: 1\n", "version: 1\n"),
        (
            "severities:\n  other: {severity: warning, reason: old}\n",
            "severities:\n  other: {severity: warning, reason: old}\n",
        ),
        (
            "severities:\n  # old\n  old:  # old\n    severity: warning\n    reason: old\n",
            "severities:\n  # old\n  new:  # old\n    severity: warning\n    reason: old\n",
        ),
        (
            'severities: {"old": {severity: warning, reason: r}}\n',
            'severities: {"new": {severity: warning, reason: r}}\n',
        ),
        (
            "severities:\n  both: {severity: warning, reason: both}\n  x-both: 1\nrest: 1\n",
            "severities:\n  first: {severity: warning, reason: both}\n  second: {severity: warning, reason: both}\n"
            "  x-both: 1\nrest: 1\n",
        ),
        (
            "waivers:\n  - rule: old # old\n    reason: old\n  - rule: x\n",
            "waivers:\n  - rule: new # old\n    reason: old\n  - rule: x\n",
        ),
        (
            "waivers:\r\n- path: a\r\n  rule: both\r\n- rule: both\r\n",
            "waivers:\r\n- path: a\r\n  rule: first\r\n- path: a\r\n  rule: second\r\n"
            "- rule: first\r\n- rule: second\r\n",
        ),
        ("waivers: [{rule: old, path: p}]\n", "waivers: [{rule: new, path: p}]\n"),
        ("waivers: []\nseverities: {}\n", "waivers: []\nseverities: {}\n"),
        ("waivers: [1, {rule: [old]}]\n", "waivers: [1, {rule: [old]}]\n"),
        ("[]\n", "[]\n"),
    ],
)
def test_renamed(before: str, after: str) -> None:
    assert made(before) == after
    assert made(after) == after
    yaml.safe_load(after)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nseverities: {both: {severity: warning, reason: r}}\n", 2, "the rule 'both' is now first, second"),
        ("severities:\n  both: 1\n  first: 2\n", 2, "the rule 'both' is now first, second"),
        ("waivers: [{rule: both}, {rule: x}]\n", 1, "the rule 'both' is now first, second"),
        ("waivers:\n-\n  rule: both\n", 3, "the rule 'both' is now first, second"),
        ("waivers:\n- path: old\n  rule: old\n", 2, "the rule 'old' is now new"),
    ],
)
def test_by_hand(text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        made(text)
    (found,) = caught.value.problems
    assert (found.place, found.message, found.remedy) == (
        f"tunegate.yaml:{line}",
        message,
        "Change it by hand: it shares its lines with something else, or the new name is there already.",
    )


def test_no_yaml() -> None:
    with pytest.raises(ConfigError, match=r"tunegate.yaml:2: not valid YAML"):
        made("a: [\n")
