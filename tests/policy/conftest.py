"""What the tests of the engines share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.policy import load_builtin
from gate.policy.bundle_file import bundle_file
from tests.policy.servers import opa


@pytest.fixture(scope="session")
def opa_url(bundle: Path) -> Iterator[str]:
    """A real OPA server that has a bundle of the built-in policies."""
    with opa("--bundle", bundle) as url:
        yield url


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "bundle.tar.gz"
    path.write_bytes(bundle_file(load_builtin(), "r1"))
    return path
