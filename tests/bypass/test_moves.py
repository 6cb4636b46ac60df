"""A file that moved with the same bytes makes nothing stale, and nobody gets past the gate with a move."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.bypass.wall import CONFIG, DATA, PROMPT, Edit, append, judged, link, move, remove, steps, text, write
from tests.command import EVIDENCE, EXAMPLE, NOW, tunegate
from tests.repo import Repo

OWN = "data/train/extra/one.jsonl"  # a training file that only a glob names
LATER = "data/train/more/one.jsonl"
RECORD = '{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}\n'
SCAN = f"{EVIDENCE}/scans/safety-desk-written-2026.json"
SELECTED = "        - deploy/tools.yaml\n", "        - deploy/tools.yaml\n        - limits-of-use/*.yml\n"
KINDS = (
    *("training-data-manifest", "training-run", "evaluation-results", "alignment-regression"),
    *("overhang-statement", "red-team-report", "base-model-evidence"),
)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with one more training file and one more rail, assessed anew, on main."""
    path = tmp_path_factory.mktemp("moves") / "repo"
    shutil.copytree(EXAMPLE, path)
    repo = Repo(path)
    repo.write(OWN, RECORD)
    repo.write("guardrails/terms/banned.yml", "banned:\n  - one\n")
    manifest = f"{EVIDENCE}/training-data-manifest.yaml"
    digest = f"sha256:{hashlib.sha256(RECORD.encode()).hexdigest()}"
    claim = f"      - path: {OWN}\n        digest: {digest}\n        records: 1\n"
    scan = json.loads(text(repo, SCAN))
    repo.write(SCAN, json.dumps({**scan, "files": [*scan["files"], {"path": OWN, "digest": digest}]}, indent=1))
    repo.write("limits-of-use/calls.yml", "calls: 12\n")
    repo.write(CONFIG, text(repo, CONFIG).replace(*SELECTED))
    known = text(repo, manifest)
    repo.write(manifest, known.replace("        records: 87\n", "        records: 87\n" + claim))
    repo.commit("one more")
    done = tunegate(repo, "evidence", "renew", *KINDS, "--prepared-by", "ml@acme.example", "--now", NOW)
    assert done.returncode == 0, done.stderr
    words = ("--decision", "conditional", "--decided-by", "ai-committee@acme.example", "--expires", "2027-10-31")
    done = tunegate(
        repo,
        "disposition",
        "draft",
        *words,
        "--rationale",
        "One more training file; evaluated again, with no new regression.",
        "--now",
        NOW,
    )
    assert done.returncode == 0, done.stderr
    repo.commit("assessed")
    return path


@pytest.fixture
def repo(reviewed: Path, tmp_path: Path) -> Repo:
    repo = Repo(shutil.copytree(reviewed, tmp_path / "repo", symlinks=True))
    repo.git("switch", "--quiet", "--create", "topic")
    return repo


def test_moves_that_make_nothing_stale(repo: Repo) -> None:
    """Of data that only a glob names, and of a control that nothing names; also once they are merged, and verified."""
    move(OWN, LATER)(repo)
    move("guardrails/terms/banned.yml", "guardrails/words/banned.yml")(repo)
    repo.commit("tidy up")
    assert judged(repo).code == 0, judged(repo)
    shown = tunegate(repo, "diff", "--base", "main", "--head", "HEAD").stdout
    assert shown.count("  relocated ") == 2
    assert f"moved from {OWN}, with the same content; nothing depends on it" in shown
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--ff-only", "topic")
    assert tunegate(repo, "check", "--all-models", "--now", NOW).returncode == 0
    move(LATER, OWN)(repo)  # and back again, which is the reviewed state itself
    repo.commit("back")
    assert judged(repo).code == 0


ATTEMPTS: dict[str, Edit] = {
    "another order of the set": move(OWN, "data/train/zz/one.jsonl"),
    "another order by the names": move(OWN, "data/train/extra/zz.jsonl"),
    "a new file at the old place": steps(move(OWN, LATER), write(OWN, RECORD.replace('"a"', '"evil"'))),
    "a link at the old place": steps(move(OWN, LATER), link(OWN, "../more/one.jsonl")),
    "a folder of the author's at the old place": steps(
        move("guardrails/terms/banned.yml", "guardrails/words/banned.yml"),
        link("guardrails/terms", "../other"),
        write("other/banned.yml", "banned: []\n"),
    ),
    "one more byte": steps(move(OWN, LATER), append(LATER, RECORD)),
    "a rail out of the folder that values.yaml names": move("guardrails/terms/banned.yml", "terms/banned.yml"),
    "another mode": steps(move(OWN, LATER), write(LATER, RECORD, executable=True)),
    "to another surface": move(OWN, "prompts/one.md"),
    "out of the review": move(OWN, "data/one.jsonl"),
    "the prompt that values.yaml names": move(PROMPT, "prompts/old/system.md"),
    "data that a configuration names": move(DATA, "data/train/b/boundaries.jsonl"),
    "a prompt that code names": steps(
        move("prompts/escalation.md", "prompts/escalate.md"),
        write("app/main.py", 'PROMPT = open("prompts/escalate.md").read()\n'),
    ),
    "a control that is put where code reads it": steps(
        write("app/main.py", "TERMS = read('guardrails/live/banned.yml')\n"),
        move("guardrails/terms/banned.yml", "guardrails/live/banned.yml"),
    ),
    "into the folder that a reviewed value names": steps(
        lambda repo: repo.write("deploy/tools.yaml", text(repo, "deploy/tools.yaml") + "# data of more\nx: more\n"),
        move(OWN, LATER),
    ),
    "two files that change places": steps(move(OWN, "data/x.jsonl"), move(DATA, OWN), move("data/x.jsonl", DATA)),
    "two moves in turn": steps(move(DATA, "data/train/extra/two.jsonl"), move(OWN, DATA)),
    "the selector goes along, and leaves a file": steps(
        move("prompts/escalation.md", "texts/escalation.md"),
        lambda repo: repo.write(CONFIG, text(repo, CONFIG).replace("prompts/*.md", "texts/*.md")),
    ),
    "one goes, one of the same content stays": steps(write("data/train/extra/two.jsonl", RECORD), remove(OWN)),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempts(repo: Repo, name: str) -> None:
    ATTEMPTS[name](repo)
    repo.commit("an innocent move")
    found = judged(repo)
    assert found.code in (1, 2)
    assert any(rule not in ("control-plane-change",) for rule, _, _ in found.rows)


def test_moved_with_its_selector(repo: Repo) -> None:
    """Only the change of the configuration asks; the evidence is of the same bytes. Evil is not among them."""
    move("limits-of-use/calls.yml", "maxima/calls.yml")(repo)
    repo.write(CONFIG, text(repo, CONFIG).replace("limits-of-use/*.yml", "maxima/*.yml"))
    repo.commit("a better name")
    assert {rule for rule, _, _ in judged(repo).rows} == {"control-plane-change", "approvers-missing"}
    repo.write("maxima/evil.yml", "calls: 1000\n")
    repo.commit("and more")
    assert "reassessment-required" in {rule for rule, _, _ in judged(repo).rows}
