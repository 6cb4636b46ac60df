"""The card of a data set on the Hugging Face hub: the front matter of its README (huggingface-hub 2.4, dataset cards).

The card says neither the id nor the revision of the data set. Facts: ``licences`` (``text``, ``expression``,
``problem``, ``terms``), ``licence_name`` and ``licence_link`` where the licence is 'other', and ``files`` by split.
"""

from __future__ import annotations

from typing import Any

from gate.derive.cards import CORPUS, licence_facts, licence_rows, licence_value
from gate.derive.given import Given, Note, Source, SourceError, Value
from gate.derive.parsing import tree
from gate.documents import Node

KIND = "dataset-card"
TOLD = True
_OF_DATA = (
    b"\ntask_categories:",
    b"\nsize_categories:",
    b"\nsource_datasets:",
    b"\nannotations_creators:",
    b"\ndataset_info:",
    b"\npretty_name:",
)
_WHERE = "Write them into the manifest: the hub's id, and the commit that was taken."


def recognises(source: Source) -> bool:
    head = source.head.replace(b"\r\n", b"\n")
    front = head[: head.find(b"\n---", 4)] if head.startswith(b"---\n") else b""
    return any(key in front for key in _OF_DATA) and b"\nbase_model:" not in front


def read(source: Source) -> Given:
    """Raises SourceError where there is no front matter, or it cannot be read."""
    card = tree(source, "frontmatter")
    if not source.data.startswith(b"---") or len(list(card.items())) < 2:
        raise SourceError("the card has no front matter", 1, "Take the card as the hub has it, with its first lines.")
    given = card.child("license")
    rows = licence_rows(given.plain() if given is not None else None)
    line = given.line if given is not None else 1
    found = licence_value(rows, line)
    facts: dict[str, Any] = {"licences": licence_facts(rows), "files": _files(card)}
    for fact, key in (("licence_name", "license_name"), ("licence_link", "license_link")):
        node = card.child(key)
        if node is not None and isinstance(node.value, str):
            facts[fact] = node.value
    nameless = Note("the card does not say the data set's id and revision", 1, _WHERE, f"{CORPUS}/revision")
    values, notes = ((found,), (nameless,)) if isinstance(found, Value) else ((), (found, nameless))
    return Given(tool="dataset card", values=values, facts=facts, notes=notes)


def _files(card: Node) -> dict[str, str]:
    """Split -> path, of the first configuration that names files."""
    configs = card.child("configs")
    for _, config in configs.items() if configs is not None else ():
        files = config.child("data_files")
        rows = [row.plain() for _, row in files.items()] if files is not None else []
        found = {str(row["split"]): str(row["path"]) for row in rows if isinstance(row, dict) and "split" in row}
        if found:
            return found
    return {}
