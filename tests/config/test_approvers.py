"""Approvers that cannot be."""

from __future__ import annotations

import pytest

from gate.config.load import load
from gate.values.errors import ConfigError
from tests.config.complaints import PATH

SIGNED = """\
version: 1
models:
  m:
    surfaces: {system_prompt: [p.md]}
    approvers: {quorum: 1, principals: [a@acme.example, b@acme.example]}
control_plane:
  approvers: {quorum: 1, principals: [c@acme.example]}
signing: {repository: acme/models}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "quorum: 1, principals: [a",
            "quorum: 3, principals: [a",
            5,
            "a quorum of 3 cannot be reached by 2 principals",
        ),
        ("b@acme", "A@acme", 5, "two principals differ by case only"),
        (
            "b@acme.example]",
            "b@acme.example], answers: {re-fine-tuning: [x@acme.example]}",
            5,
            "'x@acme.example' is none of the principals",
        ),
        ("signing: {repository: acme/models}\n", "", 5, "approvers are named, and 'signing' is not"),
        (
            "  approvers: {quorum: 1, principals: [c@acme.example]}\n",
            "  owner: c@acme.example\n",
            6,
            "approvers are named for a model, and none for the gate itself",
        ),
        (
            "acme/models}",
            "acme/models, logins: {a@acme.example: [x], b@acme.example: [X]}}",
            8,
            "the login 'X' is that of 'a@acme.example' already",
        ),
    ],
)
def test_approvers_that_cannot_be(old: str, new: str, line: int, message: str) -> None:
    assert SIGNED.count(old) == 1
    load(SIGNED.encode(), PATH)
    with pytest.raises(ConfigError) as error:
        load(SIGNED.replace(old, new).encode(), PATH)
    assert (error.value.problems[0].line, error.value.problems[0].message) == (line, message)
    assert error.value.problems[0].remedy
