"""From a state to blocks: every record of its training data, digested once, whichever states share the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from gate.records.block import MAX_SOURCES, Block, digest_of_block, id_column
from gate.records.fold import fold_text, folded, folded_input, main_text, words
from gate.records.key import Key
from gate.records.store import MAX_BLOCK, IndexedFile, Store, block_name
from gate.surfaces.records import format_of_records
from gate.surfaces.records.each import Record, each_record
from gate.surfaces.records.spool import MAX_DATA, Source, TooLargeError, UnreadError

if TYPE_CHECKING:
    from gate.records.sketch import Sketcher

_NAMELESS = bytes(2)
_SOURCES = ("source", "source_id", "data_source", "dataset", "origin")


@dataclass(frozen=True)
class Indexer:
    """Makes blocks under one key. ``ids`` are names of fields, at the top of a record or of its metadata; ``sketcher``
    None for no sketches."""

    key: Key
    store: Store
    ids: tuple[str, ...] = ()
    sketcher: Sketcher | None = None
    made: dict[str, IndexedFile] = field(default_factory=dict)

    def file(self, path: str, content: str, source: Source, named: tuple[str, ...] = ()) -> IndexedFile:
        """The block of a file whose bytes have the digest ``content``, made now or before.

        ``named`` are the sources that the manifest says the whole file is of. Raises what the source raises, and
        UndecidedError where the store fails.
        """
        name = self.name(content, path)
        if name not in self.made:
            self.made[name] = self._known(path, name) or self._make(path, name, source)
        return replace(self.made[name], path=path, sources=tuple(sorted(map(self.source_digest, named))))

    def name(self, content: str, path: str) -> str:
        """Equal where nothing would be digested otherwise."""
        asked = [content, format_of_records(path) or "", *sorted(self.ids), str(bool(self.sketcher))]
        return self.key.mac(b"block", "\0".join(asked).encode("utf-8", "surrogateescape")).hex()

    def _known(self, path: str, name: str) -> IndexedFile | None:
        from gate.records.block import BlockError, unpack

        data = self.store.read(block_name(self.key.id, name), MAX_BLOCK)
        if data is None:
            return None
        try:
            block = unpack(data)
        except BlockError:
            return None
        return IndexedFile(path, name, digest_of_block(data), block.records, block.unread)

    def _make(self, path: str, name: str, source: Source) -> IndexedFile:
        try:
            block = self.block(each_record(source, format_of_records(path)))
        except UnreadError as error:
            return IndexedFile(path, why=str(error))
        except TooLargeError:
            return IndexedFile(path, why=f"it has more than {MAX_DATA:,} bytes")
        data = block.pack()
        if len(data) > MAX_BLOCK:
            return IndexedFile(path, why=f"its index would have more than {MAX_BLOCK:,} bytes")
        self.store.write(block_name(self.key.id, name), data)
        return IndexedFile(path, name, digest_of_block(data), block.records, block.unread)

    def block(self, records: Iterator[Record]) -> Block:
        """The digests of the records, in order. Raises what reading them raises."""
        block = Block(self.key.id)
        columns = [block.column(name) for name in ("whole", "bytes", "input", "text", "source")]
        sketches = block.column("sketch") if self.sketcher else None
        ids = [(name, block.column(id_column(self.key, name))) for name in self.ids]
        sources: dict[str, int] = {}
        for record in records:
            parts = self.digests(record)
            block.records += 1
            block.unread += record.value is None
            number = _numbered(_own_source(record.value), sources)
            for column, part in zip(columns, (*parts, number), strict=True):
                column += part
            if sketches is not None and self.sketcher is not None:
                sketches += self.sketcher(words(record.value))
            for name, column in ids:
                column += self.id_digest(name, id_of(record.value, name))
        block.sources = [self.source_digest(name) for name in sources]
        return block

    def digests(self, record: Record) -> tuple[bytes, bytes, bytes, bytes]:
        """The entries of the columns whole, bytes, input and text."""
        mac = self.key.mac
        whole, given = _folded(record.value)
        own = mac(b"bytes", _content(record))
        return (
            own[4:11] if whole is None else mac(b"whole", whole)[:7],
            own[:4],
            bytes(6) if given is None else mac(b"input", given)[:6],
            self.text_digest(main_text(record.value)),
        )

    def text_digest(self, text: bytes | None) -> bytes:
        """The entry of the column text."""
        return bytes(5) if text is None else self.key.mac(b"text", text)[:5]

    def id_digest(self, name: str, value: str | None) -> bytes:
        """The entry of an id field's column."""
        if value is None:
            return bytes(6)
        return self.key.mac(b"id " + name.encode(), value.encode("utf-8", "surrogatepass"))[:6]

    def source_digest(self, name: str) -> str:
        """What a header calls a source."""
        return self.key.mac(b"source", fold_text(name).encode("utf-8", "surrogatepass"))[:12].hex()


def _folded(value: Any) -> tuple[bytes | None, bytes | None]:
    if value is None:
        return None, None
    try:
        return folded(value), folded_input(value)
    except (RecursionError, ValueError):
        return None, None


def _content(record: Record) -> bytes:
    """The record's bytes without white space around them; of one that is too long to be held, their SHA-256."""
    if isinstance(record.data, tuple):
        data: bytes = record.data[0]
        return data.strip()
    digest = sha256()
    for piece in record.data:
        digest.update(piece)
    return b"sha256:" + digest.digest()


def id_of(value: Any, name: str) -> str | None:
    """A field's value as text, from the record or its metadata; None where it is not there, or neither text nor
    number."""
    return _id_in(_parts(value), name)


def _parts(value: Any) -> list[dict[str, Any]]:
    """Where a record has what describes it: itself, and its metadata."""
    if not isinstance(value, dict):
        return []
    return [value, *(part for key in ("metadata", "meta") if isinstance(part := value.get(key), dict))]


def _id_in(parts: list[dict[str, Any]], name: str) -> str | None:
    for part in parts:
        found = part.get(name)
        if isinstance(found, str | int | float) and not isinstance(found, bool) and found != "":
            return fold_text(str(found))
    return None


def _own_source(value: Any) -> str | None:
    parts = _parts(value)
    return next((found for name in _SOURCES if (found := _id_in(parts, name)) is not None), None)


def _numbered(name: str | None, sources: dict[str, int]) -> bytes:
    if name is None or (name not in sources and len(sources) >= MAX_SOURCES):
        return _NAMELESS
    return sources.setdefault(name, len(sources) + 1).to_bytes(2, "big")
