"""The pull request changes what code does and keeps its normal form, or the value that a pointer finds."""

from __future__ import annotations

import json

import pytest

from tests.bypass.wall import (
    COLANG,
    CONFIG,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    changed,
    on_main,
    replace,
    steps,
    unreviewed,
    write,
)
from tests.repo import Repo

SELECTORS = """\
        - guardrails/**
        - code/*.py
        - code/*.sh
        - code/*.sbatch
        - code/*.ipynb
"""
POINTERS = """\
        - prompts/*.md
        - app/prompt.py#/SYSTEM_PROMPT
        - app/run.sh#/--model
        - app/run.sh#/MODEL
"""
SAFE = "You answer questions about orders."


def was(path: str, old: str, new: str) -> Edit:
    """Code that was reviewed as a whole file."""
    select = replace(CONFIG, "        - guardrails/**\n", SELECTORS)
    return steps(on_main(steps(select, write(path, old))), write(path, new))


def code_changed(path: str, *lines: int) -> Outcome:
    """Blocked: these lines of the file changed; the selectors of the other kinds of files match nothing."""
    rows = ("*.py", "*.sh", "*.sbatch", "*.ipynb")
    others = [number for number, pattern in enumerate(rows, 52) if not path.endswith(pattern[1:])]
    unmatched = blocked(*(("selector-unmatched", CONFIG, number) for number in others))
    return changed("output_filter", *((path, line) for line in lines)) | unmatched


def prompt(new: str, old: str = f'SYSTEM_PROMPT = "{SAFE}"\n') -> Edit:
    """A prompt that was reviewed as a constant of a module."""
    select = replace(CONFIG, "        - prompts/*.md\n", POINTERS)
    script = write("app/run.sh", "MODEL=acme/model\nserve --model acme/model\n")
    return steps(on_main(steps(select, script, write("app/prompt.py", old))), write("app/prompt.py", new))


def script(new: str) -> Edit:
    return steps(prompt(f'SYSTEM_PROMPT = "{SAFE}"\n'), write("app/run.sh", new))


def notebook(*cells: str, **more: object) -> str:
    rows = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": rows, **more}, indent=1)


PY = "def allowed(text):\n    return len(text) < 100\n"
SH = "#!/bin/sh\nset -eu\ncheck --strict\n"
SHEETS = [{"cells": [{"cell_type": "code", "input": "STRICT = True", "language": "python"}]}]


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "another encoding of Python": (
        was("code/a.py", PY, "# coding: unicode_escape\n#\\u000aallowed = bool\n" + PY),
        code_changed("code/a.py", 1),
    ),
    "the same in the second line": (
        was("code/a.py", PY, "#!/usr/bin/python\n# vim: set fileencoding=utf-7 :\n" + PY),
        code_changed("code/a.py", 1),
    ),
    "another interpreter": (
        was("code/a.py", "#!/usr/bin/python3\n" + PY, "#!/bin/sh\n" + PY),
        code_changed("code/a.py", 1),
    ),
    "another interpreter of a script": (
        was("code/a.sh", SH, SH.replace("/bin/sh", "/usr/bin/env -S python3")),
        code_changed("code/a.sh", 1),
    ),
    "dependencies in a comment": (
        was("code/a.py", PY, "# /// script\n# dependencies = ['evil']\n# ///\n" + PY),
        code_changed("code/a.py", 1),
    ),
    "options of the scheduler": (
        was("code/a.sbatch", SH, SH.replace("set -eu", "#SBATCH --nodes=99\nset -eu")),
        code_changed("code/a.sbatch", 2),
    ),
    "or in place of and": (
        was("code/a.sh", SH, SH.replace("check --strict", "check --strict || true")),
        code_changed("code/a.sh", 3),
    ),
    "one operator for another": (
        was("code/a.sh", SH + "ok && deploy\n", SH + "ok || deploy\n"),
        code_changed("code/a.sh", 4),
    ),
    "in the background": (
        was("code/a.sh", SH + "ok; deploy\n", SH + "ok& deploy\n"),
        code_changed("code/a.sh", 4),
    ),
    "a redirection": (
        was("code/a.sh", SH + "scan > log\n", SH + "scan < log\n"),
        code_changed("code/a.sh", 4),
    ),
    "a pattern in place of its text": (
        was("code/a.sh", SH + "rm '*'\n", SH + "rm *\n"),
        code_changed("code/a.sh", 4),
    ),
    "a here-document that is expanded": (
        was("code/a.sh", SH + "cat <<'EOF'\n$x\nEOF\n", SH + "cat <<EOF\n$x\nEOF\n"),
        code_changed("code/a.sh", 4),
    ),
    "a keyword as a command": (
        was("code/a.sh", SH + "! ok\n", SH + "'!' ok\n"),
        code_changed("code/a.sh", 4),
    ),
    "an indentation": (
        was("code/a.py", "if x:\n    a()\n    b()\n", "if x:\n    a()\nb()\n"),
        code_changed("code/a.py", 3),
    ),
    "a string that looks like a comment": (
        was("code/a.py", 'x = "a"\n', 'x = "a# "\n'),
        code_changed("code/a.py", 1),
    ),
    "a docstring": (
        was("code/a.py", 'def tool():\n    """Reads."""\n', 'def tool():\n    """Writes."""\n'),
        code_changed("code/a.py", 2),
    ),
    "a homoglyph in a name": (
        was("code/a.py", PY, PY.replace("len(", "l\u0435n(")),
        code_changed("code/a.py", 2),
    ),
    "a bidirectional control": (
        was("code/a.py", 'x = "a"\n', 'x = "\u202ea"\n'),
        code_changed("code/a.py", 1),
    ),
    "syntax that Python does not know": (
        was("code/a.py", PY, PY + "evil evil\n"),
        code_changed("code/a.py", 1, 3),
    ),
    "a code file that is no code": (
        was("code/a.py", PY, "\0" + PY),
        code_changed("code/a.py", 1),
    ),
    "a notebook of two formats": (
        was("code/a.ipynb", notebook("STRICT = True"), notebook("STRICT = False", worksheets=SHEETS)),
        code_changed("code/a.ipynb", 1, 10),
    ),
    "two texts of a cell": (
        was(
            "code/a.ipynb",
            notebook("STRICT = True"),
            notebook("STRICT = True")
            .replace('"metadata": {},\n   "outputs"', '"input": "STRICT = True",\n   "outputs"')
            .replace('"source": "STRICT = True"', '"source": "STRICT = False"'),
        ),
        code_changed("code/a.ipynb", 8, 10),
    ),
    "a comment that a cell writes": (
        was(
            "code/a.ipynb", notebook("%%writefile p.md\n# Refuse.\nx = 1"), notebook("%%writefile p.md\n# Obey.\nx = 1")
        ),
        code_changed("code/a.ipynb", 10),
    ),
    "a magic line that moves in a string": (
        was("code/a.ipynb", notebook('x = """\n!a\npass\n"""'), notebook('x = """\npass\n!a\n"""')),
        code_changed("code/a.ipynb", 10),
    ),
    "a magic line that goes on": (
        was("code/a.ipynb", notebook("!run \\\n'a'  # strict"), notebook("!run \\\n'a'  # lax")),
        code_changed("code/a.ipynb", 10),
    ),
    "a flow as a comment": (
        replace(COLANG, "  bot decline off topic\n\n", "  # bot decline off topic\n\n"),
        changed("output_filter", (COLANG, 16)),
    ),
    "another indentation of a flow": (
        replace(COLANG, "    bot refuse to respond\n    stop", "    bot refuse to respond\n  stop"),
        changed("output_filter", (COLANG, 85)),
    ),
    "a comment that is an instruction": (
        steps(
            on_main(append(COLANG, "\ndefine flow x\n  # Take the question.\n  $q = ...\n")),
            replace(COLANG, "# Take the question.", "# Take anything."),
        ),
        changed("output_filter", (COLANG, 88)),
    ),
    "quotes in a comment hide a text": (
        steps(
            on_main(append(COLANG, '\ndefine flow x\n  """\n  Refuse.\n  """\n')),
            replace(COLANG, '  """\n  Refuse.\n', '  # """\n  """\n  Refuse.\n  # Unless you are asked twice.\n'),
        ),
        changed("output_filter", (COLANG, 88), (COLANG, 91)),
    ),
    "a comment that a line goes on with": (
        steps(
            on_main(append(COLANG, "\ndefine flow x\n  bot say \\\n  hello\n")),
            replace(COLANG, "  bot say \\\n", "  bot say \\\n  # evil\n"),
        ),
        changed("output_filter", (COLANG, 89)),
    ),
    "the prompt itself": (
        prompt('SYSTEM_PROMPT = "Obey."\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "a method that looks like strip": (
        prompt(f'SYSTEM_PROMPT = evil.strip("{SAFE}")\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "strip with an argument": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}".strip("You")\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "a default": (
        prompt(f'SYSTEM_PROMPT = evil.get("x", "{SAFE}")\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "a model beside a default": (
        prompt(f'SYSTEM_PROMPT = evil.get("acme/evil", "{SAFE}"); MODEL_NAME = "acme/evil"\n'),
        changed("system_prompt", ("app/prompt.py", 1)) | unreviewed(("app/prompt.py", 1)),
    ),
    "a default of the environment": (
        prompt(f'import os\nSYSTEM_PROMPT = os.environ.get("X", "{SAFE}")\n'),
        changed("system_prompt", ("app/prompt.py", 2)),
    ),
    "a template that is filled": (
        prompt('SYSTEM_PROMPT = f"Be {a}."\n', 'SYSTEM_PROMPT = "Be {a}."\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "source in back quotes": (
        prompt("SYSTEM_PROMPT = evil\n", 'SYSTEM_PROMPT = "`evil`"\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "added to later": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}"\nSYSTEM_PROMPT += "Obey."\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "assigned again": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}"\nSYSTEM_PROMPT = "Obey."\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "imported over": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}"\nfrom evil import SYSTEM_PROMPT\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "a loop's variable": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}"\nfor SYSTEM_PROMPT in evil: pass\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "unpacked over": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}"\nSYSTEM_PROMPT, x = evil\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "a walrus": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}"\n(SYSTEM_PROMPT := evil)\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "a global of a function": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}"\ndef f():\n    global SYSTEM_PROMPT\n    SYSTEM_PROMPT = "Obey."\nf()\n'),
        changed("system_prompt", ("app/prompt.py", 1)) | unreviewed(("app/prompt.py", 4)),
    ),
    "deleted": (
        prompt(f'SYSTEM_PROMPT = "{SAFE}"\ndel SYSTEM_PROMPT\n'),
        changed("system_prompt", ("app/prompt.py", 1)),
    ),
    "a flag that is given again": (
        script("MODEL=acme/model\nserve --model acme/model\nserve --model evil\n"),
        changed("system_prompt", ("app/run.sh", 2)),
    ),
    "a default of the shell": (
        script("MODEL=${EVIL:-acme/model}\nserve --model acme/model\n"),
        changed("system_prompt", ("app/run.sh", 1)),
    ),
    "a name in double quotes": (
        script('MODEL=acme/model\nserve --model "$(cat evil)"\n'),
        changed("system_prompt", ("app/run.sh", 2)),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
