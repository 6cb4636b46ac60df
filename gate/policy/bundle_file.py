"""The policies as a bundle for an OPA server (OPA, "Bundles": a gzipped tar with ``.manifest``, Rego and data)."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
from typing import TYPE_CHECKING

from gate.values.canonical import canonical_json
from gate.values.regex import regex

if TYPE_CHECKING:
    from gate.policy.bundle import Bundle

_ROOT = regex(r"^package\s+(\w+)", re.MULTILINE)


def bundle_file(bundle: Bundle, revision: str) -> bytes:
    """The bytes of the bundle, the same for the same policies.

    Its data, ``tunegate.bundle.digest``, states the digest of the policies, which the answer repeats. It claims the
    packages of its modules only, so that it can stand beside other bundles of the server.
    """
    roots = {match[1] for text in bundle.modules.values() if (match := _ROOT.search(text))} | {"tunegate"}
    files = {
        ".manifest": canonical_json({"revision": revision, "roots": sorted(roots), "rego_version": 1}),
        "data.json": canonical_json({"tunegate": {"bundle": {"digest": bundle.digest}}}),
        **{path: text.encode() for path, text in bundle.modules.items()},
    }
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, data in sorted(files.items()):
            member = tarfile.TarInfo(path)  # its times and owners are those of nobody
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)
