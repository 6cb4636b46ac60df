"""``config.json`` of a transformers model (5.24). It has not named the base since ``_name_or_path`` went.

Facts: ``architectures``, ``model_type``, ``context_length``, ``transformers_version``, ``is_reward_model``, ``dtype``,
``hidden_size``, ``num_hidden_layers``, ``vocab_size``.
"""

from __future__ import annotations

from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import json_keys, tree
from gate.derive.settings import settings_of
from gate.derive.trainer import Run, is_folder, value_of

KIND = "model-config"
_FACTS = ("architectures", "model_type", "transformers_version", "hidden_size", "num_hidden_layers", "vocab_size")
_REWARD = ("ForSequenceClassification", "ForTokenClassification", "RewardModel")


def recognises(source: Source) -> bool:
    return source.name == "config.json" and {"architectures", "model_type"} <= json_keys(source)


def read(source: Source) -> Given:
    settings = settings_of(tree(source, "json"))
    architectures = value_of(settings, "architectures")
    if not isinstance(architectures, list):
        raise SourceError("not a model's configuration: architectures is missing", 1)
    run = Run(facts={name: value_of(settings, name) for name in _FACTS})
    version = value_of(settings, "transformers_version")
    run.tool = f"transformers {version}" if version else None
    run.facts["dtype"] = value_of(settings, "dtype", "torch_dtype")
    run.facts["context_length"] = value_of(settings, "max_position_embeddings", "n_positions", "max_seq_len")
    run.facts["is_reward_model"] = any(str(name).endswith(_REWARD) for name in architectures)
    named = settings.get("_name_or_path")
    if named is not None and isinstance(named.value, str) and named.value and not is_folder(named.value):
        run.give("/base_model/id", named.value, named)
    else:
        run.note("a model's configuration does not name its base", 1, "Record the model card.", "/base_model/id")
    return run.given()
