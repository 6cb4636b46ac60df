"""Changes without a configuration: the effective value decides, and what cannot be read still counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.extract import grammars
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise.look import recognised_changes
from gate.recognise.scan import scan
from tests.cases import cases
from tests.command import fits, tunegate
from tests.repo import Repo

Row = tuple[Any, ...]
CHAT = '{"messages": [{"role": "user", "content": "q%d"}, {"role": "assistant", "content": "a%d"}]}\n'
SFT = "base_model: acme/base-8b\ndatasets:\n- path: acme/a\n- path: acme/b\n  split: train\nmicro_batch_size: 2\n"


def changes(repo: Repo, base: str, head: str) -> tuple[list[Row], list[str]]:
    """(change, surface, key, old, new, lines, base line) of every change, and the notices."""
    with Repository(repo.path) as repository:
        found, notices = recognised_changes(repository, Snapshot(repository, base), Snapshot(repository, head))
    rows = [(c.change, c.surface, c.key, c.old, c.new, (c.line, c.end_line), c.base_line) for c in found]
    return rows, [f"{n.path}: {n.message}" for n in notices]


def between(
    tmp_path: Path, path: str, base: str | bytes | None, head: str | bytes | None, old_path: str | None = None
) -> tuple[list[Row], list[str]]:
    repo = Repo(tmp_path / "repo")
    repo.write("other.txt", "x\n")
    if base is not None:
        repo.write(old_path or path, base)
    first = repo.commit()
    if base is not None and (head is None or old_path):
        repo.remove(old_path or path)
    if head is not None:
        repo.write(path, head)
    return changes(repo, first, repo.commit())


CASES = Path(__file__).parent / "differ"
SAME = cases(CASES / "unchanged.yaml")
OTHER = cases(CASES / "changed.yaml")


@pytest.mark.parametrize("name", SAME)
def test_no_change(name: str, tmp_path: Path) -> None:
    path, base, head = (SAME[name][part] for part in ("path", "base", "head"))
    if path.endswith(".tf"):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    assert between(tmp_path, path, base, head) == ([], [])
    assert between(tmp_path / "back", path, head, base) == ([], [])


@pytest.mark.parametrize("name", OTHER)
def test_change(name: str, tmp_path: Path) -> None:
    path, base, head, rows = (OTHER[name][part] for part in ("path", "base", "head", "changes"))
    expected = [(*row[:5], tuple(row[5]), row[6]) for row in rows]
    if path.endswith(".tf"):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    assert between(tmp_path, path, base, head) == (expected, [])


def test_renamed_file(tmp_path: Path) -> None:
    """What moved is no change; what changed on the way is."""
    assert between(tmp_path, "new/sft.yml", SFT, SFT, "old/sft.yml") == ([], [])
    head = SFT.replace("base-8b", "base-70b")
    rows, notices = between(tmp_path / "more", "new/sft.yml", SFT, head, "old/sft.yml")
    assert (rows, notices) == (
        [("modified", "base_model", "new/sft.yml#/base_model", "acme/base-8b", "acme/base-70b", (1, 1), 1)],
        [],
    )


UNREAD: dict[str, tuple[str, str | bytes, str | bytes, list[Row], list[str]]] = {
    "YAML that is broken at the base": (
        "sft.yml",
        SFT.replace("- path: acme/a\n- path: acme/b\n  split: train\n", "  DATA_HERE\n  x: [\n"),
        SFT,
        [
            ("added", "training_data", "sft.yml#/datasets/0/path", None, "acme/a", (3, 3), None),
            ("added", "training_data", "sft.yml#/datasets/1/path", None, "acme/b", (4, 4), None),
            ("added", "training_data", "sft.yml#/datasets/1/split", None, "train", (5, 5), None),
        ],
        ["sft.yml: not valid YAML: "],
    ),
    "YAML that is broken at the head": (
        "sft.yml",
        SFT,
        SFT.replace("base-8b", "base-70b") + "x: [\n",
        [
            ("removed", "base_model", "sft.yml#/base_model", "acme/base-8b", None, (None, None), 1),
            ("added", "base_model", "sft.yml#/base_model", None, "acme/base-70b", (1, 1), None),
        ],
        ["sft.yml: not valid YAML: "],
    ),
    "a key that appears twice": (
        "sft.yml",
        SFT + "seed: 1\nseed: 2\n",
        SFT.replace("base-8b", "base-70b") + "seed: 1\nseed: 2\n",
        [("modified", "base_model", "sft.yml#/base_model", "acme/base-8b", "acme/base-70b", (1, 1), 1)],
        ["sft.yml: the key 'seed' appears twice in one mapping, so it is compared line by line"],
    ),
    "Python with a syntax error": (
        "train.py",
        'MODEL = "acme/a"\n',
        'MODEL = "acme/b"\ndef f(:\n',
        [
            ("removed", "base_model", "train.py#/MODEL", "acme/a", None, (None, None), 1),
            ("added", "base_model", "train.py#/MODEL", None, "acme/b", (1, 1), None),
        ],
        ["train.py: not valid Python: "],
    ),
    "a binary": (
        "sft.yml",
        SFT,
        b"\0\1\2\xff",
        [
            ("removed", "base_model", "sft.yml#/base_model", "acme/base-8b", None, (None, None), 1),
            ("removed", "training_data", "sft.yml#/datasets/0/path", "acme/a", None, (None, None), 3),
            ("removed", "training_data", "sft.yml#/datasets/1/path", "acme/b", None, (None, None), 4),
            ("removed", "training_data", "sft.yml#/datasets/1/split", "train", None, (None, None), 5),
            ("removed", "training_recipe", "sft.yml#/micro_batch_size", 2, None, (None, None), 6),
        ],
        ["sft.yml: the file is not UTF-8 text, so it is compared line by line"],
    ),
    "deep nesting": (
        "c.json",
        '{"base_model_name_or_path": "a/a"}',
        '{"base_model": ' + "[" * 5000 + "]" * 5000 + "}",
        [("removed", "base_model", "c.json#/base_model_name_or_path", "a/a", None, (None, None), 1)],
        ["c.json: nested deeper than 100 levels, so it is compared line by line"],
    ),
    "a long line": (
        "config.json",
        '{"model_name": "a/a", "x": "' + "y" * 1_000_000 + '"}',
        '{"model_name": "b/b", "x": "' + "y" * 1_000_000 + '"}',
        [("modified", "base_model", "config.json#/model_name", "a/a", "b/b", (1, 1), 1)],
        [],
    ),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_said_and_counts(name: str, tmp_path: Path) -> None:
    path, base, head, expected, said = UNREAD[name]
    rows, notices = between(tmp_path, path, base, head)
    assert rows == expected
    assert [notice[: len(start)] for notice, start in zip(notices, said, strict=True)] == said


def test_large_file(tmp_path: Path) -> None:
    """Too large to be parsed as a configuration: a notice. As data it is compared record by record."""
    big = "x: " + "y" * 9_000_000 + "\n"
    rows, notices = between(tmp_path, "sft.yml", SFT + big, SFT.replace("8b", "70b") + big)
    assert rows == [("modified", "base_model", "sft.yml#/base_model", "acme/base-8b", "acme/base-70b", (1, 1), 1)]
    assert notices == [
        f"sft.yml: the file has {len(SFT + big):,} bytes; a structured file may have 8,388,608, "
        "so it is compared line by line",
        f"sft.yml: the file has {len(SFT + big) + 1:,} bytes; a structured file may have 8,388,608, "
        "so it is compared line by line",
    ]
    many = "".join(CHAT % (n, n) for n in range(100_000))
    rows, notices = between(tmp_path / "data", "data/train.jsonl", many, many + CHAT % (-1, -1))
    assert rows == [("modified", "training_data", "data/train.jsonl", None, "a-1", (100_001, 100_001), None)]
    assert notices == []


def test_git_lfs_pointer(tmp_path: Path) -> None:
    """The size that a pointer names says how the file changed that it stands for."""

    def pointer(digit: str, size: int) -> str:
        return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digit * 64}\nsize {size}\n"

    repo = Repo(tmp_path / "repo")
    said = []
    texts = [pointer("a", 1000), pointer("b", 25000), CHAT % (1, 1)]
    for text in texts:
        repo.write("data/train.jsonl", text)
        repo.commit()
    for base, head in (("HEAD~2", "HEAD~1"), ("HEAD~1", "HEAD")):
        value = json.loads(tunegate(repo, "diff", "--base", base, "--head", head, "--format", "json").stdout)
        said += [(c["change"], c["surface"], c["line"], c["detail"]) for c in value["changes"]]
    start = "the file that the Git LFS pointer stands for: "
    assert said == [
        ("modified", "training_data", 1, start + "1,000 bytes -> 25,000 bytes"),
        ("modified", "training_data", 1, start + "25,000 bytes -> the file itself"),
    ]


def test_bytes_that_are_not_in_the_clone(tmp_path: Path) -> None:
    """A partial clone knows object ids; they decide, and it is said."""
    origin = Repo(tmp_path / "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.write("data/train.jsonl", CHAT % (1, 1))
    origin.write("data/same.jsonl", CHAT % (1, 1))
    base = origin.commit()
    origin.write("data/train.jsonl", CHAT % (1, 2))
    head = origin.commit()
    clone = Repo(tmp_path / "clone")
    clone.git("remote", "add", "origin", origin.path.as_uri())
    clone.git("fetch", "--quiet", "--filter=blob:none", "origin", "main")
    said = "its bytes are not in this clone, so it is compared by its object id"
    assert changes(clone, base, head) == (
        [("modified", "training_data", "data/train.jsonl", None, None, (1, 1), 1)],
        [f"data/train.jsonl: {said}"],
    )


def test_work_tree_and_index(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("sft.yml", SFT)
    base = repo.commit()
    repo.write("sft.yml", SFT.replace("base-8b", "base-9b"))
    repo.add()
    repo.write("sft.yml", SFT.replace("base-8b", "base-10b"))
    key = "sft.yml#/base_model"
    for head, new in (("INDEX", "acme/base-9b"), ("WORKTREE", "acme/base-10b")):
        row = ("modified", "base_model", key, "acme/base-8b", new, (1, 1), 1)
        assert changes(repo, base, head) == ([row], [])


def test_command(tmp_path: Path) -> None:
    """Without a tunegate.yaml the command recognises by itself; with one, only when it is asked to."""
    repo = Repo(tmp_path / "repo")
    repo.write("sft.yml", SFT)
    base = repo.commit()
    repo.write("sft.yml", SFT.replace("acme/b\n", "acme/c\n") + "default_system_message: You answer.\n")
    repo.write("x.yaml", "x: [\n")
    head = repo.commit()
    row = "training_data /datasets/1/path: acme/b -> acme/c"
    recognised = (
        "repository\n"
        "  added    sft.yml:7  system_prompt /default_system_message: (none) -> You answer.\n"
        f"  modified sft.yml:4  {row}\n"
    )
    notice = "notice: x.yaml:2: not valid YAML: did not find expected node content, so it is compared line by line\n"
    done = tunegate(repo, "diff", "--base", base, "--head", head)
    assert (done.returncode, done.stdout, done.stderr) == (0, recognised, notice)
    value = json.loads(tunegate(repo, "diff", "--base", base, "--head", head, "--format", "json").stdout)
    fits("diff", value)
    assert value["notices"] == [{"path": "x.yaml", "line": 2, "message": notice[len("notice: x.yaml:2: ") : -1]}]
    repo.write("tunegate.yaml", "version: 1\nmodels:\n  a:\n    surfaces:\n      system_prompt: [none.md]\n")
    head = repo.commit()
    done = tunegate(repo, "diff", "--base", base, "--head", head)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "control-plane\n  added    tunegate.yaml:1-5  control_plane: 2 values\n"
    done = tunegate(repo, "diff", "--recognise", "--base", base, "--head", head)
    assert (done.returncode, done.stdout, done.stderr) == (0, recognised, notice)


def test_one_notice_names_every_file_whose_grammar_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(grammars._GRAMMARS, "ts", ("no_such_grammar", "language"))
    grammars._parser.cache_clear()
    repo = Repo(tmp_path / "repo")
    for name in ("a", "b", "c"):
        repo.write(f"src/{name}.ts", "// which model answers\n")
    repo.commit()
    with Repository(repo.path) as repository:
        notices = scan(Snapshot(repository, repo.head()), lambda path: False)[1]
    grammars._parser.cache_clear()
    said = "no grammar for its language is installed (extra 'code'), so it is read line by line, and so are "
    assert [(n.path, n.message) for n in notices] == [("src/a.ts", said + "src/b.ts, src/c.ts")]
