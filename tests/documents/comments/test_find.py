"""Where comments are: as the format's own reader sees them, and nowhere in a text."""

from __future__ import annotations

import pytest

from gate.documents import parse, parse_with_comments
from gate.documents.comments import in_code
from gate.documents.comments.find import find
from tests.documents.test_documents_code import tree

# (format, text, (line, text, what stands in front of it) of every comment)
FOUND: list[tuple[str, str, list[tuple[int, str, str]]]] = [
    (
        "yaml",
        'a: "# 1"  # one\nb: \'# 2\'\nc: | # two\n  # 3\n  text\n# three\nd: x#4\n',
        [(1, "# one", 'a:"#1"'), (3, "# two", "c:|"), (6, "# three", "")],
    ),
    ("yaml", "e: &a x # one\nf: [1, # two\n  2]\n", [(1, "# one", "e:&ax"), (2, "# two", "f:[1,")]),
    ("yaml", "a: >-\n  # 1\n\n# one\nb: !t x\n", [(4, "# one", "")]),
    ("yaml", "%YAML 1.1 # one\n--- # two\na: 1\n... # three\n", [
        (1, "# one", "%YAML1.1"), (2, "# two", "---"), (4, "# three", "..."),
    ]),
    ("yaml", "# only", [(1, "# only", "")]),
    ("yaml", "a: 1 # one\r\nb: 2\r\n# two\r\n", [(1, "# one", "a:1"), (3, "# two", "")]),
    ("yaml", "ключ: ж # раз\n", [(1, "# раз", "ключ:ж")]),
    ("toml", 'a = "# 1" # one\nb = \'\'\'\n# 2\n\'\'\'\nc = """# 3\\"""" # two\nd = [ # three\n 1]\n', [
        (1, "# one", 'a="#1"'), (5, "# two", 'c="""#3\\""""'), (6, "# three", "d=["),
    ]),
    ("frontmatter", "---\na: 1 # one\n# two\n---\n# body\n", [(2, "# one", "a:1"), (3, "# two", "")]),
    ("frontmatter", "# body\n", []),
    ("python", 'a = "# 1"  # one\n"""\n# 2\n"""\nf(1,  # two\n  2)\nb = f"{a} # 3"#three\n', [
        (1, "# one", 'a="#1"'), (5, "# two", "f(1,"), (7, "#three", 'b=f"{a}#3"'),
    ]),
    ("shell", "a='# 1' # one\ncat <<EOF\n# 2\nEOF\necho x#3 $# ${#x}\n\t# two\n", [
        (1, "# one", "a='#1'"), (6, "# two", ""),
    ]),
    ("shell", "case x in [[ =~ # unclear\n", []),
    ("hcl", 'a = "# 1" # one\nb = <<EOF\n# 2\nEOF\n// two\n/* three\n * four */\nc = "${f("//3")}"\n', [
        (1, "# one", 'a="#1"'), (5, "# two", ""), (6, "# three", ""), (7, "# four", ""),
    ]),
    ("bicep", "param a string = '// 1 ${'# 2'}' // one\n/* two */ var b = '''\n// 3\n'''\n", [
        (1, "# one", "paramastring='//1${'#2'}'"), (2, "# two", ""),
    ]),
    ("colang", '# one\ndefine user x\n  # of the flow\n  "a"\n# two\n', [(1, "# one", ""), (5, "# two", "")]),
    ("modelfile", 'FROM x\n  # one\nSYSTEM """\n# 1\n"""\n', [(2, "# one", "")]),
    ("json", '{"a": "# 1"}', []),
]  # fmt: skip


@pytest.mark.parametrize(("format", "text", "expected"), FOUND, ids=[f"{row[0]}-{n}" for n, row in enumerate(FOUND)])
def test_comments_of_a_text(format: str, text: str, expected: list[tuple[int, str, str]]) -> None:
    root = tree(format, text)
    assert [(one.line, one.text, one.before) for one in find(text, format, root).comments] == expected


def test_the_documents_of_a_file() -> None:
    text = "# a\n---\n# b\nx: 1\n---\n# c\ny: 1\n"
    assert [one.part for one in find(text, "yaml").comments] == [0, 1, 2]


def test_the_first_line_of_code() -> None:
    assert find("# a\n\n# b\nx: 1\n", "yaml").first_code_line() == 4
    assert find("# a\n", "yaml").first_code_line() is None


MOVES = {
    "python": ("a = 1\n{}b = f(\n    2,\n)\n", "a = 1\nb = f(\n    2,\n{})\n", "a = (1)\n\n\n{}b = f(2)\n"),
    "shell": ("a\n{}b c\n", "a\nb c\n{}", "a\n\n{}b   c\n"),
    "hcl": ("a = 1\n{}b = 2\n", "a = 1\nb = 2\n{}", "a   = 1\n\n{}b =   2\n"),
    "bicep": ("var a = 1\n{}var b = 2\n", "var a = 1\nvar b = 2\n{}", "var a =  1\n\n{}var  b = 2\n"),
    "colang": ("define flow a\n  x\n{}define flow b\n  y\n", "define flow a\n  x\ndefine flow b\n  y\n{}",
               "define flow a\n  x\n\n\n{}define flow b\n  y\n"),
}  # fmt: skip


@pytest.mark.parametrize("format", MOVES)
def test_the_place_of_a_comment_in_code(format: str) -> None:
    mark = "//" if format == "bicep" else "#"
    here, there, laid_out = (tree(format, text.format(f"{mark} {{{{ x }}}}\n")).value for text in MOVES[format])
    without, plain = (tree(format, MOVES[format][0].format(text)).value for text in ("", f"{mark} plain\n"))
    assert without == plain
    assert len({without, here, there}) == 3
    assert laid_out == here


def test_code_with_the_text_of_a_form() -> None:
    """A form with comments starts with a sign that is in no code."""
    assert in_code("# {{ x }}\nA = 1\n", "python").startswith("\0")
    assert in_code("# plain\nA = 1\n", "python") == ""


def test_a_comment_at_an_alias_stands_at_its_definition() -> None:
    text = b"a: &x\n  b: 1 # {{ x }}\nc: *x\n"
    assert [row.tokens for row in parse_with_comments(text, "yaml")[1]] == [("a", "b")]


def test_a_block_comment_without_signs_in_front_of_its_lines() -> None:
    assert tree("hcl", "/*\n {{ x }}\n*/\na = 1\n").value != tree("hcl", "/*\n words\n*/\na = 1\n").value


@pytest.mark.parametrize(("format", "text"), [("yaml", "a: '{}'\n"), ("python", "a = '{}'\n"), ("toml", "a = '{}'\n")])
def test_many_signs_in_one_line(format: str, text: str) -> None:
    assert parse_with_comments(text.format("# x " * 50_000).encode(), format)[1] == []


def test_many_comments_take_linear_time() -> None:
    text = "".join(f"k{n}: {n} # {{{{ x }}}}\n" for n in range(4000)).encode()
    assert len(parse_with_comments(text, "yaml")[1]) == 4000
    assert parse(text, "yaml").child("k1") is not None
