"""What pages say of sources that are no files of the repository: corpora, data sets of a hub, generators."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from gate.judge.decision import Decision
from gate.page.kinds.cyclonedx import build as cyclonedx
from gate.page.kinds.training_summary import build as training_summary
from gate.page.markdown import markdown
from gate.page.sources import data_sets, name_of, records_of, sources_of
from gate.page.subject import Subject
from tests.command import EVIDENCE, MODEL, NOW, tunegate
from tests.repo import Repo

HUB = {"id": "acme/chats", "revision": "v2", "records": 7}
GENERATOR = {"model": {"id": "acme/big", "revision": "r1"}, "provider": "Acme"}
SOURCES: list[dict[str, Any]] = [
    {"id": "a", "origin": "public-corpus", "corpus": {"id": "acme/corpus", "revision": "v1"}, "hosted_datasets": [HUB]},
    {"id": "b", "origin": "vendor", "legal_basis": {"copyright": {"status": "licensed", "licence": "MIT"}}},
    {"id": "c", "origin": "vendor", "legal_basis": {"copyright": {"status": "fair-use"}}},
    {"id": "d", "origin": "synthetic", "legal_basis": {"generator": GENERATOR}, "files": [{"path": "d", "records": 2}]},
]


@pytest.fixture(scope="module")
def subject(prepared: Any) -> Subject:
    """The example's model with `SOURCES`."""
    case = json.loads(tunegate(Repo(prepared), "case", "--verify", "--trusted", "main", "--now", NOW).stdout)
    case["models"][MODEL]["evidence"]["artefacts"]["training-data-manifest"]["document"]["sources"] = SOURCES
    decision = Decision("pass", None, case["head"], NOW, {}, None, "sha256:0", mode="verify")
    return Subject(MODEL, decision, cast(Any, case))


def test_records_names_and_data_sets() -> None:
    assert [records_of(source) for source in SOURCES] == [7, 0, 0, 2]
    assert list(data_sets(SOURCES[0])) == [("acme/corpus", "v1"), ("acme/chats", "v2")]
    assert (name_of(SOURCES[0]), sources_of(None)) == ("a", [])


def test_the_summary_lists_each_kind_at_its_point(subject: Subject) -> None:
    page = markdown(training_summary(subject))
    path = f"{EVIDENCE}/training-data-manifest.yaml"
    at = [f"`{path}:{lines}`" for lines in ("27-75", "77-158", "160-195", "197-253")]  # of the example's sources
    for row in (
        f"| 2.1 Publicly available data sets | a (`acme/corpus at v1`, `acme/chats at v2`): 7 records {at[0]} |",
        f"| 2.2.1 Data licensed from rightsholders | b: 0 records {at[1]}<br>licensed: MIT |",
        f"| 2.2.2 Private data of other third parties | c: 0 records {at[2]}<br>fair use |",
        "| 2.4 Data of users | No source of this kind. |",
        f"| 2.5 Synthetic data | d: 2 records {at[3]}<br>made by acme/big at r1, of Acme |",
    ):
        assert f"\n{row}\n" in page


def test_the_bom_names_the_corpus(subject: Subject) -> None:
    first = cyclonedx(subject)["components"][0]
    assert (first["name"], first["version"]) == ("acme/corpus", "v1")
