"""Taking a decision back: the document that stays in the pack, so that nobody can put the decision back."""

from __future__ import annotations

from pathlib import Path

from gate.documents import parse
from gate.documents.schema import problems
from gate.evidence.files import write
from gate.evidence.pack import BASELINE, DETERMINATION, DISPOSITION, WITHDRAWAL, WITHDRAWALS, Document
from gate.evidence.scaffold import scaffold
from gate.values.errors import EvidenceError, UsageError


def new_withdrawal(root: Path, document: Document, *, by: str | None, reason: str | None, now: str) -> str:
    """Write the withdrawal of a disposition, a baseline or a determination; its path. ``now`` is RFC 3339.

    What is not given stays empty, and does not fit the schema until it is filled in. Raises UsageError for another
    kind of document and where there is a withdrawal of this moment, EvidenceError for a value that does not fit.
    """
    if document.kind not in (DISPOSITION, BASELINE, DETERMINATION):
        raise UsageError(
            "this is no disposition, baseline or determination",
            path=document.path,
            remedy="Name one of these; other evidence is corrected, or renewed.",
        )
    said = document.value
    what = str(said["trigger"]) if document.kind == DETERMINATION else document.kind
    moment = now.replace(":", "").replace("-", "")
    path = f"{document.folder}/{WITHDRAWALS}/{moment}-{what}-{said['state'][7:19]}.yaml"
    if (root / path).exists():
        raise UsageError("the withdrawal is there already", path=path, remedy="Edit it.")
    given = {"withdrawn_by": by, "reason": reason}
    known = {
        "schema": f"tunegate/{WITHDRAWAL}/v1",
        "model": said["model"],
        "withdraws": what,
        "state": said["state"],
        "withdrawn_at": now,
        **{name: value for name, value in given.items() if value},
    }
    text = scaffold(WITHDRAWAL, known)
    if all(given.values()) and (found := problems(WITHDRAWAL, parse(text.encode(), "yaml"), path)):
        raise EvidenceError(found)
    return write(root, path, text)
