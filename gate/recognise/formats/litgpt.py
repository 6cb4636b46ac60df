"""LitGPT's training configurations."""

from gate.recognise.recogniser import Declared, has, has_any

RECOGNISERS = (
    Declared(
        name="litgpt",
        files=("*.yaml", "*.yml"),
        identify=lambda root: has_any("/checkpoint_dir", "/model_name")(root) and has("/data/class_path")(root),
        surfaces={
            "base_model": (
                "/checkpoint_dir",
                "/model_name",
                "/initial_checkpoint_dir",
                "/tokenizer_dir",
                "/model_config",
            ),
            "training_data": ("/data",),
        },
        skip=("/data/init_args/num_workers", "/data/init_args/val_split_fraction", "/data/init_args/seed"),
        references={"/checkpoint_dir": "", "/data/init_args/json_path": "", "/data/init_args/repo_id": ""},
    ),
)
