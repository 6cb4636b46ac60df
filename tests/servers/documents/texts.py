"""Texts around what readers disagree about, and for each a second text that the gate may take for the same."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

from gate.documents import DocumentError, Node, parse

YAML = [
    "a: b\nc: d\n",
    "a:\n  b: c\n  d: e\n",
    "- a\n- b\n",
    "a:\n- b\n- c: d\n",
    "{a: b, c: [d, e]}\n",
    "a: |\n  b\n  c\nd: e\n",
    "a: >\n  b\n  c\n\n  d\n",
    "a: >-\n  b\n   c\n  d\n",
    'a: "b\n  c"\n',
    "a: 'b\n\n  c'\n",
    "a: b\n  c\n\n  d\ne: f\n",
    "x: &x {ab: 1}\ny: *x\n",
    "x: &x\n  ab: 1\ny:\n  <<: *x\n  ab: 2\n",
    "---\na: b\n...\n---\nc: d\n",
    "# c\na: b # d\n",
    "? a\n: b\n",
    "a: !!str b\n",
    "%YAML 1.1\n---\na: b\n",
    "%TAG !e! tag:x,2000:\n---\na: !e!b c\n",
    "a: |+\n  b\n\n\nc: d\n",
    "a: |2\n   b\n  c\n",
    "a:\n  - - b\n    - c\n  - d\n",
    "'a': 'b'\n\"c\": \"d\"\n",
    "[{ab: c}, \"d\", 'e']\n",
    "a: [b,\n  c,\n  d]\n",
    'a: "b\\\n  c"\n',
    "a: |-\n  b\n",
    "a: >+\n  b\n\n",
]
PIECES = [
    *(
        "\n",
        "\n\n",
        "\n ",
        "\n  ",
        "\n   ",
        "\n- ",
        "\n  - ",
        "\n: ",
        "\n---\n",
        "\n...\n",
        "\r\n",
        "\r",
        " ",
        "  ",
        "\t",
    ),
    *(
        "#",
        "# x",
        " # x",
        ":",
        ": ",
        "-",
        "- ",
        "?",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&x ",
        "*x",
        "---",
        "...",
        "%",
        "@",
    ),
    *(
        "!",
        "!!str ",
        "!!map ",
        "!y ",
        "|",
        ">",
        "|-",
        ">+",
        "|2",
        "'",
        "''",
        '"',
        "\\",
        "\\n",
        "\\x41",
        "\\u0041",
        "\\ ",
    ),
    *(
        "\\/",
        "\\_",
        "\\e",
        "%YAML 1.1\n---\n",
        "<<: {ab: 3}",
        "<<",
        "~",
        "1",
        "yes",
        "=",
        "\ufeff",
        "a",
        "ab",
        "é",
        "\x7f",
    ),
]
WORDS = """y Y n N yes no on off true True false null Null ~ .inf .NaN -.INF 0o 0x 0b 1e 2024-01-02 T10:00:00 Z 1_0 1:30
<< = 1 0 - + . _ , % @ & * ! ? | >""".split()
LETTERS = "01289_.:-+eExXobBnyYNtTfFaAiIZ~=< "
KEYS = ["ab", "cd", "1", "y", '"ab"', "true", "on", "'1'", "0x1", "null", "AB"]
VALUES = ["1", "2", "{}", "x", "{p: 1}", "{q: 2}", "[1]", "[2]", "y", "1.0"]

JSON = [
    '{"a": 1, "b": [2, "c"]}',
    '["a", {"b": null}]',
    '{"model": "x", "Model": "y"}',
    '{"ab": {"cd": true}}',
    "[1, 2.5, -3]",
]
JSON_PIECES = [
    *r"""0 -0 -0.0 1 1.0 1e0 1E2 100.0 1e400 1e-400 9007199254740993 9007199254740992 0.1 0.10000000000000001 NaN null
    "a" "A" "Ab" "\u0041" "\u00e9" "é" "\ud83d\ude00" "\ud800" "\/" "/" "\u0000" [ ] { } , : \ "model" "Model" // /**/
    true""".split(),
    *(" ", "\n", "\t", "\ufeff", "\x7f", "\x00"),
]
TOML = [
    "a = 1\nb = 'c'\n",
    "[a]\nb = [1, 2.0]\n",
    "[[a]]\nb = 1\n[[a]]\nb = 2\n",
    "a = {b = 1, c = 'd'}\n",
    "a.b = 1\na.c = 1979-05-27T07:32:00Z\n",
    'a = """\nb\n  c\\\n  d"""\n',
    "a = '''b\nc'''\r\n",
    "a = 07:32:00.123456\n",
]
TOML_PIECES = [
    *r"""0 -0 +0 0.0 -0.0 0e0 1 +1 1_0 0x1 0o17 0b1 1e2 1E2 100.0 1.5 inf -inf +inf nan -nan 9007199254740993 true
    9223372036854775808 1979-05-27 1979-05-27T07:32:00Z 1979-05-27t07:32:00z 1979-05-27T07:32:00+00:00 07:32:00 07:32
    1979-05-27T07:32:00.1Z 1979-05-27T07:32:00.1234567Z 07:32:00.10 'a' "a" "A" "\u0041" "\e" "\x41" ''' [ ] { } , . = #
    [[ ]] a A b""".split(),
    *('"""', " ", "\n", "\r\n", "\r", "\t", "\ufeff", "# x"),
]
DOTENV = ["A=1\nB=x\n", "export A='b c'\n", 'A="b\\nc"\nB=${A}\n', "A=b #c\n", "A = b\n"]
DOTENV_PIECES = [
    *r"""A B = # ' " ` $A ${A} ${A:-b} \n \ : é $""".split(),
    *(" #", "\n", "\r\n", " ", "\t", "export ", ": ", "\ufeff"),
]


def edited(chosen: random.Random, texts: list[str], pieces: list[str]) -> str:
    """One of the texts with one to three pieces in other places."""
    text = chosen.choice(texts)
    for _ in range(chosen.randint(1, 3)):
        at = chosen.randrange(len(text) + 1)
        text = text[:at] + chosen.choice(pieces) + text[at + chosen.choice([0, 0, 1, 2]) :]
    return text


def thrown(chosen: random.Random) -> str:
    return "".join(chosen.choice(PIECES) for _ in range(chosen.randint(1, 9)))


def scalar(chosen: random.Random) -> str:
    """A scalar of letters that mean something, in a place of its own, plain or in quotes."""
    if chosen.random() < 0.6:
        text = "".join(chosen.choice(LETTERS) for _ in range(chosen.randint(1, 6)))
    else:
        text = "".join(chosen.choice(WORDS) for _ in range(chosen.randint(1, 3)))
    place = chosen.choice(["a: {}\n", "{}: a\n", "- {}\n", "[{}]\n", "{{a: {}}}\n", "{{{}: b}}\n"])
    return place.format(chosen.choice([text, json.dumps(text), text]))


def merging(chosen: random.Random) -> str:
    """Mappings that merge each other."""

    def mapping(depth: int) -> str:
        return "{" + ", ".join(pair(depth) for _ in range(chosen.randint(1, 3))) + "}"

    def pair(depth: int) -> str:
        if chosen.random() < 0.35:
            return f"<<: {chosen.choice([source, several, source])(depth)}"
        value = mapping(depth + 1) if depth < 1 and chosen.random() < 0.4 else chosen.choice(VALUES)
        return f"{chosen.choice(KEYS)}: {value}"

    def source(depth: int) -> str:
        return chosen.choice(["*x", mapping(depth + 1) if depth < 2 else "{}"])

    def several(depth: int) -> str:
        return "[" + ", ".join(source(depth) for _ in range(chosen.randint(1, 3))) + "]"

    return f"x: &x {mapping(0)}\nz: {mapping(0)}\nm: {mapping(0)}\n"


YAML_TEXTS: dict[str, Callable[[random.Random], str]] = {
    "edits": lambda chosen: edited(chosen, YAML, PIECES),
    "pieces": thrown,
    "scalars": scalar,
    "merge keys": merging,
}


def pairs(make: Callable[[random.Random], str], seed: int, count: int, format: str) -> Iterator[str]:
    """Texts that are read, each followed by the plainest text that could have the same state."""
    chosen = random.Random(seed)  # noqa: S311  # the same texts every time
    while count > 0:
        text = make(chosen)
        try:
            node = parse(text.encode("utf-8", "surrogatepass"), format)
        except DocumentError:
            continue
        yield text
        count -= 1
        if format == "yaml":
            yield plainest(node)


def plainest(node: Node) -> str:
    """The tree as YAML in brackets, with everything in quotes that is text. Its state is not always the same."""
    if node.kind.startswith("documents") and isinstance(node.children, list):
        return "".join(f"---\n{_plain(child)}\n" for child in node.children)
    return _plain(node) + "\n"


def _plain(node: Node) -> str:
    if isinstance(node.children, list):
        return "[" + ", ".join(_plain(child) for child in node.children) + "]"
    if isinstance(node.children, dict):
        pairs = [] if node.merge is None else [f"<<: {_plain(node.merge)}"]
        for key, child in node.children.items():
            if not child.kind.startswith("merged"):
                pairs.append(f"{key if child.kind.startswith('key ') else json.dumps(key)}: {_plain(child)}")
        return "{" + ", ".join(pairs) + "}"
    _, found, spelling = node.kind.partition("tag:yaml.org,2002:")
    if found and " " in spelling:
        return spelling.partition(" ")[2]
    return json.dumps(node.value)
