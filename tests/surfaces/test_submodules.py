"""Submodules where a selector looks: their commit counts, and what says where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.git.entry import INDEX
from gate.values.errors import UndecidedError
from tests.repo import Repo
from tests.surfaces.test_state import state

ONE, OTHER = "1" * 40, "2" * 40
MODULES = '[submodule "kit"]\n\tpath = third/kit\n\turl = https://example.org/kit.git\n'
YAML = {"output_filter": ["**/*.yaml"]}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write("a.yaml", "limit: 1\n")
    made.write(".gitmodules", MODULES)
    made.add()
    gitlink(made, "third/kit", ONE)
    return made


def gitlink(repo: Repo, path: str, commit: str) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},{path}")


def found(repo: Repo, surfaces: dict[str, list[str]] | None = None) -> list[tuple[object, ...]]:
    elements = state(repo, INDEX, surfaces or YAML).elements
    return [(e.key, e.value, e.path, e.line) for e in elements if e.format == "submodule"]


KIT = [
    ("third/kit", ONE, "third/kit", 1),
    (".gitmodules#/kit/path", "third/kit", ".gitmodules", 2),
    (".gitmodules#/kit/url", "https://example.org/kit.git", ".gitmodules", 3),
]


@pytest.mark.parametrize(
    "selectors",
    [
        ["**/*.yaml"],
        ["third/**"],
        ["third/kit/conf/*.yaml"],
        ["third/*/conf/a.yaml"],
        ["third/kit"],
        ["**/*.yaml", "!**/test_*.yaml"],
        ["**/*.yaml#/limit"],
    ],
)
def test_element(repo: Repo, selectors: list[str]) -> None:
    assert found(repo, {"output_filter": selectors}) == KIT


@pytest.mark.parametrize(
    "selectors", [["*.yaml"], ["third/*.yaml"], ["**/*.yaml", "!third/**"], ["**/*.yaml", "!third/kit"], ["first/**"]]
)
def test_no_element(repo: Repo, selectors: list[str]) -> None:
    assert found(repo, {"output_filter": selectors}) == []


def test_a_submodule_that_holds_the_selected_folder_is_a_match(repo: Repo) -> None:
    assert state(repo, INDEX, {"output_filter": ["third/kit/conf/*.yaml"]}).unmatched == ()


@pytest.mark.parametrize(
    "modules",
    [
        MODULES.replace("example.org", "example.net"),
        MODULES + "\tbranch = other\n",
        MODULES + "\tupdate = none\n",
        MODULES + "\turl = https://example.net/kit.git\n",
        MODULES + '[submodule "again"]\n\tpath = third/kit/\n\turl = https://example.net/kit.git\n',
        MODULES + '[SubModule "kit"]\n\tURL = https://example.net/kit.git\n',
        MODULES.replace("url =", "url = x ; not\n\turl ="),
        "",
    ],
)
def test_where_it_comes_from_counts(repo: Repo, modules: str) -> None:
    before = state(repo, INDEX, YAML).digest
    repo.write(".gitmodules", modules)
    repo.git("add", ".gitmodules")
    if "; not" in modules:
        assert state(repo, INDEX, YAML).digest == before  # the last of a key counts, and it is the same
    else:
        assert state(repo, INDEX, YAML).digest != before


def test_what_says_nothing_of_its_files_does_not_count(repo: Repo) -> None:
    before = state(repo, INDEX, YAML).digest
    repo.write(".gitmodules", "# a comment\n" + MODULES + '\tshallow = true\n[submodule "x"]\n\tpath = x\n\turl = y\n')
    repo.git("add", ".gitmodules")
    assert state(repo, INDEX, YAML).digest == before


@pytest.mark.parametrize("modules", ['[submodule "kit\n', "path\n= x"])
def test_what_git_cannot_read(repo: Repo, modules: str) -> None:
    repo.write(".gitmodules", modules)
    repo.git("add", ".gitmodules")
    with pytest.raises(UndecidedError) as caught:
        state(repo, INDEX, YAML)
    assert (caught.value.problems[0].path, caught.value.problems[0].remedy) == (".gitmodules", "Repair the file.")
    assert state(repo, INDEX, YAML, strict=False).elements  # a broken base does not stand in the way


def test_a_link_in_place_of_what_git_reads(repo: Repo) -> None:
    repo.remove(".gitmodules")
    repo.write("m", MODULES)
    repo.link(".gitmodules", "m")
    repo.git("add", ".gitmodules")
    with pytest.raises(UndecidedError, match="not a regular file"):
        state(repo, INDEX, YAML)


def test_a_link_into_a_submodule(repo: Repo) -> None:
    repo.link("rails", "third/kit/rails")
    repo.git("add", "rails")
    rows = [(e.key, e.format) for e in state(repo, INDEX, YAML).elements if e.mode in ("120000", "160000")]
    assert rows == [("rails", "symlink"), ("third/kit", "submodule")]
