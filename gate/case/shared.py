"""What the configuration says of every model alike, as a source of the documents that say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gate.derive.bind import MANIFEST
from gate.derive.facts import NOTHING, Origin, said_at
from gate.derive.given import Given, Value
from gate.derive.outcomes import Outcome
from gate.documents import pointer_of

if TYPE_CHECKING:
    from gate.config.shared import Shared

KIND = "defaults"
# a value that another one beside it takes the place of
_INSTEAD = {
    "retention_period": ("retention_until", None),
    "retention_until": ("retention_period", None),
    "reason": (("warranted", "measured"), True),
}


def shared_origins(kind: str, document: Mapping[str, Any], shared: Sequence[Shared]) -> Iterator[Origin]:
    """The values of one kind of document. A document may say otherwise: the default proves what it says alike."""
    values: list[Value] = []
    path = ""
    for row in shared:
        if row.kind != kind:
            continue
        path = row.path
        for lead in _places(kind, document):
            if not _is_replaced(said_at(document, pointer_of((*lead, *row.tokens[:-1]))), row.tokens[-1]):
                pointer = pointer_of((*lead, *row.tokens))
                values.append(Value(kind, pointer, row.value, row.line, row.end_line, ordered=False, is_worded=True))
    if values:
        yield Origin(Outcome(KIND, path, None, Given(values=tuple(values))), is_home=False)


def _places(kind: str, document: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    sources = document.get("sources") if kind == MANIFEST else None
    if kind != MANIFEST:
        yield ()
    for index, _ in enumerate(sources if isinstance(sources, list) else ()):
        yield "sources", str(index)


def _is_replaced(block: Any, key: str) -> bool:
    if block is NOTHING or not isinstance(block, Mapping) or key not in _INSTEAD:
        return False
    others, value = _INSTEAD[key]
    names = others if isinstance(others, tuple) else (others,)
    return any(block.get(name) not in (None, "") and value in (None, block.get(name)) for name in names)
