"""A repository that has OpenAI fine-tune a model, from its first configuration to its evidence.

What a person would write is taken from the example's pack, less what a provider keeps to itself.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import yaml

from gate.evidence.defaults import effective
from gate.evidence.editor import read
from gate.values.canonical import digest_of
from gate.values.terms import ARTEFACT_KINDS
from tests.command import EVIDENCE, EXAMPLE, NOW, tunegate
from tests.repo import Repo

BASE, TUNED = "gpt-4o-mini-2024-07-18", "ft:gpt-4o-mini-2024-07-18:acme:support:9abcDEF"
FOLDER, JOB = "evidence/support", "evidence/support/sources/job.json"
PROMPT, DATA = "app/prompt.md", "data/train.jsonl"
SETTINGS = {"n_epochs": 3, "batch_size": 1, "learning_rate_multiplier": 1.8}
SCRIPT = f"""\
from openai import OpenAI

client = OpenAI()
uploaded = client.files.create(file=open("{DATA}", "rb"), purpose="fine-tune")
client.fine_tuning.jobs.create(
    model="{BASE}",
    training_file=uploaded.id,
    seed=7,
    method={{"type": "supervised", "supervised": {{"hyperparameters": {SETTINGS}}}}},
)
"""
# as 'GET /fine_tuning/jobs/{id}' answers; it started on 2026-10-20 at 09:12:31
FINISHED = {
    "object": "fine_tuning.job",
    "id": "ftjob-abc123",
    "created_at": 1792487551,
    "finished_at": 1792490425,
    "fine_tuned_model": TUNED,
    "hyperparameters": SETTINGS,
    "method": {"type": "supervised", "supervised": {"hyperparameters": SETTINGS}},
    "model": BASE,
    "organization_id": "org-acme",
    "seed": 7,
    "status": "succeeded",
    "training_file": "file-1",
    "validation_file": None,
}
WATCHED = f"""\
      training_data:
        - {DATA}
      training_recipe:
        - finetune.py#/create/*/method
        - finetune.py#/create/*/seed
"""


def files(repo: Repo) -> None:
    rows = [
        {
            "messages": [
                {"role": "user", "content": f"Where is order {number}?"},
                {"role": "assistant", "content": f"Order {number} is on its way."},
            ]
        }
        for number in range(60)
    ]
    repo.write(DATA, "".join(json.dumps(row) + "\n" for row in rows))
    repo.write("finetune.py", SCRIPT)
    repo.write("app/config.yaml", f"model: {TUNED}\nsystem_prompt: {PROMPT}\n")
    repo.write(PROMPT, "You answer questions about orders of Acme, and nothing else.\n")


def configured(repo: Repo) -> None:
    """What 'init' proposes, with what it leaves to people."""
    done = tunegate(repo, "init")
    assert done.returncode == 0, done.stderr
    text = (repo.path / "tunegate.yaml").read_text()
    name = text.partition("models:\n  ")[2].partition(":")[0]
    text = text.replace(f"  {name}:\n    surfaces:\n", f"  support:\n    surfaces:\n{WATCHED}")
    text = text.replace(f"evidence/{name}", FOLDER).replace("gate-owner@example.invalid", "risk@acme.example")
    repo.write("tunegate.yaml", text)


def written(repo: Repo) -> None:
    """The documents, each begun by 'evidence new' and filled in; then what the job says is collected."""
    for kind in ARTEFACT_KINDS:
        ran(repo, "evidence", "new", kind)
        path = f"{FOLDER}/{kind}.yaml"
        begun = yaml.safe_load((repo.path / path).read_text())
        stamps = {key: begun[key] for key in ("schema", "model", "state")}
        value = {**document(kind), **stamps, "prepared_by": "ml@acme.example", "prepared_at": NOW}
        text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True)
        repo.write(path, text)
        for name in re.findall(rf"{FOLDER}/(sources/\S+)", text):  # raw files and labels
            repo.write(f"{FOLDER}/{name}", (EXAMPLE / EVIDENCE / name).read_bytes())
    repo.write(JOB, json.dumps(FINISHED, indent=1))
    ran(repo, "evidence", "renew", *ARTEFACT_KINDS)
    ran(repo, "evidence", "collect", "training-run", "--from", JOB)
    ran(repo, "evidence", "collect")


def ran(repo: Repo, *words: str) -> str:
    done = tunegate(repo, *words, *(("--now", NOW) if words[0] == "evidence" else ()))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def document(kind: str) -> dict[str, Any]:
    """The example's, for a model that a provider keeps."""
    text = (EXAMPLE / EVIDENCE / f"{kind}.yaml").read_text().replace(EVIDENCE, FOLDER)
    value: dict[str, Any] = effective(kind, read(text.encode(), f"{kind}.yaml")).plain()
    for key in ("derived", "defaults"):
        value.pop(key, None)
    value = _here(value)
    if "base_model" in value:
        value["base_model"] = {"id": BASE, "revision": BASE}
    for key in ("tuned_model", "tested_model"):
        if key in value:
            value[key] = {"id": TUNED}
    return _CHANGES.get(kind, lambda same: same)(value)


def _here(value: Any) -> Any:
    """Every control is the prompt: there is no other one."""
    if isinstance(value, list):
        found = [_here(one) for one in value]
        controls = [one for one in found if isinstance(one, dict) and one.get("path") == PROMPT]
        return controls[:1] if controls else found
    if not isinstance(value, dict):
        return value
    if "surface" in value:
        return {"path": PROMPT, "surface": "system_prompt"}
    return {key: _here(one) for key, one in value.items()}


def _manifest(value: dict[str, Any]) -> dict[str, Any]:
    source = copy.deepcopy(value["sources"][0])
    source["quality_controls"]["inter_rater_agreement"]["sample_size"] = 60
    source["files"] = [{"path": DATA, "digest": digest_of(b""), "records": 0}]
    return {"sources": [source]}


def _run(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "hosted": {"provider": "openai", "job": FINISHED["id"], "result_model": TUNED},
        "method": {"objective": "supervised", "adaptation": "other-adapter"},
        "base_model": value["base_model"],
        "hyperparameters": dict(SETTINGS),
        "started_at": "2026-10-20T09:12:31Z",
        "output": {"id": TUNED},
        "nondeterminism": value["nondeterminism"],
    }


def _results(value: dict[str, Any]) -> dict[str, Any]:
    suite = value["safety_suites"][0]
    for key in ("records", "recount"):
        suite.pop(key)
    suite["reading"]["models"] = {"base": f"openai/{BASE}", "tuned": TUNED}
    dataset = value["task_evaluations"][0]["dataset"]
    dataset["name"] = "held-out questions, build 2026.10"
    value["adversarial_tests"] = value["adversarial_tests"][:1]
    return value


def _base(value: dict[str, Any]) -> dict[str, Any]:
    for row in value["documents"]:
        if row["available"]:
            row["covers"] = BASE
            row["reference"] = f"the provider's site, {row['kind']}"
            row.pop("holds_because", None)
    value["provider"] = "OpenAI"
    value["targeted_properties"] = ["refusal-patterns"]
    return value


_CHANGES = {
    "training-data-manifest": _manifest,
    "training-run": _run,
    "evaluation-results": _results,
    "base-model-evidence": _base,
}
