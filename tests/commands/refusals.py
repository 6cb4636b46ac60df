"""What a command says of input that it refuses: the place, what is wrong, what to do; exit 2 or 3, never a pass."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.command import EVIDENCE, MODEL, NOW, check, fits, tunegate
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
KEPT = "Keep one of the two."
SAVE = "Save the file as UTF-8."
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


def clean(repo: Repo) -> dict[str, str]:
    """The environment of a process that CI's own variables are not to reach."""
    return {name: value for name, value in repo.env.items() if name != "CI" and not name.startswith("GITHUB_")}


def on_branch(repo: Repo, edit: Edit) -> tuple[str, str]:
    """Commit an edit on a branch; (the commit on main, the branch's)."""
    base = repo.git("rev-parse", "HEAD")
    repo.git("switch", "--quiet", "--create", "topic")
    edit(repo)
    return base, repo.commit("edit")


# -- what is expected


@dataclass(frozen=True)
class Refusal:
    """What has to be said, and with which exit status."""

    message: str
    place: Place
    remedy: str
    code: int = 2
    rule: str = "configuration-unreadable"

    @property
    def model(self) -> str | None:
        """The one whose files cannot be read; a configuration is nobody's."""
        return MODEL if self.rule in ("surface-unreadable", "evidence-unreadable") else None

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
            "now": NOW if head else value["now"],  # test_time_of_a_decision_without_a_head
            "engine": {"name": None, "version": None},
            "policies": None,
            "case": None,
            "adjustments": [],
            "changes": [],
            "triggers": [],
            "remarks": [],
            "values": [],
            "findings": [
                {
                    "rule": self.rule,
                    "severity": "error",
                    "message": self.message,
                    "remedy": self.remedy,
                    "model": self.model,
                    "path": path,
                    "line": line,
                    "end_line": end_line,
                    "waived_by": None,
                    "waiver": None,
                    "related": [],
                }
            ],
            "problems": [
                {
                    "rule": self.rule,
                    "severity": "error",
                    "models": [self.model] if self.model else [],
                    "message": self.message,
                    "places": [{"path": path, "line": line, "end_line": end_line}],
                    "more_places": 0,
                    "stale": [],
                    "findings": [0],
                    "changes": [],
                }
            ],
            "standing": [],
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


def surface(message: str, place: Place, remedy: str) -> Refusal:
    return Refusal(message, place, remedy, rule="surface-unreadable")


def too_large(path: str, limit: str) -> Refusal:
    remedy = "Make it smaller; only training data may be larger."
    return Refusal(f"the file has more than {limit} bytes", (path, None, None), remedy, 3, "undecided")


LAST = lines(CONFIG) + 1  # the approvers of the gate
