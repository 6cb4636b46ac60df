"""Which branches a configuration trusts beside the default one."""

from __future__ import annotations

import pytest

from gate.config.load import load
from gate.values.errors import ConfigError

MINIMAL = "version: 1\nmodels:\n  m:\n    surfaces:\n      system_prompt: [p.md]\n"


@pytest.mark.parametrize(
    ("pattern", "trusted", "others"),
    [
        (
            "develop",
            ["develop"],
            ["Develop", "develop2", "xdevelop", "develop/1", "refs/heads/develop", "", "develop\n"],
        ),
        (
            "release/*",
            ["release/1", "release/1.x"],
            ["release/1/x", "release", "releases/1", "x/release/1", "release/1\n"],
        ),
        ("release/**", ["release/1", "release/1/x"], ["release", "releases/1"]),
        ("v1.x", ["v1.x"], ["v1ax", "v1"]),
        ("*", ["main", "a+b"], ["a/b"]),
        ("*-stable/**", ["a-stable/1"], ["a/b-stable/1"]),
    ],
)
def test_pattern(pattern: str, trusted: list[str], others: list[str]) -> None:
    config = load(f'{MINIMAL}trusted_branches: ["{pattern}"]\n'.encode(), "tunegate.yaml")
    assert [name for name in (*trusted, *others) if config.trusts(name)] == trusted


def test_none() -> None:
    assert not load(MINIMAL.encode(), "tunegate.yaml").trusts("main")


@pytest.mark.parametrize(
    "value",
    [
        "[]",
        "main",
        "[main, main]",
        '[""]',
        "[refs/heads/main]",
        "[a..b]",
        "[-x]",
        "['a b']",
        "['***']",
        "['*a*a*a*a*']",
        "['main\\n']",
        '["main\\n"]',
        "['[ab]']",
        "[1]",
    ],
)
def test_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="trusted_branches"):
        load(f"{MINIMAL}trusted_branches: {value}\n".encode(), "tunegate.yaml")
