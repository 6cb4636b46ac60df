"""LLaMA-Factory: the trainer's arguments, and the registry of data sets."""

from gate.documents import Node
from gate.recognise.recogniser import Declared, has, has_any

_SOURCES = ("hf_hub_url", "ms_hub_url", "om_hub_url", "file_name", "script_url", "cloud_file_name")


def _is_registry(root: Node) -> bool:
    entries = [entry for _, entry in root.items()]
    named = sum(any(entry.child(source) for source in _SOURCES) for entry in entries)
    return bool(entries) and named * 2 > len(entries)


RECOGNISERS = (
    Declared(
        name="llama-factory",
        files=("*.yaml", "*.yml", "*.json"),
        identify=lambda root: (
            has("/model_name_or_path")(root)
            and has_any("/stage", "/finetuning_type", "/template", "/infer_backend", "/do_train")(root)
        ),
        surfaces={
            "base_model": (
                "/model_name_or_path",
                "/model_revision",
                "/adapter_name_or_path",
                "/ref_model",
                "/ref_model_adapters",
                "/reward_model",
                "/reward_model_adapters",
                "/teacher_model",
            ),
            "training_data": (
                "/dataset",
                "/dataset_dir",
                "/media_dir",
                "/mix_strategy",
                "/interleave_probs",
                "/tokenized_path",
            ),
            "system_prompt": ("/default_system",),
        },
        references={"/model_name_or_path": "model_revision"},
    ),
    Declared(
        name="llama-factory-datasets",
        files=("*dataset_info*.json", "*dataset_info*.yaml"),
        identify=_is_registry,
        surfaces={"training_data": ("/*",)},
        references={f"/*/{source}": "file_sha1" if source == "file_name" else "" for source in _SOURCES},
    ),
)
