"""The base's documents, where the head has other ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.documents import DocumentError, parse
from gate.evidence.defaults import effective
from gate.evidence.pack import MAX_DOCUMENT, Document
from gate.evidence.versions import refuse_newer
from gate.values.canonical import digest_of

if TYPE_CHECKING:
    from gate.config.load import Model
    from gate.git.snapshot import Snapshot


def base_document(base: Snapshot | None, old: Model | None, kind: str, document: Document | None) -> Document | None:
    """The same as a document, which need not fit its schema; None where there is nothing to say."""
    if base is None or old is None or document is None:
        return None
    for ending in ("yaml", "yml"):
        path = f"{old.evidence}/{kind}.{ending}"
        entry = base.entry(path)
        if entry is None or not entry.is_regular:
            continue
        data = base.read(path, entry, limit=MAX_DOCUMENT)
        digest = digest_of(data)
        if digest == document.digest:
            break
        try:
            node = parse(data, "yaml")
        except DocumentError:
            break
        refuse_newer(kind, node, path)
        whole = effective(kind, node)
        found = whole.plain()
        return Document(kind, old.evidence, path, digest, whole, found) if isinstance(found, dict) else None
    return None
