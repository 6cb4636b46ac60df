"""Files that are compared as text or bytes, because the configuration says so or nothing else fits."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from gate.config.load import Model, load
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.fetch import SnapshotFetch
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.elements import Element, State
from gate.values.errors import Problem, SurfaceError, UndecidedError
from tests.repo import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


TEMPLATE = "{{- if .Values.on }}\ndata:\n  system.md: |\n    You are.\n{{- end }}\n"


def model(selectors: object, surface: str = "system_prompt") -> Model:
    text = json.dumps({"version": 1, "models": {"m": {"surfaces": {surface: selectors}}}})
    return load(text.encode(), "tunegate.yaml").models["m"]


def state(
    repo: Repo, selectors: object, *, strict: bool = True, surface: str = "system_prompt", **more: object
) -> State:
    repo.commit()
    own = model(more["own"]).surfaces if "own" in more else None
    with Repository(repo.path) as git:
        snapshot = Snapshot(git, git.commit("HEAD"))
        return build(snapshot, "m", model(selectors, surface).surfaces, Reader(), strict=strict, own=own)


def one(repo: Repo, selectors: object, **more: object) -> Element:
    (element,) = state(repo, selectors, **more).elements  # type: ignore[arg-type]
    return element


def as_(form: str, path: str = "chart/*.yaml") -> dict[str, str]:
    return {"path": path, "as": form}


@pytest.mark.parametrize("form", ["text", "bytes"])
def test_template(repo: Repo, form: str) -> None:
    repo.write("chart/a.yaml", TEMPLATE)
    element = one(repo, [as_(form)])
    assert (element.key, element.format, element.end_line) == ("chart/a.yaml", form, 5 if form == "text" else None)
    assert element.digest == "sha256:" + hashlib.sha256(TEMPLATE.encode()).hexdigest()


@pytest.mark.parametrize(
    ("path", "data", "line", "said", "written"),
    [
        ("chart/a.yaml", TEMPLATE, 1, "a mapping key has to be plain text", "{path: chart/a.yaml, as: text}"),
        ("a b.json", '{\n  // no\n  "a": 1,\n}\n', 2, "not valid JSON", '{path: "a b.json", as: text}'),
        ("[x]?*.toml", "{% if a %}\n", 1, "not valid TOML", '{path: "[[]x][?][*].toml", as: text}'),
        ("\u00e9,#.yaml", TEMPLATE, 1, "a mapping key has to be plain text", '{path: "\u00e9,?.yaml", as: text}'),
        ("bin.json", b"\x00\x01", 1, "not valid JSON", "{path: bin.json, as: bytes}"),
        (
            "latin.yaml",
            "a: caf\u00e9\n".encode("latin-1"),
            1,
            "the file is not UTF-8 text",
            "{path: latin.yaml, as: bytes}",
        ),
    ],
)
def test_the_line_to_write(repo: Repo, path: str, data: str | bytes, line: int, said: str, written: str) -> None:
    """What the message says is what helps."""
    repo.write(path, data)
    with pytest.raises(SurfaceError) as caught:
        state(repo, ["**"])
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (path, line)
    assert problem.message.startswith(said)
    assert problem.remedy.endswith(f"To compare it as it is, write under system_prompt: - {written}")
    repo.write(
        "tunegate.yaml", f"version: 1\nmodels:\n  m:\n    surfaces:\n      system_prompt:\n        - {written}\n"
    )
    surfaces = load((repo.path / "tunegate.yaml").read_bytes(), "tunegate.yaml").models["m"].surfaces
    with Repository(repo.path) as git:
        (element,) = build(Snapshot(git, git.commit("HEAD")), "m", surfaces, Reader()).elements
    assert (element.path, element.format) == (path, written[:-1].rpartition(" ")[2])


def test_pointer_into_what_cannot_be_parsed(repo: Repo) -> None:
    repo.write("chart/a.yaml", TEMPLATE)
    with pytest.raises(SurfaceError) as caught:
        state(repo, ["chart/*.yaml#/data"])
    assert caught.value.problems[0].remedy.endswith(
        "To select the whole file, not a part, write under system_prompt: - {path: chart/a.yaml, as: text}"
    )


def test_one_of_a_folder(repo: Repo) -> None:
    """The others are compared value by value, whatever comes first."""
    repo.write("chart/a.yaml", TEMPLATE)
    repo.write("chart/b.yaml", "a: 1\n")
    for selectors in (["chart/**", as_("text", "chart/a.yaml")], [as_("text", "chart/a.yaml"), "chart/**"]):
        found = state(repo, selectors)
        assert [(e.key, e.format) for e in found.elements] == [
            ("chart/a.yaml", "text"),
            ("chart/b.yaml", "yaml"),
            ("chart/b.yaml#/a", "yaml"),
        ]
        assert found.unmatched == ()


def test_first_that_says_how(repo: Repo) -> None:
    repo.write("chart/a.yaml", TEMPLATE)
    assert one(repo, [as_("bytes"), as_("text")]).format == "bytes"
    assert one(repo, [as_("text"), as_("bytes")]).format == "text"


def test_selector_that_finds_nothing(repo: Repo) -> None:
    repo.write("a", "a")
    assert state(repo, [as_("text", "x/*.yaml")]).unmatched == (("system_prompt", "{path: x/*.yaml, as: text}"),)


def test_code_and_records(repo: Repo) -> None:
    """No normal form, and no records."""
    repo.write("a.py", "A = 1  # why\n")
    repo.write("a.jsonl", '{"a": 1}\n')
    assert one(repo, [as_("text", "a.py")]).format == one(repo, [as_("text", "a.jsonl")]).format == "text"
    assert one(repo, ["a.py"]).format == "python"


def test_training_data(repo: Repo) -> None:
    repo.write("a.yaml", TEMPLATE)
    assert one(repo, [as_("bytes", "a.yaml")], surface="training_data").format == "data"


def test_bytes_of_any_size(repo: Repo) -> None:
    repo.write("a.bin", b"x" * (16 * 1024 * 1024 + 1))
    assert one(repo, [as_("bytes", "a.bin")]).format == "bytes"
    with pytest.raises(UndecidedError) as caught:
        state(repo, ["a.bin"])
    assert caught.value.problems == (
        Problem(
            "the file has more than 16,777,216 bytes",
            "a.bin",
            remedy="To compare its bytes, write under system_prompt: - {path: a.bin, as: bytes}",
        ),
    )


@pytest.mark.parametrize("data", [b"\x89PNG\0", b"%PDF-1.4\n%\xe2\xe3\n", "caf\u00e9".encode("latin-1"), b"a\x02"])
def test_bytes_of_themselves(repo: Repo, data: bytes) -> None:
    repo.write("a.bin", data)
    assert one(repo, ["a.bin"]).format == "bytes"


def test_pointer_of_git_lfs_is_itself(repo: Repo) -> None:
    """To replace it by what it stands for is a change."""
    pointer = (
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + hashlib.sha256(b"x").hexdigest() + "\nsize 1\n"
    )
    repo.write("a.bin", pointer)
    before = one(repo, [as_("bytes", "a.bin")]).digest
    repo.write("a.bin", "x")
    assert one(repo, [as_("bytes", "a.bin")]).digest != before


# -- comparing


def changes(repo: Repo, edit: str, old: object, new: object) -> list[tuple[str, str, int | None, str | None]]:
    base = repo.commit()
    repo.write("chart/a.yaml", edit)
    repo.commit()
    with Repository(repo.path) as git:
        sides = [Snapshot(git, base), Snapshot(git, git.commit("HEAD"))]
        before, after = (
            build(side, "m", model(rows).surfaces, Reader()) for side, rows in zip(sides, (old, new), strict=True)
        )
        found = compare(before, after, *(SnapshotFetch(side) for side in sides))
    return [(c.change, c.key, c.line, c.detail) for c in found]


def test_lines_of_a_text(repo: Repo) -> None:
    repo.write("chart/a.yaml", TEMPLATE)
    edited = TEMPLATE.replace("You are", "You were")
    rows = ([as_("text")], [as_("text")])
    assert changes(repo, edited, *rows) == [("modified", "chart/a.yaml", 4, "1 line out, 1 line in")]


def test_bytes_have_no_lines(repo: Repo) -> None:
    repo.write("chart/a.yaml", TEMPLATE)
    assert changes(repo, TEMPLATE + "\n", [as_("bytes")], [as_("bytes")]) == [("modified", "chart/a.yaml", 1, None)]


def test_another_way_to_read_the_same_file(repo: Repo) -> None:
    repo.write("chart/a.yaml", "a: 1\nb: 2\n")
    for old, new in ((["chart/*.yaml"], [as_("text")]), ([as_("text")], ["chart/*.yaml"])):
        formats = ("text", "yaml") if new == [as_("text")] else ("yaml", "text")
        assert changes(repo, "a: 1\nb: 2\n", old, new) == [
            ("modified", "chart/a.yaml", 1, f"compared as {formats[0]}, and as {formats[1]} at the base")
        ]


def test_the_own_configuration_says_how_to_read_what_another_cannot(repo: Repo) -> None:
    repo.write("chart/a.yaml", TEMPLATE)
    assert one(repo, ["chart/*.yaml"], own=[as_("text")]).format == "text"
    with pytest.raises(SurfaceError):
        state(repo, ["chart/*.yaml"], own=["chart/*.yaml"])
