"""A bucket that fsspec opens, in the layout of `gate.registry.plain`; credentials are those of fsspec's package."""

from __future__ import annotations

from collections.abc import Mapping

from gate.registry.plain import Plain
from gate.registry.store import Bucket

SCHEMES = ("s3", "gs", "gcs", "az", "abfs", "abfss", "memory")


def open_registry(url: str, environment: Mapping[str, str]) -> Plain:
    return Plain(Bucket(url))
