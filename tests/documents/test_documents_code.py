"""Formats that become trees of names and values: source code, scripts, templates."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.documents import DocumentError, Node, parse, tree_format
from gate.documents.arguments import arguments
from gate.documents.select import select

NAMES = {
    "python": "a.py",
    "notebook": "a.ipynb",
    "shell": "a.sh",
    "modelfile": "Modelfile",
    "frontmatter": "a.prompty",
    "colang": "a.co",
    "hcl": "a.tf",
    "bicep": "a.bicep",
}


def tree(format: str, text: str) -> Node:
    if format == "hcl":
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    return parse(text.encode(), format)


def cells(*sources: list[str], kind: str = "code", **more: Any) -> str:
    """A notebook as Jupyter writes it, one line of source a line of the file."""
    rows = [{"cell_type": kind, "source": source, **more} for source in sources]
    return json.dumps({"cells": rows, "metadata": {}, "nbformat": 4}, indent=1)


@pytest.mark.parametrize("format", NAMES)
def test_format_of_a_name(format: str) -> None:
    assert tree_format(f"folder/{NAMES[format]}") == format


# (format, text, pointer -> (value, first line, last line))
VALUES: list[tuple[str, str, dict[str, tuple[Any, int, int]]]] = [
    (
        "python",
        'A = 1\nB: str = "x"\nC = (\n    "y"\n    "z"\n)\nD = f"{A} is"\nE = A + 1\nF, G = "f", "g"\nH = -1.5\n',
        {
            "A": (1, 1, 1),
            "B": ("x", 2, 2),
            "C": ("yz", 3, 5),
            "D": ("{A} is", 7, 7),
            "E": ("`A + 1`", 8, 8),
            "F": ("f", 9, 9),
            "G": ("g", 9, 9),
            "H": ("`-1.5`", 10, 10),
        },
    ),
    (
        "python",
        'class Args:\n    name: str = field(\n        default="x",\n        metadata={},\n    )\n\n'
        'async def run(a, b="y", *, c="z"):\n    call(d, key="k")\n    call("e")\n    d["n"] = {"m": [1, "o"]}\n',
        {
            "Args/name": ("x", 2, 3),
            "run/b": ("y", 7, 7),
            "run/c": ("z", 7, 7),
            "run/call/0/0": ("`d`", 8, 8),
            "run/call/0/key": ("k", 8, 8),
            "run/call/1/0": ("e", 9, 9),
            "run/n/m/1": ("o", 10, 10),
        },
    ),
    (
        "python",
        'import os\nA = os.environ.get("A", "x")\nif A:\n    try:\n        B = "y"\n    except ValueError:\n'
        '        B = "z"\nwith open("f") as g, h(C="w"):\n    pass\n',
        {"A": ("x", 2, 2), "B/0": ("y", 5, 5), "B/1": ("z", 7, 7), "h/C": ("w", 8, 8)},
    ),
    (
        "notebook",
        cells(["A = 1\n", "B = 'x'\n"], ["A = 2"]),
        {"A/0": (1, 6, 6), "B": ("x", 7, 7), "A/1": (2, 13, 13)},
    ),
    ("notebook", cells(["!ls\n", "%time A = 1\n", "B = 2"]), {"B": (2, 8, 8)}),
    (
        "shell",
        "A=1\nexport B='two words' C=\"x$A\"\nrun --flag-name v1 \\\n  v2 --on --eq=3 -n -1 # --no\nD=${D:-def}\n",
        {
            "A": ("1", 1, 1),
            "B": ("two words", 2, 2),
            "C": ("x$A", 2, 2),
            "--flag_name/0": ("v1", 3, 3),
            "--flag_name/1": ("v2", 4, 4),
            "--on": (True, 4, 4),
            "--eq": ("3", 4, 4),
            "-n": ("-1", 4, 4),
            "D": ("def", 5, 5),
        },
    ),
    (
        "shell",
        "run --a 1; run --a 2 && x --b \"$(cat 'f g')\" | tee --c\n"
        "ARGS=(\n  --d e\n)\ncat <<EOF\n--f g\nEOF\nz --h `i j`\n",
        {
            "--a/0": ("1", 1, 1),
            "--a/1": ("2", 1, 1),
            "--b": ("$(cat 'f g')", 1, 1),
            "--c": (True, 1, 1),
            "--d": ("e", 3, 3),
            "--h": ("`i j`", 8, 8),
        },
    ),
    (
        "modelfile",
        'from a:1\nSYSTEM """one\n# two\n"""\nPARAMETER stop "x y"\nPARAMETER stop z\n'
        'MESSAGE user hi there\nTEMPLATE "t"\n',
        {
            "FROM": ("a:1", 1, 1),
            "SYSTEM": ("one\n# two\n", 2, 4),
            "PARAMETER/stop/0": ("x y", 5, 5),
            "PARAMETER/stop/1": ("z", 6, 6),
            "MESSAGE/role": ("user", 7, 7),
            "MESSAGE/content": ("hi there", 7, 7),
            "TEMPLATE": ("t", 8, 8),
        },
    ),
    (
        "frontmatter",
        "---\na: 1\nb:\n  - x\n---\nThe\nbody.\n",
        {"a": (1, 2, 2), "b/0": ("x", 4, 4), "body": ("The\nbody.\n", 6, 7)},
    ),
    ("frontmatter", "no\n---\nfront: matter\n", {"body": ("no\n---\nfront: matter\n", 1, 3)}),
    (
        "colang",
        'import core\n\n# said\n@active\nflow main\n  match x  \n\n  bot say "y"\ndefine flow\n  z\n',
        {
            "import core": ("import core", 1, 1),
            "flow main": ('@active\nflow main\n  match x\n  bot say "y"', 4, 8),
            "flow": ("define flow\n  z", 9, 10),
        },
    ),
    (
        "hcl",
        'resource "a" "b" {\n  x = "y" # z\n  n = -2\n  t = true\n  e = var.q\n  l = ["i",\n    { k = 1 }]\n'
        "  h = <<-EOT\n    one\n      two\n  EOT\n  c { v = 1 }\n  c { v = 2 }\n}\n",
        {
            "resource/a/b/x": ("y", 2, 2),
            "resource/a/b/n": (-2, 3, 3),
            "resource/a/b/t": (True, 4, 4),
            "resource/a/b/e": ("${var.q}", 5, 5),
            "resource/a/b/l/0": ("i", 6, 6),
            "resource/a/b/l/1/k": (1, 7, 7),
            "resource/a/b/h": ("one\n  two\n", 8, 11),
            "resource/a/b/c/0/v": (1, 12, 12),
            "resource/a/b/c/1/v": (2, 13, 13),
        },
    ),
    (
        "bicep",
        "@description('d')\nparam p string = 'it\\'s'\nvar v = concat(p, 'x')\nresource r 'T@1' = if (p == 'a') {\n"
        "  a: { b: 1, c: true } // d\n  e: [\n    'f'\n    {\n      g: -2\n    }\n  ]\n}\n"
        "module m 'm.bicep' = {\n  name: 'n'\n}\n"
        "resource s 'U@1' = [for x in xs: {\n  h: x.y\n}]\n",
        {
            "param/p": ("it's", 2, 2),
            "var/v": ("${concat(p, 'x')}", 3, 3),
            "resource/r/type": ("T@1", 4, 4),
            "resource/r/a/b": (1, 5, 5),
            "resource/r/a/c": (True, 5, 5),
            "resource/r/e/0": ("f", 7, 7),
            "resource/r/e/1/g": (-2, 9, 9),
            "module/m/path": ("m.bicep", 13, 13),
            "module/m/name": ("n", 14, 14),
            "resource/s/h": ("${x.y}", 17, 17),
        },
    ),
]


@pytest.mark.parametrize(("format", "text", "expected"), VALUES)
def test_values_and_their_lines(format: str, text: str, expected: dict[str, tuple[Any, int, int]]) -> None:
    root = tree(format, text)
    found = {pointer: root.at(tuple(pointer.split("/"))) for pointer in expected}
    assert {pointer: (n.value, n.line, n.end_line) for pointer, n in found.items()} == expected


# (format, one, another): the same to whoever runs them
SAME = [
    ("python", "A = 'x' # c\n", '\n\nA   =  (\n  "x"\n)\n'),
    ("python", "def f():\n    return 1\n", "# c\r\ndef f():\r\n\r\n  return (1)\r\n"),
    ("notebook", cells(["A = 1\n"]), cells(["A = 1  # c\n"], execution_count=4, outputs=[{"text": "A = 2"}])),
    ("shell", "run --a 'x' \\\n  y # c\n", 'run   --a "x" y\n\n# c\n'),
    ("shell", "A='a b'\n", 'A="a b" # c'),
    ("modelfile", "FROM a\nSYSTEM b\n", '# c\nsystem "b"\n\nfrom a\r\n'),
    ("frontmatter", "---\na: 1\nb: [x, y]\n---\nz\n", "---\nb:\n- x\n- 'y'\n# c\na: 1\n---\r\nz\r\n"),
    ("colang", "flow a\n  b\n", "# c\n\nflow a   \r\n\r\n  b\r\n"),
    ("hcl", 'a "b" {\n x = 1\n y = "z"\n}\n', '# c\na "b" {\r\n\r\n  x=1 // d\n  y = "z"\n}'),
    ("bicep", "var a = {\n  b: 'c'\n}\n", "// d\r\nvar a={\r\n b : 'c' /* e */ }\r\n"),
]
OTHER = [
    ("python", "A = 'x'\n", "A = 'x '\n"),
    ("python", "if a:\n    b()\n    c()\n", "if a:\n    b()\nc()\n"),
    ("notebook", cells(["A = 1"]), cells(["A = 2"])),
    ("notebook", cells(["a"], kind="markdown"), cells(["b"], kind="markdown")),
    ("notebook", cells(["!pip install a"]), cells(["!pip install b"])),
    ("shell", 'run "$A"\n', "run '$A'\n"),
    ("shell", "run a b\n", "run 'a b'\n"),
    ("shell", "run a; b\n", "run a b\n"),
    ("shell", "cat <<E\nx\nE\n", "cat <<E\ny\nE\n"),
    ("modelfile", 'SYSTEM """a\nb"""\n', 'SYSTEM """a\n b"""\n'),
    ("frontmatter", "---\na: 1\n---\nz\n", "---\na: 1\n---\nz \n"),
    ("colang", "flow a\n  if b\n    c\n    stop\n", "flow a\n  if b\n    c\n  stop\n"),
    ("colang", "# meta: x\nflow a\n", "# meta: y\nflow a\n"),
    ("hcl", 'a = "x  y"\n', 'a = "x y"\n'),
    ("hcl", 'a = f("x  y")\n', 'a = f("x y")\n'),
    ("bicep", "var a = 'b'\n", "var a = b\n"),
]


@pytest.mark.parametrize(("format", "one", "other"), SAME)
def test_layout_is_no_difference(format: str, one: str, other: str) -> None:
    a, b = tree(format, one), tree(format, other)
    assert a.value == b.value
    assert a.value is not None


@pytest.mark.parametrize(("format", "one", "other"), OTHER)
def test_effect_is_a_difference(format: str, one: str, other: str) -> None:
    assert tree(format, one).value != tree(format, other).value


@pytest.mark.parametrize(
    ("format", "text", "message", "line"),
    [
        ("python", "a = (\n", "not valid Python: '(' was never closed", 1),
        ("python", "a\0", "not valid Python: ", 1),
        ("python", 'a = 1\nimport x\rb = f("c")\r\n', "a carriage return stands alone", 2),
        ("python", "x = " + "(" * 5000 + ")" * 5000, "not valid Python", 1),
        ("notebook", "{}", "not a notebook: it has no list of cells", 1),
        ("notebook", "{", "not valid JSON: a key in double quotes is missing", 1),
        ("shell", "a\nb 'c\n", "a single quote is not closed", 2),
        ("shell", 'a\nb "c\n', "a double quote is not closed", 2),
        ("shell", "a $(b\n", "'$(' is not closed", 1),
        ("shell", "a " + "$(" * 100, "nested deeper than 50 levels", 1),
        ("modelfile", "FROM a\nWHAT b\n", "not an instruction: 'WHAT b'", 2),
        ("modelfile", 'FROM a\nSYSTEM """b\n', '""" is not closed', 2),
        ("frontmatter", "---\na: [\n---\n", "not valid YAML", 3),
        ("frontmatter", "---\n- a\n---\n", "the front matter is not a mapping", 2),
        ("hcl", 'a = 1\nb = "\n', "not valid Terraform", 2),
        ("hcl", "a = " + "[" * 500 + "]" * 500, "nested deeper than 100 levels", 1),
        ("bicep", "var a = 1\nvar b = '\n", "not valid Bicep: a string without an end", 2),
        ("bicep", "var a = {\n", "not valid Bicep: a bracket is not closed", 1),
        ("bicep", "var a = " + "[" * 500, "nested deeper than 100 levels", 1),
    ],
)
def test_what_cannot_be_parsed(format: str, text: str, message: str, line: int) -> None:
    with pytest.raises(DocumentError) as raised:
        tree(format, text)
    assert raised.value.message.startswith(message)
    assert raised.value.line == line
    assert raised.value.remedy


@pytest.mark.parametrize("format", sorted({*NAMES} - {"hcl"}))
@settings(max_examples=150)
@given(text=st.text(st.sampled_from("aA1 \n\t\"'`$(){}[]<>|&;:#=-,.\\@~é") | st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_a_tree_or_an_error(format: str, text: str) -> None:
    try:
        found: object = tree(format, text)
    except DocumentError as error:
        found = error
    assert isinstance(found, Node | DocumentError)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: --x 1 --y-z 'b c'\n", {"--x": ("1", 1, 1), "--y_z": ("b c", 1, 1)}),
        ("a: |\n  run \\\n    --x 1\n  run --y\n", {"--x": ("1", 3, 3), "--y": (True, 4, 4)}),
        ("a: >\n  run\n  --x 1\n", {"--x": ("1", 1, 3)}),
        ("a:\n- --x\n- b\n- --y=c d\n- --z e\n", {"--x": ("b", 2, 3), "--y": ("c d", 4, 4), "--z": ("e", 5, 5)}),
        ("a: [--x, 1]\n", {"--x": ("1", 1, 1)}),
        ("a: no flags -- here\n", None),
        ("a: [x, y]\n", None),
        ("a: [--x, {b: c}]\n", None),
        ("a: run --x 'b\n", None),
    ],
)
def test_flags_inside_of_values(text: str, expected: dict[str, tuple[Any, int, int]] | None) -> None:
    node = parse(text.encode(), "yaml").at(("a",))
    found = arguments(node) or {}
    assert {k: (n.plain(), n.line, n.end_line) for k, n in found.items()} == (expected or {})


def test_a_pointer_leads_into_flags() -> None:
    root = parse(b"jobs:\n- args: [--model, a, --seed, 1]\n- args: run --model b\n", "yaml")
    assert [(t, n.value, n.line) for t, n in select(root, ("jobs", "*", "args", "--model"))] == [
        (("jobs", "0", "args", "--model"), "a", 2),
        (("jobs", "1", "args", "--model"), "b", 3),
    ]
