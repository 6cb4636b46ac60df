"""Names of repositories in what is signed."""

from __future__ import annotations

import pytest

from gate.config.namespace import described, namespace_of
from tests.keys import NAMESPACE


def test_names_of_repositories() -> None:
    assert namespace_of("acme/support") == NAMESPACE
    assert described("tunegate-v1@acme/x") == "the repository 'acme/x'"
    assert described("git") == "another purpose ('git')"
    for name in ("", "a b", "../x", "-x", "a//b", "a/" * 9 + "b", "a" * 201, "a\n", "a,b", 'a"b', "*"):
        with pytest.raises(ValueError, match="is not the name of a repository"):
            namespace_of(name)
