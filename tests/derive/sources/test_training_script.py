"""Training scripts in Python."""

from __future__ import annotations

from tests.derive.sources.samples import hyperparameters, notes, read, refused, sample, source, values

UNSLOTH = """\
from unsloth import FastLanguageModel

LR = 2e-4
model, tokenizer = FastLanguageModel.from_pretrained(
    model_name="acme/base-8b", revision="0f1e2d3c", max_seq_length=2048
)
model = FastLanguageModel.get_peft_model(model, r=16, lora_alpha=16, target_modules=["q_proj"], random_state=3407)
data = load_dataset("json", data_files="data/a.jsonl", split="train")
trainer = SFTTrainer(
    model=model,
    train_dataset=data,
    args=SFTConfig(learning_rate=LR, seed=11, output_dir="out", per_device_train_batch_size=2),
)
"""


def test_unsloth() -> None:
    given = read(source("train.py", UNSLOTH), "training-script")
    found, numbers = values(given), hyperparameters(given)
    assert found["/base_model/id"] == "acme/base-8b"
    assert found["/base_model/revision"] == "0f1e2d3c"
    assert found["/seed"] == 11
    assert found["/method/objective"] == "supervised"
    assert (numbers["learning_rate"], numbers["lora_r"], numbers["max_length"]) == (0.0002, 16, 2048)
    assert numbers["random_state"] == 3407
    assert [row["name"] for row in given.facts["data"]] == ["data/a.jsonl"]


def test_unsloth_loads_in_four_bits_by_itself() -> None:
    given = read(source("train.py", UNSLOTH), "training-script")
    assert values(given)["/method/adaptation"] == "qlora"
    given = read(
        source("train.py", UNSLOTH.replace("max_seq_length=", "load_in_4bit=False, max_seq_length=")), "training-script"
    )
    assert values(given)["/method/adaptation"] == "lora"


def test_sample() -> None:
    given = read(sample("hf-trainer-full/trainer_full.py"), "training-script")
    found = values(given)
    assert found["/base_model/id"] == "acme-ml/tiny-llama-base"
    assert found["/base_model/revision"] == "5f0c1d2e3a4b59687786a5b4c3d2e1f00f1e2d3c"
    assert found["/seed"] == 1234
    assert given.facts["data_seed"] == 99
    assert found["/hyperparameters/learning_rate"] == 5e-5
    assert found["/method/adaptation"] == "full"
    assert "/method/objective" in notes(given)


def test_arguments_that_are_not_seen() -> None:
    given = read(source("train.py", UNSLOTH.replace("SFTConfig(", "SFTConfig(**more, ")), "training-script")
    assert notes(given)[None] == "SFTConfig gets arguments that are set elsewhere: '**'"
    given = read(source("train.py", UNSLOTH.replace("LR = 2e-4", "LR = float(sys.argv[1])")), "training-script")
    assert "learning_rate" not in hyperparameters(given)


def test_two_configurations() -> None:
    given = read(source("train.py", UNSLOTH + "other = SFTConfig(learning_rate=0.5)\n"), "training-script")
    assert "learning_rate" not in hyperparameters(given)
    assert "2 calls make settings of a trainer" in str(notes(given)[None])


def test_two_models() -> None:
    given = read(source("train.py", UNSLOTH + "rm = AutoModel.from_pretrained('acme/rm')\n"), "training-script")
    assert "/base_model/id" not in values(given)


def test_no_python() -> None:
    error = refused(source("train.py", UNSLOTH + "def (:\n"), "training-script")
    assert error.line == 14


def test_nothing_is_run() -> None:
    text = UNSLOTH + "open('/tmp/ran', 'w').write('x')\nraise SystemExit(3)\n"
    assert values(read(source("train.py", text), "training-script"))["/seed"] == 11
