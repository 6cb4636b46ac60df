"""Bad input through the whole command line: one line with the place, one with the remedy, exit 2 or 3, never a pass."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing

from tests.command import EVIDENCE, MODEL, NOW, check, tunegate
from tests.repo import Repo
from tests.tools import ROOT

CONFIG = "tunegate.yaml"
TRAIN = "configs/train.yaml"
PROMPT = "prompts/system.md"
DISPOSITION = f"{EVIDENCE}/disposition.yaml"
POLICY = "policies/acme/acme.rego"

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# every line doubles the one above it; the 17th is one too many
BOMB = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{m}, *{m}]\n" for m, n in pairwise(LETTERS))
DEEP = "x: " + "[" * 200 + "]" * 200 + "\n"

Edit = Callable[[Repo], object]
Place = tuple[str | None, int | None, int | None]

OTHERS = {
    "diff": ["diff"],
    "state": ["state"],
    "case": ["case", "--now", NOW],
    "validate": ["evidence", "validate"],
}


# -- edits


def text(repo: Repo, path: str) -> str:
    return (repo.path / path).read_text(encoding="utf-8")


def lines(path: str) -> int:
    """How many lines a file of the example has."""
    return len((ROOT / "examples" / MODEL / path).read_bytes().splitlines())


def append(path: str, more: str | bytes) -> Edit:
    data = more.encode() if isinstance(more, str) else more
    return lambda repo: repo.write(path, (repo.path / path).read_bytes() + data)


def replace(path: str, old: str, new: str) -> Edit:
    def edit(repo: Repo) -> None:
        before = text(repo, path)
        assert before.count(old) == 1
        repo.write(path, before.replace(old, new))

    return edit


def link(path: str, target: str) -> Edit:
    def edit(repo: Repo) -> None:
        place = repo.path / path
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        repo.link(path, target)

    return edit


def write(path: str, content: str | bytes) -> Edit:
    return lambda repo: repo.write(path, content)


def digest(folder: Path) -> str:
    """Of every name, mode and byte below a folder, git's own files too."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(os.fsencode(path) + b"\0%o\0" % path.lstat().st_mode)
        if path.is_symlink():
            total.update(os.fsencode(os.readlink(path)))
        elif path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()


# -- what is expected


def fits(name: str, value: object) -> None:
    """Raises where the value does not fit the public schema."""
    parts = [json.loads((ROOT / "schemas" / f"{part}.schema.json").read_text()) for part in ("common", name)]
    resources = [(part["$id"], referencing.Resource.from_contents(part)) for part in parts]
    registry: Any = referencing.Registry().with_resources(resources)
    jsonschema.Draft202012Validator(parts[1], registry=registry).validate(value)


@dataclass(frozen=True)
class Refusal:
    """What has to be said, and with which exit status."""

    message: str
    place: Place
    remedy: str
    code: int = 2
    rule: str = "configuration-unreadable"

    def of_check(self, repo: Repo, *args: str, base: str | None, head: str | None) -> None:
        """``check`` says it, in JSON, and nothing else."""
        before = digest(repo.path)
        done = check(repo, "--format", "json", *args)
        assert (done.returncode, done.stderr) == (self.code, "")
        value = json.loads(done.stdout)
        fits("decision", value)
        path, line, end_line = self.place
        assert value == {
            "schema": "tunegate/decision/v1",
            "verdict": "error",
            "base": base,
            "head": head,
            "now": NOW,
            "engine": {"name": None, "version": None},
            "policies": None,
            "case": None,
            "changes": [],
            "triggers": [],
            "findings": [
                {
                    "rule": self.rule,
                    "severity": "error",
                    "message": self.message,
                    "remedy": self.remedy,
                    "model": None,
                    "path": path,
                    "line": line,
                    "end_line": end_line,
                    "waived_by": None,
                }
            ],
        }
        assert digest(repo.path) == before

    def of_other(self, repo: Repo, name: str, *args: str) -> None:
        """Another command says it on standard error, and nothing else."""
        before = digest(repo.path)
        done = tunegate(repo, *OTHERS[name], *args)
        path, line, _ = self.place
        where = f"{path}:{line}: " if line else f"{path}: " if path else ""
        assert (done.returncode, done.stdout, done.stderr) == (
            self.code,
            "",
            f"error: {where}{self.message}\n  fix: {self.remedy}\n",
        )
        assert digest(repo.path) == before


def on_branch(repo: Repo, edit: Edit) -> tuple[str, str]:
    """Commit an edit on a branch; (the commit on main, the branch's)."""
    base = repo.git("rev-parse", "HEAD")
    repo.git("switch", "--quiet", "--create", "topic")
    edit(repo)
    return base, repo.commit("edit")


# -- the configuration

KEPT = "Keep one of the two."
SAVE = "Save the file as UTF-8."
LAST = lines(CONFIG)

CONFIGURATIONS: dict[str, tuple[Edit, Refusal]] = {
    "broken": (
        append(CONFIG, "more: [\n"),
        Refusal("not valid YAML: did not find expected node content", (CONFIG, LAST + 2, None), "Correct the YAML."),
    ),
    "duplicate-key": (
        append(CONFIG, "version: 1\n"),
        Refusal("the key 'version' stands twice in one mapping", (CONFIG, LAST + 1, None), KEPT),
    ),
    "alias-bomb": (
        append(CONFIG, BOMB),
        Refusal("more than 500,000 values once aliases are expanded", (CONFIG, LAST + 17, None), "Remove the aliases."),
    ),
    "object-tag": (
        append(CONFIG, "x: !!python/object/apply:os.system [id]\n"),
        Refusal(
            "the tag !!python/object/apply:os.system would build an object",
            (CONFIG, LAST + 1, None),
            "Write plain values.",
        ),
    ),
    "encoding": (
        append(CONFIG, b"# \xff\n"),
        Refusal("the file is not UTF-8 text", (CONFIG, LAST + 1, None), SAVE),
    ),
    "too-deep": (
        append(CONFIG, DEEP),
        Refusal("nested deeper than 100 levels", (CONFIG, LAST + 1, None), "Flatten the file."),
    ),
    "too-large": (
        append(CONFIG, "#" * (16 << 20)),
        Refusal(
            "the file has more than 16,777,216 bytes",
            (CONFIG, None, None),
            "Make it smaller; only training data may be larger.",
            code=3,
            rule="undecided",
        ),
    ),
    "empty": (
        write(CONFIG, ""),
        Refusal(
            "the document: is not filled in",
            (CONFIG, 1, 1),
            "tunegate.yaml: the models that the gate watches, where their surfaces are, and the settings of the "
            "policies.",
        ),
    ),
    "unknown-surface": (
        replace(CONFIG, "system_prompt:", "system_promt:"),
        Refusal(
            f"models/{MODEL}/surfaces: unknown key 'system_promt'", (CONFIG, 30, 31), "Did you mean 'system_prompt'?"
        ),
    ),
    "unknown-key": (
        append(CONFIG, "signers: x\n"),
        Refusal(
            "the document: unknown key 'signers'",
            (CONFIG, LAST + 1, LAST + 1),
            "Known keys: version, models, settings, policies, control_plane.",
        ),
    ),
    "other-version": (
        replace(CONFIG, "version: 1", "version: 2"),
        Refusal("version: 2 should be 1", (CONFIG, 2, 2), "Version of this file's format."),
    ),
    "link": (
        link(CONFIG, "../elsewhere.yaml"),
        Refusal("the configuration has to be a file of its own", (CONFIG, None, None), "Replace the link."),
    ),
    "no-selector": (
        replace(CONFIG, "prompts/*.md", "../prompts/*.md"),
        Refusal(
            "'../prompts/*.md' is not a selector: a path is relative to the repository's root, "
            "with '/' and without '.', '..' or '//'",
            (CONFIG, 31, 31),
            "Write it like 'configs/*.yaml#/base_model'.",
        ),
    ),
    "no-folder": (
        replace(CONFIG, "evidence: evidence/", "evidence: /etc/"),
        Refusal(
            f"'/etc/{MODEL}' is not a folder of this repository", (CONFIG, 36, 36), "Name it relative to the root."
        ),
    ),
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_configuration(example: Repo, name: str) -> None:
    edit, expected = CONFIGURATIONS[name]
    base, head = on_branch(example, edit)
    expected.of_check(example, "--base", "main", "--head", "HEAD", base=base, head=head)
    expected.of_check(example, base=base, head="WORKTREE")
    expected.of_other(example, list(OTHERS)[len(name) % len(OTHERS)])


@pytest.mark.parametrize("command", OTHERS)
@pytest.mark.parametrize("place", ["--head=HEAD", "--staged", "--worktree"])
def test_configuration_through_every_command(example: Repo, command: str, place: str) -> None:
    edit, expected = CONFIGURATIONS["unknown-surface"]
    on_branch(example, edit)
    expected.of_other(example, command, place)


@pytest.mark.parametrize(
    "edit", [lambda repo: repo.remove(CONFIG), lambda repo: (repo.remove(CONFIG), repo.write(f"{CONFIG}/x", "x"))]
)
def test_configuration_that_is_not_there(tmp_path: Path, example: Repo, edit: Edit) -> None:
    """Neither at the base nor at the head; as a directory it is not there either."""
    edit(example)
    base = example.commit()
    refusal = Refusal(
        "there is no tunegate.yaml, neither at the base nor at the head",
        (CONFIG, None, None),
        "Write one; docs/configuration.md shows how.",
    )
    refusal.of_check(example, base=base, head="WORKTREE")
    refusal.of_other(example, "diff")
    refusal.of_other(example, "case")
    alone = Refusal("there is no tunegate.yaml", (CONFIG, None, None), "Write one, or name it with --config.")
    alone.of_other(example, "state")
    alone.of_other(example, "validate")


def test_taking_the_configuration_away_does_not_pass(example: Repo) -> None:
    on_branch(example, lambda repo: repo.remove(CONFIG))
    done = check(example, "--format", "json")
    value = json.loads(done.stdout)
    assert (done.returncode, value["verdict"]) == (1, "block")
    assert ("control-plane-change", CONFIG) in [(row["rule"], row["path"]) for row in value["findings"]]


@pytest.mark.parametrize("path", ["../tunegate.yaml", "/etc/passwd", "a/../../x"])
def test_configuration_outside_of_the_repository(example: Repo, path: str) -> None:
    for command in (["check"], *OTHERS.values()):
        done = tunegate(example, "--config", path, *command)
        said = f"{path!r} is not a path of this repository"
        assert done.returncode == 2
        assert said in (done.stdout if command == ["check"] else done.stderr)


def test_policy_folder_and_configuration_of_the_base_count(example: Repo) -> None:
    """A broken configuration at the base does not open the gate for the change that repairs it."""
    good = text(example, CONFIG)
    append(CONFIG, "more: [\n")(example)
    base = example.commit("broken")
    on_branch(example, write(CONFIG, good))
    CONFIGURATIONS["broken"][1].of_check(example, base=base, head="WORKTREE")
