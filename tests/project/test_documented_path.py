"""README and quick starts, run to the letter: every command, in its order, ends as the page says."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from tests.command import CHANGES, EVIDENCE, EXAMPLE, MODEL, NOW, tunegate
from tests.keys import COMMITTEE, SIGNERS, have_signed, run
from tests.project import newcomer, platform
from tests.project.walks import Newcomer, commands, dated, timed
from tests.repo import Repo
from tests.tools import ROOT

PAGES = ("README.md", "docs/quick-start.md", "docs/quick-start-reviewer.md", "docs/quick-start-committee.md")
STARTS = tuple(f"docs/start/{path.name}" for path in sorted((ROOT / "docs" / "start").glob("*.md")))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """The newcomer's repository, trained and committed before the runs of its evidence."""
    made = dated(tmp_path / "recipe-bot")
    newcomer.write(made)
    made.commit("a recipe bot")
    newcomer.ran(made)
    made.commit("its runs")
    return made


# -- the aim of the two walks; `docs/adoption.md` has the table
MOST_COMMANDS, MOST_TYPED, MOST_TYPED_A_MODEL = 12, 40, 25


def test_quick_start_from_nothing_to_a_signed_pass(repo: Repo) -> None:
    person = Newcomer(repo, lambda _: newcomer.ANSWERS)
    person.follow("docs/quick-start.md", "newcomer")
    typed = person.typed()
    assert (len(person.ran), person.failed) == (11, 0)
    assert len(person.ran) <= MOST_COMMANDS
    assert (sum(typed.attested.values()), sum(typed.unproven.values()), typed.options) == (29, 2, 7)
    assert typed.total <= MOST_TYPED
    said = json.loads(tunegate(repo, "check", "--base", "main", "--format", "json", "--now", NOW).stdout)
    assert said["verdict"] == "pass"
    assert [
        row["rule"] for row in said["findings"] if row["rule"] in ("approvers-missing", "disposition-unsigned")
    ] == []
    assert signed_by(repo, "recipe-bot") == COMMITTEE
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--ff-only", "tunegate")
    repo.git("switch", "--quiet", "--create", "change")
    repo.write("prompts/system.txt", newcomer.PROMPT + "Be brief.\n")
    person.follow("docs/quick-start.md", "merged")


def signed_by(repo: Repo, model: str) -> str:
    """Who signed a disposition, as ssh-keygen says without tunegate."""
    document = repo.path / "evidence" / model / "disposition.yaml"
    namespace = yaml.safe_load((repo.path / "tunegate.yaml").read_text())["signing"]["repository"]
    command = ("ssh-keygen", "-Y", "find-principals", "-n", f"tunegate-v1@{namespace}", "-s", f"{document}.sig")
    run(*command, "-f", os.fspath(repo.path / SIGNERS))
    verify = ("ssh-keygen", "-Y", "verify", "-n", f"tunegate-v1@{namespace}", "-I", COMMITTEE, "-s", f"{document}.sig")
    said = run(*verify, "-f", os.fspath(repo.path / SIGNERS), given=document.read_bytes()).decode()
    return said.partition(" signature for ")[2].partition(" ")[0]


def test_two_models_from_nothing_to_a_signed_pass(tmp_path: Path) -> None:
    two = dated(tmp_path / "platform")
    platform.write(two)
    two.commit("two bots")
    platform.ran(two)
    two.commit("their runs")
    person = Newcomer(two, platform.answers)
    person.follow("docs/start/monorepo.md", "newcomer")
    with (two.path / "tunegate.yaml").open("a") as file:
        file.write(platform.DEFAULTS)
    person.follow("docs/start/monorepo.md", "packs")
    typed = person.typed()
    assert (len(person.ran), person.failed) == (11, 0)
    assert len(person.ran) <= MOST_COMMANDS
    for name in platform.MODELS:
        assert signed_by(two, name) == COMMITTEE
    assert (typed.attested, typed.unproven) == ({"billing": 12, "support": 12}, {"billing": 0, "support": 0})
    assert (typed.options, typed.shared) == (7, 18)
    assert typed.total <= MOST_TYPED_A_MODEL * len(platform.MODELS)  # what is typed once for both is counted, too


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
