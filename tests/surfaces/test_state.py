"""States: what the selectors find in a commit, the index and the work tree, and what the digest depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gate.config.selectors import Selector
from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.elements import State
from gate.values.errors import SurfaceError, UndecidedError
from tests.repo import Repo

ALL = {
    "training_data": ["data/**", "conf/t.yaml#/datasets"],
    "base_model": ["conf/t.yaml#/base", "conf/p.toml#/model/*", "conf/j.json#/m"],
    "system_prompt": ["prompts/*"],
    "output_filter": ["rails/**"],
}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write("conf/t.yaml", "base: m  # comment\ndatasets:\n  - path: d\nother: 1\n")
    made.write("conf/p.toml", '[model]\nid = "m"\nrevision = "r"\n')
    made.write("conf/j.json", '{"m": "x",\n "n": 1}\n')
    made.write("data/a.jsonl", '{"text": "a"}\n')
    made.write("data/b.json", '[{"text": "a"}]\n')
    made.write("prompts/s.md", "one\ntwo\n")
    made.write("rails/c.yml", "limit: 3\n")
    made.commit()
    return made


def state(
    repo: Repo, name: str = "HEAD", surfaces: dict[str, list[str]] | None = None, *, strict: bool = True
) -> State:
    with Repository(repo.path) as repository:
        snapshot = Snapshot(repository, name if name in (INDEX, WORKTREE) else repository.commit(name))
        chosen = {s: tuple(Selector.parse(t) for t in texts) for s, texts in (surfaces or ALL).items()}
        return build(snapshot, "m", chosen, Reader(), strict=strict)


def rows(found: State) -> list[tuple[Any, ...]]:
    return [
        (surface, e.key, e.format, e.value, e.mode, e.line, e.end_line)
        for surface, elements in found.by_surface.items()
        for e in elements
    ]


def test_elements(repo: Repo) -> None:
    found = state(repo)
    assert rows(found) == [
        ("base_model", "conf/j.json#/m", "json", "x", None, 1, 1),
        ("base_model", "conf/p.toml#/model/id", "toml", "m", None, 2, 2),
        ("base_model", "conf/p.toml#/model/revision", "toml", "r", None, 3, 3),
        ("base_model", "conf/t.yaml#/base", "yaml", "m", None, 1, 1),
        ("output_filter", "rails/c.yml", "yaml", None, "100644", 1, 1),
        ("output_filter", "rails/c.yml#/limit", "yaml", 3, None, 1, 1),
        ("system_prompt", "prompts/s.md", "text", None, "100644", 1, 2),
        ("training_data", "conf/t.yaml#/datasets/0/path", "yaml", "d", None, 3, 3),
        ("training_data", "data/a.jsonl", "jsonl", None, "100644", 1, None),
        ("training_data", "data/b.json", "data", None, "100644", 1, None),
    ]
    digests = {e.key: e.digest for e in found.elements}
    for path in ("data/a.jsonl", "data/b.json", "prompts/s.md"):
        assert digests[path] == "sha256:" + hashlib.sha256((repo.path / path).read_bytes()).hexdigest()
    assert digests["rails/c.yml#/limit"] == "sha256:" + hashlib.sha256(b"3").hexdigest()
    assert found.unmatched == ()


def rename(repo: Repo, old: str, new: str) -> None:
    repo.git("mv", old, new)


SAME: dict[str, Callable[[Repo], None]] = {
    "comments and order": lambda r: r.write("conf/t.yaml", "# new\nother: 1\ndatasets: [{path: d}]\nbase: 'm'\n"),
    "line endings of structured files": lambda r: r.write("rails/c.yml", "limit: 3\r\n"),
    "what is not selected": lambda r: r.write("conf/t.yaml", "base: m\ndatasets:\n  - path: d\nother: 2\n"),
    "another file": lambda r: r.write("README.md", "x\n"),
    "white space in JSON": lambda r: r.write("conf/j.json", '{\n"n":1,\n"m":"x"}'),
}
OTHER: dict[str, Callable[[Repo], None]] = {
    "a value": lambda r: r.write("rails/c.yml", "limit: 4\n"),
    "a value's type": lambda r: r.write("rails/c.yml", "limit: '3'\n"),
    "a new value": lambda r: r.write("rails/c.yml", "limit: 3\nmore: null\n"),
    "an empty container": lambda r: r.write("rails/c.yml", "limit: 3\nmore: {}\n"),
    "a new empty file": lambda r: r.write("rails/d.yml", ""),
    "white space in a prompt": lambda r: r.write("prompts/s.md", "one \ntwo\n"),
    "line endings of a prompt": lambda r: r.write("prompts/s.md", "one\r\ntwo\r\n"),
    "the last line end of a prompt": lambda r: r.write("prompts/s.md", "one\ntwo"),
    "a mode": lambda r: r.write("prompts/s.md", "one\ntwo\n", executable=True),
    "white space in data": lambda r: r.write("data/a.jsonl", '{"text":  "a"}\n'),
    "a file less": lambda r: r.remove("data/b.json"),
    "a file's name": lambda r: rename(r, "prompts/s.md", "prompts/t.md"),
    "a list's order": lambda r: r.write("conf/t.yaml", "base: m\ndatasets:\n  - path: e\n  - path: d\n"),
}


@pytest.mark.parametrize("name", SAME)
def test_digest_does_not_depend_on(name: str, repo: Repo) -> None:
    before = state(repo)
    SAME[name](repo)
    repo.commit()
    assert state(repo).document == before.document


@pytest.mark.parametrize("name", OTHER)
def test_digest_depends_on(name: str, repo: Repo) -> None:
    before = state(repo)
    OTHER[name](repo)
    assert state(repo, WORKTREE).digest != before.digest
    repo.add()
    assert state(repo, INDEX).digest == state(repo, WORKTREE).digest
    repo.commit()
    assert state(repo).digest == state(repo, WORKTREE).digest


def test_every_snapshot_of_the_same_files_is_the_same_state(repo: Repo) -> None:
    assert state(repo).document == state(repo, INDEX).document == state(repo, WORKTREE).document


def test_git_attributes_have_no_say(repo: Repo) -> None:
    before = state(repo)
    repo.write(".gitattributes", "* -diff\n*.md filter=x diff=x export-ignore\n*.yml text eol=crlf\n")
    repo.git("config", "filter.x.clean", "false")
    repo.git("config", "filter.x.smudge", "false")
    assert state(repo, WORKTREE).document == before.document


def test_untracked_ignored_and_hidden_files(repo: Repo) -> None:
    repo.write("prompts/new.md", "x\n")
    repo.write("prompts/ignored.md", "x\n")
    repo.write(".gitignore", "ignored.md\n")
    repo.git("update-index", "--assume-unchanged", "prompts/s.md")
    repo.write("prompts/s.md", "changed\n")
    keys = {e.key: e.digest for e in state(repo, WORKTREE).elements}
    assert {key for key in keys if key.startswith("prompts/")} == {"prompts/new.md", "prompts/s.md"}
    assert keys["prompts/s.md"] == "sha256:" + hashlib.sha256(b"changed\n").hexdigest()


def test_lfs_pointer_stands_for_its_file(repo: Repo) -> None:
    data = b'{"text": "large"}\n' * 1000
    repo.write("data/a.jsonl", data)
    real = state(repo, WORKTREE)
    oid = hashlib.sha256(data).hexdigest()
    repo.write("data/a.jsonl", f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(data)}\n")
    assert state(repo, WORKTREE).digest == real.digest


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("api_key", False),
        ("OPENAI_API_KEY", False),
        ("password", False),
        ("token", False),
        ("hf_token", False),
        ("client_secret", False),
        ("max_tokens", True),
        ("tokenizer", True),
        ("key", True),
    ],
)
def test_values_of_credentials_are_not_kept(key: str, shown: bool, repo: Repo) -> None:
    repo.write("rails/c.yml", f"{key}: abc\n")
    (element,) = (e for e in state(repo, WORKTREE).elements if "#" in e.key and e.path == "rails/c.yml")
    assert (element.has_value, element.value) == ((True, "abc") if shown else (False, None))
    assert element.digest == "sha256:" + hashlib.sha256(b'"abc"').hexdigest()


def test_long_values_are_kept_by_digest(repo: Repo) -> None:
    for length, shown in ((256, True), (257, False)):
        repo.write("rails/c.yml", f"a: {'x' * length}\n")
        (element,) = (e for e in state(repo, WORKTREE).elements if e.key == "rails/c.yml#/a")
        assert element.has_value == shown


def test_unmatched_selectors(repo: Repo) -> None:
    found = state(repo, surfaces={"base_model": ["conf/t.yaml#/base", "conf/t.yaml#/none", "no/**", "!conf/x"]})
    assert found.unmatched == (("base_model", "conf/t.yaml#/none"), ("base_model", "no/**"))


def test_excluded_files(repo: Repo) -> None:
    found = state(repo, surfaces={"training_data": ["data/**", "!data/b.json"]})
    assert [e.key for e in found.elements] == ["data/a.jsonl"]


# -- links


def test_link_to_a_reviewed_file(repo: Repo) -> None:
    repo.link("prompts/link.md", "s.md")
    (element,) = (e for e in state(repo, WORKTREE).elements if e.format == "symlink")
    assert (element.key, element.value, element.mode) == ("prompts/link.md", "s.md", "120000")
    before = state(repo, WORKTREE).digest
    repo.write("prompts/s.md", "changed\n")
    assert state(repo, WORKTREE).digest != before


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/etc/passwd", "the symbolic link leads out of the repository: /etc/passwd"),
        ("../../x", "the symbolic link leads out of the repository: ../../x"),
        ("../conf/t.yaml", "the symbolic link leads to conf/t.yaml, which no selector of this model covers"),
        ("nowhere.md", "the symbolic link leads to prompts/nowhere.md, which is not there"),
    ],
)
def test_link_elsewhere(target: str, message: str, repo: Repo) -> None:
    repo.link("prompts/link.md", target)
    repo.commit()
    for name in ("HEAD", INDEX, WORKTREE):
        with pytest.raises(SurfaceError) as caught:
            state(repo, name, {"system_prompt": ["prompts/*"]})
        assert [(p.message, p.place) for p in caught.value.problems] == [(message, "prompts/link.md:1")]


def test_folder_behind_a_link(repo: Repo) -> None:
    repo.git("mv", "prompts", "texts")
    repo.link("prompts", "texts")
    repo.commit()
    for name in ("HEAD", INDEX, WORKTREE):
        with pytest.raises(SurfaceError) as caught:
            state(repo, name, {"system_prompt": ["prompts/*.md"]})
        assert caught.value.problems[0].place == "prompts:1"


def test_submodule(repo: Repo, tmp_path: Path) -> None:
    inner = Repo(tmp_path / "inner")
    inner.write("x.jsonl", "{}\n")
    commit = inner.commit()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},data/sub")
    (repo.path / "data/sub").mkdir()  # as a clone leaves it; without its folder 'git add --all' takes it out
    for name in (INDEX, WORKTREE):
        (element,) = (e for e in state(repo, name).elements if e.format == "submodule")
        assert (element.key, element.value, element.mode) == ("data/sub", commit, "160000")


# -- what cannot be read


@pytest.mark.parametrize(
    ("path", "data", "line", "message"),
    [
        ("rails/c.yml", b"a: 1\na: 2\n", 2, "the key 'a' appears twice in one mapping"),
        ("conf/j.json", b"{", 1, "not valid JSON: a key in double quotes is missing"),
    ],
)
def test_unreadable_head_and_base(path: str, data: bytes, line: int, message: str, repo: Repo) -> None:
    repo.write(path, data)
    repo.commit()
    with pytest.raises(SurfaceError) as caught:
        state(repo)
    assert [(p.message, p.path, p.line) for p in caught.value.problems] == [(message, path, line)]
    found = {e.path: e for e in state(repo, strict=False).elements if e.path == path}
    assert found[path].format == "unparsed"
    assert found[path].digest == "sha256:" + hashlib.sha256(data).hexdigest()


def test_a_file_that_is_too_large_is_named(repo: Repo) -> None:
    repo.write("prompts/big.md", b"x" * (16 * 1024 * 1024 + 1))
    repo.commit()
    for name in ("HEAD", INDEX, WORKTREE):
        with pytest.raises(UndecidedError) as caught:
            state(repo, name)
        assert [p.place for p in caught.value.problems] == ["prompts/big.md"]


def test_pointer_into_text(repo: Repo) -> None:
    repo.write("prompts/s.txt", "x\n")
    with pytest.raises(SurfaceError, match="no keys or names to point at"):
        state(repo, WORKTREE, surfaces={"system_prompt": ["prompts/s.txt#/a"]})


def test_names_that_are_not_utf8(repo: Repo) -> None:
    (Path(str(repo.path)) / "prompts").mkdir(exist_ok=True)
    with open(bytes(repo.path) + b"/prompts/\xff.md", "wb") as stream:
        stream.write(b"x\n")
    repo.commit()
    assert "prompts/\\xff.md" in {e.key for e in state(repo).elements}


def test_a_file_that_cannot_be_read_is_no_part_of_what_two_sides_share(repo: Repo) -> None:
    """The base's stands for itself by its bytes; the same bytes at the head are still an error."""
    repo.write("rails/c.yml", "limit: [\n")
    name = repo.commit()
    surfaces = {surface: tuple(Selector.parse(text) for text in texts) for surface, texts in ALL.items()}
    with Repository(repo.path) as repository:
        reader, snapshot = Reader(), Snapshot(repository, name)
        for _ in range(2):
            (broken,) = build(snapshot, "m", surfaces, reader, strict=False).by_surface["output_filter"]
            assert broken.format == "unparsed"
            with pytest.raises(SurfaceError, match="not valid YAML"):
                build(snapshot, "m", surfaces, reader)
