"""What the configuration says of every model alike, as a source of the documents that say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gate.derive.bind import ANY, MANIFEST
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
_STATEMENT = ("legal_basis", "copyright", "original_creation", "statement")
# lists of documents: by what an item is named that a default is about; each item where nothing names one
_LISTS = {"alternatives": "option", "adversarial_tests": None}


def shared_origins(kind: str, document: Mapping[str, Any], shared: Sequence[Shared]) -> Iterator[Origin]:
    """The values of one kind of document. A document may say otherwise: the default proves what it says alike."""
    values: list[Value] = []
    path = ""
    for row in shared:
        if row.kind != kind:
            continue
        path = row.path
        for lead in _places(kind, document):
            if row.tokens == _STATEMENT and not _is_own(said_at(document, pointer_of(lead))):
                continue
            for tokens in _items(document, (*lead, *row.tokens)):
                if not _is_replaced(said_at(document, pointer_of(tokens[:-1])), tokens[-1]):
                    at = pointer_of(tokens)
                    values.append(Value(kind, at, row.value, row.line, row.end_line, ordered=False, is_worded=True))
    if values:
        yield Origin(Outcome(KIND, path, None, Given(values=tuple(values))), is_home=False)


def _places(kind: str, document: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    sources = document.get("sources") if kind == MANIFEST else None
    if kind != MANIFEST:
        yield ()
    for index, _ in enumerate(sources if isinstance(sources, list) else ()):
        yield "sources", str(index)


def _items(document: Mapping[str, Any], tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The tokens of a default in a document: of a list, those of each item that it is about."""
    name, *rest = tokens
    if name not in _LISTS:
        yield tokens
        return
    by = _LISTS[name]
    wanted, rest = (rest[0], rest[1:]) if by is not None else (ANY, rest)
    rows = document.get(name)
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, Mapping) and (by is None or row.get(by) == wanted):
            yield name, str(index), *rest


def _is_own(source: Any) -> bool:
    """Whether a source of data is said to be made here, and nothing else is said to allow its use."""
    said = source if isinstance(source, Mapping) else {}
    basis = said.get("legal_basis")
    copyright = basis.get("copyright") if isinstance(basis, Mapping) else None
    ground = copyright if isinstance(copyright, Mapping) else {}
    is_other = any(ground.get(key) for key in ("licence", "fair_use_analysis"))
    return said.get("origin") == "internal" and not is_other and ground.get("status") in (None, "", "original-creation")


def _is_replaced(block: Any, key: str) -> bool:
    if block is NOTHING or not isinstance(block, Mapping) or key not in _INSTEAD:
        return False
    others, value = _INSTEAD[key]
    names = others if isinstance(others, tuple) else (others,)
    return any(block.get(name) not in (None, "") and value in (None, block.get(name)) for name in names)
