"""What is no change of a file and what is one: pairs of texts through the states of two real commits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from gate.config.selectors import Selector
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from tests.cases import table
from tests.documents.trees import code, notebook
from tests.repo import Repo


def doc(text: str) -> str:
    return f'"""{text}"""'


FORMS = Path(__file__).parent / "forms"
Pair = tuple[str, str]
# cells that mean different things
NOTEBOOKS: list[Pair] = [
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
]
SAME_NOTEBOOKS: list[Pair] = [
    (code("a  # b"), code("a", id="x", metadata={"collapsed": True, "tags": []}, execution_count=1)),
    (code("A = 'x'\n!b"), code('A = "x"  # c\n\n!b')),
]
LONG = {
    "a.py": [
        ("A = 0x" + "f" * 5000, "A = 0x" + "f" * 4999 + "e"),
        ("A = {0x" + "f" * 5000 + ": 1}", "A = {0x" + "f" * 5000 + ": 2}"),
    ],
    "a.toml": [
        ("a = " + "1" * 5000, "a = " + "1" * 4999 + "2"),
        ("a = 0x" + "f" * 5000, 'a = "0x' + "f" * 5000 + '"'),
    ],
}


def changed(path: Path, rows: list[tuple[str, ...]]) -> list[bool]:
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


def flat(pairs: Mapping[str, Iterable[Iterable[str]]]) -> list[tuple[str, ...]]:
    return [(name, *pair) for name, rows in pairs.items() for pair in rows]


def test_other_meanings_are_changes(tmp_path: Path) -> None:
    rows = flat(table(FORMS / "different.yaml")) + flat({"a.ipynb": NOTEBOOKS}) + flat(LONG)
    assert [row for row, seen in zip(rows, changed(tmp_path, rows), strict=True) if not seen] == []


def test_other_values_are_changes(tmp_path: Path) -> None:
    rows = [tuple(row) for row in table(FORMS / "selected.yaml")]
    assert [row for row, seen in zip(rows, changed(tmp_path, rows), strict=True) if not seen] == []


def test_comments_and_layout_are_no_changes(tmp_path: Path) -> None:
    rows = flat(table(FORMS / "same.yaml")) + flat({"a.ipynb": SAME_NOTEBOOKS})
    assert [row for row, seen in zip(rows, changed(tmp_path, rows), strict=True) if seen] == []
