"""Form 1: the digest is of the whole document, every element included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.values.canonical import canonical_json, digest_of
from gate.values.forms.form import Form


def _digest(document: Mapping[str, Any]) -> str:
    return digest_of(canonical_json(document))


FORM = Form(1, _digest)
