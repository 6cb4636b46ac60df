"""``training_args.json`` (transformers 5: ``TrainingArguments.to_json_string``); ``training_args.bin`` is not read.

The binary file is a pickle: loading one runs what is in it.
"""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import json_keys, tree
from gate.derive.settings import settings_of
from gate.derive.trainer import Trainer

KIND = "training-args"
TRAINER = Trainer(kind=KIND, base=())


def recognises(source: Source) -> bool:
    if source.name == "training_args.bin":
        return True
    return (
        source.name.endswith(".json")
        and {"output_dir", "per_device_train_batch_size", "adam_beta1"} <= json_keys(source)
        and not {"swift_version", "tuner_type", "artifact_uri"} & json_keys(source)
    )


def read(source: Source) -> Given:
    if source.name == "training_args.bin":
        raise SourceError(
            "a pickle, which is not read: loading it would run what is in it",
            None,
            "Write the arguments with TrainingArguments.to_json_string(), and record that file.",
        )
    given = trainer.read(TRAINER, settings_of(tree(source, "json")), source.path)
    notes = tuple(note for note in given.notes if note.pointer != "/method/objective")
    return Given(given.tool, given.values, facts=given.facts, notes=notes)
