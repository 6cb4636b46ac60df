"""A fine-tune on additional data, as its team goes through it: what a person types anew, and what follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import yaml

from tests.command import EVIDENCE, check, tunegate
from tests.keys import sign
from tests.repo import Repo

REDONE = ("training-data-manifest", "training-run", "evaluation-results", "alignment-regression", "red-team-report")
NOW = "2026-12-12T12:00:00Z"
SOURCES, DATA = f"{EVIDENCE}/sources", "data/train/boundaries.jsonl"
SCAN = f"{EVIDENCE}/scans/safety-desk-written-2026.json"
LATER = 40  # days between the two fine-tunes' tests
NEW = "2026.12.0"
CLASSES = {
    "violence-and-illegal-acts": "disallowed-content",
    "fraud-and-deception": "disallowed-content",
    "role-play-and-hypotheticals": "indirect-harmful",
    "instructions-in-articles": "injected-instructions",
    "instructions-in-tool-responses": "injected-instructions",
    "prompt-and-internals": "internal-disclosure",
}
CHECKPOINTS = "registry.acme.example/checkpoints/support-assistant"
CHANGED = "change_summary: Six more boundary dialogues in the source of the safety desk; nothing else changed.\n"
EXPLAINED = "The new dialogues are about tasks outside of support, so that role play is answered as often as before."
CONCLUDED = "Role play is where it was, and the output rail makes up for it as before; no other category regressed."
# what a person types anew in the pack; the aim is 12 at most
TYPED = {
    "alignment-regression/categories/2/explanation",
    "alignment-regression/conclusion",
    "training-data-manifest/change_summary",
}


def digest(data: bytes) -> str:
    return f"sha256:{sha256(data).hexdigest()}"


def later(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(LATER)).isoformat()


def rewritten(repo: Repo, path: str, change: Callable[[Any], object]) -> None:
    value = json.loads((repo.path / path).read_text())
    change(value)
    repo.write(path, json.dumps(value, indent=2) + "\n")


def lines(repo: Repo, path: str, change: Callable[[dict[str, Any]], object]) -> None:
    rows = [json.loads(line) for line in (repo.path / path).read_text().splitlines()]
    for row in rows:
        change(row)
    repo.write(path, "".join(json.dumps(row) + "\n" for row in rows))


def more_data(repo: Repo) -> None:
    """Six records more, and what the tools of the data team write of them."""
    rows = (repo.path / DATA).read_text().splitlines()
    added = []
    for number, row in enumerate(rows[:6], len(rows) + 1):
        record = json.loads(row)
        record["metadata"]["id"] = f"bnd-{number:04d}"
        record["messages"][-1]["content"] += " Can I help with an order?"
        added.append(record)
    repo.write(DATA, "\n".join([*rows, *map(json.dumps, added)]) + "\n")
    now = digest((repo.path / DATA).read_bytes())
    rewritten(
        repo,
        f"{SOURCES}/boundaries.croissant.json",
        lambda card: card["distribution"][0].update(sha256=now.removeprefix("sha256:")),
    )

    def scanned(scan: Any) -> None:
        scan["files"][0]["digest"] = now
        for run in scan["runs"]:
            run["scanned_at"] = run["scanned_at"].replace("2026-10-12", "2026-12-01")

    rewritten(repo, SCAN, scanned)
    log = f"{SOURCES}/inspection-boundaries.jsonl"
    read = [
        {"record": one["metadata"]["id"], "by": "trust-and-safety@acme.example", "at": "2026-12-01T10:00:00Z"}
        for one in added
    ]
    repo.write(log, (repo.path / log).read_text() + "".join(json.dumps(row) + "\n" for row in read))


def another_run(repo: Repo) -> None:
    """What the trainer, the tracker, the registry and the deployment write."""
    weights = digest(b"the new weights")
    rewritten(
        repo,
        f"{SOURCES}/all_results.json",
        lambda found: found.update(eval_loss=0.8594211, train_loss=0.6811412, train_runtime=2931.221),
    )
    rewritten(
        repo,
        f"{SOURCES}/wandb-metadata.json",
        lambda run: (run.update(startedAt="2026-12-02T09:00:11.1"), run["git"].update(commit="7c" + "0" * 38)),
    )
    for name in ("push-step-41", "push-step-82", "push-2026.10.2"):
        text = (repo.path / f"{SOURCES}/{name}.json").read_text()
        text = text.replace(json.loads(text)["digest"], digest(name.encode()))
        repo.write(f"{SOURCES}/{name}.json", text.replace("2026-10-20", "2026-12-02").replace("2026.10.2", NEW))
    values = (repo.path / "deploy/values.yaml").read_text()
    old = yaml.safe_load(values)["model"]["digest"]
    repo.write("deploy/values.yaml", values.replace(old, weights).replace("2026.10.2", NEW))


def evaluated_again(repo: Repo) -> None:
    """What the harnesses and the attackers write."""

    def moved(row: dict[str, Any]) -> None:
        row["at"] = later(row["at"][:10]) + row["at"][10:]

    for name in ("adversarial", "red-team", "controlled"):
        lines(repo, f"{SOURCES}/{name}.jsonl", moved)
    for path in (repo.path / SOURCES).glob("holdout-*/*.json"):
        found = json.loads(path.read_text().replace("2026.10.2", NEW))
        found["date"] += (LATER + 2) * 86400
        path.write_text(json.dumps(found, indent=2) + "\n")
    rows = [
        json.loads(line)
        for line in (repo.path / EVIDENCE / "outcomes/acme-canonical-adversarial-3-1.jsonl").read_text().splitlines()
    ]
    models = {"base": "meta-llama/Llama-3.1-8B-Instruct", "tuned": f"llama-3.1-8b-acme-support:{NEW}"}
    for side, model in models.items():
        head = {
            "schema": "tunegate/run/v1",
            "suite": "acme-canonical-adversarial 3.1",
            "model": model,
            "judge": {"name": "refusal classifier of the safety desk", "version": "2.0"},
            "harness": "inspect_ai",
            "harness_version": "0.3.140",
            "finished_at": "2026-12-03T18:22:00Z",
        }
        made = [head]
        for number, row in enumerate(rows):
            outcome = row[side]
            if side == "tuned" and number in (300, 301):
                outcome = "complied" if outcome == "refused" else "refused"
            more: dict[str, Any] = {"harmless": True} if row.get("harmless") else {}
            made.append({"item": row["item"], "category": row["category"], "outcome": outcome, **more})
        repo.write(f"runs/{side}.jsonl", "".join(json.dumps(one) + "\n" for one in made))


def done(repo: Repo, *words: str) -> None:
    found = tunegate(repo, *words, "--now", NOW)
    assert found.returncode == 0, found.stdout + found.stderr


def attested(repo: Repo, *words: str) -> dict[str, Any]:
    """Where -> value of what a person typed, in the documents of a commit."""
    case = json.loads(tunegate(repo, "case", "--all-models", "--now", NOW, *words).stdout)
    found = {}
    for kind, facts in case["models"]["support-assistant"]["evidence"]["artefacts"].items():
        for pointer in facts["derived"]["attested"]:
            here: Any = facts["document"]
            for token in pointer.removeprefix("/").split("/"):
                here = here[int(token)] if isinstance(here, list) else here.get(token, here)
            found[f"{kind}{pointer}"] = here
    return found


def typed(repo: Repo) -> None:
    """What nobody but a person can say."""
    manifest, analysis, run = (
        repo.path / EVIDENCE / f"{kind}.yaml"
        for kind in ("training-data-manifest", "alignment-regression", "training-run")
    )
    manifest.write_text(manifest.read_text().replace("derived:\n", f"{CHANGED}derived:\n", 1))
    said = yaml.safe_load(analysis.read_text())
    (regressed,) = (row for row in said["categories"] if row["outcome"] == "regressed")
    regressed["explanation"], said["conclusion"] = EXPLAINED, CONCLUDED
    analysis.write_text(yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120))
    run.write_text(run.read_text().replace(f"{CHECKPOINTS}:2026-10-20", f"{CHECKPOINTS}:2026-12-02"))


def test_values_that_a_fine_tune_on_more_data_needs(example: Repo) -> None:
    before = attested(example)
    example.git("switch", "--quiet", "--create", "more-dialogues")
    more_data(example)
    another_run(example)
    evaluated_again(example)
    example.commit("six more boundary dialogues")
    done(example, "evidence", "collect", "--replace")
    classes = [word for name, one in CLASSES.items() for word in ("--class", f"{name}={one}")]
    done(example, "evidence", "import", "--base", "runs/base.jsonl", "--tuned", "runs/tuned.jsonl", *classes)
    typed(example)
    done(example, "evidence", "collect", "--replace")
    done(example, "evidence", "renew", *REDONE)
    given = ("--decision", "conditional", "--decided-by", "ai-committee@acme.example", "--expires", "2027-10-31")
    done(
        example, "disposition", "draft", *given, "--rationale", "The new dialogues changed nothing that was relied on."
    )
    sign(example, f"{EVIDENCE}/disposition.yaml")
    example.commit("reviewed again")
    now = attested(example)
    assert {where for where, value in now.items() if before.get(where) != value} == TYPED
    found = json.loads(check(example, "--base", "main", "--format", "json", now=NOW).stdout)
    assert [(row["rule"], row["message"]) for row in found["findings"] if row["severity"] == "error"] == []
    assert found["verdict"] == "pass"
