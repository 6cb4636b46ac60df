"""The schemas themselves."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gate.documents import parse
from gate.documents.schema import problems
from tests.config.complaints import MINIMAL, PATH
from tests.tools import ROOT


def run(tree: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Python code over a copy of the gate."""
    return subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tree)!r})\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the schema config cannot be read: [Errno 2] No such file or directory: '{path}'"),
        (b"", "the schema config cannot be read: Expecting value: line 1 column 1 (char 0)"),
        (b'{"$id": "x",', "the schema config cannot be read: Expecting property name enclosed in double quotes: "),
        (b"{}", "the schema config is empty"),
        (b"[]", "the schema config is empty"),
        (b"true", "the schema config is empty"),
        (b'{"$id": "x", "type": 5}', "the schema config is damaged: "),
        (b'{"$id": "x", "$ref": "urn:tunegate:schema:common:v1#/$defs/gone"}', "the schema config is damaged: "),
        (b'{"$id": "x", "$ref": "#"}', "the schema config is damaged: "),
        (b"[" * 100_000, "the schema config cannot be read: "),
    ],
)
def test_schema_that_cannot_be_read(tmp_path: Path, content: bytes | None, message: str) -> None:
    shutil.copytree(ROOT / "gate", tmp_path / "gate", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    path = tmp_path / "schemas" / "config.schema.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    done = run(
        tmp_path,
        "from gate.config.load import load\nfrom gate.values.errors import ConfigError\n"
        f"try:\n    load({MINIMAL.encode()!r}, 'x')\nexcept ConfigError as error:\n    (p,) = error.problems\n"
        "    print(p.message, p.path, p.line, p.end_line, p.remedy, sep='|')",
    )
    said, _, rest = done.stdout.partition("|")
    assert (done.returncode, done.stderr) == (0, "")
    assert said.startswith(message.format(path=path))
    assert rest == "None|None|None|Install tunegate again; its files are damaged.\n"


@pytest.mark.parametrize("time", ["2026-11-02T24:00:00Z", "2026-11-02T09:00:60Z", "2026-02-29T09:00:00Z"])
def test_time_that_does_not_exist_is_none_on_every_python(time: str) -> None:
    text = f"prepared_at: {time}\n"
    found = {p.message for p in problems("decision-record", parse(text.encode(), "yaml"), PATH) if p.line == 1}
    assert f"prepared_at: '{time}' is not a 'date-time'" in found
