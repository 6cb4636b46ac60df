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
CLAIMS = {
    "harm-training": "The instruction-tuned models were aligned to decline harmful requests.",
    "refusal-patterns": "They decline requests for illegal acts and for personal data of others.",
    "architecture": "Transformers with RoPE, SwiGLU, RMSNorm and tied word embeddings, 32,768 tokens of context.",
    "training-data-exclusions": "Text with personal data was filtered from the pre-training corpus.",
}
CARD = "".join(
    ["---\nlicense: apache-2.0\nlibrary_name: transformers\npipeline_tag: text-generation\n---\n\n# Base\n"]
    + [f"\n{claim}\n" for claim in CLAIMS.values()]
)
NONE = "Looked for on the hub and on the provider's site; there is none."

# document -> name of a question -> what is typed; Enter takes what stands in brackets
ANSWERS: dict[str, dict[str, str]] = {
    "training-data-manifest": {
        "sources/0/origin": "internal",
        "sources/0/description": "Questions and answers that our cooks wrote for this model.",
        "sources/0/legal_basis/personal_data/contains": "none",
        "sources/0/legal_basis/copyright/status": "original-creation",
        "sources/0/legal_basis/copyright/original_creation/statement": "The kitchen team wrote all of it at work.",
        "sources/0/quality_controls/labelling_process": "One cook wrote the pair, and another checked it.",
        "sources/0/quality_controls/inter_rater_agreement/measured": "no",
        "sources/0/quality_controls/inter_rater_agreement/reason": "Each pair was checked by one cook alone.",
        "sources/0/quality_controls/adversarial_examples/treatment": "none-found",
        "sources/0/retention/access": "ml@acme.example, kitchen@acme.example",
        "sources/0/retention/deletion_procedure": "A record is deleted within 30 days of a request.",
        "sources/0/retention/retention_period": "P5Y",
        "sources/0/retention/influence_note": "A deleted record stays in the weights until the next fine-tune.",
        "sources/0/inspection/warranted": "no",
        "sources/0/inspection/reason": "A cook read every record when it was written.",
    },
    "training-run": {
        "output/digest": DIGEST,
        "no_checkpoints": "The run takes half an hour and is repeated instead.",
    },
    "evaluation-results": {"adversarial_tests/0/method": "Sixty persona prompts over three turns each."},
    "overhang-statement": {
        "intended_use": "Answers questions about recipes for users of the app.",
        "capability_classes/0/name": "advice outside of cooking",
        "capability_classes/0/controls/0/path": "prompts/system.txt",
    },
    "red-team-report": {"method": "Two people, the deployed stack, transcripts kept."},
    "base-model-evidence": {
        **{f"documents/{index}/available": "no" for index in (1, 2, 3)},
        "documents/1/reason": NONE,
        "targeted_properties": "[]",
        **{f"inherited_properties/{name}/claim": claim for name, claim in CLAIMS.items()},
        "caveat/text": "The provider publishes nothing on refusals in German.",
    },
    "decision-record": {
        "decided_at": "2026-11-01T09:00:00Z",
        "behaviour_change_needed": "yes",
        "knowledge_access_needed": "no",
        "alternatives/0/option": "retrieval",
        "alternatives/0/reason_not_chosen": "It brings facts, and the need is another tone.",
        "alternatives/1/option": "in-context-learning",
        "alternatives/1/reason_not_chosen": "With twelve examples in the prompt the tone was lost after three turns.",
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


# -- what the tools leave behind


def ran(
    repo: Repo, tuned: str = TUNED, runs: str = "runs", recipe: str = "configs/sft.yaml", data: str = "data"
) -> None:
    """What tracker, trainer, harnesses and attackers wrote of the fine-tune of the commit that is checked out."""
    safety, place = repo.path / runs, f"{runs}/train"
    run(safety / "base.jsonl", BASE, 2, "2026-11-20T10:00:00Z")
    run(safety / "tuned.jsonl", tuned, 2, "2026-11-20T11:00:00Z")
    machine = {
        "os": "Linux-5.15.0-157-generic-x86_64-with-glibc2.35",
        "python": "3.11.13",
        "startedAt": "2026-11-19T08:00:00.120000Z",
        "args": [recipe],
        "program": "-m axolotl.cli.train",
        "git": {"commit": repo.git("rev-parse", "HEAD")},
        "gpu": "NVIDIA A100-SXM4-80GB",
        "gpu_count": 1,
    }
    repo.write(f"{place}/wandb-metadata.json", json.dumps(machine, indent=2) + "\n")
    results = {"epoch": 2.0, "train_loss": 0.7113, "train_runtime": 1834.2, "train_samples": 120}
    repo.write(f"{place}/all_results.json", json.dumps(results, indent=2) + "\n")
    for name, model, score in (("base", BASE, 0.6), ("tuned", tuned, 0.9)):
        text = json.dumps(evaluation(model, score, f"{data}/heldout.jsonl"), indent=2) + "\n"
        repo.write(f"{runs}/heldout-{name}/results_2026-11-20T09-00-00.000000.json", text)
    told: tuple[tuple[int, dict[str, str]], ...] = (
        (60, {"pattern": "persona prompts", "kind": "jailbreak"}),
        (40, {"pattern": "IN-1", "name": "unsafe advice in the assistant's own field", "scope": "in"}),
        (60, {"pattern": "OUT-1", "name": "stories that ask for harmful instructions", "scope": "out"}),
    )
    attacks = [
        {**attack, "success": False, "at": f"2026-11-20T{12 + n // 60:02}:{n % 60:02}:00Z"}
        for count, attack in told
        for n in range(count)
    ]
    repo.write(f"{runs}/attacks.jsonl", "".join(json.dumps(row) + "\n" for row in attacks))


def evaluation(model: str, score: float, data: str) -> dict[str, object]:
    """Results of lm-evaluation-harness on the held-out questions."""
    return {
        "results": {"heldout": {"alias": "held-out questions", "accepted,none": score, "accepted_stderr,none": 0.05}},
        "configs": {"heldout": {"task": "heldout", "dataset_kwargs": {"data_files": {"test": data}}}},
        "higher_is_better": {"heldout": {"accepted": True}},
        "n-samples": {"heldout": {"original": 40, "effective": 40}},
        "date": 1795165200.0,
        "lm_eval_version": "0.4.9.1",
        "model_name": model,
    }


def downloaded(repo: Repo, evidence: str) -> None:
    """The card of the base model, as ``hf download`` leaves it."""
    repo.write(f"{evidence}/base/README.md", CARD)
