"""A second model of the example that nobody has reviewed, and its baseline."""

from __future__ import annotations

import re

from tests.bypass.wall import CONFIG, Edit, decision, replace
from tests.command import NOW, tunegate
from tests.keys import COMMITTEE, key, signature
from tests.repo import Repo

MODEL = "billing-assistant"
FOLDER = f"evidence/{MODEL}"
BASELINE = f"{FOLDER}/baseline.yaml"
PROMPT = "billing/prompt.md"
OWNER = "billing@acme.example"
ADOPTED = "2026-11-20T09:00:00Z"
APPROVERS = f"    approvers: {{quorum: 1, principals: [{COMMITTEE}]}}\n"


def block(approvers: str = APPROVERS, name: str = MODEL) -> str:
    return f'\nmodels:\n  {name}:\n    surfaces:\n      system_prompt: ["billing/*.md"]\n{approvers}'


def watched(approvers: str = APPROVERS) -> Edit:
    """The model in the configuration, without a baseline."""

    def edit(repo: Repo) -> None:
        replace(CONFIG, "\nmodels:\n", block(approvers))(repo)
        repo.write(PROMPT, "Say what the invoice says.\n")

    return edit


def adopt(*more: str, now: str = ADOPTED, signed: bool = True, model: str = MODEL) -> Edit:
    """A baseline for what is on disk, signed by the committee."""

    def edit(repo: Repo) -> None:
        said = ("--owner", OWNER, "--reason", "It ran before the gate came; the pack is planned.", "--now", now)
        done = tunegate(repo, "adopt", model, *said, *more)
        assert done.returncode == 0, done.stderr
        if signed:
            sign()(repo)

    return edit


def sign(by: str = COMMITTEE, path: str = BASELINE) -> Edit:
    def edit(repo: Repo) -> None:
        repo.write(f"{path}.sig", signature((repo.path / path).read_bytes(), key(by)))

    return edit


def determined(trigger: str = "deployment-layer-change", now: str = NOW, by: str = COMMITTEE) -> Edit:
    """The owner's determination for what is on disk, signed."""

    def edit(repo: Repo) -> None:
        said = ("--trigger", trigger, "--model", MODEL, "--now", now)
        done = tunegate(repo, "evidence", "new", "determination", *said)
        assert done.returncode == 0, done.stderr
        path = done.stdout.split()[-1]
        text = re.sub(r"^expires:.*$", 'expires: "2026-12-31"', (repo.path / path).read_text(), flags=re.MULTILINE)
        text = re.sub(r"^reason:.*$", "reason: Read and let in by the owner.", text, flags=re.MULTILINE)
        repo.write(path, text)
        sign(by, path)(repo)

    return edit


def judged(repo: Repo, edit: Edit, now: str = NOW) -> tuple[str, set[str], str]:
    """The verdict on a pull request, the rules that block (what a pack lacks aside), and what the first says."""
    edit(repo)
    repo.commit("an innocent change")
    found = decision(repo, now=now)
    blocking = [f for f in found.findings if f.severity == "error"]
    said = [f.message for f in blocking if f.rule == "baseline-rejected"] or [f.message for f in blocking]
    return found.verdict, {f.rule for f in blocking} - {"artefact-missing"}, said[0] if said else ""
