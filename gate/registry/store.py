"""Files of a plain folder or a bucket: read whole, written whole or not at all.

What is in it was written by whoever may write there: sizes and counts are limited, and no link leads out of a folder.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

from gate.registry.port import MovedError, RegistryError
from gate.values.errors import UsageError

WAIT_SECONDS = 10.0  # for another process that writes the same file
CHUNK = 1 << 20
LOCKS = ".locks"
_AGAIN = "Run the command again."


class Store(Protocol):
    """Files by paths with '/'. Every method raises RegistryError."""

    where: str  # a URL without credentials
    swaps: bool  # whether `replace` compares and writes in one step

    def read(self, path: str, limit: int) -> bytes | None:
        """The bytes of a file, None for none."""

    def create(self, path: str, data: bytes) -> bool:
        """Write a new file; False where there is one."""

    def replace(self, path: str, data: bytes, expected: bytes | None) -> None:
        """Write a file that has the bytes ``expected`` (None: that is not there). Raises MovedError."""

    def remove(self, path: str) -> None:
        """Take a file out, if it is there."""

    def names(self, folder: str) -> list[str]:
        """What is in a folder, sorted; empty where there is none."""

    def digests(self, folder: str) -> dict[str, str]:
        """SHA-256 (``sha256:...``) of every file below a folder, computed from its bytes, by path in it."""


class Folder:
    """A folder of this machine."""

    swaps = True

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self.where = f"folder:{root}"
        self._known: dict[tuple[str, int, int, int], str] = {}

    def read(self, path: str, limit: int) -> bytes | None:
        place = self._place(path)
        try:
            with place.open("rb") as file:
                data = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._failed(path, error) from None
        if len(data) > limit:
            raise RegistryError(
                f"{path} has more than {limit:,} bytes", self.where, "Find out who wrote it, and take it out."
            )
        return data

    def create(self, path: str, data: bytes) -> bool:
        place = self._place(path)
        part = self._written(place, path, data)
        try:
            os.link(part, place)
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            with self._locked(path):
                if place.exists():
                    return False
                os.replace(part, place)
        finally:
            part.unlink(missing_ok=True)
        return True

    def replace(self, path: str, data: bytes, expected: bytes | None) -> None:
        place = self._place(path)
        with self._locked(path):
            if self.read(path, max(len(expected or b""), CHUNK)) != expected:
                raise MovedError(f"someone else wrote {path} meanwhile", self.where, _AGAIN)
            part = self._written(place, path, data)
            try:
                os.replace(part, place)
            except OSError as error:
                part.unlink(missing_ok=True)
                raise self._failed(path, error) from None

    def remove(self, path: str) -> None:
        try:
            self._place(path).unlink(missing_ok=True)
        except OSError as error:
            raise self._failed(path, error) from None

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self._place(folder)) if not name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise self._failed(folder, error) from None

    def digests(self, folder: str) -> dict[str, str]:
        root = self._place(folder)
        return {path.relative_to(root).as_posix(): self._digest(path) for path in files_below(root, self.where)}

    def _digest(self, path: Path) -> str:
        try:
            seen = path.stat()
            key = (str(path), seen.st_size, seen.st_mtime_ns, seen.st_ino)
            if key not in self._known:
                with path.open("rb") as file:
                    self._known[key] = hashed(file)
            return self._known[key]
        except OSError as error:
            raise self._failed(path.name, error) from None

    def _place(self, path: str) -> Path:
        """Raises RegistryError for a path that leads out of the folder."""
        place = self._root.joinpath(*path.split("/"))
        if not place.resolve().is_relative_to(self._root) or place.is_symlink():
            raise RegistryError(f"{path} leads out of the folder", self.where, "Put the file itself there, not a link.")
        return place

    def _written(self, place: Path, path: str, data: bytes) -> Path:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".new-", dir=place.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            return Path(name)
        except OSError as error:
            raise self._failed(path, error) from None

    @contextmanager
    def _locked(self, path: str) -> Iterator[None]:
        """One process at a time; the system lets go of the lock where a process dies."""
        name = hashlib.sha256(path.encode()).hexdigest()[:16]
        place = self._place(f"{LOCKS}/{name}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            file = place.open("a+b")
        except OSError as error:
            raise self._failed(path, error) from None
        with file:
            ends = time.monotonic() + WAIT_SECONDS
            while not _lock(file):
                if time.monotonic() > ends:
                    raise RegistryError(f"another process has been writing {path} for long", self.where, _AGAIN)
                time.sleep(0.02)
            yield

    def _failed(self, path: str, error: OSError) -> RegistryError:
        return RegistryError(f"{path}: {error.strerror}", self.where, "Check the folder and its permissions.")


def _lock(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        kept: Any = msvcrt
        try:
            kept.locking(file.fileno(), kept.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def hashed(file: IO[bytes]) -> str:
    """``sha256:...`` of what is left to read."""
    digest = hashlib.sha256()
    while part := file.read(CHUNK):
        digest.update(part)
    return f"sha256:{digest.hexdigest()}"


def files_below(root: Path, where: str) -> list[Path]:
    """Every file below a folder, sorted. Raises RegistryError for a link: it can lead to other bytes tomorrow."""
    found = []
    for folder, names, files in os.walk(root):
        for name in (*names, *files):
            place = Path(folder, name)
            if place.is_symlink():
                raise RegistryError(
                    f"{place.relative_to(root).as_posix()} is a link",
                    where,
                    "Put the file itself there: huggingface_hub's snapshot_download(local_dir=...) writes files.",
                )
            if name in files:
                if not place.is_file():
                    raise RegistryError(f"{place.relative_to(root).as_posix()} is no file", where, "Take it out.")
                found.append(place)
    return sorted(found)


class Bucket:
    """A bucket, by fsspec (the extra ``bucket``).

    S3 compares and writes in one step (conditional writes, ``If-Match`` and ``If-None-Match`` of PutObject, 2024-11);
    of the others fsspec's packages give no such request.
    """

    def __init__(self, url: str, options: Mapping[str, Any] | None = None) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise UsageError(
                "fsspec is not installed, which buckets are read with", remedy="Run: pip install 'tunegate[bucket]'"
            ) from None
        self.where = url.rstrip("/")
        try:
            self._files, self._root = url_to_fs(self.where, **(options or {}))
        except (ImportError, ValueError) as error:
            raise UsageError(f"{url} cannot be opened: {error}", remedy="Install fsspec's package for it.") from None
        self.swaps = "s3" in self._files.protocol

    def read(self, path: str, limit: int) -> bytes | None:
        with self._asked(path):
            try:
                data = self._files.cat_file(self._place(path), start=0, end=limit + 1)
            except (FileNotFoundError, IsADirectoryError):
                return None
            if len(data) <= limit:
                return bytes(data)
        raise RegistryError(
            f"{path} has more than {limit:,} bytes", self.where, "Find out who wrote it, and take it out."
        )

    def create(self, path: str, data: bytes) -> bool:
        with self._asked(path):
            self._files.makedirs(self._place(path).rpartition("/")[0], exist_ok=True)
            try:
                self._files.pipe_file(self._place(path), data, mode="create")
            except FileExistsError:
                return False
        return True

    def replace(self, path: str, data: bytes, expected: bytes | None) -> None:
        limit = max(len(expected or b""), CHUNK)
        condition = self._condition(path)  # first: bytes that change from here on are another edition
        if self.read(path, limit) != expected:
            raise MovedError(f"someone else wrote {path} meanwhile", self.where, _AGAIN)
        with self._asked(path):
            self._files.makedirs(self._place(path).rpartition("/")[0], exist_ok=True)
            try:
                self._files.pipe_file(self._place(path), data, **condition)
            except OSError:
                if not condition or self.read(path, limit) == expected:
                    raise
        self._files.invalidate_cache()
        if self.read(path, max(limit, len(data))) != data:
            raise MovedError(f"someone else wrote {path} at the same time", self.where, _AGAIN)

    def _condition(self, path: str) -> dict[str, str]:
        """What makes a write fail where the file is not the edition of now."""
        if not self.swaps:
            return {}
        with self._asked(path):
            self._files.invalidate_cache()
            try:
                return {"IfMatch": str(self._files.info(self._place(path))["ETag"])}
            except FileNotFoundError:
                return {"mode": "create"}

    def remove(self, path: str) -> None:
        with self._asked(path), suppress(FileNotFoundError):
            self._files.rm_file(self._place(path))

    def names(self, folder: str) -> list[str]:
        with self._asked(folder):
            self._files.invalidate_cache()
            try:
                rows = self._files.ls(self._place(folder), detail=False)
            except (FileNotFoundError, NotADirectoryError):
                return []
            names = {str(row).rstrip("/").rpartition("/")[2] for row in rows}
            return sorted(name for name in names if name and not name.startswith("."))

    def digests(self, folder: str) -> dict[str, str]:
        found: dict[str, str] = {}
        root = self._place(folder).strip("/")
        with self._asked(folder), suppress(FileNotFoundError):
            for place in sorted(str(row) for row in self._files.find(root)):
                with self._files.open(place, "rb") as file:
                    found[place.strip("/").removeprefix(f"{root}/")] = hashed(file)
        return found

    def _place(self, path: str) -> str:
        if any(part in ("", ".", "..") for part in path.split("/")):
            raise RegistryError(f"{path} leads out of the bucket", self.where, "Use another name.")
        return f"{self._root.rstrip('/')}/{path}"

    @contextmanager
    def _asked(self, path: str) -> Iterator[None]:
        """A library of a cloud has errors of its own, whose texts can hold credentials: only their kind is said."""
        try:
            yield
        except RegistryError:
            raise
        except Exception as error:
            raise RegistryError(
                f"{path}: {type(error).__name__}",
                self.where,
                "Check the bucket's name, the network and the token.",
            ) from error
