"""The programs that some tests need. A missing one skips its tests with the reason; with CI=true it fails them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "eval-samples"  # what harnesses themselves wrote
SCORED = ROOT.parent / "shared" / "eval-samples-2"  # the same of evaluation platforms and red teams, with truth.json
_BUILT = ROOT / ".tools" / "bin"  # what `make tools` built: the pinned versions
_INSTALLED = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin")  # what a wheel of requirements/dev.txt brings
_BY = {
    "opa": "make tools",
    "conftest": "make tools",
    "actionlint": "make tools",
    "go": "an installed Go",
} | dict.fromkeys(("gator", "helm", "mlflow", "moto_server", "oras", "registry"), "make test-servers")


def find(name: str) -> Path | None:
    """The program, built by us first, then beside this Python, then on PATH."""
    found = shutil.which(name, path=os.pathsep.join([str(_BUILT), str(_INSTALLED), os.environ.get("PATH", "")]))
    return Path(found) if found else None


def require(name: str) -> Path:
    """The program, or the end of the test."""
    return find(name) or unavailable(f"no {name} here; it comes with {_BY.get(name, 'make setup')}")


def part(name: str) -> Path | None:
    """A part of an npm package, with the links resolved."""
    found = _BUILT / name if (_BUILT / name).exists() else find(name)
    return found.resolve() if found else None


def optional(name: str) -> Path:
    """The part, or the end of the test. A machine without npm has none of them: a skip, in CI, too."""
    found = part(name)
    if found is not None:
        return found
    reason = f"no {name} here; it comes with make tools, where npm is"
    if shutil.which("npm"):
        unavailable(reason)
    pytest.skip(reason)


def unavailable(reason: str) -> NoReturn:
    """End a test whose surroundings are missing: a skip for a person, a failure for CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
