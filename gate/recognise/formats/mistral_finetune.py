"""mistral-finetune's training configurations."""

from gate.recognise.recogniser import Declared, has

RECOGNISERS = (
    Declared(
        name="mistral-finetune",
        files=("*.yaml", "*.yml"),
        identify=has("/model_id_or_path"),
        surfaces={"base_model": ("/model_id_or_path",), "training_data": ("/data",)},
        skip=("/data/eval_instruct_data", "/data/shuffle", "/data/dynamic_chunk_fn_call"),
        references={"/model_id_or_path": "", "/data/instruct_data": "", "/data/data": ""},
    ),
)
