"""A company's repository with two models: prompts in Python, Parquet and JSONL data, FastAPI, Docker, Helm."""

from __future__ import annotations

import pyarrow
import pyarrow.parquet

from tests.project import newcomer
from tests.project.newcomer import BASE, REVISION, records
from tests.repo import Repo

MODELS = ("billing", "support")
TRAIN = """base_model: {base}
revision_of_model: {revision}
datasets:
  - path: {data}
    type: chat_template
adapter: qlora
load_in_4bit: true
lora_r: 8
lora_alpha: 16
num_epochs: 1
learning_rate: 0.0001
optimizer: adamw_torch
seed: 3
output_dir: out/{name}
"""
PROMPTS = '''"""What the {name} assistant is told."""

SYSTEM_PROMPT = """You are the {name} assistant of Acme. Answer questions about {name}, and decline everything else."""
'''
APP = '''"""The {name} assistant."""

from fastapi import FastAPI
from openai import OpenAI

from prompts import SYSTEM_PROMPT

app = FastAPI()
client = OpenAI(base_url="http://vllm-{name}:8000/v1")


@app.post("/answer")
def answer(question: str) -> str:
    messages = [{{"role": "system", "content": SYSTEM_PROMPT}}, {{"role": "user", "content": question}}]
    return client.chat.completions.create(model="acme/{name}-bot", messages=messages).choices[0].message.content
'''
DOCKERFILE = """FROM python:3.12-slim@sha256:{digest}
COPY . /app
CMD ["uvicorn", "app:app"]
"""
VALUES = """model: acme/{name}-bot@sha256:{digest}
guardrails:
  enabled: true
  refuse: [weapons, malware]
tools: [lookup_{name}]
"""


DEFAULTS = """defaults:
  training-data-manifest:
    retention:
      access: [data@acme.example]
      deletion_procedure: The data desk deletes a record within 30 days of a request.
      retention_period: P5Y
      influence_note: A deleted record stays in the weights until the next fine-tune.
    inspection:
      reason: Whoever writes a record has it read by a second person.
    legal_basis:
      copyright:
        original_creation:
          statement: Staff of the desk wrote it at work, so its rights are ours.
    quality_controls:
      labelling_process: One expert writes a record, and a second one reads it.
      inter_rater_agreement:
        reason: Each record is checked by one expert alone.
  training-run:
    no_checkpoints: Runs take half an hour and are repeated instead.
  evaluation-results:
    adversarial_tests:
      method: Sixty persona prompts over three turns each, judged by rule.
  red-team-report:
    method: Two people attack the deployed stack for a day; transcripts are kept.
  base-model-evidence:
    caveat:
      text: The provider publishes nothing on refusals in German.
  decision-record:
    alternatives:
      retrieval:
        reason_not_chosen: It brings facts, and what the desks need is another tone.
      in-context-learning:
        reason_not_chosen: With twelve examples in the prompt the tone is lost after three turns.
    security:
      per_request_control: A request sees what its user may look up, and nothing from the weights is secret.
      audit_trail: Answers are logged with what was looked up for them.
      update_and_deletion: Content changes with the next fine-tune, twice a year.
    lifecycle:
      reassessments_per_year: 2
"""
# what the defaults say in place of whoever answers for one model
SAID_ONCE = (
    ("training-data-manifest", "sources/0/legal_basis/copyright/original_creation/statement"),
    ("training-data-manifest", "sources/0/quality_controls/labelling_process"),
    ("evaluation-results", "adversarial_tests/0/method"),
    ("decision-record", "alternatives/0/reason_not_chosen"),
    ("decision-record", "alternatives/1/reason_not_chosen"),
)


def write(repo: Repo) -> None:
    """The repository's files."""
    for name in MODELS:
        digest = ("ab" if name == "billing" else "cd") * 32
        data = f"{name}/data/train.{'parquet' if name == 'billing' else 'jsonl'}"
        repo.write(f"{name}/training/sft.yaml", TRAIN.format(base=BASE, revision=REVISION, data=data, name=name))
        repo.write(f"{name}/service/prompts.py", PROMPTS.format(name=name))
        repo.write(f"{name}/service/app.py", APP.format(name=name))
        repo.write(f"{name}/service/Dockerfile", DOCKERFILE.format(digest="ef" * 32))
        repo.write(f"{name}/chart/Chart.yaml", f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n")
        repo.write(f"{name}/chart/values.yaml", VALUES.format(name=name, digest=digest))
        repo.write(f"{name}/data/heldout.jsonl", records(40, prompt="What about {n}?"))
    repo.write("support/data/train.jsonl", records(90, prompt="How do I return {n}?", answer="Within 30 days."))
    rows = [{"prompt": f"Why is invoice {n} higher?", "answer": "It has two items."} for n in range(70)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), repo.path / "billing" / "data" / "train.parquet")
    repo.write("requirements.lock", newcomer.LOCK)


def ran(repo: Repo) -> None:
    """What the tools left of both runs."""
    for name in MODELS:
        tuned, data = f"acme/{name}-bot", f"{name}/data"
        newcomer.ran(repo, tuned, f"{name}/runs", f"{name}/training/sft.yaml", data)


def answers(name: str) -> dict[str, dict[str, str]]:
    """What the people of a model know beside the defaults."""
    known = {kind: dict(rows) for kind, rows in newcomer.ANSWERS.items()}
    known["overhang-statement"]["capability_classes/0/controls/0/path"] = f"{name}/service/prompts.py#/SYSTEM_PROMPT"
    for kind, question in SAID_ONCE:
        del known[kind][question]
    return known
