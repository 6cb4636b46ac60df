"""What may be shown, by type: safe whatever it is made of, made twice or once, and refused by mypy otherwise."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import gate
from gate.values.text import Json, Lines, Output, Text, log_safe, one_line, visible
from tests.tools import ROOT

PIECES = [
    *("\x1b[31m", "\x9b", "\r", "\n", "\r\n", "\t", "\x1c", "\x85", "\u2028", "\u202e", "\u2066", "\u200b", "\ud800"),
    *(
        "::",
        ":",
        "##[",
        "##vso[",
        "##",
        "#",
        "[",
        " ",
        "error",
        "'",
        '"',
        "=",
        "://",
        "@",
        "/",
        ".",
        "-",
        "_",
        "+",
        ",",
    ),
    *("password", "api_key", "secret", "hf_", "sk-", "ghp_", "AKIA", "eyJ", "a1B2c3D4e5F6g7H8", "0123456789ABCDEF"),
    *("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "a.example", "\\x1b", "[redacted]", "sk-ssh-ed25519"),
]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=30).map("".join)
MANY = settings(max_examples=400)
CONTROLS = ("Cc", "Cs", "Zl", "Zp")
REORDERING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def controls(text: str) -> set[str]:
    """By Unicode's own tables."""
    return {c for c in text if unicodedata.category(c) in CONTROLS or unicodedata.bidirectional(c) in REORDERING}


@MANY
@given(HOSTILE)
@example("password:\x1cabc")
@example("password\x00: abcd")
def test_a_text_has_no_control_and_is_made_once(text: str) -> None:
    found = Text(text)
    assert controls(found) <= {"\n", "\t"}
    assert Text(found) is found
    assert Text(str(found)) == found
    assert Text(f"{found}") == found


@MANY
@given(HOSTILE, st.integers(3, 40))
def test_one_line_is_one(text: str, most: int) -> None:
    found = one_line(text, most)
    assert controls(found) == set()
    assert len(found) <= most
    assert one_line(str(one_line(text))) == one_line(text)


@MANY
@given(st.lists(HOSTILE, max_size=5))
def test_lines_are_as_many_and_hold_no_command(rows: list[str]) -> None:
    found = Lines(rows)
    assert controls(found) <= {"\n"}
    assert found.count("\n") == len(rows)
    assert Lines([found]) == found
    assert Lines(found.split("\n")[:-1]) == found
    for line in found.split("\n"):
        assert not line.lstrip().startswith("::")
        assert not re.search(r"##\w*\[", line)


@MANY
@given(st.recursive(HOSTILE | st.none() | st.integers(), lambda part: st.lists(part) | st.dictionaries(HOSTILE, part)))
def test_json_is_ascii_without_a_command(value: object) -> None:
    exact = Json(value, exact=True)
    assert json.loads(exact) == value
    for text in (exact, Json(value)):
        assert text.isascii()
        assert controls(text) == {"\n"}
        assert "##[" not in text
        assert not re.search(r"^\s*::", text, re.MULTILINE)


@given(HOSTILE)
def test_what_is_safe_stays(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert log_safe(log_safe(text)) == log_safe(text)


def test_what_a_person_sees() -> None:
    assert Text("a\x1b[31m\x9b\u202e\U000e0041\ufffe") == "a\\x1b[31m\\x9b\\u202e\\U000e0041\\ufffe"
    assert Text("für 日本語 \u00a0 ⚠️ a\tb\nc") == "für 日本語 \u00a0 ⚠️ a\tb\nc"
    assert Lines(["::error::x", "  ::y", "##[error] ##vso[z ###[", "a\nb\r\nc\td", ""]) == (
        ": :error::x\n  : :y\n## [error] ## vso[z ### [\na b c d\n\n"
    )
    assert one_line("x" * 5000, 10) == "xxxxxxx..."
    assert Json({"a": "##[x]\x1b ghp_" + "a1B2" * 9}) == '{\n  "a": "#\\u0023[x]\\u001b [redacted]"\n}\n'


def test_kinds_of_output() -> None:
    """Each is safe by its own constructor; another one has to be looked at like these."""
    for module in pkgutil.walk_packages(gate.__path__, "gate."):
        if module.name not in ("gate.__main__", "gate.policy.child"):
            importlib.import_module(module.name)
    assert sorted(f"{kind.__module__}.{kind.__name__}" for kind in Output.__subclasses__()) == [
        "gate.page.fleet.calendar.Calendar",
        "gate.page.html.Html",
        "gate.report.formats.github.Command",
        "gate.report.formats.github.Log",
        "gate.report.formats.junit.Xml",
        "gate.values.text.Json",
        "gate.values.text.Lines",
    ]
    with pytest.raises(TypeError):
        Output("a")  # type: ignore[arg-type]


# -- what the checkers refuse

GIVEN = """
from collections.abc import Callable
from pathlib import Path

from gate.commands._console import ask, emit, say, warn
from gate.commands._reports import write_file
from gate.process.terminal import progress, write, write_error
from gate.report.checks_report import CheckRun
from gate.report.common import Quote
from gate.judge.decision import Decision
from gate.values.text import Json, Lines, Output, Text


def accepted(path: Path, text: str) -> None:
    say(Text(f"wrote {path}"))
    warn(Text(text), Text(text))
    emit(Lines([text, "literal"]))
    emit(Json({"text": text}))
    write_file("report", Lines([text]))


"""
REFUSED = [
    'say(f"wrote {path}")',
    'say("literal")',
    'say(Text(text) + "\\n")',
    "warn(text)",
    "ask(text)",
    "emit(text)",
    "emit(Text(text))",
    "write(text)",
    "write_error(text)",
    "progress.start(text)",
    'write_file("report", text)',
    "Output(text)",
    "renderer: Callable[[Decision, Quote], Output] = lambda decision, quote: text",
    "quote: Quote = lambda path, line: text",
    'CheckRun("tunegate", "success", Text(text), Lines([text]), ())',
    'CheckRun(Text("tunegate"), "success", Text(text), text, ())',
]


def test_mypy_refuses_a_bare_str(tmp_path: Path) -> None:
    head = f"{GIVEN}def refused(path: Path, text: str) -> None:\n"
    first = head.count("\n") + 1
    target = tmp_path / "snippet.py"
    target.write_text(head + "".join(f"    {line}\n" for line in REFUSED))
    done = subprocess.run(
        [sys.executable, "-I", "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "--no-error-summary", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error: " in line}
    assert found == set(range(first, first + len(REFUSED))), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("print('a')\n", "T201"),
        ("import click\n\nclick.echo('a')\n", "TID251"),
        ("from click import echo\n", "TID251"),
        ("import click\n\nclick.confirm('a')\n", "TID251"),
        ("import sys\n\nsys.stdout.write('a')\n", "TID251"),
        ("import sys\n\nsys.stderr.buffer.write(b'a')\n", "TID251"),
        ("from sys import stdout\n", "TID251"),
    ],
)
def test_ruff_refuses_another_way_out(text: str, rule: str) -> None:
    options = ["--select", "T20,TID251", "--output-format", "concise", "--no-cache"]
    done = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", *options, "--stdin-filename", "gate/report/new.py", "-"],
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert f" {rule} " in done.stdout
