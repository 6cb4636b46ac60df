"""Model cards."""

from __future__ import annotations

import pytest

from gate.derive import kinds_of
from tests.derive.sources.samples import expected, line, notes, read, sample, source, values

KIND = "model-card"
CARD = """\
---
base_model: acme/base
library_name: peft
license: apache-2.0
---
# A card

### Training hyperparameters

- learning_rate: 0.0002
- train_batch_size: 4
- seed: 11
- lr_scheduler_warmup_steps: 0.1

### Framework versions

- PEFT 0.18.1
- Pytorch 2.15.0+cu132
"""


@pytest.mark.parametrize(
    "path", ["axolotl/README.md", "base-model/README.md", "cards/model-card.md", "cards/model-card-two-bases.md"]
)
def test_samples(path: str) -> None:
    given = read(sample(path), KIND)
    wanted = expected(path)
    base = wanted["base_model"]
    named = [base] if isinstance(base, str) else base or []
    assert given.facts["base_models"] == named
    assert given.facts["license"] == wanted.get("license")
    assert given.facts["relation"] == wanted.get("base_model_relation")
    assert given.facts["datasets"] == wanted.get("datasets", given.facts["datasets"])
    assert given.facts["library"] == wanted.get("library_name", given.facts["library"])
    told = {f"{row['dataset']} {row['metric']}": row["value"] for row in given.facts["evaluations"]}
    assert told == wanted.get("eval", {})
    assert "/base_model/revision" not in values(given)


def test_axolotl_writes_its_configuration_into_it() -> None:
    given = read(sample("axolotl/README.md"), KIND)
    assert given.facts["has_axolotl_config"] is True
    assert values(given)["/environment/frameworks/axolotl"] == "0.19.0"
    assert values(given)["/seed"] == 4127


def test_lists_below() -> None:
    given = read(source("README.md", CARD), KIND)
    assert values(given) == {
        "/base_model/id": "acme/base",
        "/hyperparameters/learning_rate": 0.0002,
        "/seed": 11,
        "/environment/frameworks/peft": "0.18.1",
        "/environment/frameworks/torch": "2.15.0",
    }
    assert line(given, "/seed") == 12
    assert line(given, "/base_model/id") == 2


def test_a_card_without_a_licence() -> None:
    given = read(source("README.md", CARD.replace("license: apache-2.0", "licence: license")), KIND)
    assert notes(given)[None] == "the card states no licence"
    assert given.facts["license"] is None


def test_several_bases_prove_none() -> None:
    given = read(source("README.md", CARD.replace("base_model: acme/base", "base_model: [a/b, c/d]")), KIND)
    assert notes(given)["/base_model/id"] == "the card names 2 base models"


def test_what_is_no_model_card() -> None:
    assert kinds_of(source("README.md", "# Read me\n- seed: 1\n")) == []
    assert KIND not in kinds_of(source("README.md", "---\nlicense: mit\ntask_categories: [x]\n---\n"))
    assert kinds_of(source("docs/page.md", CARD)) == []
