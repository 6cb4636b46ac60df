"""What holds for every reader: it ends, and speaks the gate's words."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.documents import parse
from tests.command import EVIDENCE, EXAMPLE
from tests.fuzz.targets import OLD, TARGETS
from tests.tools import ROOT

FAST = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])

SEEDS = {
    **{f"evidence-{path.stem}": path.read_bytes() for path in sorted((EXAMPLE / EVIDENCE).glob("*.yaml"))},
    "evidence-determination": (EXAMPLE / EVIDENCE / "disposition.yaml").read_bytes(),
    "config": (EXAMPLE / "tunegate.yaml").read_bytes(),
    "state": next((EXAMPLE / EVIDENCE / "states").iterdir()).read_bytes(),
    "migration": f"model: m\nstate: {OLD.digest} # as reviewed\nevidence: {{}}\nsupersedes: '{OLD.digest}'\n".encode(),
    "metadata": b"# title: a\n# custom:\n#   id: b\n",
    "block": b"rows:\n  - id: a\n    b: c\n  - id: d\n",
    "harness": b'{"results": {"task": {"alias": "a", "acc,none": 0.5}}, "samples": []}\n',
}
PIECES = [
    *b"""{ [ ] } - : , &a *a << !! \x00 \xff \r \xc2\x85 ' " # \\ --- ... %YAML ? | > 1e999 $( EOF if def null""".split(
        b" "
    ),
    *(b"\n", b"\n  ", b"\t", b" ", b'"""', b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"),
]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=30).map(b"".join)


@pytest.mark.parametrize("name", [name for name in TARGETS if name in SEEDS])
@FAST
@given(st.data())
def test_damaged_files_are_read_or_refused(name: str, data: st.DataObject) -> None:
    seed = SEEDS[name]
    at = data.draw(st.integers(0, len(seed)))
    cut = data.draw(st.integers(0, 40))
    TARGETS[name](seed[:at] + data.draw(HOSTILE) + seed[at + cut :])


@pytest.mark.parametrize("name", [name for name in TARGETS if name not in SEEDS])
@FAST
@given(HOSTILE)
def test_anything_is_read_or_refused(name: str, data: bytes) -> None:
    TARGETS[name](data)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS | st.sampled_from([f"{EVIDENCE}/x.yaml", "2026-11-23", "2026-11-23T12:00:00Z", "sha256:" + "0" * 64]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def replaced(value: Any, data: st.DataObject) -> Any:
    """The value with one part of it, at any depth, put in the place of another value."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 9)):
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: replaced(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.integers(0, 9)):
        index = data.draw(st.integers(0, len(value) - 1))
        return [*value[:index], replaced(value[index], data), *value[index + 1 :]]
    return data.draw(VALUES)


@pytest.mark.parametrize(
    "name", [name for name in SEEDS if name.startswith("evidence-") or name in ("config", "state")]
)
@FAST
@given(st.data())
def test_other_values_are_read_or_refused(name: str, data: st.DataObject) -> None:
    """Files that parse, with one value of another type or shape."""
    value = parse(SEEDS[name], "yaml").plain()
    TARGETS[name](json.dumps(replaced(value, data)).encode())


REPEATED = [
    *PIECES,
    b"a: &a [*a]\n",
    b"{a: ",
    b"(a",
    b"a=${",
    b"`$(",
    b"<<A\n",
    b"*/",
    b"**/",
    b"[!",
    b"-1",
    b"1_",
    b"a.b.",
    b"@",
    b"a@b.",
]
PROBE = """
import sys
from tests.fuzz.targets import TARGETS
size = 4_000
for piece in {pieces!r}:
    TARGETS[sys.argv[1]](piece * (size // len(piece)))
"""


@pytest.mark.parametrize("names", [list(TARGETS)[index::2] for index in range(2)], ids=["even", "odd"])
def test_time_is_bounded_by_the_size(names: list[str]) -> None:
    """4 KB of each hostile piece, for every reader: a process that does not end is ended, and fails."""
    code = PROBE.format(pieces=REPEATED).replace("sys.argv[1]", "name")
    code = code.replace("for piece", f"for name in {names!r}:\n  for piece").replace("    TARGETS", "      TARGETS")
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=120)
