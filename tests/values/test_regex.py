"""Regular expressions that wait: compiled at their first use, and sound although nothing says so before."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
from importlib import import_module

import pytest

import gate
from gate.values import regex as lazy
from gate.values.regex import regex


def test_does_what_the_compiled_expression_does() -> None:
    text, data = regex(r"(\d+)(?P<unit>[a-z]?)", re.IGNORECASE), regex(rb"\d+")
    found = text.search("on 12H")
    assert found is not None
    assert (found[1], found["unit"], text.sub("x", "a1 2b"), text.groups) == ("12", "H", "ax x", 2)
    assert [match[0] for match in data.finditer(b"1 22")] == [b"1", b"22"]
    assert (text.pattern, text.flags) == (r"(\d+)(?P<unit>[a-z]?)", re.IGNORECASE | re.UNICODE)


def test_text_that_is_no_expression() -> None:
    broken = regex("(")
    with pytest.raises(re.error, match="missing"):
        broken.match("")


def modules() -> list[str]:
    return [found.name for found in pkgutil.walk_packages(gate.__path__, "gate.") if found.name != "gate.__main__"]


def test_every_expression_of_the_gate_is_sound() -> None:
    values = [value for name in modules() for value in vars(import_module(name)).values()]
    rows = [part for value in values for part in (value if isinstance(value, tuple | list) else [value])]
    found = [part for part in rows if isinstance(part, lazy._Pattern)]
    assert len(found) > 100
    assert all(isinstance(part.pattern, str | bytes) for part in found)


IMPORTED = """
import re, sys
count, compiled = 0, re._compile
def counting(*arguments):
    global count
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename == re.__file__:
        frame = frame.f_back
    count += frame.f_globals["__name__"].partition(".")[0] == "gate"
    return compiled(*arguments)
re._compile = counting
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
assert "gate.cli" in sys.modules
print(count)
"""


def test_none_is_compiled_when_the_gate_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED, *modules()], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("0\n", "")
