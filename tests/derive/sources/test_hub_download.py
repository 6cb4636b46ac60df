"""What is kept of a download from the hub."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import read, refused, source, values

KIND = "hub-download"
METADATA = f"{'5' * 40}\n{'a' * 40}\n1791982931.25\n"


@pytest.mark.parametrize("path", ["base/.cache/huggingface/download/README.md.metadata", "base/README.md.metadata"])
def test_download(path: str) -> None:
    given = read(source(path, METADATA), KIND)
    assert values(given) == {"/base_model/revision": "5" * 40, "/documents/*/retrieved_at": "2026-10-14T13:02:11Z"}
    assert [about.path for about in given.about] == ["base/README.md"]


@pytest.mark.parametrize("text", [f"{'5' * 40}\n", METADATA.replace("1791982931.25", "soon")])
def test_bad_input(text: str) -> None:
    refused(source("README.md.metadata", text), KIND)
