"""Data contracts in the Open Data Contract Standard (ODCS 3.0 and 3.1, Bitol): where data lies, who reads it, how long.

``servers`` give the place, ``roles`` who has access, ``slaProperties`` the ``retention`` or the ``endOfLife``, and
``description.purpose`` what the data are for. Of ``authoritativeDefinitions`` the types ``dpia`` (the assessment) and
``consent-records`` are read. Facts: ``id``, ``version`` and ``status`` of the contract.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.derive.given import Given, Note, Source, SourceError, Value
from gate.derive.parsing import tree, yaml_keys
from gate.documents import Node

KIND = "data-contract"
_AT, _MANIFEST = "/sources/*", "training-data-manifest"
_UNITS = {"y": "Y", "yr": "Y", "year": "Y", "years": "Y", "m": "M", "mo": "M", "month": "M", "months": "M"}
_UNITS |= {"d": "D", "day": "D", "days": "D"}
_LINKS = {"dpia": "legal_basis/personal_data/assessment", "consent-records": "legal_basis/consent/records"}
_WHOLE = "Record the contract as its owner keeps it."


def recognises(source: Source) -> bool:
    if not source.name.lower().endswith((".yaml", ".yml")) or not {"apiVersion", "kind"} <= yaml_keys(source):
        return False
    return any(line.split() in ([b"kind:", b"DataContract"], [b"kind:", b'"DataContract"']) for line in _lines(source))


def _lines(source: Source) -> list[bytes]:
    return source.head.splitlines()


def read(source: Source) -> Given:
    """Raises SourceError where the file is not a contract, or is of another major version."""
    root = tree(source, "yaml")
    version = root.child("apiVersion")
    if version is None or not str(version.value).startswith("v3."):
        raise SourceError("it is not a contract of version 3 of the standard", version.line if version else 1, _WHOLE)
    notes: list[Note] = []
    values = [*_purpose(root), *_place(root, notes), *_access(root), *_retention(root, notes), *_linked(root)]
    facts = {key: node.plain() for key in ("id", "version", "status") if (node := root.child(key)) is not None}
    return Given(tool=f"ODCS {version.value}", values=tuple(values), facts=facts, notes=tuple(notes))


def _value(where: str, value: object, node: Node, *, ordered: bool = True, is_worded: bool = False) -> Value:
    return Value(_MANIFEST, f"{_AT}/{where}", value, node.line, node.end_line, ordered=ordered, is_worded=is_worded)


def _purpose(root: Node) -> Iterator[Value]:
    purpose = root.at(("description", "purpose"))
    if isinstance(purpose.value, str) and purpose.value.strip():
        yield _value("legal_basis/personal_data/purpose", " ".join(purpose.value.split()), purpose, is_worded=True)


def _linked(root: Node) -> Iterator[Value]:
    rows = root.child("authoritativeDefinitions")
    for _, row in rows.items() if rows else ():
        kind, url = row.child("type"), row.child("url")
        where = _LINKS.get(str(kind.value)) if kind is not None else None
        if where and url is not None and isinstance(url.value, str):
            yield _value(where, url.value, row)


def _place(root: Node, notes: list[Note]) -> Iterator[Value]:
    servers = [server for _, server in (root.child("servers") or Node(1, 1)).items()]
    places = [place for server in servers if (place := server.child("location")) is not None]
    if len(places) == 1:
        yield _value("retention/location", places[0].value, places[0])
    elif places:
        msg = f"the contract names {len(places)} places"
        notes.append(Note(msg, places[1].line, "Say which one the data were taken from.", f"{_AT}/retention/location"))


def _access(root: Node) -> Iterator[Value]:
    roles = root.child("roles")
    named = [name for _, role in (roles.items() if roles else ()) if (name := role.child("role")) is not None]
    if roles is not None and named:
        yield _value("retention/access", [str(name.value) for name in named], roles, ordered=False)


def _retention(root: Node, notes: list[Note]) -> Iterator[Value]:
    levels = root.child("slaProperties")
    for _, row in levels.items() if levels else ():
        name, value = row.child("property"), row.child("value")
        if name is None or value is None:
            continue
        if name.value == "endOfLife":
            yield _value("retention/retention_until", str(value.value)[:10], row)
        elif name.value == "retention":
            unit = row.child("unit")
            letter = _UNITS.get(str(unit.value).lower()) if unit is not None else None
            if letter and str(value.value).isdigit():
                yield _value("retention/retention_period", f"P{value.value}{letter}", row)
            else:
                msg = "the retention has no whole number of years, months or days"
                notes.append(Note(msg, row.line, "Give 'value' and 'unit'.", f"{_AT}/retention/retention_period"))
