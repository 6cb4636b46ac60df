"""Form 2: the digest is of the surfaces' digests.

The elements are those of form 1. They are serialised once, for the digest of their surface, which proves that surface
without the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.values.canonical import canonical_json, digest_of
from gate.values.forms.form import Form


def _digest(document: Mapping[str, Any]) -> str:
    surfaces = {surface: part["digest"] for surface, part in document["surfaces"].items()}
    return digest_of(canonical_json({**document, "surfaces": surfaces}))


FORM = Form(2, _digest)
