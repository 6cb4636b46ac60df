"""torchtune's recipe configurations, where a component is named by its Python path."""

from gate.recognise.recogniser import Declared, has, has_any

_CHECKPOINTERS = (
    "checkpointer",
    "teacher_checkpointer",
    "ref_checkpointer",
    "base_checkpointer",
    "reward_checkpointer",
    "policy_checkpointer",
    "value_checkpointer",
)

RECOGNISERS = (
    Declared(
        name="torchtune",
        files=("*.yaml", "*.yml"),
        identify=lambda root: (
            has("/*/_component_")(root) and has_any("/checkpointer", "/tokenizer", "/dataset", "/model")(root)
        ),
        surfaces={
            "base_model": (
                *(
                    f"/{name}/{key}"
                    for name in _CHECKPOINTERS
                    for key in ("checkpoint_dir", "checkpoint_files", "adapter_checkpoint")
                ),
                "/tokenizer/path",
                "/tokenizer/merges_file",
                "/tokenizer/tokenizer_config_path",
                "/model/_component_",
                "/teacher_model/_component_",
                "/reward_and_value_model/_component_",
            ),
            "system_prompt": ("/dataset/new_system_prompt",),
            "training_data": ("/dataset",),
        },
        skip=("/dataset/packed", "/dataset/max_seq_len", "/dataset/packing"),
        references={
            **{f"/{name}/checkpoint_dir": "" for name in _CHECKPOINTERS},
            "/dataset/source": "revision",
        },
    ),
)
