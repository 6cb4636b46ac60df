"""Reviewed prompts and filters as ConfigMaps: immutable, and named by the digest of their text.

Source: Kubernetes 1.34, "Immutable ConfigMaps", and "ConfigMap": 1 MiB of data, keys of letters, digits, '-', '_', '.'.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.admission.shape import NAMED
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import SurfaceError
from gate.values.regex import regex

SURFACES = {"system_prompt": "prompt", "output_filter": "filter"}
MAX_DATA = 1 << 20
_KEY = regex(r"[-._a-zA-Z0-9]{1,253}")
_OTHER = regex(r"[^a-z0-9]+")


def config_map(model: str, surface: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The ConfigMap of a surface's files. Raises SurfaceError for files that none can hold."""
    data: dict[str, str] = {}
    for path, content in sorted(files.items()):
        name = path.rpartition("/")[2]
        if name in data or not _KEY.fullmatch(name):
            what = "has the name of another file" if name in data else "has a name that a ConfigMap cannot hold"
            raise SurfaceError(f"{what}, and a ConfigMap has no folders", path=path, remedy="Rename it.")
        try:
            data[name] = content.decode("utf-8")
        except UnicodeDecodeError:
            raise SurfaceError("is not UTF-8", path=path, remedy="Write it in UTF-8.") from None
    size = sum(len(name) + len(text.encode()) for name, text in data.items())
    if size > MAX_DATA:
        raise SurfaceError(
            f"{surface} has {size:,} bytes, and a ConfigMap holds {MAX_DATA:,}",
            remedy="Serve it from the model's image.",
        )
    digest = digest_of(canonical_json(data)).removeprefix("sha256:")[:16]
    name = f"{NAMED}{_OTHER.sub('-', model.lower()).strip('-')[:24]}-{SURFACES[surface]}-{digest}"
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "immutable": True, "data": data}
