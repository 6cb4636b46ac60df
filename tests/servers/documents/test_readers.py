"""No two files of one state are read differently: the gate's state against what the real readers read.

A reader that errs on a text has read nothing from it, which is not what it reads from another one.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from gate.config.selectors import Selector
from gate.documents import DocumentError, parse, parse_parts, tree_format
from gate.documents.select import refused
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.canonical import canonical_json
from tests.documents.test_yaml_nodes_readers import APART, ORDINARY, SAME
from tests.repo import Repo
from tests.servers.documents import texts
from tests.servers.documents.readers import PYYAML, Answers, Readers, commands, differing
from tests.tools import unavailable

COUNT = int(os.environ.get("READERS_COUNT", "300"))  # texts of each kind
SEEDS = os.environ.get("READERS_SEEDS", "1").split()


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    if not {f"PyYAML {version}" for version in PYYAML} <= set(commands()):
        unavailable("no readers here; make test-servers puts them into .tools/readers")
    found = Readers()
    yield found
    found.close()


@pytest.mark.parametrize("name", ["go", "npm"])
def test_readers_of_other_languages_are_here(name: str) -> None:
    if name not in commands():
        unavailable(f"no readers of {name} here; make test-servers builds them where {name} is")


def state(text: str, format: str) -> object | None:
    """What a state says of a file that is selected whole, less its places; None where it is refused."""
    try:
        node = parse(text.encode("utf-8", "surrogatepass"), format)
    except DocumentError:
        return None
    value = "of values" if node.children else node.plain()
    rows = frozenset((tokens, canonical_json([leaf.plain(), node.kinds(tokens)])) for tokens, leaf in node.leaves())
    return canonical_json([node.kind, value]), rows


def disagreements(readers: Readers, made: list[str], format: str) -> tuple[list[tuple[str, str, list[str]]], int]:
    """Pairs of texts with one state that a reader tells apart, with the readers; and how many pairs there were."""
    states = {text: key for text in dict.fromkeys(made) if (key := state(text, format)) is not None}
    first: dict[object, tuple[str, Answers]] = {}
    found: list[tuple[str, str, list[str]]] = []
    count = 0
    for (text, key), answers in zip(states.items(), readers.ask(list(states), format), strict=True):
        before = first.setdefault(key, (text, answers))
        if before[0] != text:
            count += 1
            if who := differing(before[1], answers):
                found.append((before[0], text, who))
    return found, count


MADE: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    **{f"YAML, {name}": ("yaml", make) for name, make in texts.YAML_TEXTS.items()},
    "JSON": ("json", partial(texts.edited, texts=texts.JSON, pieces=texts.JSON_PIECES)),
    "TOML": ("toml", partial(texts.edited, texts=texts.TOML, pieces=texts.TOML_PIECES)),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", MADE)
def test_no_two_texts_of_one_state_are_read_differently(readers: Readers, name: str, seed: str) -> None:
    format, make = MADE[name]
    wanted = COUNT // 3 if make is texts.merging else COUNT  # their readers take longest
    found, count = disagreements(readers, list(texts.pairs(make, int(seed), wanted, format)), format)
    assert found == []
    assert count > wanted / 40


SURE = "ab: {p: 7, q: [x, {s: z}]}\n"


def is_sure(text: str, clean: object) -> bool:
    """Whether something in the text is refused, and its first value is not, and has the state that it has alone."""
    try:
        root = parse_parts(text.encode("utf-8", "surrogatepass"), "yaml")
    except DocumentError:
        return False
    if not root.refused or refused(root, ("ab",)):
        return False
    return [(leaf.plain(), root.kinds(tokens)) for tokens, leaf in root.at(("ab",)).leaves(("ab",))] == clean


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_refused_elsewhere_changes_nothing_here(readers: Readers, seed: str) -> None:
    """Whatever reader reads the file at all."""
    root = parse(SURE.encode(), "yaml")
    clean = [(leaf.plain(), root.kinds(tokens)) for tokens, leaf in root.at(("ab",)).leaves(("ab",))]
    chosen = random.Random(int(seed))  # noqa: S311  a repeatable choice
    made = [SURE + make(chosen) for make in texts.YAML_TEXTS.values() for _ in range(COUNT * 4)]
    made = [text for text in dict.fromkeys(made) if is_sure(text, clean)]
    (alone,) = readers.ask([SURE], "yaml")
    here = {reader: said[2:-2] for reader, said in alone.items() if said and '"p' in said.replace("'", '"')}
    for text, answers in zip(made, readers.ask(made, "yaml"), strict=True):
        wrong = [
            reader for reader, inner in here.items() if (said := answers[reader]) is not None and inner not in said
        ]
        assert wrong == [], text
    assert len(made) > COUNT / 10


@pytest.mark.parametrize("name", APART)
def test_what_is_kept_apart_is_read_differently(readers: Readers, name: str) -> None:
    """So that the gate is no stricter than the readers are at odds."""
    one, other = readers.ask(APART[name], "yaml")
    if {"go", "npm"} <= set(commands()):
        assert differing(one, other) != []


@pytest.mark.parametrize("name", SAME)
def test_what_is_no_change_is_read_alike(readers: Readers, name: str) -> None:
    one, other = readers.ask(SAME[name], "yaml")
    assert differing(one, other) == []


@pytest.mark.parametrize("name", ORDINARY)
def test_merge_keys_that_are_accepted_merge_alike(readers: Readers, name: str) -> None:
    """But for readers that do not merge."""
    (answers,) = readers.ask([ORDINARY[name]], "yaml")
    pythons = {value for reader, value in answers.items() if reader.startswith(("PyYAML", "ruamel"))}
    scripts = {answers[reader] for reader in ("yaml, merge", "js-yaml 4") if reader in answers}
    gos = {answers[reader] for reader in ("yaml.v2", "yaml.v3") if reader in answers}
    assert [len(values) for values in (pythons, scripts, gos)] == [1, len(scripts and {1}), len(gos and {1})]


def test_go_yaml_and_pyyaml_disagree_about_merge_keys(readers: Readers) -> None:
    """What the gate refuses; where this fails, look at it again."""
    (late,) = readers.ask(["ab: 1\n<<: {ab: 2}\n"], "yaml")
    assert late["PyYAML 6.0.4"] == "[{str 'ab': int 1}]"
    if "yaml.v2" in late:
        assert (late["yaml.v2"], late["yaml.v3"]) == ('[{"ab": int 2}]', '[{"ab": int 1}]')
        assert late["sigs.k8s.io"] == r'"{\"ab\":2}"'
    (several,) = readers.ask(["<<: [{ab: 1}, {ab: 2}]\n"], "yaml")
    assert [several[f"PyYAML {version}"] for version in PYYAML] == ["[{str 'ab': int 1}]", "[{str 'ab': int 2}]"]


def test_go_yaml_adds_to_a_mapping_that_is_overridden(readers: Readers) -> None:
    """Why what `<<` sets counts where it is overridden, too."""
    (answers,) = readers.ask(["m:\n  <<: {ab: {p: 1}}\n  ab: {q: 2}\n"], "yaml")
    if "yaml.v2, struct" in answers:
        assert '"p": int 1' in str(answers["yaml.v2, struct"])
        assert '"p": int 1' not in str(answers["yaml.v3, struct"])


# -- dotenv: no two readers agree, and the gate has none of its own, so every byte counts

ENVIRONMENTS = (".env", ".env.local", "deploy/.env.production", "prod.env")


@pytest.mark.parametrize("path", ENVIRONMENTS)
def test_a_file_of_variables_counts_by_its_bytes(path: str, tmp_path: Path) -> None:
    assert tree_format(path) is None
    repo = Repo(tmp_path / "repo")
    states = []
    for text in ("A=b\n", "A=b \n", "A='b'\n", "A=b\r\n", "\ufeffA=b\n"):
        repo.write(path, text)
        commit = repo.commit()
        with Repository(repo.path) as repository:
            surfaces = {"system_prompt": (Selector.parse(path),)}
            states.append(build(Snapshot(repository, commit), "m", surfaces, Reader()).elements[0].digest)
    assert len(set(states)) == len(states)


def test_readers_of_variables_differ(readers: Readers) -> None:
    chosen = random.Random(1)  # noqa: S311  # the same texts every time
    made = [texts.edited(chosen, texts.DOTENV, texts.DOTENV_PIECES) for _ in range(200)]
    read = [[value for value in answers.values() if value is not None] for answers in readers.ask(made, "dotenv")]
    assert sum(len({value.replace("str ", "").replace('"', "'") for value in values}) > 1 for values in read) > 20
