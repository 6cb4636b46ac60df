"""README and quick starts, run to the letter: every command, in its order, ends as the page says."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.command import CHANGES, EVIDENCE, EXAMPLE, MODEL, NOW, tunegate
from tests.keys import have_signed
from tests.project import newcomer
from tests.repo import Repo
from tests.terminal import Terminal
from tests.tools import ROOT

BLOCK = re.compile(r"^<!-- run: (\w+) -->\n```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
TIMED = ("check", "plan", "evidence new", "evidence edit", "evidence import", "disposition draft", "report")
PAGES = ("README.md", "docs/quick-start.md", "docs/quick-start-reviewer.md", "docs/quick-start-committee.md")
STARTS = tuple(f"docs/start/{path.name}" for path in sorted((ROOT / "docs" / "start").glob("*.md")))


def commands(page: str, who: str) -> list[tuple[str, int]]:
    """The commands of a page that somebody runs, each with its exit status."""
    found = []
    for name, block in BLOCK.findall((ROOT / page).read_text()):
        for line in block.splitlines() if name == who else ():
            command, _, comment = line.partition(" #")
            code = re.match(r"\s*exit (\d)", comment)
            found.append((command.strip(), int(code[1]) if code else 0))
    return found


def timed(words: list[str]) -> list[str]:
    return [*words, "--now", NOW] if any(" ".join(words).startswith(name) for name in TIMED) else words


class Newcomer:
    """Runs the commands of a page in a repository, and counts what is typed."""

    def __init__(self, repo: Repo, known: dict[str, dict[str, str]] = MappingProxyType({})) -> None:  # type: ignore[assignment]
        self.repo, self.known = repo, known
        self.typed: list[str] = []
        self.ran: list[tuple[str, int]] = []

    def follow(self, page: str, who: str) -> None:
        for line, code in commands(page, who):
            words = shlex.split(line)
            got, said = self._run(words)
            self.ran.append((line, got))
            assert got == code, f"{page}: {line}\nended with {got}\n{said}"

    def _run(self, words: list[str]) -> tuple[int, str]:
        if words[0] == "git":
            self.repo.git(*words[1:])
            return 0, ""
        assert words[0] == "tunegate"
        if words[1:3] == ["evidence", "edit"] and "--list" not in words:
            return self._answer(timed(words[1:]))
        done = tunegate(self.repo, *timed(words[1:]))
        return done.returncode, done.stdout + done.stderr

    def _answer(self, words: list[str]) -> tuple[int, str]:
        """Answer the questions at a terminal, as whoever knows the values does."""
        at = Terminal(self.repo, *words)
        kind = ""
        asks = r"(?m)^(?:([a-z_/0-9-]+)  \(\d+ left\)\n(?:.*\n)*?>(.*) |Another item of \S+\? \[y/N\] )$"
        while (asked := at.until_or_end(asks)) is not None:
            kind = (re.findall(r"^([a-z-]+) \(evidence/\S+\)$", at.seen, re.MULTILINE) or [kind])[-1]
            found = re.findall(r"^([a-z_/0-9-]+)  \(\d+ left\)$", asked, re.MULTILINE)
            if not found:
                (name,) = re.findall(r"Another item of (\S+)[?]", asked)
                second = f"{name}/1/"
                has = any(known.startswith(second) for known in self.known[kind]) and second not in at.seen
                at.type("y\n" if has else "\n")
                continue
            typed = self.known[kind].get(found[-1], "")
            self.typed += [found[-1]] if typed else []
            at.type(typed + "\n")
        return at.end(), at.seen


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """The newcomer's repository, trained and committed before the runs of its evidence."""
    made = Repo(tmp_path / "recipe-bot")
    made.env |= {"GIT_AUTHOR_DATE": "2026-11-18T08:00:00Z", "GIT_COMMITTER_DATE": "2026-11-18T08:00:00Z"}
    newcomer.write(made)
    made.commit("a recipe bot")
    made.git("config", "user.email", "ml@acme.example")
    return made


def test_quick_start_from_nothing_to_a_pass(repo: Repo) -> None:
    person = Newcomer(repo, newcomer.ANSWERS)
    person.follow("docs/quick-start.md", "newcomer")
    own = [line for line, _ in person.ran if line.startswith("tunegate")]
    assert len(own) <= 12
    assert [code for _, code in person.ran] == [0] * len(person.ran)
    assert len(person.typed) <= MOST_TYPED
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--ff-only", "tunegate")
    repo.git("switch", "--quiet", "--create", "change")
    repo.write("prompts/system.txt", newcomer.PROMPT + "Be brief.\n")
    person.follow("docs/quick-start.md", "merged")


MOST_TYPED = 108  # the aim is 40; what the schemas ask for decides


@pytest.mark.parametrize("page", ["README.md", "docs/start/axolotl.md"])
def test_pages_of_a_newcomer(page: str, repo: Repo) -> None:
    assert commands(page, "newcomer")
    Newcomer(repo).follow(page, "newcomer")


def test_two_models(tmp_path: Path) -> None:
    """Each command of the plan runs as it stands, whichever model it is for."""
    two = Repo(tmp_path / "two")
    for folder in ("billing/", "support/"):
        newcomer.write(two, folder)
    two.commit("two bots")
    Newcomer(two).follow("README.md", "newcomer")
    text = (two.path / "tunegate.yaml").read_text()
    names = re.findall(r"^  ([a-z-]+):$", text.split("models:")[1].split("control_plane:")[0], re.MULTILINE)
    assert len(names) == 2
    done = tunegate(two, "plan", "--all-models", "--format", "json", "--now", NOW)
    steps = json.loads(done.stdout)["steps"]
    assert [(step["step"], step["model"]) for step in steps] == [
        (kind, name) for kind in ("write", "decide") for name in sorted(names)
    ]
    for step in steps:
        assert step["command"][-2:] == ["--model", step["model"]]
        ran = tunegate(two, *step["command"][1:], "--now", NOW)
        assert (ran.returncode, ran.stderr) == (0, ""), step["command"]


def test_training_alone(tmp_path: Path) -> None:
    """A repository without a deployment is let in, and can be reviewed as far as it goes."""
    alone = Repo(tmp_path / "alone")
    newcomer.write(alone, serves=False)
    alone.commit("training")
    Newcomer(alone).follow("README.md", "newcomer")
    adopted = tunegate(
        alone,
        "adopt",
        "--owner",
        "ml@acme.example",
        "--reason",
        "It ran before the gate came; review in March.",
        "--now",
        NOW,
    )
    assert (adopted.returncode, adopted.stderr) == (0, "")
    done = tunegate(alone, "check", "--now", NOW)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def changed(tmp_path: Path) -> Repo:
    """The example on main, reviewed and signed, and a branch that edits its prompt."""
    made = Repo(Path(shutil.copytree(EXAMPLE, tmp_path / "repo")))
    have_signed(made.path, EVIDENCE)
    made.commit("reviewed")
    made.git("switch", "--quiet", "--create", "topic")
    made.git("apply", os.fspath(CHANGES / "prompt-edit.patch"))
    made.commit("loosen the prompt")
    return made


@pytest.mark.parametrize("page", ["docs/quick-start-reviewer.md", "docs/quick-start-committee.md"])
def test_pages_of_who_reads(page: str, changed: Repo) -> None:
    assert commands(page, "reviewed")
    Newcomer(changed).follow(page, "reviewed")


def test_readme_shows_what_is_printed(changed: Repo) -> None:
    """Each line between the marks of what is left out is in the output of its command."""
    (block,) = re.findall(
        r"^```\n(\$ tunegate check.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    for part in re.split(r"^\$ tunegate ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        said = tunegate(changed, *timed(shlex.split(command))).stdout
        for line in lines:
            shown = line.removesuffix("[...]")
            assert shown.strip() == "" or shown in said, line
    assert len((ROOT / "README.md").read_text().splitlines()) <= 100


def test_every_page_of_a_start_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    assert [page for page in (*PAGES[1:], *STARTS) if f"({page})" not in text] == []
    assert MODEL in (ROOT / "docs" / "quick-start-reviewer.md").read_text()
