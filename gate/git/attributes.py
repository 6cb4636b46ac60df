"""What happens to a file between the work tree and git's objects, by its attributes and the user's settings.

Asked for with ``git check-attr``, which reads files and runs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate.git.process import Conversation, Process
from gate.git.settings import Settings, SettingsOf, is_true
from gate.values.errors import UndecidedError
from gate.values.regex import regex

NAMES = ("text", "crlf", "eol", "ident", "filter", "working-tree-encoding")
_LFS = regex(
    r"(?:(?:\S*[/\\])?git[- ]lfs(?:\.exe)?|\"[^\"]*[/\\]git-lfs(?:\.exe)?\")\s+(?:clean|filter-process)(?:\s|$)"
)


@dataclass(frozen=True, slots=True)
class Conversion:
    """What ``git add`` makes of the bytes of a file.

    ``line_ends`` is 'text' (CRLF becomes LF), 'auto' (in what looks like text, unless it is stored with CRLF) or None;
    ``ident`` says that ``$Id: ...$`` is emptied; ``lfs`` that a Git LFS pointer is stored. ``program`` is another
    filter, ``encoding`` that of the file on disk where it is not UTF-8.
    """

    line_ends: str | None = None
    ident: bool = False
    lfs: bool = False
    program: str | None = None
    encoding: str | None = None

    @property
    def is_computed(self) -> bool:
        """Whether the outcome is known without running a program, or another one's tables of characters."""
        return self.program is None and self.encoding is None


class Attributes:
    """Asks one running ``git check-attr``. Close it."""

    def __init__(self, process: Process, settings: SettingsOf) -> None:
        self._process = process
        self._settings = settings
        self._asked: Conversation | None = None

    def close(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.close()

    def conversion(self, path: str) -> Conversion:
        """What ``git add`` makes of a regular file."""
        return _conversion(self._of(path), self._settings.read)

    def _of(self, path: str) -> Mapping[str, str]:
        if self._asked is None:
            self._asked = self._process.converse("check-attr", "-z", "--stdin", *NAMES)
        fields = self._asked.ask_fields(path.encode("utf-8", "surrogateescape"), 3 * len(NAMES))
        if len(fields) != 3 * len(NAMES):
            self.close()
            raise UndecidedError(
                "git check-attr does not say which attributes the file has", path=path, remedy="Run 'git fsck'."
            )
        said = [field.decode("utf-8", "surrogateescape") for field in fields]
        return dict(zip(said[1::3], said[2::3], strict=True))


def _conversion(said: Mapping[str, str], settings: Settings) -> Conversion:
    """Git's convert.c: convert_attrs and apply_filter."""
    encoding: str | None = said["working-tree-encoding"]
    if encoding == "unspecified" or str(encoding).lower() in ("utf-8", "utf8"):
        encoding = None
    program, lfs = None, False
    name = said["filter"]
    if name not in ("unspecified", "set", "unset"):
        driver = settings.filters.get(name, {})
        command = driver.get("process", driver.get("clean", ""))  # a process goes before a command
        lfs = _LFS.match(command) is not None and not settings.is_lfs_extended
        if not lfs and (command or is_true(driver.get("required", "false").lower())):
            program = name
    return Conversion(_line_ends(said, settings.autocrlf), said["ident"] == "set", lfs, program, encoding)


def _line_ends(said: Mapping[str, str], autocrlf: bool) -> str | None:
    found = _text(said["text"]) or _text(said["crlf"])
    if found == "bytes":
        return None
    if found != "auto" and said["eol"] in ("lf", "crlf"):
        return "text"
    return found or ("auto" if autocrlf else None)


def _text(value: str) -> str | None:
    return {"set": "text", "input": "text", "unset": "bytes", "auto": "auto"}.get(value)
