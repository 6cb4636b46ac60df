from __future__ import annotations

from gate.derive.implied import implied, named_by, overrides
from gate.values.elements import Element, State


def element(surface: str, key: str, format: str = "yaml") -> Element:
    return Element(surface, key, format, "sha256:0", path=key.partition("#")[0])


def test_files_of_the_state_and_of_documents() -> None:
    rows = (
        element("training_recipe", "train.yaml#/seed"),
        element("base_model", "train.yaml#/base_model"),
        element("training_data", "data/a.jsonl", "jsonl"),
        element("system_prompt", "prompt.md", "text"),
    )
    found = implied(State("m", (), rows), {"training-run": {"lock_file": {"path": "train.lock"}}})
    assert [(one.path, one.surfaces, one.is_data) for one in found] == [
        ("data/a.jsonl", ("training_data",), True),
        ("train.lock", (), False),
        ("train.yaml", ("base_model", "training_recipe"), False),
    ]
    assert found[0].homes == {"training-data-manifest"}
    assert found[1].homes == found[2].homes == {"training-run"}
    assert implied(State("m", (), ()), {"training-run": {"lock_file": {"path": "s3://a/train.lock"}}}) == []


def test_files_that_a_command_names() -> None:
    paths = ["configs/train.yaml", "configs/dpo.yaml", "train.py"]
    assert named_by("axolotl train configs/train.yaml", paths) == {"configs/train.yaml"}
    assert named_by("cd configs && axolotl train train.yaml", paths) == {"configs/train.yaml"}
    assert named_by("trl sft --config=/workspace/configs/dpo.yaml", paths) == {"configs/dpo.yaml"}
    assert named_by("python train.py", paths) == {"train.py"}
    assert named_by("python 'train", paths) == set()
    assert named_by(["train.py"], paths) == set()


def test_what_a_command_sets_itself() -> None:
    assert overrides("trl sft --learning_rate 2e-4 --use_peft --seed=7 optimizer.lr=1e-5 ++trainer.max-steps=4") == {
        "learning_rate": "2e-4",
        "seed": "7",
        "lr": "1e-5",
        "max_steps": "4",
    }
    assert overrides("accelerate launch --num_processes 1 -m axolotl.cli.train train.yaml") == {"num_processes": "1"}
    assert overrides("--") == {}
