"""The files of a log, in a folder, a bucket, or a branch of a git repository::

    checkpoint                          how long it is, and its root
    entries/BUNDLE.jsonl                256 entries, one a line; never written again
    entries/BUNDLE-COUNT-ROOT.jsonl     the last bundle, by the root that the checkpoint has

The checkpoint alone changes in place, and is compared when it does: who comes second begins anew. So nothing is half
written, whenever a process ends. A bucket cannot compare and write in one step: have one job write to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from gate.registry.log.checkpoint import Checkpoint, parse
from gate.registry.log.tree import leaf_hash, root_hash
from gate.registry.port import MovedError, RegistryError
from gate.values.canonical import canonical_json

BUNDLE = 256  # entries
MAX_ENTRY = 512 * 1024  # bytes of one entry
MAX_BUNDLE = 64 * 1024 * 1024
CHECKPOINT = "checkpoint"
_TRIES = 20
T = TypeVar("T")


class Files(Protocol):
    """Where a log is kept. Every method raises RegistryError."""

    where: str

    def read(self, path: str, limit: int) -> bytes | None:
        """The bytes of a file, None for none."""

    def put(
        self, new: Mapping[str, bytes], path: str, data: bytes, expected: bytes | None, gone: Sequence[str]
    ) -> None:
        """Write new files, then ``path`` in place of ``expected`` (else MovedError), then take files away."""


@dataclass(frozen=True)
class Read:
    """A log that was read as a whole; its root is that of its checkpoint."""

    checkpoint: Checkpoint
    entries: tuple[bytes, ...]

    @property
    def hashes(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries]


class Log:
    """A log. ``origin`` is its name, for one that begins; ``identity`` says which it is on this machine."""

    def __init__(self, files: Files, origin: str = "", identity: str = "") -> None:
        self._files = files
        self._origin = origin
        self.where = files.where
        self.identity = identity or files.where

    def checkpoint(self) -> Checkpoint | None:
        """None for a log that has not begun. Raises RegistryError."""
        found = self._raw()
        return parse(found.decode("ascii", "replace"), self.where) if found is not None else None

    def read(self) -> Read:
        """All entries. Raises RegistryError where they are not those of the checkpoint."""
        return self.steady(self._whole)

    def steady(self, do: Callable[[Checkpoint], T]) -> T:
        """What is read at the checkpoint; again where someone wrote to the log meanwhile. Raises RegistryError."""
        for _ in range(_TRIES):
            at = self.checkpoint() or Checkpoint(self._origin or "log", 0, root_hash([]))
            try:
                return do(at)
            except RegistryError:
                if (self.checkpoint() or at) == at:
                    raise
        raise self._busy()

    def _whole(self, at: Checkpoint) -> Read:
        entries = tuple(line for number in range(-(-at.size // BUNDLE)) for line in self.bundle(number, at))
        if root_hash([leaf_hash(entry) for entry in entries]) != at.root:
            raise self.broken("its entries are not those of its checkpoint")
        return Read(at, entries)

    def bundle(self, number: int, at: Checkpoint) -> list[bytes]:
        """The entries of one bundle, unproven. Raises RegistryError where it is not whole."""
        count = min(BUNDLE, at.size - number * BUNDLE)
        is_last = (number + 1) * BUNDLE >= at.size
        data = self._files.read(_head(number, count, at.root), MAX_BUNDLE) if is_last else None
        if data is None and count == BUNDLE:
            data = self._files.read(_sealed(number), MAX_BUNDLE)
        lines = data.split(b"\n")[:-1] if data is not None else []
        if data is None or not data.endswith(b"\n") or len(lines) != count:
            raise self.broken(f"entries {number * BUNDLE} to {number * BUNDLE + count - 1} are not there")
        return lines

    def append(self, entries: Sequence[bytes]) -> tuple[Checkpoint, int]:
        """Add what is not in the log yet; the new checkpoint, and how many were added. Raises RegistryError."""
        for entry in entries:
            if b"\n" in entry or len(entry) > MAX_ENTRY:
                raise RegistryError(f"an entry has more than {MAX_ENTRY:,} bytes", self.where, "Record its digest.")
        for _ in range(_TRIES):
            before = self._raw()
            old = self.read()
            if before is not None and before != old.checkpoint.text.encode():
                continue
            known = set(old.entries)
            new = [entry for entry in dict.fromkeys(entries) if entry not in known]
            try:
                return self._put(list(old.entries), new, old.checkpoint, before), len(new)
            except MovedError:
                continue
        raise self._busy()

    def _put(self, entries: list[bytes], new: list[bytes], at: Checkpoint, before: bytes | None) -> Checkpoint:
        """Add the entries, a bundle at a time: what is sealed is what a checkpoint had before, whoever seals it."""
        roots = [_root(entries[start : start + BUNDLE]) for start in range(0, len(entries), BUNDLE)]
        while new:
            files: dict[str, bytes] = {}
            number, filled = divmod(len(entries), BUNDLE)
            was = _head(*((number, filled) if filled else (number - 1, BUNDLE)), at.root) if entries else ""
            if entries and not filled:
                files[_sealed(number - 1)] = _text(entries[-BUNDLE:])
            part, new = new[: BUNDLE - filled], new[BUNDLE - filled :]
            entries += part
            last = entries[number * BUNDLE :]
            roots = [*roots[:number], _root(last)]
            at = Checkpoint(at.origin, len(entries), root_hash(roots))
            files[_head(number, len(last), at.root)] = _text(last)
            self._files.put(files, CHECKPOINT, at.text.encode(), before, [was] if was else [])
            before = at.text.encode()
        return at

    def _busy(self) -> RegistryError:
        return RegistryError("others write to the log all the time", self.where, "Run the command again.")

    def _raw(self) -> bytes | None:
        return self._files.read(CHECKPOINT, 1000)

    def broken(self, message: str) -> RegistryError:
        return RegistryError(
            f"the log was damaged or rewritten: {message}",
            self.where,
            "Restore it from a copy whose checkpoint you know, and find out who wrote to it.",
        )


def _root(entries: Sequence[bytes]) -> bytes:
    return root_hash([leaf_hash(entry) for entry in entries])


def _text(entries: Sequence[bytes]) -> bytes:
    return b"".join(entry + b"\n" for entry in entries)


def _sealed(number: int) -> str:
    return f"entries/{number:06d}.jsonl"


def _head(number: int, count: int, root: bytes) -> str:
    return f"entries/{number:06d}-{count:03d}-{root.hex()[:16]}.jsonl"


def entry_of(value: Mapping[str, object]) -> bytes:
    """An entry in its one form: canonical JSON, which has no line end."""
    return canonical_json(dict(value))
