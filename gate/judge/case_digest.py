"""The digest of a case: that of its canonical form with the digest of each model in the model's place.

So the digests of models that were judged one at a time, and in different processes, come to that of the whole case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gate.values.canonical import canonical_json, digest_of

if TYPE_CHECKING:
    from gate.case.shape import Case

_MODELS = "models"


def bytes_and_digest(case: Case | Mapping[str, Any]) -> tuple[bytes, str]:
    """The canonical bytes of a case, and its digest; every model is put into bytes once."""
    models = {name: canonical_json(model) for name, model in case["models"].items()}
    rows = {key: _object(models) if key == _MODELS else canonical_json(value) for key, value in case.items()}
    return _object(rows), case_digest(case, {name: digest_of(data) for name, data in models.items()})


def case_digest(frame: Case | Mapping[str, Any], models: Mapping[str, str]) -> str:
    """The digest of the case whose models have these digests, by name; those of ``frame`` are not looked at."""
    return digest_of(canonical_json({**frame, _MODELS: dict(models)}))


def _object(rows: Mapping[str, bytes]) -> bytes:
    """A canonical JSON object of values that are in their canonical form already."""
    return b"{" + b",".join(canonical_json(key) + b":" + rows[key] for key in sorted(rows)) + b"}"
