"""Links and submodules where a selector could match, or above: elements, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.git.entry import INDEX, WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.links import follow
from tests.repo import Repo
from tests.surfaces.test_state import state

YAML = {"output_filter": ["**/*.yaml"]}
BELOW = {"output_filter": ["rails/**/*.yaml"]}
ALL = {"output_filter": ["rails/**"]}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write("rails/a.yaml", "limit: 1\n")
    made.write("other/b.yaml", "limit: 2\n")
    made.write("other/deep/c.yaml", "limit: 3\n")
    made.write("README.md", "read\n")
    return made


def links(repo: Repo, surfaces: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The links and submodules of a state, each with its target; the same in every kind of snapshot."""
    repo.commit()
    found = [
        [(e.key, e.value) for e in state(repo, name, surfaces).elements if e.format == "symlink"]
        for name in ("HEAD", INDEX, WORKTREE)
    ]
    assert found[0] == found[1] == found[2]
    return found[0]


# links, selectors, and what is an element
ELEMENTS: dict[str, tuple[dict[str, str], dict[str, list[str]], list[str]]] = {
    "a folder below **": ({"docs": "other"}, YAML, ["docs"]),
    "a folder in a folder below **": ({"x/y/docs": "../../other"}, YAML, ["x/y/docs"]),
    "the root": ({"x/all": ".."}, YAML, ["x/all"]),
    "nothing yet": ({"build": "out"}, YAML, ["build"]),
    "nothing yet, ignored by git": ({"build": "other/ignored"}, YAML, ["build"]),
    "a file that is no match": ({"rails/README.md": "../README.md"}, BELOW, []),
    "a file through two links": ({"rails/R.md": "S.md", "rails/S.md": "../README.md"}, BELOW, []),
    "a file with a slash at its end": ({"rails/R.md": "../README.md/"}, BELOW, []),
    "a match": ({"copy.yaml": "rails/a.yaml"}, YAML, ["copy.yaml"]),
    "a match with the same ending": (
        {"copy.yml": "rails/a.yaml"},
        {"output_filter": ["*.yml", "rails/*"]},
        ["copy.yml"],
    ),
    "a match in another case": ({"copy.YAML": "rails/a.yaml"}, {"output_filter": ["*.YAML", "rails/*"]}, ["copy.YAML"]),
    "a link to a link to a folder": ({"one": "two", "two": "other"}, YAML, ["one", "two"]),
    "a folder that holds a link": ({"docs": "other", "other/more": "../rails"}, YAML, ["docs", "other/more"]),
    "through a link": ({"docs": "other", "more": "docs/deep"}, YAML, ["docs", "more"]),
    "with a slash at its end": ({"docs": "other/deep/"}, YAML, ["docs"]),
    "with dots": ({"docs": "./other/./deep"}, YAML, ["docs"]),
    "itself": ({"docs.yaml": "docs.yaml"}, YAML, ["docs.yaml"]),
    "its own folder": ({"rails/same": "."}, BELOW, ["rails/same"]),
    "the folder above, that is reviewed": ({"rails/in/up": ".."}, BELOW, ["rails/in/up"]),
    "in a segment with a star": (
        {"rails/x": "../other"},
        {"output_filter": ["rails/*/b.yaml", "other/b.yaml"]},
        ["rails/x"],
    ),
    "in a folder with a set": (
        {"rails/x": "../other"},
        {"output_filter": ["rails/[xy]/b.yaml", "other/*.yaml"]},
        ["rails/x"],
    ),
    "deeper than the glob goes": ({"rails/x/y": "../../other"}, {"output_filter": ["rails/*/b.yaml", "rails/*"]}, []),
    "where the prefix does not lead": ({"docs": "other"}, BELOW, []),
    "excluded with all below it": ({"docs/x": "../other"}, {"output_filter": ["**/*.yaml", "!docs/**"]}, []),
    "excluded by its name": ({"docs/x": "../other"}, {"output_filter": ["**/*.yaml", "!docs/x"]}, []),
    "excluded, all that it shows": ({"docs/x": "../other"}, {"output_filter": ["**/*.yaml", "!docs/**/*.yaml"]}, []),
    "excluded by a name that it only looks like": (
        {"docs.md": "other"},
        {"output_filter": ["**/*.yaml", "!**/*.md"]},
        ["docs.md"],
    ),
    "excluded here and there": (
        {"docs": "other"},
        {"output_filter": ["**/*.yaml", "!**/test_*.yaml"]},
        ["docs"],
    ),
    "a wider selector there": (
        {"rails/x": "../other"},
        {"output_filter": ["rails/**/*.yaml", "other/**"]},
        ["rails/x"],
    ),
    "a wider pointer there": (
        {"rails/x": "../other"},
        {"output_filter": ["rails/**/*.yaml#/limit", "other/**/*.yaml#/*"]},
        ["rails/x"],
    ),
    "the same pointer there": (
        {"copy.yaml": "rails/a.yaml"},
        {"output_filter": ["copy.yaml#/limit", "rails/a.yaml#/limit"]},
        ["copy.yaml"],
    ),
    "the whole file there": (
        {"copy.yaml": "rails/a.yaml"},
        {"output_filter": ["copy.yaml#/limit", "rails/a.yaml"]},
        ["copy.yaml"],
    ),
    "text by a name of YAML": (
        {"copy.yaml": "a.md", "a.md": "README.md"},
        {"output_filter": ["*"]},
        ["a.md", "copy.yaml"],
    ),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_element(repo: Repo, name: str) -> None:
    given, surfaces, expected = ELEMENTS[name]
    for path, target in given.items():
        repo.link(path, target)
    assert links(repo, surfaces) == [(path, given[path]) for path in expected]


def test_remedy_that_selects_what_a_link_leads_to(repo: Repo) -> None:
    repo.link("rails/x", "../other")
    assert links(repo, {"output_filter": [*BELOW["output_filter"], "other/**/*.yaml"]}) == [("rails/x", "../other")]
    assert links(repo, {"output_filter": [*BELOW["output_filter"], "!rails/x"]}) == []


def test_link_alone_is_no_match(repo: Repo) -> None:
    """A selector that finds nothing but a link above its files is still one that finds nothing."""
    repo.link("docs", "rails")
    repo.commit()
    found = state(repo, "HEAD", {"output_filter": ["docs*/**/*.yaml", "rails/**"]})
    assert found.unmatched == (("output_filter", "docs*/**/*.yaml"),)
    assert "docs" in [e.key for e in found.elements]


@pytest.mark.parametrize(
    ("given", "path", "expected"),
    [
        ({"a": "b", "b": "a"}, "a", ("a", None, ("b",))),
        ({"a": "rails/../../x"}, "a", (None, None, ())),
        ({"x/y/a": "../../rails"}, "x/y/a", ("rails", "040000", ())),
        ({"a": "rails/a.yaml/more"}, "a", ("rails/a.yaml/more", None, ())),
        ({"a": "b/c/d", "b": "gone"}, "a", ("gone/c/d", None, ("b",))),
        ({"a": "b/../README.md", "b": "other/deep"}, "a", ("other/README.md", None, ("b",))),
        ({"a": "b/x", "b": "../.."}, "a", (None, None, ("b",))),
        ({"a": ""}, "a", None),
    ],
)
def test_follow(repo: Repo, given: dict[str, str], path: str, expected: tuple[object, ...] | None) -> None:
    for name, target in given.items():
        if target:
            repo.link(name, target)
    head = repo.commit()
    with Repository(repo.path) as git:
        way = follow(Snapshot(git, head), path)
    assert expected is None or (way.end, way.mode, way.through) == expected


def test_many_links_end(repo: Repo) -> None:
    for number in range(60):
        repo.link(f"l{number}", f"l{number + 1}")
    head = repo.commit()
    with Repository(repo.path) as git:
        assert follow(Snapshot(git, head), "l0").end == "l0"
