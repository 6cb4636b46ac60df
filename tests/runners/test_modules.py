"""The names that Python programs of a gate's job import by themselves."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gate.runners.modules import BY_ITSELF, modules
from tests.tools import ROOT


def test_what_the_gate_imports_is_known() -> None:
    code = (
        "import sys, pkgutil, importlib, gate, pip, pytest\n"
        "for module in pkgutil.walk_packages(gate.__path__, 'gate.'):\n"
        "    importlib.import_module(module.name)\n"
        "import git, jsonschema, requests, opa_client, regorus\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    found = {name.partition(".")[0].casefold() for name in done.stdout.split()}
    own = {name for name in found if name.startswith(("__main__", "__mp_main__", "_cython", "__editable__"))}
    assert found - own - BY_ITSELF == set()


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("python -m a.b", ["a/b"]),
        ("python -Xutf8 -Om a", ["a"]),
        ("python3.12 -c 'import a, b.c; from d import e'", ["a", "b/c", "d", "d/e"]),
        ("pytest -p a.b", ["a/b"]),
        ("python -m pytest a.c:run", ["pytest", "a/c"]),
        ("mkdir -p", []),
    ],
)
def test_modules_of_a_command(text: str, ways: list[str]) -> None:
    assert sorted(dict.fromkeys(modules(text, imports=False))) == sorted(ways)
