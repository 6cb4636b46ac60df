"""NVIDIA NeMo and NeMo-RL training configurations."""

from gate.recognise.recogniser import Declared, has_any

RECOGNISERS = (
    Declared(
        name="nemo",
        files=("*.yaml", "*.yml"),
        identify=has_any(
            "/model/data/train_ds",
            "/model/restore_from_path",
            "/restore_from_path",
            "/pretrained_checkpoint",
            "/model/language_model_path",
            "/model/data/data_prefix",
            "/policy/model_name",
            "/model/train_ds",
        ),
        surfaces={
            "base_model": (
                "/restore_from_path",
                "/model/restore_from_path",
                "/model/language_model_path",
                "/model/peft/restore_from_path",
                "/pretrained_checkpoint",
                "/model/pretrained_checkpoint",
                "/policy/model_name",
                "/policy/tokenizer/name",
                "/model/tokenizer/model",
                "/model/tokenizer/type",
                "/model/tokenizer/library",
                "/teacher/model_name",
                "/model/nemo_path",
            ),
            "training_data": (
                "/model/data/train_ds",
                "/model/train_ds",
                "/model/data/data_prefix",
                "/data/dataset_name",
                "/data/train",
                "/data/train_data_path",
                "/data/train_dataset",
            ),
            "system_prompt": ("/data/system_prompt_file", "/data/prompt_file", "/model/inference/system_prompt"),
        },
        skip=tuple(
            f"/model{part}/train_ds/{key}"
            for part in ("", "/data")
            for key in (
                "global_batch_size",
                "micro_batch_size",
                "num_workers",
                "shuffle",
                "memmap_workers",
                "pin_memory",
                "max_seq_length",
                "min_seq_length",
                "drop_last",
                "num_samples",
                "batch_size",
                "index_mapping_dir",
                "pad_to_max_length",
            )
        ),
        references={"/restore_from_path": "", "/model/restore_from_path": "", "/policy/model_name": ""},
    ),
)
