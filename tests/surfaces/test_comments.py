"""Comments that something reads, as elements: in their place, at the selected part, and shown at their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.surfaces.compare import compare
from gate.values.elements import State
from tests.repo import Repo
from tests.surfaces.test_state import state

VALUES = """\
# plain
model:
  name: m  # plain
  image:
    tag: v1
rails:
  - name: a
  - name: b
"""
WHOLE = {"s": ["f.yaml"]}
PART = {"s": ["f.yaml#/model/image"]}


def at(tmp_path: Path, text: str, surfaces: dict[str, list[str]] | None = None, name: str = "f.yaml") -> State:
    repo = Repo(tmp_path / str(len(list(tmp_path.iterdir()))))
    repo.write(name, text)
    repo.commit()
    return state(repo, surfaces=surfaces or WHOLE)


def comments(found: State) -> list[tuple[str, int | None, str]]:
    return [(e.pointer, e.line, e.value) for e in found.elements if e.format == "comment"]


def test_of_plain_words_there_is_no_element(tmp_path: Path) -> None:
    assert comments(at(tmp_path, VALUES)) == []


# (old, new, pointer, line)
PLACES = [
    ("model:", "# @package _global_\nmodel:", "/~comment/0", 2),
    ("    tag", "    # {{ x }}\n    tag", "/model/image/tag/~comment/0", 5),
    ("  image:", "  image: #@ x", "/model/image/~comment/0", 4),
    ("tag: v1", "tag: v1 # {{ x }}", "/model/image/tag/~comment/0", 5),
    ("rails:", "# {{ x }}\nrails:", "/rails/~comment/0", 6),
    ("  - name: b", "  # {{ x }}\n  - name: b", "/rails/1/~comment/0", 8),
    ("  - name: b\n", "  - name: b\n# {{ x }}\n", "/~comment/0", 9),
]


@pytest.mark.parametrize(("old", "new", "pointer", "line"), PLACES, ids=[row[2] + f" {row[3]}" for row in PLACES])
def test_the_place_is_the_value_that_it_stands_at(tmp_path: Path, old: str, new: str, pointer: str, line: int) -> None:
    found = comments(at(tmp_path, VALUES.replace(old, new, 1)))
    assert [(p, n) for p, n, _ in found] == [(pointer, line)]


READ = VALUES.replace("  image:", "  # {{ one }}\n  # {{ two }}\n  image:").replace("v1", "v1  # {{ three }}")
SAME = {
    "a blank line": READ.replace("rails:", "\n\nrails:"),
    "a blank line in front of it": READ.replace("  # {{ one }}", "\n  # {{ one }}"),
    "a plain comment elsewhere": READ.replace("rails:", "# words\nrails:"),
    "a plain comment in front of it": READ.replace("  # {{ one }}", "  # words\n  # {{ one }}"),
    "blanks behind it": READ.replace("# {{ one }}", "# {{ one }}  "),
    "blanks in front of it": READ.replace("v1  #", "v1     #"),
    "other line ends": READ.replace("\n", "\r\n"),
    "another depth": READ.replace("    tag", "        tag").replace("  # {{ one", "    # {{ one"),
}
OTHER = {
    "another text": READ.replace("one", "evil"),
    "one gone": READ.replace("  # {{ one }}\n", ""),
    "one twice": READ.replace("  # {{ one }}\n", "  # {{ one }}\n" * 2),
    "two swapped": READ.replace("one", "x").replace("two", "one").replace("x", "two"),
    "at another value": READ.replace("  # {{ two }}\n", "").replace("    tag", "    # {{ two }}\n    tag"),
    "behind and not in front": READ.replace("  # {{ two }}\n", "").replace("image:", "image:  # {{ two }}"),
    "at the start of the line": READ.replace("  # {{ one }}", "# {{ one }}"),
    "in another document": READ.replace("  # {{ one }}\n", "") + "---\n# {{ one }}\nx: 1\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_what_is_no_change(tmp_path: Path, text: str) -> None:
    assert at(tmp_path, text).digest == at(tmp_path, READ).digest


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_what_is_a_change(tmp_path: Path, text: str) -> None:
    assert at(tmp_path, text).digest != at(tmp_path, READ).digest


def test_plain_words_end_the_head_of_a_file(tmp_path: Path) -> None:
    """Hydra and BuildKit stop at the first line that is no directive."""
    for head in ("# @package _global_\n", "#syntax=ghcr.io/a/aikit:v1\n"):
        digests = {at(tmp_path, text).digest for text in (head + "a: 1\n", "# words\n" + head + "a: 1\n")}
        assert len(digests) == 2
        assert at(tmp_path, head + "# words\na: 1\n").digest in digests


def test_the_head_of_a_file_is_not_its_end(tmp_path: Path) -> None:
    head = "# @package _global_\n"
    assert at(tmp_path, head + "a: 1\n").digest != at(tmp_path, "a: 1\n" + head).digest


def test_the_first_key_takes_the_comment_of_the_file_along(tmp_path: Path) -> None:
    head = "# @package _global_\n"
    part = {"s": ["f.yaml#/b"]}
    assert at(tmp_path, head + "b: 1\n", part).digest == at(tmp_path, head + "a: 0\nb: 1\n", part).digest


OF_A_PART = {
    "in front of the value": ("  image:", "  # kpt-set: x\n  image:", True),
    "behind the value inside": ("v1", "v1 # kpt-set: x", True),
    "in front of what holds it": ("model:", "# kpt-set: x\nmodel:", True),
    "at another value": ("rails:", "# kpt-set: x\nrails:", False),
    "a template at another value": ("rails:", "# {{ x }}\nrails:", True),
    "an unknown sign at another value": ("rails:", "# @x y\nrails:", True),
    "Hydra's package": ("# plain\n", "# @package x\n", True),
    "plain": ("  image:", "  # words\n  image:", False),
}


@pytest.mark.parametrize(("old", "new", "counts"), OF_A_PART.values(), ids=OF_A_PART)
def test_which_comments_belong_to_a_part(tmp_path: Path, old: str, new: str, counts: bool) -> None:
    text = VALUES.replace(old, new, 1)
    assert text != VALUES
    assert (at(tmp_path, text, PART).digest != at(tmp_path, VALUES, PART).digest) == counts


def test_a_template_counts_where_the_part_is_not_there_yet(tmp_path: Path) -> None:
    part = {"s": ["f.yaml#/prompt"]}
    without, with_ = at(tmp_path, VALUES, part), at(tmp_path, VALUES + '# {{ "\\nprompt: evil" }}\n', part)
    assert without.digest != with_.digest
    assert without.unmatched == with_.unmatched


def test_a_key_of_the_same_name_is_another_element(tmp_path: Path) -> None:
    text = '"~comment": {"0": x}\na: 1  # {{ x }}\n'
    found = at(tmp_path, text)
    assert sorted(e.pointer for e in found.elements if e.pointer) == ["/a", "/a/~comment/0", "/~0comment/0"]


def test_a_change_says_what_reads_it(tmp_path: Path) -> None:
    base, head = at(tmp_path, VALUES), at(tmp_path, VALUES.replace("rails:", "# {{ x }}\nrails:"))
    (change,) = compare(base, head)
    assert (change.change, change.key, change.line) == ("added", "f.yaml#/rails/~comment/0", 6)
    assert change.detail == "a comment that Helm, Jinja or another template engine executes: # {{ x }}"
    (back,) = compare(head, base)
    assert (back.change, back.detail, back.base_line) == ("removed", change.detail, 6)


def test_a_comment_at_a_value_is_no_change_of_the_value(tmp_path: Path) -> None:
    base, head = at(tmp_path, VALUES), at(tmp_path, VALUES.replace("v1", "v1  #@ x"))
    for one, other, change in ((base, head, "added"), (head, base, "removed")):
        (found,) = compare(one, other)
        assert (found.change, found.key) == (change, "f.yaml#/model/image/tag/~comment/0")


def test_other_text_of_a_comment(tmp_path: Path) -> None:
    base, head = (at(tmp_path, VALUES.replace("v1", f"v1  #@ {x}")) for x in "ab")
    (change,) = compare(base, head)
    assert change.detail == "a comment that ytt executes: #@ b, was #@ a"


def test_a_long_comment_is_not_quoted(tmp_path: Path) -> None:
    (change,) = compare(at(tmp_path, VALUES), at(tmp_path, VALUES.replace("v1", f"v1  #@ {'x' * 300}")))
    assert change.detail == "a comment that ytt executes"


def test_one_against_a_state_file_says_it_is_read(tmp_path: Path) -> None:
    base = State.from_document(at(tmp_path, VALUES.replace("v1", "v1  #@ x")).document)
    (change,) = compare(base, at(tmp_path, VALUES))
    assert change.detail == "a comment that something reads: #@ x"


def test_a_moved_comment_says_so(tmp_path: Path) -> None:
    base = at(tmp_path, VALUES.replace("  image:", "  #@ x\n  image:"))
    head = at(tmp_path, VALUES.replace("  image:", "  image: #@ x"))
    (change,) = compare(base, head)
    assert change.detail == "a comment that ytt executes, moved: #@ x"


def test_other_formats(tmp_path: Path) -> None:
    toml = at(tmp_path, 'a = "# {{ x }}"  # {{ y }}\n', {"s": ["f.toml"]}, "f.toml")
    assert comments(toml) == [("/a/~comment/0", 1, "# {{ y }}")]
    front = at(tmp_path, "---\nmodel: x  # {{ y }}\n---\n# {{ text }}\n", {"s": ["f.prompty#/model"]}, "f.prompty")
    assert comments(front) == [("/model/~comment/0", 2, "# {{ y }}")]
    model = at(tmp_path, 'FROM x\n# {{ y }}\nSYSTEM """\n# {{ z }}\n"""\n', {"s": ["Modelfile#/FROM"]}, "Modelfile")
    assert comments(model) == [("/SYSTEM/~comment/0", 2, "# {{ y }}")]
    python = at(tmp_path, 'MODEL = "x"  # {{ y }}\n', {"s": ["f.py#/MODEL"]}, "f.py")
    assert comments(python) == [("/MODEL/~comment/0", 1, "# {{ y }}")]
