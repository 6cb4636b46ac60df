"""Files that real tools wrote, put into a repository: what is filled in is what `check` derives again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from tests.command import NOW, tunegate
from tests.repo import Repo
from tests.tools import ROOT, unavailable

SAMPLES = ROOT.parent / "shared" / "derive-samples"
CONFIG = """\
version: 1
models:
  assistant:
    surfaces:
      training_data: [data/train.jsonl]
      training_recipe: [{recipe}]
      base_model: ["{recipe}#/{base}"]
      system_prompt: [prompt.md]
    evidence: evidence/assistant
"""
RUNS = {
    "trl": ("trl-sft-lora/sft.yaml", "model_name_or_path", {"seed": 4127, "learning_rate": 0.0002}),
    "axolotl": ("axolotl/axolotl.yaml", "base_model", {"seed": None, "learning_rate": None}),
    "llama-factory": (
        "llamafactory/llamafactory_sft.yaml",
        "model_name_or_path",
        {"seed": None, "learning_rate": None},
    ),
}


@pytest.fixture
def samples() -> Path:
    return SAMPLES if SAMPLES.is_dir() else unavailable("../shared/derive-samples is not there")


@pytest.mark.parametrize(("recipe", "base", "expected"), RUNS.values(), ids=RUNS)
def test_recipe(recipe: str, base: str, expected: dict[str, object], samples: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    name = recipe.rpartition("/")[2]
    shutil.copyfile(samples / recipe, tmp_path / name)
    (tmp_path / "data").mkdir()
    shutil.copyfile(samples / "data" / "train.jsonl", tmp_path / "data" / "train.jsonl")
    repo.write("prompt.md", "Be kind.\n")
    repo.write("tunegate.yaml", CONFIG.format(recipe=name, base=base))
    repo.commit("a run")
    done = tunegate(repo, "evidence", "collect", "training-run", "training-data-manifest", "--now", NOW)
    assert done.returncode == 0, done.stderr
    run = yaml.safe_load((tmp_path / "evidence/assistant/training-run.yaml").read_text())
    said = yaml.safe_load((samples / recipe).read_text())
    for key in ("seed", "learning_rate"):
        wanted = expected[key] if expected[key] is not None else said.get(key)
        if wanted is not None:
            found = run["seed"] if key == "seed" else run["hyperparameters"][key]
            assert float(found) == float(str(wanted))
    manifest = yaml.safe_load((tmp_path / "evidence/assistant/training-data-manifest.yaml").read_text())
    lines = [json.loads(line) for line in (samples / "data" / "train.jsonl").read_text().splitlines() if line.strip()]
    assert manifest["sources"][0]["files"][0]["records"] == len(lines)
    again = tunegate(repo, "evidence", "collect", "--now", NOW)
    assert "contradicts" not in again.stdout
    assert "agree with their sources" in again.stdout
