"""What a training-data manifest says of one source, for every page and document that lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def sources_of(manifest: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """The sources of a manifest; none where there is none."""
    return list((manifest or {}).get("sources", ()))


def records_of(source: Mapping[str, Any]) -> int:
    """Its records: of the files in the repository, and of the data sets that are loaded from a hub."""
    rows = (*source.get("files", ()), *source.get("hosted_datasets", ()))
    return sum(row["records"] for row in rows if isinstance(row.get("records"), int))


def name_of(source: Mapping[str, Any]) -> str:
    return str(source.get("name", source["id"]))


def data_sets(source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(id, revision) of the public corpus that it was taken from, and of what is loaded from a hub."""
    for row in (source.get("corpus") or {}, *source.get("hosted_datasets", ())):
        if row.get("id"):
            yield str(row["id"]), str(row.get("revision", ""))


def copyright_of(source: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = source.get("legal_basis", {}).get("copyright", {})
    return found


def personal_data_of(source: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = source.get("legal_basis", {}).get("personal_data", {})
    return found
