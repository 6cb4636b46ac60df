"""What the names on a value's way say: a switch, a recipe value, or nothing; and which files only show or measure."""

from __future__ import annotations

import pytest

from gate.recognise.switches import is_aside, is_hyperparameter, is_recipe, switch_of


@pytest.mark.parametrize(
    ("surface", "ways"),
    [
        (
            "output_filter",
            "guardrails/enabled llmGuard/scanners/0 inputFilter/mode safety_settings/threshold moderation/on "
            "rails/config pii/redact nemo/railsEnabled content_filter_level",
        ),
        (
            "scope_enforcement",
            "toolProxy/enabled tools/0/name permissions/write allowed_domains/0 vllm/args/--enable-auto-tool-choice "
            "networkPolicy/egress/0 mcp/servers/0",
        ),
        ("system_prompt", "prompt/files/0 systemPrompt --chat-template persona/tone instructions/1"),
        (
            "fine_tuned_model",
            "model/name --max-model-len --quantization --load-in-4bit --dtype lora_modules/0 engine/rope_scaling "
            "sampling/temperature top_p tokenizer/revision",
        ),
        (
            "",
            "replicas resources/limits/memory image/tag service/port modelSpec/0/replicaCount model/resources/cpu "
            "autoscaling/enabled logging/level model/env/0 --gpu-memory-utilization model/api_key modelServer/port",
        ),
    ],
)
def test_switches(surface: str, ways: str) -> None:
    assert {way: switch_of(way.split("/")) or "" for way in ways.split()} == dict.fromkeys(ways.split(), surface)


def test_recipe_values() -> None:
    counts = "weight_decay warmup_steps lora_target_linear trust_remote_code lr optimizer/args/0 resume_from_checkpoint"
    counts += " sample_packing val_set_size special_tokens/pad_token deepspeed data_seed bf16"
    counts_not = "logging_steps save_strategy output_dir wandb_project report_to hub_model_id push_to_hub eval_steps "
    counts_not += "evals_per_epoch run_name dataloader_num_workers test_datasets/0/path callbacks/0"
    assert [name for name in counts.split() if not is_recipe(name.split("/"))] == []
    assert [name for name in counts_not.split() if is_recipe(name.split("/"))] == []
    assert is_hyperparameter("learning_rate")
    assert is_hyperparameter("loadIn4bit")
    assert not is_hyperparameter("batch")


def test_files_that_only_show_or_measure() -> None:
    aside = "docs/a.yaml examples/x/y.yaml src/eval/run.py benchmarks/a.yaml tests/a.py data/generate_dialogues.py"
    counts = "deploy/a.yaml configs/train.yaml data/train.jsonl src/generate.py example.yaml training/tutorial.py"
    assert [path for path in aside.split() if not is_aside(path)] == []
    assert [path for path in counts.split() if is_aside(path)] == []
