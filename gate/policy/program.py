"""An OPA program that the user names and pins: what is started is what was hashed, and it reaches little.

It is copied into a folder of its own while it is hashed, and the copy is started, so that nobody can put another file
in its place in between. It gets no variable of ours, no configuration and no input but what it is given.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from gate.process.limits import run_program
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

MAX_PROGRAM = 1024**3  # bytes; OPA has 60 to 90 MB
MAX_MEMORY = 2 * 1024**3  # bytes of data; Go reserves more address space than it uses, so RLIMIT_AS does not fit
MAX_OUTPUT = 64 * 1024**2  # bytes
MAX_ERRORS = 64 * 1024  # bytes that are read of what it complains of
PIN = "Name it by --opa-sha256, or the Action's input opa-sha256, after you have looked at where it comes from."

_DIGEST = regex(r"(?:sha256:)?(?P<hex>[0-9a-f]{64})", re.IGNORECASE)
# ELF, Mach-O (64 bits, and universal), PE
_PROGRAMS = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"MZ")


@dataclass(frozen=True, slots=True)
class Pinned:
    """An absolute path outside of the checkout, and the SHA-256 (64 hex digits) that the file there has to have."""

    path: Path
    sha256: str

    @classmethod
    def of(cls, path: str, sha256: str | None, checkout: Path | None) -> Pinned:
        """Raises UsageError for a path or a digest that is none, and for a path that the checkout decides on."""
        place = Path(path)
        if not place.is_absolute():
            raise UsageError(f"--opa-binary {path!r} is not an absolute path", remedy="Write /path/to/opa.")
        if sha256 is None:
            raise UsageError("--opa-binary needs --opa-sha256, the digest of the program", remedy=PIN)
        found = _DIGEST.fullmatch(sha256)
        if found is None:
            raise UsageError(f"--opa-sha256 {sha256!r} is no SHA-256", remedy="Write its 64 hex digits.")
        # the name as it is written and where its links lead; neither is the pull request's to choose
        written = Path(os.path.normpath(place))
        for one in (written, *written.parents) if checkout else ():
            if any(_same(end, checkout) for end in (one, *_resolved(one))):
                raise UsageError(
                    f"the OPA program {path!r} is inside of the checkout, which the change can write",
                    remedy="Put it outside of the repository.",
                )
        return cls(place, found["hex"].lower())


def _resolved(path: Path) -> Iterator[Path]:
    try:
        real = path.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return
    yield from (real, *real.parents)


def _same(path: Path, checkout: Path | None) -> bool:
    """By the file system's word, which knows of letter case, short names and mounts."""
    try:
        return checkout is not None and os.path.samefile(path, checkout)
    except OSError:
        return False


def found(name: str) -> tuple[str, str]:
    """A program of PATH or a path, and the digest that it has: for one's own tests, where nothing is pinned.

    Raises UsageError where there is none.
    """
    import shutil

    place = shutil.which(name)
    if place is None:
        raise UsageError(f"there is no program {name!r}", remedy="Install OPA, or name it with --opa-binary.")
    with open(place, "rb") as file:
        return os.path.abspath(place), hashlib.file_digest(file, "sha256").hexdigest()


class Said(NamedTuple):
    """How a run ended, what it wrote, and what it complained of."""

    status: int
    output: bytes
    errors: str


class Program:
    """A started copy; `opened` makes one."""

    def __init__(self, copy: Path, name: Path) -> None:
        self.folder = copy.parent
        self._copy = copy
        self._name = name

    def run(self, *arguments: str, given: bytes = b"", seconds: float) -> Said:
        """Raises UndecidedError where it cannot be started, takes too long, or needs or writes too much."""
        with tempfile.TemporaryFile(dir=self.folder) as out, tempfile.TemporaryFile(dir=self.folder) as err:
            status = self._started(arguments, given, seconds, (out, err))
            output, errors = _read(out, MAX_OUTPUT + 1), _read(err, MAX_ERRORS).decode("utf-8", "replace")
        if len(output) > MAX_OUTPUT:
            raise UndecidedError(f"OPA wrote more than {MAX_OUTPUT} bytes", remedy="Have the policies find less.")
        # by where Go asked for what the limit refuses, it says one of these
        if status < 0 or any(said in errors for said in ("out of memory", "cannot allocate memory", "SIGSEGV")):
            how = f"by signal {-status}" if status < 0 else f"with status {status}"
            raise UndecidedError(
                f"OPA ended {how}: it crashed, or needed more than {MAX_MEMORY >> 20} MiB",
                remedy="Make the policies cheaper; 'opa eval --profile' shows what they cost.",
            )
        return Said(status, output, errors)

    def _started(
        self, arguments: tuple[str, ...], given: bytes, seconds: float, files: tuple[IO[bytes], IO[bytes]]
    ) -> int:
        # the soft limit has Go collect garbage before the hard one ends it; Windows starts nothing without SYSTEMROOT
        env = {"GOMEMLIMIT": f"{MAX_MEMORY * 3 // 4}B", "GOTRACEBACK": "none"}
        if os.name == "nt":
            env["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
        limits = {
            "RLIMIT_DATA": MAX_MEMORY,
            "RLIMIT_FSIZE": MAX_OUTPUT + 1,
            "RLIMIT_CPU": 4 * int(seconds) + 5,  # of all its threads
            "RLIMIT_CORE": 0,
        }
        command = [str(self._copy), *arguments]
        try:
            done = run_program(command, given, seconds, env=env, cwd=self.folder, files=files, limits=limits)
        except subprocess.TimeoutExpired:
            raise UndecidedError(
                f"the policies took longer than {seconds:g} s",
                remedy="Make the policies cheaper; 'opa eval --profile' shows what they cost.",
            ) from None
        except OSError as error:
            raise _not_started(error, self._name, self.folder) from None
        return done.returncode


def _read(file: IO[bytes], most: int) -> bytes:
    file.seek(0)
    return file.read(most)


def _not_started(error: OSError, name: Path, folder: Path) -> UndecidedError:
    if error.errno == errno.ENOEXEC or getattr(error, "winerror", None) in (193, 216):
        remedy = f"Take the OPA for this one ({sys.platform})."
        return UndecidedError(f"{str(name)!r} is a program for another system or processor", remedy=remedy)
    if error.errno in (errno.EACCES, errno.EPERM):
        remedy = "Name a folder where programs may run by the variable TMPDIR."
        return UndecidedError(f"no program may be started in {str(folder.parent)!r}", remedy=remedy)
    return UndecidedError(f"{str(name)!r} cannot be started: {error.strerror}", remedy="Try it by hand: opa version.")


@contextmanager
def opened(pinned: Pinned) -> Iterator[Program]:
    """The program, in a folder of its own that goes with it.

    Raises UsageError where it cannot be read or is no program, UndecidedError where it is another one than was pinned.
    """
    try:
        home = tempfile.TemporaryDirectory(prefix="tunegate-opa-", ignore_cleanup_errors=True)
    except OSError as error:
        raise UndecidedError(f"there is no temporary folder: {error.strerror}", remedy="Set TMPDIR.") from None
    with home as folder:
        copy = Path(folder) / ("opa.exe" if os.name == "nt" else "opa")
        try:
            found, start = _copy(pinned.path, copy)
        except OSError as error:
            raise UsageError(
                f"the OPA program {str(pinned.path)!r} cannot be read: {error.strerror or error}",
                remedy="Name a file that is there.",
            ) from None
        if found != pinned.sha256:
            raise UndecidedError(
                f"the OPA program {str(pinned.path)!r} has the SHA-256 {found}, not {pinned.sha256}", remedy=PIN
            )
        if not start.startswith(_PROGRAMS):
            raise UsageError(
                f"{str(pinned.path)!r} is a script or another file, not OPA's program",
                remedy="Name OPA's own binary: a script could start another program.",
            )
        yield Program(copy, pinned.path)


def _copy(path: Path, to: Path) -> tuple[str, bytes]:
    """Copy and hash in one reading: the SHA-256 and the first bytes. Raises OSError."""
    digest = hashlib.sha256()
    start = b""
    size = 0
    # not to wait for the writer of a pipe
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as source:
        if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise OSError("it is no file")
        with open(to, "xb") as target:
            while part := source.read(1024 * 1024):
                size += len(part)
                if size > MAX_PROGRAM:
                    raise OSError(f"it has more than {MAX_PROGRAM} bytes")
                start = start or part[:4]
                digest.update(part)
                target.write(part)
    to.chmod(0o500)
    return digest.hexdigest(), start
