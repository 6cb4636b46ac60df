"""Which sources a pack has at a snapshot."""

from __future__ import annotations

import json

import pytest

from tests.command import MODEL, tunegate
from tests.repo import Repo

CARD = (
    "---\nbase_model: acme/before\nlibrary_name: transformers\n---\n### Training hyperparameters\n\n"
    "- learning_rate: 0.5\n- seed: 1\n\n### Framework versions\n\n- Datasets 5.2.0\n"
)


@pytest.mark.parametrize(
    ("surface", "given"), [("base_model", set()), ("fine_tuned_model", {"/environment/frameworks/datasets"})]
)
def test_card_of_the_base_says_nothing_of_the_run(surface: str, given: set[str], example: Repo) -> None:
    """Its libraries are those of another training; the card of the fine-tune is about the run."""
    example.write("models/README.md", CARD)
    config = (example.path / "tunegate.yaml").read_text()
    head = f"      {surface}:\n"
    example.write("tunegate.yaml", config.replace(head, f"{head}        - models/README.md\n"))
    value = json.loads(tunegate(example, "case", "--all-models").stdout)
    derived = value["models"][MODEL]["evidence"]["artefacts"]["training-run"]["derived"]
    places = [index for index, row in enumerate(derived["sources"]) if row["path"] == "models/README.md"]
    assert len(places) == 1
    found = {row["pointer"] for row in derived["values"] if row["source"] in places}
    assert found == given
