"""The smallest configuration, and what is wrong with another."""

from __future__ import annotations

import pytest

from gate.config.load import load
from gate.values.errors import ConfigError

PATH = "tunegate.yaml"
HEAD = "version: 1\nmodels:\n  m:\n    surfaces:\n"  # four lines
MINIMAL = HEAD + "      system_prompt: [p.md]\n"


def complaints(text: str | bytes) -> list[tuple[str, int | None, int | None, str]]:
    """(message, line, last line, remedy) of every problem, all of them in the configuration."""
    with pytest.raises(ConfigError) as error:
        load(text.encode() if isinstance(text, str) else text, PATH)
    assert {problem.path for problem in error.value.problems} == {PATH}
    return [(p.message, p.line, p.end_line, p.remedy) for p in error.value.problems]
