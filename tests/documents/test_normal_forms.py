"""What is no change of a file and what is one: pairs of texts through the states of two real commits, mutations of
real-looking files, and bash itself on what a shell script means."""

from __future__ import annotations

import json
import random
import re
import subprocess
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.config.selectors import Selector
from gate.documents import DocumentError, is_code, parse, tree_format
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.canonical import canonical_json
from tests.repo import Repo

BASH = Path("/bin/bash")
PIECES = """a b x echo if then fi for do done in case esac while ! [[ ]] A=1 A= A=( ( ) (( )) $(( 1+2 $( ` " ' \\ ; ;;
& && || | |& < > >> <<E <<-E <<'E' <<< 2> # #c $X ${X} ${X:- ${X# $' \\' ~ * =~ ?( @( -n --f=v 1 f() a[ ]""".split()
PIECES += [
    "\ufeff",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\\\n",
    "\nE\n",
    "\n\tE\n",
    "\n # it's\n",
    '# " x\n',
    "\nE\n# q\n",
    "\r\n",
    "\r",
]


def code(*sources: str, **more: Any) -> str:
    return notebook(*({"cell_type": "code", "source": source, **more} for source in sources))


def notebook(*cells: dict[str, Any], **metadata: Any) -> str:
    return json.dumps({"cells": list(cells), "metadata": metadata, "nbformat": 4})


def doc(text: str) -> str:
    return f'"""{text}"""'


# name of the file -> pairs that mean different things
DIFFERENT: dict[str, list[tuple[str, str]]] = {
    "a.sh": [
        ("a > b", "a b"),
        ("a > b", "a < b"),
        ("a > b", "a >> b"),
        ("a && b", "a; b"),
        ("a && b", "a || b"),
        ("a | b", "a & b"),
        ("a | b", "a; b"),
        ("a | b", "a |& b"),
        ("a &", "a"),
        ("a; b", "a b"),
        ("a 2>b", "a 2 >b"),
        ("a 2>&1 >b", "a >b 2>&1"),
        ("(cd a; b)", "{ cd a; b; }"),
        ("(cd a); b", "cd a; b"),
        ("((a)) && b", "( (a) ) && b"),
        ("A=(b c)", "A= b c"),
        ("a <(b)", "a < (b)"),
        ("a <<E\nb\nE", "a <<<E\nb\nE"),
        ("a <<E\n\tb\nE", "a <<-E\n\tb\nE"),
        ("a <<E\n$b\nE", "a <<'E'\n$b\nE"),
        ("a <<E\n# b\nE", "a <<E\n# c\nE"),
        ("a <<E\n E\n# b\nE\n", "a <<E\n E\n# c\nE\n"),
        ("a <<'E F'\n# b\nE F\n", "a <<'E F'\n# c\nE F\n"),
        ("a <<E\nb\\\nE\n# c\nE\n", "a <<E\nb\\\nE\n# d\nE\n"),
        ("a <<E\nb  c\nE", "a <<E\nb c\nE"),
        ('a "$b"', "a '$b'"),
        ('a "$b"', "a $b"),
        ("a '*'", "a *"),
        ("a '~'", "a ~"),
        ("a '{b,c}'", "a {b,c}"),
        ("a '>' b", "a > b"),
        ("a b\\ c", "a b c"),
        ("a b\\  c", "a b\\ c"),
        ("a 'b  c'", "a 'b c'"),
        ("a 'b\\\nc'", "a 'bc'"),
        ('a "b\n# c"', 'a "b\n# d"'),
        ("a $'b\\tc'", "a 'b\\tc'"),
        ('a $"b"', "a $'b'"),
        ("if a; then b; fi", "'if' a; then b; fi"),
        ("A=b", "'A=b'"),
        ("A=b", "A+=b"),
        ("a b#c", "a b #c"),
        ("a b#c", "a b#d"),
        ("a \\# b", "a \\# c"),
        ("a $# b", "a $# c"),
        ("a ${b#c} d", "a ${b#c} e"),
        ('x=$(a ")") # "\ny="# b"', 'x=$(a ")") # "\ny="# c"'),
        ("x=`a \\` b` # '\ny='# c'", "x=`a \\` b` # '\ny='# d'"),
        ("x=$(a # )\n) y=1", "x=$(a # )\n) y=2"),
        ("x=$(a <<E\n)\nE\n)\n# b", "x=$(a <<E\n)\n# b\nE\n)"),
        ("x=$(case a in a) b;; esac) # '\nc='# d'", "x=$(case a in a) b;; esac) # '\nc='# e'"),
        ("x=${a:-{} y='# b'", "x=${a:-{} y='# c'"),
        ("((a<<b))\n# c\nb\n", "((a<<b))\n# d\nb\n"),
        ("! a", "a"),
        ("f() { a; }", "f () ( a )"),
        ("set -e\na", "a"),
        ("#!/bin/sh\na", "#!/bin/bash\na"),
        ("#!/bin/sh -e\na", "#!/bin/sh\na"),
        ("#!/bin/zsh\nls (#i)a", "#!/bin/zsh\nls (#i)b"),
        ("#!/usr/bin/env python3\na = '''\n# b'''", "#!/usr/bin/env python3\na = '''\n# c'''"),
        ("#SBATCH --time=1\na", "#SBATCH --time=2\na"),
        ("#SBATCH --time=1\na", "a"),
        ("a\nb\n", "a\r\nb\r\n"),
        ("a\n", "\ufeffa\n"),
        ("a # b\rc", "a # b\rd"),
        ("[[ a =~ (b  c) ]]", "[[ a =~ (b c) ]]"),
        ("a @(b  c)", "a @(b c)"),
        ("a[ 1  ]=b", "a[ 1 ]=b"),
        ("A=(a)#b", "A=(a)#c"),
        ("a\\\nb", "a b"),
        ("a <\\\n<E\n# b\nE", "a <\\\n<E\n# c\nE"),
        ("for a in b; do c; done", "for a in b; do c & done"),
        ("case a in b) c;; esac", "case a in b) c;& esac"),
        ("a b", "a 'b c'"),
        ("a\0b", "a b"),
    ],
    "a.zsh": [("a # b", "a # c")],
    "a.co": [
        ("flow a\n  b\n\tc", "flow a\n  b\n  c"),
        ("flow a\n  if b\n    c\n  d", "flow a\n  if b\n    c\n    d"),
        ('define bot a\n  "b # c"', 'define bot a\n  "b # d"'),
        ("define flow a\n  # the user's name\n  $b = ...", "define flow a\n  # the user's key\n  $b = ..."),
        ("define flow a\n  # b\n  c", "define flow a\n  # d\n  c"),
        ("# meta: b\nflow a", "# meta: c\nflow a"),
        (f"flow a\n  {doc('b')}", f"flow a\n  {doc('c')}"),
        (f"flow a\n  $b = {doc('  x' + chr(10) + '# y')}", f"flow a\n  $b = {doc('  x' + chr(10) + '# z')}"),
        ('flow a\n  """\n  # b\n  """', 'flow a\n  """\n  # c\n  """'),
        ('# """\nflow a\n  """\n# b\n  """', '# """\nflow a\n  """\n# c\n  """'),
        ("flow a\n  '''\n# b\n'''", "flow a\n  '''\n# c\n'''"),
        ("flow a\n  b \\\n# c\nflow d", "flow a\n  b \\\n# e\nflow d"),
        ("flow a\n  b or\n# c\nflow d", "flow a\n  b or\n# e\nflow d"),
        ("# b\rflow a", "# b\rflow c"),
        ("flow a", "\ufeffflow a"),
        ("flow a  b", "flow a b"),
    ],
    "a.py": [
        ('def f():\n    "Be kind."', 'def f():\n    "Be rude."'),
        ('A = "a" "b"', 'A = "a", "b"'),
        ("A = 'a'", "A = b'a'"),
        ("A = f'{a}'", "A = '{a}'"),
        ("A = f'{a!r}'", "A = f'{a}'"),
        ("A = f'{a:2}'", "A = f'{a}'"),
        ("A = f'{a=}'", "A = f'{a}'"),
        ("A = 'a\\tb'", "A = r'a\\tb'"),
        ("A = 'a  b'", "A = 'a b'"),
        ("A = 'a\\\nb'", "A = 'a\\nb'"),
        ("A = '\\N{BULLET}'", "A = '\\N{DAGGER}'"),
        ("A = 'é'", "A = 'e\\u0301'"),
        ("A = '\\ud800'", "A = '?'"),
        ("A = 1", "A = 1.0"),
        ("A = 1", "A = True"),
        ("A = 1", "A = '1'"),
        ("A = 1j", "A = 1.0"),
        ("A = 0.0", "A = -0.0"),
        ("A = None", "A = ..."),
        ("A = None", "A = 'None'"),
        ("A = ()", "A = []"),
        ("A = {}", "A = set()"),
        ("A = (1)", "A = (1,)"),
        ("A = a + b + c", "A = a + (b + c)"),
        ("A = a < b < c", "A = (a < b) < c"),
        ("A = a if b else c", "A = c if b else a"),
        ("A = not a in b", "A = not a is b"),
        ("@a\n@b\ndef f(): pass", "@b\n@a\ndef f(): pass"),
        ("def f(a, /, b): pass", "def f(a, b): pass"),
        ("def f(a, *, b): pass", "def f(a, b): pass"),
        ("def f(*a): pass", "def f(**a): pass"),
        ("def f(a, *, b=None, c): pass", "def f(a, *, b, c=None): pass"),
        ("async def f(): pass", "def f(): pass"),
        ("f(*a)", "f(**a)"),
        ("f(a)", "f(a=a)"),
        ("(a := 1)", "a = 1"),
        ("a, *b = c", "a, b = c"),
        ("from a import b", "from .a import b"),
        ("from . import b", "from .. import b"),
        ("import a as b", "import a"),
        ("match a:\n case None: b\n", "match a:\n case _: b\n"),
        ("match a:\n case b.c: d\n", "match a:\n case b: d\n"),
        ("match a:\n case [*_]: b\n", "match a:\n case [_]: b\n"),
        ("match a:\n case {'b': c, **d}: e\n", "match a:\n case {'b': c}: e\n"),
        ("for a in b: c\nelse: d", "for a in b: c\nd"),
        ("try: a\nexcept* b: c", "try: a\nexcept b: c"),
        ("x[a:b]", "x[a::b]"),
        ("x[:]", "x[::None]"),
        ("if a:\n    b\n    c", "if a:\n    b\nc"),
        ("# -*- coding: latin-1 -*-\nA = 'é'", "# -*- coding: utf-8 -*-\nA = 'é'"),
        ("#!x\n# vim: set fileencoding=utf-7 :\nA = '+AGE-'", "#!x\nA = '+AGE-'"),
        ("# b\rA = 1", "# b\rA = 2"),
        ("a b # c", "a b # d"),
        ("A = 0x" + "f" * 5000, "A = 0x" + "f" * 4999 + "e"),
        ("A = {0x" + "f" * 5000 + ": 1}", "A = {0x" + "f" * 5000 + ": 2}"),
    ],
    "a.ipynb": [
        (code("a", "b"), code("b", "a")),
        (code("a", "b"), code("a\nb")),
        (code("a"), notebook({"cell_type": "raw", "source": "a"})),
        (notebook({"cell_type": "raw", "source": "a"}), notebook({"cell_type": "raw", "source": "b"})),
        (notebook({"cell_type": "raw", "source": "# a"}), notebook({"cell_type": "raw", "source": "# b"})),
        (code("!a"), code("!b")),
        (code("!a"), code("%a")),
        (code("!a"), code("pass")),
        (code("if x:\n  !a\nelse:\n  pass"), code("if x:\n  pass\nelse:\n  !a")),
        (code("%%writefile p.md\n# Be kind."), code("%%writefile p.md\n# Be rude.")),
        (code("%%bash\na # b"), code("%%bash\na # c")),
        (
            code(f"A = {doc('x' + chr(10) + '% kind' + chr(10))}"),
            code(f"A = {doc('x' + chr(10) + '% rude' + chr(10))}"),
        ),
        (code(f"A = {doc('x' + chr(10) + '! a')}\n!b"), code(f"A = {doc('x' + chr(10) + 'pass')}\n!b")),
        (code("!a \\\nx = 'b'"), code('!a \\\nx = "b"')),
        (code("x = !a # b"), code("x = !a # c")),
        (code("a", metadata={"tags": ["parameters"]}), code("a")),
        (
            notebook({"cell_type": "code", "source": "a // b # c"}, kernelspec={"language": "R"}),
            notebook({"cell_type": "code", "source": "a // b # d"}, kernelspec={"language": "R"}),
        ),
        (
            notebook({"cell_type": "code", "source": "a"}, language_info={"name": "julia"}),
            notebook({"cell_type": "code", "source": "a"}, language_info={"name": "python"}),
        ),
        (
            notebook({"cell_type": "markdown", "source": "a", "attachments": {"b.png": {"image/png": "x"}}}),
            notebook({"cell_type": "markdown", "source": "a", "attachments": {"b.png": {"image/png": "y"}}}),
        ),
        (
            '{"worksheets": [{"cells": []}, {"cells": [{"cell_type": "code", "input": "a"}]}]}',
            '{"worksheets": [{"cells": []}, {"cells": [{"cell_type": "code", "input": "b"}]}]}',
        ),
        ('{"cells": [{"cell_type": "code", "source": 1}]}', '{"cells": [{"cell_type": "code", "source": 2}]}'),
    ],
    "a.tf": [
        ('a = "b"', "a = b"),
        ('a = "${b}"', 'a = "$${b}"'),
        ("a = <<E\nb\nE\n", "a = <<E\nb\n\nE\n"),
        ('a = "b\\nc"', 'a = "b\\\\nc"'),
        ("a {\n b = 1\n}\na {\n b = 2\n}", "a {\n b = 2\n}\na {\n b = 1\n}"),
        ("locals {\n a = 1\n}", 'locals {\n a = "1"\n}'),
        ("a = 1", "a = 1.5"),
        ("a = null", 'a = ""'),
        ("a = []", "a = {}"),
        ("a = b == c", "a = b != c"),
        ("a = [for b in c : b]", "a = [for b in c : b if b]"),
    ],
    "a.bicep": [
        ("var a = 'b'", "var a = '${b}'"),
        ("var a = '''b\nc'''", "var a = '''b\n\nc'''"),
        ("var a = null", "var a = ''"),
        ("@allowed(['a'])\nparam b string", "@allowed(['c'])\nparam b string"),
        ("param a int = 1", "param a int = 2"),
        ("var a = [1, 2]", "var a = [2, 1]"),
    ],
    "a.yaml": [
        ("a: 1", 'a: "1"'),
        ("a: 1", "a: 1.0"),
        ("a: 1", "a: true"),
        ("a:", 'a: ""'),
        ("a:", "{}"),
        ("a: {}", "a: []"),
        ("a: 2024-01-01", 'a: "2024-01-01"'),
        ("a: .inf", 'a: ".inf"'),
        ("a: .nan", 'a: ".nan"'),
        ("a: 123456789012345678901", 'a: "123456789012345678901"'),
        ("a: !!binary aGk=", "a: aGk="),
        ("a: !b c", 'a: "!b c"'),
        ("a: !b [c]", 'a: {"!b": [c]}'),
        ("a: !!set {b, c}", "a: {b, c}"),
        ("a: !!omap [b: c]", "a: [b: c]"),
        ("1: a", '"1": a'),
        ("true: a", '"true": a'),
        ("null: a", '"null": a'),
        ("yes: {a: [b]}", '"yes": {a: [b]}'),
        ("a: [b, c]", 'a: {"0": b, "1": c}'),
        ("a: [b, c]", "a: {0: b, 1: c}"),
        ("- a\n- b", "a\n---\nb"),
        ("a: [[b], {0: c}]", "a: [{0: b}, [c]]"),
        ("a: b", "a: b\n---\n"),
        ("a: |\n  b\n", "a: |-\n  b\n"),
        ("a: |\n  b\n  # c\n", "a: |\n  b\n  # d\n"),
        ("a: >\n  b\n  c\n", "a: |\n  b\n  c\n"),
        ("x: &x {a: 1}\ny: {<<: *x}", 'x: &x {a: 1}\ny: {"<<": {a: 1}}'),
        ("a: b\na: c", "a: c\na: b"),
        ("<<: {a: 1}\n<<: {a: 2}", "<<: {a: 2}\n<<: {a: 1}"),
        ("1: a\n0x1: b", "1: a\n0x1: c"),
        ("!b a: c", "a: c"),
        ("a: ! 1", "a: 1"),
        ("a: ! 1", "a: '1'"),
    ],
    "a.json": [
        ('{"a": 1}', '{"a": "1"}'),
        ('{"a": 1}', '{"a": 1.0}'),
        ('{"a": null}', "{}"),
        ('{"a": null}', '{"a": ""}'),
        ('{"a": 12345678901234567890}', '{"a": "12345678901234567890"}'),
        ('{"a": 1e999}', '{"a": "1e999"}'),
        ('{"a": ["b", "c"]}', '{"a": {"0": "b", "1": "c"}}'),
        (json.dumps({"a": [*"bcdefghijklm"]}), json.dumps({"a": {str(i): c for i, c in enumerate("bcdefghijklm")}})),
        ('["a"]', '{"0": "a"}'),
        ("[]", "{}"),
        ('{"a/b": 1}', '{"a": {"b": 1}}'),
        ('{"a": 1, "a": 2}', '{"a": 2, "a": 1}'),
        ("", "null"),
    ],
    "a.toml": [
        ("a = 1", 'a = "1"'),
        ("a = 1", "a = 1.0"),
        ("a = inf", 'a = "inf"'),
        ("a = nan", 'a = "nan"'),
        ("a = 1979-05-27", 'a = "1979-05-27"'),
        ("a = 07:32:00", 'a = "07:32:00"'),
        ("a = 1979-05-27", "a = 1979-05-27T00:00:00"),
        ("a = 123456789012345678901", 'a = "123456789012345678901"'),
        ('a = ["b", "c"]', 'a = {0 = "b", 1 = "c"}'),
        ("[[a]]\nb = 1", "[a.0]\nb = 1"),
        ("a = []", "a = {}"),
        ("a = " + "1" * 5000, "a = " + "1" * 4999 + "2"),
        ("a = 0x" + "f" * 5000, 'a = "0x' + "f" * 5000 + '"'),
    ],
}

# name of the file -> pairs that are the same to whoever reads them
SAME: dict[str, list[tuple[str, str]]] = {
    "a.sh": [
        ("a  b\t c", "a b c  # d"),
        ("a\n\n\n# x\nb\n", "a\nb"),
        ("a b \\\n  c", "a b c"),
        ("a 'b'", 'a "b"'),
        ("if a; then\n  b\nfi", "if a; then\n\tb # c\n\n\nfi\n"),
        ("a <<E\n# b\nE\nc", "a <<E # d\n# b\nE\n\n# e\n  c"),
        ("A=(\n a\n b\n)", "A=( # x\n a # y\n\n b\n)"),
        ("#!/bin/bash\n#\n# by\na", "#!/bin/bash\na"),
        ("((a < b)) && $((1 + 2)) # c", "((a < b)) && $((1 + 2))"),
        ('x="$(a ")")" # b', 'x="$(a ")")"'),
    ],
    "a.co": [
        ("# b\nflow a\n  c", "flow a\n  c"),
        ("flow a\n  c\nflow b\n  d", "flow a  \n\n  c\n# x\n# y\n\nflow b\r\n  d\n# z\n"),
        ('flow a\n  """b"""\n# c\nflow d', 'flow a\n  """b"""\nflow d'),
    ],
    "a.py": [
        ("A = 'a' 'b'", 'A = ("a"  # c\n   "b")'),
        ("# -*- coding: utf-8 -*-\nA = 0x10", "A = 16"),
        ("A = u'a'", "A = 'a'"),
        ("def f(a):  # type: ignore\n\f  return a", "def f(a):\n\n    return a"),
    ],
    "a.ipynb": [
        (code("a  # b"), code("a", id="x", metadata={"collapsed": True, "tags": []}, execution_count=1)),
        (code("A = 'x'\n!b"), code('A = "x"  # c\n\n!b')),
    ],
    "a.tf": [("a = 1 # b", "a   =  1")],
    "a.bicep": [("var a = [1, 2]", "var a = [ // b\n  1\n  2\n]")],
    "a.yaml": [("a: 'b'\nc: [d]", "c:\n- d # e\na: b\n"), ("1: 0x10", "1: 16"), ("a: !!str 1", 'a: "1"')],
    "a.json": [('{"a": 1, "b": "\\u0041"}', '{\n"b": "A", "a": 1}')],
    "a.toml": [("a.b = 1", "[a]\nb = 0x1 # c")],
}

# (selector, text, another with another value there)
SELECTED = [
    ("a.sh#/A", "A='$B'", 'A="$B"'),
    ("a.sh#/A", "A='\\$B'", "A=\\$B"),
    ("a.sh#/A", "A='`b`'", "A=`b`"),
    ("a.sh#/--a", "b --a '$c'", "b --a $c"),
    ("a.sh#/--a", "b --a '*'", "b --a *"),
    ("a.sh#/--a", 'b --a="$c"', "b --a=$c"),
    ("a.sh#/A", "A=b", "A+=b"),
    ("a.sh#/A", "A='~/b'", "A=~/b"),
    ("a.sh#/--a", "b --a c > d", "b --a e > d"),
    ("Modelfile#/SYSTEM", 'FROM a\nSYSTEM """b"""', 'FROM a\nSYSTEM x"""b"""'),
    ("Modelfile#/SYSTEM", 'FROM a\nSYSTEM """b # c\n# d"""', 'FROM a\nSYSTEM """b # c\n# e"""'),
    ("Modelfile#/SYSTEM", 'FROM a\nSYSTEM """b""" c\nd"""', 'FROM a\nSYSTEM """b""" c\ne"""'),
    ("Modelfile#/SYSTEM", 'FROM a\nSYSTEM "b" c\nd"', 'FROM a\nSYSTEM "b" c\ne"'),
    ("Modelfile#/SYSTEM", "FROM a\n# b\rSYSTEM c\nSYSTEM d", "FROM a\n# b\rSYSTEM e\nSYSTEM d"),
    ("Modelfile#/PARAMETER", 'FROM a\nPARAMETER stop ""b""', "FROM a\nPARAMETER stop b"),
    ("Modelfile#/PARAMETER/stop", "FROM a\nPARAMETER\tstop\tb", "FROM a\nPARAMETER\tstop\tc"),
    ("Modelfile#/MESSAGE", 'FROM a\nMESSAGE user """b"""', "FROM a\nMESSAGE user c"),
    ("Modelfile#/FROM", "FROM a\nFROM b", "FROM b\nFROM a"),
    ("a.prompty#/body", "---\nbody: a\n---\nc", "---\nbody: b\n---\nc"),
    ("a.prompty#/body", "---\na: b\n---\nc\n---\nd", "---\na: b\n---\nc\n---\ne"),
    ("a.prompty#/body", "---\na: b\n---\nc", "---\na: b\n---\n c"),
    ("a.prompty#/a", "---\na: 1\n---\n", "---\na: '1'\n---\n"),
    ("a.py#/A", "A = f'{b}'", "A = '{b}'"),
    ("a.py#/A", "A = b", "A = '`b`'"),
    ("a.py#/A", "A = dedent(' b')", "A = ' b'"),
    ("a.py#/f", "f({0: 'b'})", "f(['b'])"),
    ("a.py#/A", "A = f(  # '''\n    '''b  c''')", "A = f(  # '''\n    '''b c''')"),
    ("a.py#/A", 'A = f("""a\\""""  \'b  c\')', 'A = f("""a\\""""  \'b c\')'),
    ("a.yaml#/a", "a: {b: [c]}", "a: {b: {0: c}}"),
    ("a.yaml#/1", "1: a", "'1': a"),
    ("a.yaml#/1/b", "1: {b: c}", "1: {b: !d c}"),
]


def changed(path: Path, rows: list[tuple[str, str, str]]) -> list[bool]:
    """Of every (selector, text, text): whether `compare` finds a change between two commits with them."""
    repo = Repo(path / "repo")
    if any(name.endswith(".tf") for name, _, _ in rows):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    surfaces = {"system_prompt": tuple(Selector.parse(f"{i}/{selector}") for i, (selector, _, _) in enumerate(rows))}
    states = []
    for side in (1, 2):
        for number, row in enumerate(rows):
            repo.write(f"{number}/{row[0].partition('#')[0]}", row[side])
        commit = repo.commit()
        with Repository(repo.path) as repository:
            states.append(build(Snapshot(repository, commit), "m", surfaces, Reader(), strict=False))
    assert [state.unmatched for state in states] == [(), ()]
    paths = {change.path.partition("/")[0] for change in compare(states[0], states[1])}
    return [str(number) in paths for number in range(len(rows))]


def flat(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(name, *pair) for name, pairs in table.items() for pair in pairs]


def test_other_meanings_are_changes(tmp_path: Path) -> None:
    rows = flat(DIFFERENT)
    assert [row for row, seen in zip(rows, changed(tmp_path, rows), strict=True) if not seen] == []


def test_other_values_are_changes(tmp_path: Path) -> None:
    assert [row for row, seen in zip(SELECTED, changed(tmp_path, SELECTED), strict=True) if not seen] == []


def test_comments_and_layout_are_no_changes(tmp_path: Path) -> None:
    rows = flat(SAME)
    assert [row for row, seen in zip(rows, changed(tmp_path, rows), strict=True) if seen] == []


def counts(name: str, text: str) -> object:
    """What counts of a file, as `gate.state` has it."""
    format = tree_format(name)
    assert format
    try:
        node = parse(text.encode(), format)
    except DocumentError:
        return text
    if is_code(format):
        return format, node.value
    return {(tokens, canonical_json(leaf.plain()), leaf.kind) for tokens, leaf in node.leaves()}


# Files as people write them; COMMENT marks what is none of their meaning.
FILES = {
    "train.sh": """#!/usr/bin/env bash
#SBATCH --gres=gpu:8
# COMMENT
set -euo pipefail
MODEL=${MODEL:-"acme/base 8b"}
ARGS=(--lr 2e-5 --seed "$SEED")  # COMMENT
cd "$(dirname "$0")" || exit 1
for f in data/*.jsonl; do
  [ -s "$f" ] && python clean.py < "$f" > "out/${f##*/}" 2>&1 &
done; wait
cat > prompt.txt <<'EOF'
You're # kind.
EOF
if ! accelerate launch train.py --model "$MODEL" \\
    --system-prompt 'Never say $X' ${ARGS[@]} | tee -a log; then
  echo "failed: $?" >&2
fi
""",
    "rails.co": """# COMMENT
define user ask # x
  "can you # it"

define flow check
  user ask
  # take the name
  $name = ...
  if $name == "x"
    bot refuse
    stop
  execute call(a="b", c=1)
""",
    "serve.py": '''# COMMENT
import os
SYSTEM = (
    "Be kind. "
    f"You are {os.environ['NAME']!r:>8}."
)  # COMMENT

@tool(limit=3)
async def run(a, /, b=1.5, *args, c=None, **rest) -> str:
    """Return the order."""
    while not a and b < 2 or c is not None:
        b += len(x[1:-1]) ** 2 if a else ~b
    try:
        return await call(*args, key={"role": "system", "n": [1, 0x2, True]}, **rest)
    except (ValueError, KeyError) as error:
        raise Refused(b"no") from error
''',
    "guard.tf": """# COMMENT
resource "aws_bedrock_guardrail" "main" {
  name = "g-${var.stage}"
  filters {
    type     = "HATE"
    strength = max(var.a, 2)
  }
  words = ["a", { b = !c }]
  text  = <<-EOT
    one # two
  EOT
}
""",
    "pol.bicep": """// COMMENT
@description('x')
param model string = 'gpt'
resource pol 'Acc/raiPolicies@2024' = if (model == 'a') {
  name: 'p-${model}'
  on: true
  filters: [
    { name: 'Hate', level: 3 }
    null
  ]
}
""",
    "train.yaml": """# COMMENT
base: &b acme/base  # COMMENT
lr: 2.0e-5
data:
  - {path: a, n: 1}
  - path: 'b # c'
prompt: |
  Be kind.
  # Be brief.
again: *b
1: [true, null, 2024-01-01]
""",
    "train.toml": """# COMMENT
base = "acme # base"
[data."x y"]
n = [1, 2.5, true, inf]
when = 2024-01-01
[[rows]]
a = 'b'
""",
    "train.json": '{"base": "a", "n": [1, 2.5, true, null], "o": {"0": {}, "x": []}}',
    "run.ipynb": code("%pip install a\nA = 'b'  # COMMENT\nif A:\n    !ls", "%%bash\nx # y"),
}
TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
COMMENT = re.compile(r"(?://|#)?\s*COMMENT")
NOTEBOOK_FRAME = re.compile(r'#? *COMMENT|"metadata": .*|[\[\]{},]')


@pytest.mark.parametrize("name", FILES)
def test_no_token_goes_unseen(name: str) -> None:
    if name.endswith(".tf"):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    text = FILES[name]
    no_code = NOTEBOOK_FRAME if name.endswith(".ipynb") else COMMENT
    spans = [match.span() for match in no_code.finditer(text)]
    whole = counts(name, text)
    assert whole != text
    unseen = []
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if any(first <= start < last for first, last in spans):
            continue
        for other in ("", match[0] + "x", "7" if match[0] != "7" else "8"):
            if counts(name, text[:start] + other + text[end:]) == whole:
                unseen.append((text[max(0, start - 12) : start], match[0], other, text[end : end + 8]))
    assert unseen == []


GOOD = """echo a|if a; then\n b\nfi|cat <<E\nx # y\nE\n|A=(a b)|x="$(echo ')')"|for i in a b; do echo $i; done|
case $x in a) b ;; c|[[ -n $x && a == b ]]|((a<b))|x=$((1+2))|# it's|echo "a # b"|a | b && c|cat <<-'E'\n\tx\n\tE\n|
y=`a # b`|echo ${X:-a b}|echo $'a\\tb'|( a; b )|a > x 2>&1|z=$(cat <<E\na)\nE\n)|echo a\\ b|a \\\n b""".split("|")


def as_bash_reads(script: str, folder: Path) -> bytes | None:
    """The function that has the script as its body, as bash prints it; None where it is none."""
    source = f"f() {{\n{script}\n}}\ndeclare -f f\n"
    done = subprocess.run(
        [str(BASH), "--norc", "--restricted", "-c", source],
        cwd=folder,
        env={"PATH": "/nonexistent"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
    )
    return None if done.returncode or b"warning" in done.stderr else done.stdout.replace(b'"', b"'")


@pytest.mark.skipif(not BASH.exists(), reason="bash says what a script means")
def test_bash_reads_the_normal_form_as_the_script(tmp_path: Path) -> None:
    source = random.Random(7)  # noqa: S311  # the same scripts every time
    pieces = [piece for piece in PIECES if "}" not in piece]  # so that nothing leaves the function's body
    compared = 0
    for _ in range(4000):
        script = source.choice("\n; ").join(source.choice(GOOD) for _ in range(source.randint(1, 4))).replace("}", "")
        for _ in range(source.randint(0, 4)):
            at = source.randrange(len(script) + 1)
            script = script[:at] + source.choice([*pieces, ""]) + script[at + source.choice([0, 0, 1, 2]) :]
        try:
            kind, _, form = parse(script.encode(), "shell").value.partition("\n")
        except DocumentError:
            continue
        if kind != "code" or form == script.rstrip("\n") or compared == 250:
            continue
        compared += 1
        read = as_bash_reads(script, tmp_path)
        assert read is None or read == as_bash_reads(form, tmp_path), (script, form)
        assert parse(form.encode(), "shell").value == f"code\n{form}", script
    assert compared == 250


# pieces that texts are made of, and texts that they are put into
DOCUMENTS = {
    "yaml": (
        """a b 1 1.0 0x1 01 true yes on null ~ '1' "1" 'a' 2024-01-01 '2024-01-01' .inf '.inf' !!str !!int !!float !!set
        !!omap !!binary &x *x << '<<' : - ? , [ ] { } | > |- --- ... # ! aGk= '0' 0 1_0 1e3 1.0e+3 1:30 =""",
        [
            "a: 1",
            "- a\n- b",
            "{a: b, 1: c}",
            "x: &x {a: 1}\ny: {<<: *x, b: 2}",
            "[a, [b], {0: c}]",
            "a: {0: b, 1: c}",
            "a: !!set {b}",
            "a: |\n  b\n  c",
            "a\n---\nb",
            "? a\n: b",
        ],
    ),
    "toml": (
        """a b 1 1.0 0x1 true 'a' "a" "1" 1979-05-27 07:32:00 inf nan = . [ ] { } , [[ ]] # ''' -1 1_0 1e3""",
        ["a = 1", "a = [1, 2]", "[a]\nb = 1", "[[a]]\nb = 1", "a = {0 = 1}", "a.b = 'c'", "a = 1979-05-27"],
    ),
    "json": (
        """1 1.0 1e2 -0 -0.0 true null "a" "1" "0" [ ] { } , : 1e999 12345678901234567890""",
        ['{"a": 1}', '["a", "b"]', '{"0": "a", "1": "b"}', '[[1], {"0": 2}]', '{"a": null}'],
    ),
}


def typed(value: object) -> object:
    """A value in which 1, True and 1.0 are three."""
    if isinstance(value, dict):
        return frozenset((typed(key), typed(item)) for key, item in value.items())
    if isinstance(value, list | tuple | set):
        return type(value).__name__, tuple(typed(item) for item in value)
    return type(value).__name__, repr(value)


def loaded(format: str, text: str) -> object:
    if format == "yaml":
        return tuple(typed(document) for document in yaml.safe_load_all(text)) or (typed(None),)
    return typed(tomllib.loads(text) if format == "toml" else json.loads(text))


@pytest.mark.parametrize("format", DOCUMENTS)
def test_what_loads_as_another_value_is_a_change(format: str) -> None:
    source = random.Random(7)  # noqa: S311  # the same texts every time
    words, texts = DOCUMENTS[format]
    pieces = [*words.split(), "\n", "\n  ", "\n- ", ": ", " ", ", "]
    seen: dict[object, tuple[object, str]] = {}
    for _ in range(6000):
        text = source.choice(texts)
        for _ in range(source.randint(1, 3)):
            at = source.randrange(len(text) + 1)
            text = text[:at] + source.choice(pieces) + text[at + source.randint(0, 2) :]
        with suppress(DocumentError, ValueError, TypeError, yaml.YAMLError):
            tree = parse(text.encode(), format)
            found = frozenset(
                (tokens, canonical_json([leaf.plain(), tree.kinds(tokens)])) for tokens, leaf in tree.leaves()
            )
            value = loaded(format, text)
            assert seen.setdefault(found, (value, text))[0] == value, (text, seen[found])
    assert len(seen) > 150


FORMATS = ["yaml", "json", "toml", "python", "notebook", "shell", "bicep", "colang", "frontmatter", "modelfile"]
SIGNS = [
    *PIECES,
    "---",
    "...",
    '"""',
    "'''",
    "SYSTEM ",
    "%",
    "!!int ",
    "!!float ''",
    "&a ",
    "*a",
    "? ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    ",",
]


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=120, deadline=None)
@given(data=st.binary(max_size=80) | st.lists(st.sampled_from(SIGNS), max_size=30).map("".join).map(str.encode))
def test_any_bytes_are_a_tree_or_an_error(format: str, data: bytes) -> None:
    for tried in (
        data,
        b"a: " + data,
        b"a = " + data,
        json.dumps({"cells": [{"cell_type": "code", "source": data.decode("latin-1")}]}).encode(),
    ):
        try:
            node = parse(tried, format)
        except DocumentError:
            continue
        for _, leaf in node.leaves():
            canonical_json(leaf.plain())


@pytest.mark.parametrize(
    ("format", "piece"),
    [
        *(("shell", piece) for piece in ("(", "$((", "$((a", "((a'", "a[", "<<a\n", "<<a ", "#!/", "${a:-", "'\\\\$")),
        *(("toml", piece) for piece in ("a.", '"".', "'a' . ", "[[a.b]]\n")),
        *(("colang", piece) for piece in ('"""', "or #", "parallel extension ")),
        *(("modelfile", piece) for piece in ('SYSTEM """a\n', 'SYSTEM "a\n')),
        *(("frontmatter", piece) for piece in ("---\n", "---\n...")),
        *(("python", piece) for piece in ("x = f(#'\n", "# coding", "x = 0x1\n")),
        *(("notebook", piece) for piece in ("%", '\n%"""\n')),
    ],
)
def test_hostile_texts_end(format: str, piece: str) -> None:
    """A reader that takes quadratic time does not come back from half a megabyte."""
    text = piece * (500_000 // len(piece))
    text = code(text) if format == "notebook" else text
    with suppress(DocumentError):
        parse(text.encode(), format)


def test_a_type_of_another_kind_is_said(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    surfaces = {"system_prompt": (Selector.parse("a.yaml"),)}
    states = []
    for text in ("a: 2024-01-01\nb: 1\n", "a: '2024-01-01'\nb: true\n"):
        repo.write("a.yaml", text)
        commit = repo.commit()
        with Repository(repo.path) as repository:
            states.append(build(Snapshot(repository, commit), "m", surfaces, Reader()))
    assert [(c.key, c.old, c.new, c.detail) for c in compare(states[0], states[1])] == [
        ("a.yaml#/a", None, None, "the same text, read as another type"),
        ("a.yaml#/b", 1, True, None),
    ]
