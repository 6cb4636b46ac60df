"""What a registry of models gives the gate, whichever it is: frozen values, and the interface of a driver.

A driver is a module of `gate.registry.drivers`; it says which schemes of URLs it opens. Whatever a registry does wrong
(it is down, slow, leads elsewhere, lists without an end, has a version twice, gives what is no digest) is a
`RegistryError`, and the process ends with 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from gate.process.registry import Registry as Modules
from gate.values.digests import is_digest
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

MAX_ENVELOPE = 90_000  # bytes: a tag of MLflow 3.17 holds 100,000 characters, and takes no more
MAX_ATTACHED = 1_000  # envelopes of one version
MAX_PAGES = 1_000  # of one list
MAX_ROWS = 200_000  # of one list
MAX_HINT = 500  # characters of one hint: the least that a registry's tags hold (SageMaker: 256 a key, 512 a value)
HINT = "tunegate."  # what the key of every hint starts with
_NAME = regex(r"[A-Za-z0-9](?:[A-Za-z0-9._ -]*[A-Za-z0-9])?(?:/[A-Za-z0-9](?:[A-Za-z0-9._ -]*[A-Za-z0-9])?)*")
_VERSION = regex(r"[A-Za-z0-9](?:[A-Za-z0-9._+:-]*[A-Za-z0-9])?")
_SCHEME = regex(r"([a-z][a-z0-9+.-]*):")

T = TypeVar("T")


class RegistryError(UndecidedError):
    """A registry did not do what it was asked, or says what cannot be. ``where`` is its URL, without credentials."""

    rule = "registry"

    def __init__(self, message: str, where: str, remedy: str) -> None:
        super().__init__(message, path=where, remedy=remedy)


class MovedError(RegistryError):
    """An alias stands for another version than the one that was expected: someone else moved it."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a model in a registry.

    ``registry`` is the URL that was opened, without credentials. ``digest`` (``sha256:...``) and ``files`` (path ->
    ``sha256:...``) are what the registry itself vouches for: computed by it, or what it stores the content by; an ETag
    or a tag is neither. ``hints`` are the keys that start with ``tunegate.``; whoever may write tags wrote them.
    ``etag`` says which edition of the row was read, where the registry has such a thing.
    """

    registry: str
    name: str
    version: str
    digest: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None

    def __post_init__(self) -> None:
        given = [*self.files.values(), *([self.digest] if self.digest is not None else [])]
        if wrong := next((text for text in given if not is_digest(text)), None):
            raise RegistryError(
                f"{self.place} has {wrong[:80]!r} for a digest, which is not 'sha256:' and 64 hexadecimal digits",
                self.registry,
                "Have the registry compute SHA-256, or publish with the artefact at hand: --artefact PATH.",
            )

    @property
    def place(self) -> str:
        """``NAME@VERSION``."""
        return f"{self.name}@{self.version}"


class Registry(Protocol):
    """A registry that was opened. Every method raises RegistryError."""

    url: str  # without credentials
    swaps: bool  # whether `move` compares and moves in one step; else there is a window

    def names(self) -> Iterator[str]:
        """The models' names, sorted or not; bounded (`pages`)."""

    def versions(self, name: str) -> Iterator[Version]:
        """The versions of a model, in any order; none for a name that it does not know."""

    def find(self, name: str, ref: str) -> tuple[Version, ...]:
        """The versions that ``ref`` stands for: a version, an alias or a digest. Empty for none."""

    def attached(self, version: Version) -> tuple[bytes, ...]:
        """The envelopes beside a version, as they were attached; at most `MAX_ATTACHED` of `MAX_ENVELOPE` bytes."""

    def attach(self, version: Version, envelope: bytes) -> bool:
        """Put an envelope beside a version, whole or not at all; False where that very envelope is there already."""

    def hint(self, version: Version, hints: Mapping[str, str]) -> None:
        """Set tags (`hint_of`), for people and searches. They prove nothing. Others of the version stay."""

    def move(self, name: str, alias: str, to: str, expected: str | None) -> None:
        """Have an alias stand for the version ``to``. Raises MovedError where it does not stand for ``expected``
        (None: for nothing). Where the registry cannot compare and move in one step, it is read before and after."""

    def drop(self, name: str, alias: str, expected: str) -> None:
        """Take an alias away. Raises MovedError where it does not stand for ``expected``; nothing where it is gone."""


class Driver(Protocol):
    """A module of `gate.registry.drivers`."""

    SCHEMES: tuple[str, ...]  # of URLs, without the colon

    def open_registry(self, url: str, environment: Mapping[str, str]) -> Registry:
        """Open a registry; tokens come from ``environment`` alone. Raises UsageError for what is no URL of it."""


DRIVERS = Modules[Driver]("gate.registry.drivers")


def open_registry(url: str, environment: Mapping[str, str]) -> Registry:
    """The registry at a URL. Raises UsageError for a scheme that no driver has."""
    scheme = _SCHEME.match(url)
    known = {name: driver for driver in DRIVERS.all().values() for name in driver.SCHEMES}
    if scheme is None or scheme[1] not in known:
        raise UsageError(
            f"{url!r} is not the URL of a registry", remedy=f"Start it with one of: {', '.join(sorted(known))}."
        )
    return known[scheme[1]].open_registry(url, environment)


def pages(where: str, fetch: Callable[[str], tuple[Iterable[T], str]]) -> Iterator[T]:
    """The rows of all pages. ``fetch`` gives those of one, and the next one's token (empty for none).

    Raises RegistryError for a token that comes again, and where there are more pages or rows than anyone has.
    """
    seen = {""}
    token, rows = "", 0
    for _ in range(MAX_PAGES):
        found, token = fetch(token)
        for row in found:
            rows += 1
            if rows > MAX_ROWS:
                raise RegistryError(f"the registry lists more than {MAX_ROWS:,} rows", where, "Name one model.")
            yield row
        if not token:
            return
        if token in seen:
            raise RegistryError(
                "the registry gives the same page again", where, "Ask who runs it; its list has no end."
            )
        seen.add(token)
    raise RegistryError(f"the registry lists more than {MAX_PAGES:,} pages", where, "Name one model.")


def single(found: Iterable[Version], where: str) -> tuple[Version, ...]:
    """The versions. Raises RegistryError where one is there twice: nothing says which of them is meant."""
    rows: dict[tuple[str, str], Version] = {}
    for row in found:
        if (row.name, row.version) in rows:
            raise RegistryError(f"the registry has {row.place} twice", where, "Take one of them out of it.")
        rows[row.name, row.version] = row
    return tuple(rows.values())


def refuse_large(envelope: bytes, where: str) -> None:
    """Raises RegistryError for an envelope that no registry needs to hold."""
    if len(envelope) > MAX_ENVELOPE:
        raise RegistryError(
            f"an envelope has {len(envelope):,} bytes, and the most is {MAX_ENVELOPE:,}",
            where,
            "State one model at a time: tunegate verify --model NAME --statement FILE.",
        )


def refuse_many(count: int, version: Version) -> None:
    """Raises RegistryError where more is attached to a version than anyone will ever read."""
    if count > MAX_ATTACHED:
        raise RegistryError(
            f"{version.place} has more than {MAX_ATTACHED:,} envelopes attached",
            version.registry,
            "Find out who attached them, and take them out.",
        )


def check_name(name: str) -> str:
    """A model's name. Raises UsageError for one that could lead elsewhere as a path or in a URL."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise UsageError(f"{name!r} is not a model's name", remedy="Use letters, digits, '.', '_', '-' and '/'.")
    return name


def check_version(version: str) -> str:
    """A version or an alias. Raises UsageError."""
    if not _VERSION.fullmatch(version) or ".." in version:
        raise UsageError(f"{version!r} is not a version or an alias", remedy="Use letters, digits, '.', '_' and '-'.")
    return version


def hint_of(key: str, value: str) -> tuple[str, str]:
    """A hint as every registry can hold it: its key starts with `HINT`, its value is cut to `MAX_HINT`."""
    return (key if key.startswith(HINT) else HINT + key), value[:MAX_HINT]
