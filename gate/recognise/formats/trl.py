"""TRL and what is built on it: alignment-handbook, open-r1, open-instruct."""

from gate.recognise.recogniser import Declared, has_any

RECOGNISERS = (
    Declared(
        name="trl",
        files=("*.yaml", "*.yml", "*.json"),
        identify=lambda root: (
            has_any(
                "/model_name_or_path",
                "/dataset_name",
                "/dataset_mixer",
                "/dataset_mixture",
                "/dataset_mixer_list",
            )(root)
            and not has_any("/stage", "/finetuning_type")(root)
        ),
        surfaces={
            "base_model": (
                "/model_name_or_path",
                "/model_revision",
                "/base_model_revision",
                "/tokenizer_name",
                "/tokenizer_name_or_path",
                "/tokenizer_revision",
                "/ref_model",
                "/ref_model_name_or_path",
                "/ref_model_revision",
                "/reward_model",
                "/reward_model_path",
                "/reward_model_name_or_path",
                "/reward_model_revision",
                "/sft_model_path",
                "/value_model_name_or_path",
                "/value_model_revision",
                "/teacher_model_name_or_path",
                "/teacher_model_revision",
                "/adapter_name_or_path",
            ),
            "training_data": (
                "/dataset_name",
                "/dataset_config",
                "/dataset_configs",
                "/dataset_config_name",
                "/dataset_split",
                "/dataset_train_split",
                "/dataset_splits",
                "/dataset_revision",
                "/dataset_mixer",
                "/dataset_mixture",
                "/dataset_mixer_list",
                "/dataset_mixer_list_splits",
                "/dataset_path",
                "/dataset_dir",
                "/train_file",
                "/train_files",
                "/datasets",
            ),
            "system_prompt": ("/system_prompt", "/system_prompt_override_file", "/default_system_prompt"),
        },
        skip=("/dataset_mixture/test_split_size", "/dataset_mixture/seed"),
        keyed=("/dataset_mixer",),
        references={
            "/model_name_or_path": "model_revision",
            "/ref_model_name_or_path": "ref_model_revision",
            "/reward_model_path": "reward_model_revision",
            "/reward_model_name_or_path": "reward_model_revision",
            "/teacher_model_name_or_path": "teacher_model_revision",
            "/dataset_name": "dataset_revision",
            "/train_file": "",
            "/dataset_mixture/datasets/*/id": "revision",
            "/datasets/*/path": "revision",
        },
        unless=lambda parent, leaf: (
            isinstance(parent.children, list) and str(leaf.value).startswith(("test", "eval", "val"))
        ),
    ),
)
