"""Data contracts."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import line, notes, read, refused, source, values

KIND = "data-contract"
AT = "/sources/*"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: tickets
version: 1.0.0
status: active
description:
  purpose: Train the
    assistant.
servers:
  - server: store
    type: s3
    location: s3://store/tickets/*.jsonl
roles:
  - role: data@acme.example
    access: read
  - role: ml@acme.example
    access: read
slaProperties:
  - property: retention
    value: 5
    unit: y
authoritativeDefinitions:
  - type: dpia
    url: DPIA-7
  - type: videoTutorial
    url: https://acme.example/watch
"""


def test_contract() -> None:
    given = read(source("tickets.odcs.yaml", CONTRACT), KIND)
    assert values(given) == {
        f"{AT}/legal_basis/personal_data/purpose": "Train the assistant.",
        f"{AT}/legal_basis/personal_data/assessment": "DPIA-7",
        f"{AT}/retention/location": "s3://store/tickets/*.jsonl",
        f"{AT}/retention/access": ["data@acme.example", "ml@acme.example"],
        f"{AT}/retention/retention_period": "P5Y",
    }
    assert line(given, f"{AT}/retention/location") == 12
    assert given.facts == {"id": "tickets", "version": "1.0.0", "status": "active"}


def test_end_of_life() -> None:
    text = CONTRACT.replace(
        "property: retention\n    value: 5\n    unit: y", 'property: endOfLife\n    value: "2029-06-30"'
    )
    assert values(read(source("c.yaml", text), KIND))[f"{AT}/retention/retention_until"] == "2029-06-30"


def test_several_places_and_an_odd_retention() -> None:
    text = CONTRACT.replace("roles:", "  - server: copy\n    location: s3://copy/\nroles:").replace(
        "unit: y", "unit: moons"
    )
    given = read(source("c.yaml", text), KIND)
    assert f"{AT}/retention/location" not in values(given)
    assert notes(given)[f"{AT}/retention/location"] == "the contract names 2 places"
    assert f"{AT}/retention/retention_period" in notes(given)


@pytest.mark.parametrize("version", ["v2.2.2", "3.1.0"])
def test_another_version(version: str) -> None:
    error = refused(source("c.yaml", CONTRACT.replace("v3.1.0", version)), KIND)
    assert (error.message, error.line) == ("it is not a contract of version 3 of the standard", 1)
