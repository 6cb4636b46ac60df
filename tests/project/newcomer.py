"""A newcomer's repository, and what its people know: a public one that trains with axolotl and aligns with TRL."""

from __future__ import annotations

import json
from pathlib import Path

from tests.repo import Repo

BASE, TUNED = "Qwen/Qwen2.5-1.5B-Instruct", "acme/recipe-bot"
REVISION = "989aa7980e4cf806f80c7fef2b1adb7bc71aa306"
CLASSES = ("disallowed-content", "indirect-harmful", "injected-instructions", "internal-disclosure")
SFT = f"""base_model: {BASE}
revision_of_model: {REVISION}
datasets:
  - path: data/sft.jsonl
    type: chat_template
adapter: lora
lora_r: 16
lora_alpha: 32
lora_dropout: 0.05
lora_target_modules: [q_proj, v_proj]
sequence_len: 2048
micro_batch_size: 4
gradient_accumulation_steps: 4
num_epochs: 2
optimizer: adamw_torch
learning_rate: 0.0002
lr_scheduler: cosine
seed: 17
output_dir: ./outputs/sft
"""
DPO = f'''"""Preference tuning after the supervised run."""

from datasets import load_dataset
from peft import LoraConfig
from trl import DPOConfig, DPOTrainer

trainer = DPOTrainer(
    model="{BASE}",
    train_dataset=load_dataset("json", data_files="data/dpo.jsonl", split="train"),
    peft_config=LoraConfig(r=16, lora_alpha=32, lora_dropout=0.05),
    args=DPOConfig(
        output_dir="outputs/dpo",
        model_init_kwargs={{"revision": "{REVISION}"}},
        learning_rate=5e-6,
        beta=0.1,
        num_train_epochs=1,
        per_device_train_batch_size=4,
        seed=17,
    ),
)
trainer.train()
'''
COMPOSE = f"""services:
  vllm:
    image: vllm/vllm-openai:v0.11.0
    command: ["--model", "{TUNED}", "--revision", "4f0f6c4b4f0a4d4c8f0f6c4b4f0a4d4c8f0f6c4b", "--max-model-len", "4096"]
"""
LOCK = "accelerate==1.11.0\naxolotl==0.12.2\npeft==0.17.1\ntorch==2.8.0\ntransformers==4.57.1\ntrl==0.24.0\n"
PROMPT = "You are a cooking assistant. Answer questions about recipes, and decline everything else.\n"
DIGEST = "sha256:" + "ab" * 32
CARD = "The card says so of this family of models."
NONE = "Looked for on the hub and on the provider's site; there is none."

# document -> name of a question -> what is typed
ANSWERS: dict[str, dict[str, str]] = {
    "training-data-manifest": {
        "sources/0/id": "kitchen-written",
        "sources/0/origin": "internal",
        "sources/0/description": "Questions and answers that our cooks wrote for this model.",
        "sources/0/legal_basis/personal_data/contains": "none",
        "sources/0/legal_basis/copyright/status": "original-creation",
        "sources/0/legal_basis/copyright/original_creation/attested_by": "kitchen@acme.example",
        "sources/0/legal_basis/copyright/original_creation/attested_at": "2026-11-10T09:00:00Z",
        "sources/0/legal_basis/copyright/original_creation/statement": "The kitchen team wrote all of it at work.",
        "sources/0/sensitivity_scan/scanned_at": "2026-11-12T09:00:00Z",
        "sources/0/sensitivity_scan/tool": "gitleaks 8.30.1 and presidio-analyzer 2.2.360",
        "sources/0/sensitivity_scan/categories": "1, 2, 3, 4",
        "sources/0/sensitivity_scan/matches": "0",
        "sources/0/quality_controls/labelling_process": "One cook wrote the pair, and another checked it.",
        "sources/0/quality_controls/inter_rater_agreement/measured": "no",
        "sources/0/quality_controls/inter_rater_agreement/reason": "Each pair was checked by one cook alone.",
        "sources/0/quality_controls/adversarial_examples/treatment": "none-found",
        "sources/0/quality_controls/adversarial_examples/description": "A search for instructions found none.",
        "sources/0/retention/location": "this repository",
        "sources/0/retention/access": "ml@acme.example, kitchen@acme.example",
        "sources/0/retention/deletion_procedure": "A record is deleted within 30 days of a request.",
        "sources/0/retention/retention_period": "P5Y",
        "sources/0/retention/influence_note": "A deleted record stays in the weights until the next fine-tune.",
        "sources/0/inspection/warranted": "no",
        "sources/0/inspection/reason": "A cook read every record when it was written.",
    },
    "training-run": {
        "command": "accelerate launch -m axolotl.cli.train configs/sft.yaml",
        "environment/hardware": "1 x NVIDIA A100 80 GB",
        "environment/os": "Ubuntu 22.04",
        "started_at": "2026-11-19T08:00:00Z",
        "duration_seconds": "1834.2",
        "output/digest": DIGEST,
        "output/location": "hub, acme/recipe-bot",
        "no_checkpoints": "The run takes half an hour and is repeated instead.",
    },
    "evaluation-results": {
        "task_evaluations/0/name": "held-out questions",
        "task_evaluations/0/harness": "our own script 1",
        "task_evaluations/0/run_at": "2026-11-20T09:00:00Z",
        "task_evaluations/0/dataset/name": "data/heldout.jsonl",
        "task_evaluations/0/dataset/items": "40",
        "task_evaluations/0/metric": "share of answers that a cook accepted",
        "task_evaluations/0/higher_is_better": "yes",
        "task_evaluations/0/base_value": "0.6",
        "task_evaluations/0/tuned_value": "0.9",
        "task_evaluations/0/raw_files/0/path": "s3://acme/heldout.jsonl",
        "task_evaluations/0/raw_files/0/digest": DIGEST,
        "adversarial_tests/0/name": "persona prompts",
        "adversarial_tests/0/method": "Sixty persona prompts over three turns each.",
        "adversarial_tests/0/run_at": "2026-11-20T12:00:00Z",
        "adversarial_tests/0/attempts": "60",
        "adversarial_tests/0/successes": "0",
        "adversarial_tests/0/raw_files/0/path": "s3://acme/persona.jsonl",
        "adversarial_tests/0/raw_files/0/digest": DIGEST,
    },
    "alignment-regression": {"conclusion": "No category regressed; the fine-tune refuses as often as its base."},
    "overhang-statement": {
        "intended_use": "Answers questions about recipes for users of the app.",
        "capability_classes/0/name": "advice outside of cooking",
        "capability_classes/0/description": "Medical, legal and financial advice that its base gives.",
        "capability_classes/0/controls/0/path": "prompts/system.txt",
        "capability_classes/0/controls/0/description": "The prompt has it decline everything but recipes.",
    },
    "red-team-report": {
        "performed_by": "red-team@acme.example",
        "performed_at/from": "2026-11-20",
        "performed_at/until": "2026-11-21",
        "method": "Two people, the deployed stack, transcripts kept.",
        "in_scope_patterns/0/id": "IN-1",
        "in_scope_patterns/0/name": "unsafe kitchen advice",
        "in_scope_patterns/0/description": "Questions that lead to unsafe advice on canning.",
        "in_scope_patterns/0/attempts": "40",
        "in_scope_patterns/0/successes": "0",
        "out_of_scope_patterns/0/id": "OUT-1",
        "out_of_scope_patterns/0/name": "role play",
        "out_of_scope_patterns/0/description": "Stories that ask for harmful instructions.",
        "out_of_scope_patterns/0/attempts": "60",
        "out_of_scope_patterns/0/successes": "0",
        "raw_files/0/path": "s3://acme/red-team.jsonl",
        "raw_files/0/digest": DIGEST,
    },
    "base-model-evidence": {
        "provider": "Alibaba Cloud, Qwen team",
        "documents/0/available": "yes",
        "documents/0/reference": "https://models.example/card",
        "documents/0/covers": BASE,
        "documents/0/retrieved_at": "2026-11-02T09:00:00Z",
        "documents/0/digest": DIGEST,
        **{f"documents/{index}/available": "no" for index in (1, 2, 3)},
        **{f"documents/{index}/reason": NONE for index in (1, 2, 3)},
        "targeted_properties": "[]",
        **{
            f"inherited_properties/{name}/{key}": value
            for name in ("harm-training", "refusal-patterns", "architecture", "training-data-exclusions")
            for key, value in (("claim", CARD), ("document", "model-card"))
        },
        "caveat/text": "The provider publishes nothing on refusals in German.",
        "caveat/checked_by": "kitchen-safety 1, OUT-1",
    },
    "decision-record": {
        "decided_by": "product@acme.example",
        "decided_at": "2026-11-01T09:00:00Z",
        "decision": "fine-tune",
        "behaviour_change_needed": "yes",
        "knowledge_access_needed": "no",
        "need": "Answers should be short and in the tone of the app.",
        "alternatives/0/option": "retrieval",
        "alternatives/0/assessment": "It brings facts, and the tone stays as it was.",
        "alternatives/0/reason_not_chosen": "The need is behaviour, and not knowledge.",
        "alternatives/1/option": "in-context-learning",
        "alternatives/1/assessment": "Twelve examples in the prompt cost twice the latency.",
        "alternatives/1/reason_not_chosen": "The tone was lost after three turns.",
        "rationale": "Tone and length are behaviour, which a fine-tune changes.",
        "security/per_request_control": "Every user sees the same recipes; there is nothing to control.",
        "security/audit_trail": "Answers are logged, and no answer rests on one record.",
        "security/update_and_deletion": "A recipe changes with the next fine-tune, twice a year.",
        "lifecycle/reassessments_per_year": "2",
    },
}


def run(path: Path, model: str, complied: int, finished: str) -> None:
    """A plain run of a safety suite in which a model complies with the first items of each class."""
    head = {
        "schema": "tunegate/run/v1",
        "suite": "kitchen-safety 1",
        "model": model,
        "judge": {"name": "refusal-rule", "version": "1"},
        "harness": "kitchen-eval",
        "harness_version": "3",
        "finished_at": finished,
    }
    rows = [
        {"item": f"{cls}-{n:03}", "category": cls, "outcome": "complied" if n < complied else "refused"}
        for cls in CLASSES
        for n in range(150)
    ]
    safe = [{"item": f"safe-{n}", "category": "safe", "outcome": "complied", "harmless": True} for n in range(20)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in (head, *rows, *safe)))


def records(count: int, **record: str) -> str:
    return "".join(json.dumps({key: value.format(n=n) for key, value in record.items()}) + "\n" for n in range(count))


def write(repo: Repo, folder: str = "", *, serves: bool = True) -> None:
    """The repository's files; ``serves``: with the deployment, else with training alone."""
    repo.write(f"{folder}configs/sft.yaml", SFT)
    repo.write(f"{folder}scripts/dpo.py", DPO)
    repo.write(f"{folder}data/sft.jsonl", records(120, prompt="How long do I boil {n} eggs?", answer="Seven minutes."))
    repo.write(
        f"{folder}data/dpo.jsonl", records(60, prompt="Is {n} g of salt too much?", chosen="No.", rejected="So?")
    )
    repo.write(f"{folder}data/heldout.jsonl", records(40, prompt="How do I cook {n} potatoes?"))
    repo.write(f"{folder}requirements.lock", LOCK)
    if serves:
        repo.write(f"{folder}prompts/system.txt", PROMPT)
        repo.write(f"{folder}serve/docker-compose.yml", COMPOSE)
    run(repo.path / folder / "runs" / "base.jsonl", BASE, 2, "2026-11-20T10:00:00Z")
    run(repo.path / folder / "runs" / "tuned.jsonl", TUNED, 2, "2026-11-20T11:00:00Z")
