"""Which values switch something off, and which are nothing."""

from __future__ import annotations

from typing import Any

import pytest

from gate.recognise.switched_off import allows, is_nothing, switched_off

ALONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("key", "value", "about"),
    [
        ("enabled", False, ALONE),
        ("enabled", "false", ALONE),
        ("enabled", " Off ", ALONE),
        ("enabled", 0, ALONE),
        ("enable", "no", ALONE),
        ("active", False, ALONE),
        ("enforce", "never", ALONE),
        ("disabled", True, ALONE),
        ("disable", "yes", ALONE),
        ("bypass", 1, ALONE),
        ("dryRun", True, ALONE),
        ("dry_run", "true", ALONE),
        ("mode", "shadow", ALONE),
        ("action", "none", ALONE),
        ("enforcement", "Dry-Run", ALONE),
        ("guardrailsEnabled", False, frozenset({"guardrails"})),
        ("ENABLE_OUTPUT_RAILS", "0", frozenset({"output", "rails"})),
        ("skip-output-check", "true", frozenset({"output", "check"})),
        ("guard_mode", "log-only", frozenset({"guard"})),
        ("rails_dry_run", True, frozenset({"rails"})),
    ],
)
def test_off(key: str, value: Any, about: frozenset[str]) -> None:
    assert switched_off(key, value) == about


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("enabled", True),
        ("enabled", "{{ .Values.on }}"),
        ("enabled", None),
        ("disabled", False),
        ("disabled", "false"),
        ("dry_run", False),
        ("mode", "block"),
        ("mode", None),
        ("on_error", "block"),
        ("embeddings_only", False),
        ("model", "none"),
        ("", False),
    ],
)
def test_not_off(key: str, value: Any) -> None:
    assert switched_off(key, value) is None


@pytest.mark.parametrize("value", [None, "", " \n", "none", "N/A", "-", [], {}, ["none"], ["", None], {"flows": []}])
def test_nothing(value: Any) -> None:
    assert is_nothing(value)


@pytest.mark.parametrize("value", [False, 0, "self check output", ["none", "self check"], {"a": {"b": 1}}])
def test_something(value: Any) -> None:
    assert not is_nothing(value)


def test_what_lists_what_is_allowed() -> None:
    assert allows(("session", "allowed_tools"))
    assert allows(("networkPolicy", "egress", "0"))
    assert not allows(("denied",))
    assert not allows(("0",))
    assert not allows(())
