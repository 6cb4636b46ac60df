"""ML-BOMs of CycloneDX."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.derive.sources.samples import expected, notes, read, refused, sample, source, values

KIND = "cyclonedx"


@pytest.mark.parametrize("path", ["cyclonedx/cyclonedx-ml.cdx.json", "cyclonedx/cyclonedx-ml-modelcard.cdx.json"])
def test_samples(path: str) -> None:
    given = read(sample(path), KIND)
    wanted, found = expected(path), values(given)
    assert found["/output/digest"] == f"sha256:{wanted['sha256']}"
    facts = given.facts
    assert facts["ancestors"] == wanted["ancestors"]
    assert (facts["model"], facts["version"], facts["spec_version"]) == (
        wanted["model"],
        wanted["version"],
        wanted["specVersion"],
    )
    assert facts["has_model_card"] is wanted["modelCard"]
    rows = [{name: row[name] for name in ("name", "type", "version")} for row in facts["components"]]
    assert rows == [{name: row[name] for name in ("name", "type", "version")} for row in wanted["components"]]
    told = [row["licenses"] for row in facts["components"]]
    assert told == [["CC-BY-4.0 AND LicenseRef-Acme-Internal"], ["Apache-2.0"]]
    base = wanted["ancestors"][0] if wanted["ancestors"] else [None, None]
    assert [found.get("/base_model/id"), found.get("/base_model/revision")] == base


def bom(**component: Any) -> str:
    model = {"type": "machine-learning-model", "name": "m", **component}
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": model}})


def test_without_a_hash() -> None:
    for hashes in ([], [{"alg": "MD5", "content": "a" * 32}], [{"alg": "SHA-256", "content": "zz"}]):
        given = read(source("a.cdx.json", bom(hashes=hashes)), KIND)
        assert values(given) == {}
        assert notes(given)["/output/digest"] == "the model has no SHA-256"


def test_about_something_else() -> None:
    text = bom().replace("machine-learning-model", "application")
    assert refused(source("a.json", text), KIND).message == "the document is not about a machine-learning-model"


def test_two_ancestors_prove_no_base() -> None:
    rows = [{"type": "machine-learning-model", "name": name, "version": "1"} for name in ("a", "b")]
    given = read(source("a.json", bom(pedigree={"ancestors": rows})), KIND)
    assert "/base_model/id" not in values(given)
