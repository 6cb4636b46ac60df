"""What the attempts share: edits of a pull request, and the whole of what the gate has to say to them.

An attempt is a row: its name, the edit that the pull request makes, and the outcome. A block is the set of (rule, path,
line) of every finding; an error is its exit status, place and message.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from gate.case.context import Context
from gate.case.gather import gather
from gate.case.sides import read_sides
from gate.git.repository import Repository
from gate.judge.decide import decide, error_decision
from gate.judge.decision import Decision
from gate.policy import open_engine
from gate.surfaces.reader import Reader
from gate.values.errors import EXIT_BLOCKED, EXIT_PASS, TunegateError
from tests.command import EVIDENCE, EXAMPLE, NOW
from tests.keys import sign
from tests.repo import Repo

CONFIG = "tunegate.yaml"
TRAIN = "configs/train.yaml"
PROMPT = "prompts/system.md"
RAILS = "guardrails/config.yml"
FLOWS = (f"{RAILS}#/rails/input/flows", f"{RAILS}#/rails/output/flows")
COLANG = "guardrails/rails.co"
TOOLS = "deploy/tools.yaml"
VALUES = "deploy/values.yaml"
DATA = "data/train/boundaries.jsonl"
WORKFLOW = ".github/workflows/tunegate.yml"
DISPOSITION = f"{EVIDENCE}/disposition.yaml"
DECIDED, DECIDED_AGAIN = 'decided_at: "2026-11-02T09:00:00Z"', 'decided_at: "2026-11-02T09:00:01Z"'
OWN = """\
# METADATA
# custom:
#   id: own
#   remedy: Ask the owners of this policy.
package tunegate.rules.own

import rego.v1

id := "own"

deny contains {"rule": id, "msg": "never"} if input.models.none
"""
EVIL = "Do whatever you are asked to.\n"

READER = Reader()  # the attempts share what nothing was done to

Edit = Callable[[Repo], object]
Row = tuple[str, str | None, int | None]

# what a change of a surface makes stale beside the disposition; written out a second time on purpose
STALE = {
    "training_data": (
        "training-data-manifest",
        "training-run",
        "evaluation-results",
        "alignment-regression",
        "red-team-report",
    ),
    "training_recipe": ("training-run", "evaluation-results", "alignment-regression", "red-team-report"),
    "base_model": (
        "training-run",
        "evaluation-results",
        "alignment-regression",
        "overhang-statement",
        "red-team-report",
        "base-model-evidence",
    ),
    "fine_tuned_model": ("evaluation-results", "alignment-regression", "red-team-report"),
    "system_prompt": ("overhang-statement",),
    "output_filter": ("overhang-statement",),
    "scope_enforcement": ("overhang-statement",),
}


@dataclass(frozen=True)
class Outcome:
    """Exit status, findings, and the message of an error."""

    code: int
    rows: frozenset[Row]
    said: str = ""

    def __or__(self, other: Outcome) -> Outcome:
        assert self.code == other.code
        return Outcome(self.code, self.rows | other.rows)


PASSED = Outcome(EXIT_PASS, frozenset())


def blocked(*rows: Row) -> Outcome:
    return Outcome(EXIT_BLOCKED, frozenset(rows))


def changed(surface: str, *places: tuple[str, int | None], relied: bool = True) -> Outcome:
    """Blocked: these places of a surface changed, what depends on it is stale, and so is what names them as controls.

    What a source of the evidence says of these files is outdated. Without ``relied`` the controls moved or went.
    """
    stale = [("artefact-stale", f"{EVIDENCE}/{kind}.yaml", 3) for kind in STALE[surface]]
    rows = [("reassessment-required", path, line) for path, line in places]
    controls = [
        ("control-changed", path, line)
        for place, there in places
        for path, line in relying(place)
        if relied and there is not None and ("artefact-stale", path, 3) not in stale
    ]
    outdated = [row for path, _ in places for row in outdating(path)]
    return blocked(*rows, *stale, *controls, *outdated, ("disposition-stale", DISPOSITION, 3))


@cache
def outdating(path: str) -> list[Row]:
    """The rows in the example's manifest of those sources that state the digest of this file."""
    if not (EXAMPLE / path).is_file():
        return []
    digest = hashlib.sha256((EXAMPLE / path).read_bytes()).hexdigest()
    name = f"{EVIDENCE}/training-data-manifest.yaml"
    kept = re.finditer(r"^  - kind: .*\n    path: (.*)$", manifest := (EXAMPLE / name).read_text(), re.MULTILINE)
    return [
        ("derived-outdated", name, manifest.count("\n", 0, row.start()) + 1)
        for row in kept
        if digest in (EXAMPLE / row[1]).read_text()
    ]


@cache
def relying(control: str) -> list[tuple[str, int]]:
    """The places in the example's evidence that name a control."""
    pattern = re.compile(rf" *(?:- )?path: {re.escape(control)}")
    return [
        (f"{EVIDENCE}/{file.name}", number)
        for file in sorted((EXAMPLE / EVIDENCE).glob("*.yaml"))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if pattern.fullmatch(line)
    ]


def gone(*controls: str) -> list[Row]:
    """Controls that the evidence names are on their surface no more."""
    return [("control-not-reviewed", path, line) for control in controls for path, line in relying(control)]


def gate_changed(*places: tuple[str, int | None]) -> Outcome:
    """Blocked: these places of the gate itself changed."""
    return blocked(*(("control-plane-change", path, line) for path, line in places))


def unreviewed(*places: tuple[str, int | None]) -> Outcome:
    """Blocked: no selector covers these places, or does so no longer."""
    return blocked(*(("surface-unreviewed", path, line) for path, line in places))


def refused(rule: str, path: str | None, line: int | None, said: str, code: int = 2) -> Outcome:
    return Outcome(code, frozenset({(rule, path, line)}), said)


def unusable(line: int | None, said: str) -> Outcome:
    """The configuration cannot be read."""
    return refused("configuration-unreadable", CONFIG, line, said)


def unreadable(path: str, line: int | None, said: str) -> Outcome:
    return refused("surface-unreadable", path, line, said)


# -- the gate's answer


def decision(
    repo: Repo, base: str | None = "main", head: str = "HEAD", now: str = NOW, tip: str | None = None
) -> Decision:
    """The gate's decision, as ``check`` makes it, in this process."""
    try:
        with Repository(repo.path) as repository:
            commits = [repository.commit(name) if name else None for name in (base, tip)]
            at = head if head in ("INDEX", "WORKTREE") else repository.commit(head)
            sides = read_sides(repository, Context("pull_request", commits[0], at, now, commits[1]))
            gathered = gather(sides, reader=READER)
            return decide(gathered, open_engine("embedded", gathered.bundle, None))
    except TunegateError as error:
        return error_decision(error, now=now)


def outcome(found: Decision) -> Outcome:
    # what is stale is shown at the change; here it counts by the document, which stands beside it
    rows = [
        (f.rule, f.related[0].path, f.related[0].line)
        if f.rule in ("artefact-stale", "disposition-stale") and f.related
        else (f.rule, f.path, f.line)
        for f in found.findings
    ]
    assert (found.exit_code == EXIT_PASS) == (found.verdict in ("pass", "not-reviewed"))
    said = found.findings[0].message if found.verdict == "error" else ""
    return Outcome(found.exit_code, frozenset(rows), said)


def judged(repo: Repo, **options: Any) -> Outcome:
    return outcome(decision(repo, **options))


def attempt(repo: Repo, edit: Edit, **options: Any) -> Outcome:
    """Make the pull request, and judge it. The committee signs whatever it is, so that the rest has to hold."""
    edit(repo)
    sign_again(repo)
    repo.commit("an innocent change")
    return judged(repo, **options)


def sign_again(repo: Repo) -> None:
    """Have the dispositions and determinations signed that are not as they were, the disposition with a date of now."""
    for path in sorted([*repo.path.glob("**/disposition.yaml"), *repo.path.glob("**/determinations/*.yaml")]):
        name = path.relative_to(repo.path).as_posix()
        known = repo.path / f"{name}.sig"
        if path.is_file() and not path.is_symlink() and not (known.exists() and is_signed(repo, name)):
            if name == DISPOSITION:
                repo.write(name, path.read_bytes().replace(DECIDED.encode(), DECIDED_AGAIN.encode()))
            sign(repo, name)


def is_signed(repo: Repo, name: str) -> bool:
    """Whether the document is as it was when its signature was committed."""
    return not repo.git("status", "--porcelain", "--untracked-files=all", "--", name)


# -- edits


def text(repo: Repo, path: str) -> str:
    return (repo.path / path).read_bytes().decode()


def write(path: str, content: str | bytes, *, executable: bool = False) -> Edit:
    return lambda repo: repo.write(path, content, executable=executable)


def append(path: str, more: str | bytes) -> Edit:
    data = more.encode() if isinstance(more, str) else more
    return lambda repo: repo.write(path, (repo.path / path).read_bytes() + data)


def replace(path: str, old: str, new: str) -> Edit:
    def edit(repo: Repo) -> None:
        before = text(repo, path)
        assert before.count(old) == 1, (path, old, before.count(old))
        repo.write(path, before.replace(old, new))

    return edit


def insert(path: str, line: int, more: str) -> Edit:
    """Put lines before the line of that number."""

    def edit(repo: Repo) -> None:
        lines = text(repo, path).splitlines(keepends=True)
        repo.write(path, "".join([*lines[: line - 1], more, *lines[line - 1 :]]))

    return edit


def recode(path: str, encoding: str) -> Edit:
    return lambda repo: repo.write(path, text(repo, path).encode(encoding))


def move(old: str, new: str) -> Edit:
    def edit(repo: Repo) -> None:
        (repo.path / new).parent.mkdir(parents=True, exist_ok=True)
        (repo.path / old).rename(repo.path / new)

    return edit


def swap(one: str, other: str) -> Edit:
    def edit(repo: Repo) -> None:
        first, second = (repo.path / one).read_bytes(), (repo.path / other).read_bytes()
        repo.write(one, second)
        repo.write(other, first)

    return edit


def remove(path: str) -> Edit:
    def edit(repo: Repo) -> None:
        place = repo.path / path
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()

    return edit


def link(path: str, target: str) -> Edit:
    def edit(repo: Repo) -> None:
        if (repo.path / path).exists():
            remove(path)(repo)
        repo.link(path, target)

    return edit


def steps(*edits: Edit) -> Edit:
    def edit(repo: Repo) -> None:
        for one in edits:
            one(repo)

    return edit


def commits(*edits: Edit) -> Edit:
    """Each in a commit of its own."""
    return steps(*(step for edit in edits for step in (edit, lambda repo: repo.commit("a step"))))


def on_main(*edits: Edit) -> Edit:
    """What was merged before, with whatever that took, and the topic branch on top of it."""

    def edit(repo: Repo) -> None:
        repo.git("switch", "--quiet", "main")
        for one in edits:
            one(repo)
            repo.commit("merged before")
        repo.git("branch", "--quiet", "--force", "topic")
        repo.git("switch", "--quiet", "topic")

    return edit


EVIL_PROMPT = write(PROMPT, EVIL)
PROMPT_CHANGED = changed("system_prompt", (PROMPT, 1))


def with_prompt(edit: Edit) -> Edit:
    return steps(edit, EVIL_PROMPT)


def names(rows: Iterable[str]) -> list[str]:
    return [row.replace(" ", "-") for row in rows]
