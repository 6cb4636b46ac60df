"""``dataset_info.json``."""

from __future__ import annotations

from tests.derive.sources.samples import expected, notes, read, refused, sample, source

KIND = "llama-factory-data"


def test_sample() -> None:
    """The data of the recipe, through this file."""
    wanted = expected("llamafactory/llamafactory_sft.yaml")
    datasets = read(sample("data/dataset_info.json"), KIND).facts["datasets"]
    (said,) = wanted["data"]
    assert said == f"{datasets['acme_support']['name']} (through data/dataset_info.json: acme_support)"
    assert [datasets["acme_holdout"]["name"]] == wanted["eval_data"]


def test_places() -> None:
    text = '{"a": {"hf_hub_url": "acme/chat"}, "b": {"file_name": "./b.json"},\n "c": {}, "d": {"script_url": "d"}}'
    given = read(source("dataset_info.json", text), KIND)
    assert given.facts["datasets"] == {
        "a": {"where": "hub", "name": "acme/chat", "revision": None},
        "b": {"where": "file", "name": "./b.json", "revision": None},
        "d": {"where": "script", "name": "d", "revision": None},
    }
    assert notes(given)[None] == "nothing says where c is"


def test_what_is_none() -> None:
    refused(source("data/dataset_info.json", '[{"file_name": "a"}]'), KIND)
    refused(source("data/dataset_info.json", '{"a": {"file_name": "a"}, "a": {"file_name": "b"}}'), KIND)
