"""Configurations of several named sections, each a run or the base of others, as Open-Assistant has them."""

from gate.documents import Node
from gate.recognise.recogniser import Declared

_TRAINER = frozenset(
    "learning_rate gradient_checkpointing gradient_accumulation_steps per_device_train_batch_size "
    "warmup_steps eval_steps num_train_epochs weight_decay max_length fp16 dtype save_steps".split()
)


def _has_sections(root: Node) -> bool:
    sections = [set(section.children) for _, section in root.items() if isinstance(section.children, dict)]
    return any("model_name" in s or "datasets" in s for s in sections) and any(_TRAINER & s for s in sections)


RECOGNISERS = (
    Declared(
        name="open-assistant",
        files=("*.yaml", "*.yml"),
        identify=_has_sections,
        surfaces={
            "base_model": (
                "/*/model_name",
                "/*/model_name_or_path",
                "/*/tokenizer_name",
                "/*/peft_model",
                "/*/rank_model",
                "/*/sft_model",
            ),
            "training_data": (
                "/*/datasets",
                "/*/datasets_extra",
                "/*/sort_by_length_dataset",
                "/*/hf_dataset_name",
                "/*/input_file_path",
                "/*/train_file",
                "/*/dataset_name",
            ),
            "system_prompt": ("/*/system_prefix", "/*/system_prompt"),
        },
        skip=("/*/datasets/*/*/val_split", "/*/datasets/*/*/max_val_set"),
        references={"/*/model_name": ""},
    ),
)
