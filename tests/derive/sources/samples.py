"""What a source gives, in a form that tests read easily; and samples that real tools wrote, where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gate.derive import kinds_of, readers
from gate.derive.given import Given, Source, SourceError
from gate.derive.meanings import meaning
from tests.tools import ROOT

FOLDER = next((f for p in ROOT.parents if (f := p / "shared" / "derive-samples").is_dir()), ROOT / "no-samples")
NUMBER = 1e-12


def sample(path: str) -> Source:
    """A sample that a real tool wrote; the test is skipped where the samples are not at hand."""
    file: Path = FOLDER / path
    if not file.is_file():
        pytest.skip("the samples of real tools are not at hand")
    return Source(path, file.read_bytes())


def expected(path: str) -> Any:
    sample(path)
    return json.loads((FOLDER / "expected.json").read_bytes())[path]


def source(path: str, text: str | bytes) -> Source:
    return Source(path, text.encode() if isinstance(text, str) else text)


def read(given: Source, kind: str) -> Given:
    """What the only reader that takes the source gives."""
    assert kinds_of(given) == [kind]
    return readers()[kind].read(given)


def refused(given: Source, kind: str) -> SourceError:
    assert kinds_of(given) == [kind]
    with pytest.raises(SourceError) as caught:
        readers()[kind].read(given)
    return caught.value


def values(given: Given) -> dict[str, Any]:
    """Pointer -> value; of a pointer that is given twice, a test has to say so."""
    pointers = [value.pointer for value in given.values]
    assert len(pointers) == len(set(pointers))
    return {value.pointer: value.value for value in given.values}


def line(given: Given, pointer: str) -> int:
    return next(value.line for value in given.values if value.pointer == pointer)


def notes(given: Given) -> dict[str | None, str]:
    """Pointer -> what is said of it."""
    return {note.pointer: note.msg for note in given.notes}


def hyperparameters(given: Given) -> dict[str, Any]:
    """The shared name of each hyperparameter -> value."""
    prefix = "/hyperparameters/"
    found = values(given)
    return {meaning(name.removeprefix(prefix)): v for name, v in found.items() if name.startswith(prefix)}


def check_recipe(given: Given, wanted: Mapping[str, Any]) -> None:
    """Every value that is expected of a training configuration; an unknown name of one fails."""
    found, facts, numbers = values(given), given.facts, hyperparameters(given)
    told: dict[str, Any] = {
        "base": found.get("/base_model/id", facts.get("base_path")),
        "revision": found.get("/base_model/revision"),
        "seed": found.get("/seed"),
        "output": facts.get("output_dir"),
        "batch_size": facts["batch_size"]["value"],
        "gradient_accumulation": facts.get("accumulation"),
        "data": [row["name"] for row in facts["data"] if not row["held_out"]],
        "eval_data": [row["name"] for row in facts["data"] if row["held_out"]],
        "epochs": numbers.get("epochs"),
        "optimizer": numbers.get("optimizer"),
        "scheduler": numbers.get("lr_scheduler"),
        "sequence_len": numbers.get("max_length"),
        "cutoff_len": numbers.get("max_length"),
        "max_seq_length": numbers.get("max_length"),
        "lora": {
            "r": numbers.get("lora_r"),
            "alpha": numbers.get("lora_alpha"),
            "dropout": numbers.get("lora_dropout"),
            "target": numbers.get("lora_target_modules", numbers.get("lora_target")),
        },
    }
    for name, value in wanted.items():
        if name == "lora":
            assert {part: told["lora"][part] for part in value} == value
        else:
            assert (told[name] if name in told else numbers[name]) == value, name
