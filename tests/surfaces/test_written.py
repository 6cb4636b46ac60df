"""Values that look the same: what a finding says of them."""

from __future__ import annotations

from pathlib import Path

from gate.config.selectors import Selector
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.fetch import SnapshotFetch
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from tests.repo import Repo

READ = "the same value, read differently by some: "
OLD = "x: &a 1 # c\ny: [1, 2]\nz: |\n  deny all\nw: {k: v}\n"
VERSIONS = {
    # what replaces what -> the detail of the one value that changed
    ("1 # c", "1\t# c"): f"{READ}now a tab outside of quotes on its line",
    ("[1, 2]", "[1, 0x2]"): f"{READ}now read as int: 0x2",
    ("deny all", "deny  all"): 'white space only: "  deny all" -> "  deny  all"',
    ("|", "|-"): 'white space only: "deny all\\n" -> "deny all"',
    ("v}", "'v'#c\n  }"): f"{READ}now a comment right behind a value, without a blank",
    ("v}", "!!str v}"): f"{READ}now read as str: v",
    ("x: ", "%YAML 1.1\n---\nx: "): f"{READ}now a %YAML directive above it",
    ("x: ", "\ufeffx: "): f"{READ}now a byte-order mark before it",
}


def test_what_differs(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    surfaces = {"system_prompt": (Selector.parse("a.yaml"),)}
    repo.write("a.yaml", OLD)
    base = repo.commit()
    for (old, new), detail in VERSIONS.items():
        assert OLD.count(old) == 1
        repo.write("a.yaml", OLD.replace(old, new))
        head = repo.commit()
        with Repository(repo.path) as repository:
            one, other = Snapshot(repository, base), Snapshot(repository, head)
            states = [build(snapshot, "m", surfaces, Reader()) for snapshot in (one, other)]
            found = compare(states[0], states[1], SnapshotFetch(one), SnapshotFetch(other))
        assert detail in {change.detail for change in found}, (new, found)


def test_white_space_is_told_by_its_line(tmp_path: Path) -> None:
    """Of a text, of a file of rails, and of a value of several lines."""
    repo = Repo(tmp_path / "repo")
    texts = {
        "a.md": "One.\nTwo words.\nThree.\n",
        "b.co": 'define user x\n  "a"\n\ndefine bot y\n  "b c"\n',
        "c.yaml": "a: 1\nk: |\n  one\n  two words\n  three\n",
    }
    for path, text in texts.items():
        repo.write(path, text)
    base = repo.commit()
    for path, old, new in (
        ("a.md", "Two words", "Two  words"),
        ("b.co", '  "b c', '   "b c'),
        ("c.yaml", "words", "words "),
    ):
        repo.write(path, texts[path].replace(old, new))
    head = repo.commit()
    surfaces = {"system_prompt": tuple(Selector.parse(path) for path in texts)}
    with Repository(repo.path) as repository:
        one, other = Snapshot(repository, base), Snapshot(repository, head)
        states = [build(snapshot, "m", surfaces, Reader()) for snapshot in (one, other)]
        found = list(compare(states[0], states[1], SnapshotFetch(one), SnapshotFetch(other)))
    rows = {
        (c.path, c.line, c.end_line, c.base_line) for c in found if (c.detail or "").startswith("white space only: ")
    }
    assert rows == {("a.md", 2, 2, 2), ("b.co", 5, 5, 5), ("c.yaml", 4, 4, 4)}, found


def test_without_the_files(tmp_path: Path) -> None:
    """The state that a disposition names has no words for how a value was written."""
    repo = Repo(tmp_path / "repo")
    surfaces = {"system_prompt": (Selector.parse("a.yaml#/k"),)}
    states = []
    for text in ("k: 1.10\n", "k: 1.1\n"):
        repo.write("a.yaml", text)
        commit = repo.commit()
        with Repository(repo.path) as repository:
            states.append(build(Snapshot(repository, commit), "m", surfaces, Reader()))
    assert [change.detail for change in compare(states[0], states[1])] == [f"{READ}no longer read as float: 1.10"]
