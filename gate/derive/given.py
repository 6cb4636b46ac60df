"""What a source gives: values for JSON Pointers of documents, each with its place in the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HEAD = 64 * 1024  # bytes that a source is recognised by
MAX_SOURCE = 64 * 1024 * 1024  # bytes of a report, log or export that is read


class SourceError(Exception):
    """A source that cannot be read: its values stay unproven. ``line`` is 1-based, None where there is none."""

    def __init__(self, message: str, line: int | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Source:
    """A file that values are derived from. ``path`` is relative to the repository; ``data`` is the whole file.

    ``asked`` is what the document says that names the file (the manifest's ``inter_rater_agreement`` beside the path of
    a label file), where a kind of source needs to be told which of its values is meant.
    """

    path: str
    data: bytes
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def head(self) -> bytes:
        return self.data[:HEAD]


@dataclass(frozen=True, slots=True)
class Value:
    """One value that a source gives.

    ``document`` is the kind of the artefact (``training-run``), ``pointer`` a JSON Pointer (RFC 6901) into it; in a
    training-data manifest '*' stands for the source of data that the report is about (``/sources/*/files``), which
    ``about`` names by paths of its files, and the reference to the report where it names none. ``line`` and
    ``end_line`` are 1-based places in the source. A second '*' stands for the files that ``about`` names, one in
    another list for the items that it names by id or name. ``ordered``
    says whether the order of a list counts, ``rounded`` that the number was computed or measured, so that people round
    it; one of many digits is taken for such without it. ``is_worded``: people say it in words of their own, so that the
    value proves the same words, and contradicts none.
    """

    document: str
    pointer: str
    value: Any
    line: int = 1
    end_line: int = 1
    about: tuple[str, ...] = ()
    ordered: bool = True
    rounded: bool = False
    is_worded: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """A file that a source is about; it is stale when that changed. ``digest`` is 'sha256:...', None where the source
    does not bind itself to the bytes."""

    path: str
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Why a value that a reader could expect of such a source was not derived; ``remedy`` says what to do."""

    msg: str
    line: int = 1
    remedy: str = ""
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that a source gives.

    ``tool`` is the name and version of what wrote it, as it says itself. ``facts`` are what the rules judge beside the
    values (``{"finished": False}``), by names that the module documents.
    """

    tool: str | None = None
    values: tuple[Value, ...] = ()
    about: tuple[About, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
