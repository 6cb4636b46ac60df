"""The ML-BOM by the schema of CycloneDX, and read by its library."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import ComponentType
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.command import EXAMPLE, MODEL, NOW, tunegate
from tests.repo import Repo

FILES = ("boundaries", "orders-and-deliveries", "returns-and-refunds", "warranty-and-care")


def test_the_bom_is_valid_and_read(tmp_path: Path) -> None:
    repo = Repo(shutil.copytree(EXAMPLE, tmp_path / "repo"))
    repo.commit()
    done = tunegate(repo, "report", MODEL, "--any-commit", "--now", NOW, "--as", "cyclonedx", "--output", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(done.stdout) is None
    bom = Bom.from_json(json.loads(done.stdout))
    model = bom.metadata.component
    assert (model.name, model.version, model.type) == (
        "llama-3.1-8b-acme-support",
        "2026.10.2",
        ComponentType.MACHINE_LEARNING_MODEL,
    )
    assert [ancestor.name for ancestor in model.pedigree.ancestors] == ["meta-llama/Llama-3.1-8B-Instruct"]
    files = sorted(file.name for part in bom.components for file in part.components)
    assert files == [f"data/train/{name}.jsonl" for name in FILES]
