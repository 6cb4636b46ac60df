"""axolotl's training configurations."""

from gate.recognise.recogniser import Declared, has, has_any

RECOGNISERS = (
    Declared(
        name="axolotl",
        files=("*.yaml", "*.yml"),
        identify=lambda root: (
            has("/base_model")(root)
            and not has_any("/merge_method", "/models", "/slices")(root)
            and has_any(
                "/datasets",
                "/pretraining_dataset",
                "/adapter",
                "/sequence_len",
                "/micro_batch_size",
                "/rl",
                "/num_epochs",
                "/val_set_size",
                "/load_in_8bit",
                "/load_in_4bit",
                "/model_type",
                "/base_model_config",
                "/output_dir",
            )(root)
        ),
        surfaces={
            "base_model": (
                "/base_model",
                "/base_model_config",
                "/revision_of_model",
                "/model_type",
                "/tokenizer_config",
                "/processor_config",
                "/lora_model_dir",
                "/base_model_ignore_patterns",
                "/kd_teacher",
                "/reward_model",
            ),
            "training_data": ("/datasets", "/pretraining_dataset", "/dataset_exact_deduplication", "/rl_datasets"),
            "system_prompt": ("/default_system_message",),
        },
        references={
            "/base_model": "revision_of_model",
            "/datasets/*/path": "revision",
            "/pretraining_dataset": "",
            "/pretraining_dataset/*/path": "revision",
            "/pretraining_dataset/path": "revision",
        },
    ),
)
