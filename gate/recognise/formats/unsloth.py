"""Unsloth's command line and studio configurations."""

from gate.recognise.recogniser import Declared, has_any

RECOGNISERS = (
    Declared(
        name="unsloth",
        files=("*.yaml", "*.yml", "*.json"),
        identify=lambda root: (
            has_any("/model", "/model_name")(root)
            and has_any(
                "/data/dataset",
                "/data/local_dataset",
                "/data/hf_dataset",
                "/training/hf_dataset",
                "/training/local_datasets",
            )(root)
            and has_any("/training", "/lora")(root)
        ),
        surfaces={
            "base_model": ("/model", "/model_name", "/model_revision"),
            "training_data": ("/data", "/training/hf_dataset", "/training/local_datasets", "/training/subset"),
        },
        skip=("/data/format_type", "/data/num_workers", "/data/eval_dataset"),
        references={"/model": "model_revision", "/model_name": "model_revision", "/data/dataset": "revision"},
    ),
)
