"""What the tests of the engines share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.policy.servers import opa
from tests.tools import ROOT


@pytest.fixture(scope="session")
def opa_url() -> Iterator[str]:
    """A real OPA server that has the built-in policies loaded."""
    with opa(ROOT / "policies") as url:
        yield url
