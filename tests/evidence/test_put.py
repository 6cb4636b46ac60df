from __future__ import annotations

from typing import Any

import pytest

from gate.documents import parse
from gate.evidence.put import put
from gate.values.errors import EvidenceError

TEXT = """\
# what it is
aa: 1  # one
bb:
cc:
  dd: x
  # note
  ee: "y"
ll:
  - id: one
    kk: v

  - id: two
ff: {n: 1}
gg: >-
  long
  text
"""


def value_at(text: str, tokens: tuple[str, ...]) -> Any:
    return parse(text.encode(), "yaml").at(tokens).plain()


@pytest.mark.parametrize(
    ("tokens", "value"),
    [
        (("aa",), 2),
        (("aa",), "2026-10-20T09:12:31Z"),
        (("bb",), {"xx": 1, "yy": [1, 2]}),
        (("bb",), [{"xx": 1}, {"xx": 2}]),
        (("bb", "xx"), "text: with # signs"),
        (("cc", "new"), None),
        (("cc", "qq", "rr"), 1e-05),
        (("ll", "1", "kk"), [["a"], {"b": {}}] and ["a", "b"]),
        (("ll", "0", "nn", "mm"), True),
        (("ll", "2"), {"id": "three", "files": [{"path": "a"}]}),
        (("zz",), ["x" * 60, "y" * 60]),
        (("gg",), "short"),
        (("ff",), {"n": 2}),
        (("bb", "0", "step"), 7),
    ],
)
def test_put_in(tokens: tuple[str, ...], value: Any) -> None:
    text = put(TEXT, "x.yaml", tokens, value)
    assert value_at(text, tokens) == value
    assert type(value_at(text, tokens)) is type(value)
    kept = {line for line in TEXT.splitlines() if not line.startswith(tuple(f"{tokens[0]}:" for _ in "a"))}
    if tokens[0] not in ("gg", "ff"):
        assert kept <= set(text.splitlines())


def test_optional_key_of_a_scaffold_takes_its_place() -> None:
    scaffold = "output:\n  # its id\n  id:\n  # (optional) its digest\n  # digest:\n# last\nother:\n  # digest:\n"
    assert put(scaffold, "x.yaml", ("output", "digest"), "d1") == scaffold.replace("  # digest:\n", "  digest: d1\n", 1)


def test_comment_and_layout_stay() -> None:
    assert put(TEXT, "x.yaml", ("aa",), 2) == TEXT.replace("aa: 1  # one", "aa: 2  # one")
    added = put(TEXT, "x.yaml", ("cc", "zz"), "new")
    assert added == TEXT.replace('  ee: "y"\n', '  ee: "y"\n  zz: new\n')
    assert put(TEXT, "x.yaml", ("zz",), 3) == TEXT + "zz: 3\n"


@pytest.mark.parametrize("tokens", [("ff", "m"), ("aa", "m"), ("ll", "7", "m"), ("gg", "m")])
def test_refused(tokens: tuple[str, ...]) -> None:
    with pytest.raises(EvidenceError) as caught:
        put(TEXT, "x.yaml", tokens, 1)
    assert caught.value.problems[0].path == "x.yaml"
    assert caught.value.problems[0].line


def test_hostile_text_stays_a_value() -> None:
    evil = 'x\n"}\n- evil: {{ a }} # \x1b[31m'
    text = put(TEXT, "x.yaml", ("cc", "dd"), evil)
    assert value_at(text, ("cc", "dd")) == evil
    assert set(parse(text.encode(), "yaml").plain()) == {"aa", "bb", "cc", "ll", "ff", "gg"}
