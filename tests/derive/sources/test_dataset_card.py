"""Cards of data sets on the hub."""

from __future__ import annotations

import pytest

from gate.derive.given import SourceError
from gate.derive.sources import dataset_card
from tests.derive.sources.samples import expected, line, notes, read, sample, source, values

LICENCE, REVISION = "/sources/*/corpus/licence", "/sources/*/corpus/revision"
CARD = "---\npretty_name: x\n{}---\n# A card\n"


def test_sample() -> None:
    wanted, given = expected("cards/dataset-card.md"), read(sample("cards/dataset-card.md"), "dataset-card")
    assert values(given) == {LICENCE: wanted["spdx"]}
    assert line(given, LICENCE) == 6
    assert given.facts["files"] == wanted["files"]
    assert list(notes(given)) == [REVISION]


def test_no_licence() -> None:
    for one in (sample("cards/dataset-card-no-licence.md"), source("README.md", CARD.format(""))):
        given = read(one, "dataset-card")
        assert values(given) == {}
        assert notes(given)[LICENCE] == "the card gives no licence"


def test_another_licence() -> None:
    wanted = expected("cards/dataset-card-other-licence.md")
    given = read(sample("cards/dataset-card-other-licence.md"), "dataset-card")
    assert values(given) == {}
    assert given.facts["licence_name"] == wanted["license_name"]
    assert given.facts["licence_link"] == wanted["license_link"]
    assert notes(given)[LICENCE] == "the card's licence is other: 'other' names no licence"


def test_two_licences() -> None:
    wanted = expected("cards/dataset-card-two-licences.md")
    given = read(sample("cards/dataset-card-two-licences.md"), "dataset-card")
    assert values(given) == {}
    assert [row["text"] for row in given.facts["licences"]] == wanted["license"]
    assert given.facts["licences"][0]["terms"] == wanted["terms"]
    assert "without 'AND' or 'OR'" in notes(given)[LICENCE]


def test_a_licence_that_is_none() -> None:
    given = read(source("README.md", CARD.format("license: llama9\n")), "dataset-card")
    assert values(given) == {}
    assert notes(given)[LICENCE] == "the card's licence is llama9: llama9 is no SPDX id"


def test_a_list_of_one() -> None:
    assert values(read(source("README.md", CARD.format("license:\n- mit\n")), "dataset-card")) == {LICENCE: "MIT"}


@pytest.mark.parametrize("text", ["# A card\n", "---\n- a\n---\n", "---\nlicense: [\n---\n", "---\nlicense: mit\n", ""])
def test_bad_input(text: str) -> None:
    with pytest.raises(SourceError):
        dataset_card.read(source("README.md", text))


def test_cards_of_models_are_others() -> None:
    assert not dataset_card.recognises(source("README.md", CARD.format("base_model: a/b\n")))
