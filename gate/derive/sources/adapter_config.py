"""``adapter_config.json`` of PEFT (0.21: ``PeftConfig``), which lies beside the adapter's weights.

``revision`` is what the adapter's own loader was told, and is null after most runs whatever the recipe pinned: a null
proves nothing. Facts: ``adapter`` (the kind), ``peft_version``, ``target_modules`` (a set: written in no order).
"""

from __future__ import annotations

from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import json_keys, tree
from gate.derive.settings import settings_of
from gate.derive.trainer import MOVING, Run, is_folder

KIND = "adapter-config"
_GIVEN = ("r", "lora_alpha", "lora_dropout", "use_rslora", "use_dora", "bias")


def recognises(source: Source) -> bool:
    return source.name == "adapter_config.json" or (
        source.name.endswith(".json") and {"peft_type", "target_modules"} <= json_keys(source)
    )


def read(source: Source) -> Given:
    settings = settings_of(tree(source, "json"))
    kind = settings.get("peft_type")
    if kind is None or not isinstance(kind.value, str):
        raise SourceError("not the configuration of an adapter: peft_type is missing", 1)
    run = Run()
    targets = settings.get("target_modules")
    version = settings.get("peft_version")
    run.tool = f"peft {version.value}" if version else None
    run.facts |= {"adapter": kind.value, "peft_version": version.value if version else None}
    if targets is not None:
        run.facts["target_modules"] = (
            sorted(map(str, targets.value)) if isinstance(targets.value, list) else targets.value
        )
    if kind.value.upper() != "LORA":
        run.give("/method/adaptation", "other-adapter", kind)
    for name in _GIVEN:
        found = settings.get(name)
        if found is not None and found.value is not None:
            run.give(f"/hyperparameters/{name}", found.value, found)
    base = settings.get("base_model_name_or_path")
    revision = settings.get("revision")
    if base is None or not isinstance(base.value, str) or not base.value:
        run.note("the adapter names no base model", kind, pointer="/base_model/id")
    elif is_folder(base.value):
        run.facts["base_path"] = base.value
        run.note(f"the base model is the folder {base.value}", base, pointer="/base_model/id")
    else:
        run.give("/base_model/id", base.value, base)
        pinned: Any = revision.value if revision else None
        if revision is not None and isinstance(pinned, str) and pinned.lower() not in MOVING:
            run.give("/base_model/revision", pinned, revision)
        else:
            run.note("the adapter pins no revision of its base", revision or base, pointer="/base_model/revision")
    return run.given()
