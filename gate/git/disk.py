"""The files of a work tree as they are on disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gate.git.entry import SYMLINK, Entry
from gate.git.objects import too_large
from gate.values.errors import UndecidedError


class Disk:
    """The files below ``root``, by their paths in the repository."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self, paths: list[str]) -> Iterator[tuple[str, Entry]]:
        """(path, entry) of each regular file and symbolic link among the paths."""
        followed: dict[str, bool] = {"": False}  # folder -> whether a link leads there
        for path in paths:
            if not self._is_behind_a_link(path.rpartition("/")[0], followed) and (entry := self._entry(path)):
                yield path, entry

    def is_there(self, path: str) -> bool:
        """Whether there is anything of this name, be it a link that leads nowhere."""
        return os.path.lexists(self.root / path) and not self._is_behind_a_link(path.rpartition("/")[0], {"": False})

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder, and no link on the way to it."""
        return self.is_there(path) and (self.root / path).is_dir() and not (self.root / path).is_symlink()

    def _is_behind_a_link(self, folder: str, followed: dict[str, bool]) -> bool:
        """Git does not follow links either: what is beyond one is not in this repository."""
        if folder not in followed:
            above = self._is_behind_a_link(folder.rpartition("/")[0], followed)
            followed[folder] = above or (self.root / folder).is_symlink()
        return followed[folder]

    def _entry(self, path: str) -> Entry | None:
        try:
            mode = os.lstat(self.root / path).st_mode
        except OSError:
            return None
        if stat.S_ISLNK(mode):
            return Entry(SYMLINK, None)
        if not stat.S_ISREG(mode):
            return None
        return Entry("100755" if mode & stat.S_IXUSR else "100644", None)

    def read(self, path: str, *, limit: int) -> bytes:
        """The bytes of a file, or the target text of a symbolic link. Raises UndecidedError."""
        full = self.root / path
        with _said(path):
            if full.is_symlink():
                return os.fsencode(os.readlink(full))
            with full.open("rb") as stream:
                data = stream.read(limit + 1)
        if len(data) > limit:
            raise too_large(limit, path)
        return data

    def stream(self, path: str, *, chunk: int = 1 << 20) -> Iterator[bytes]:
        """The bytes of a file, in pieces. Raises UndecidedError."""
        with _said(path), (self.root / path).open("rb") as stream:
            while data := stream.read(chunk):
                yield data


@contextmanager
def _said(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UndecidedError(
            f"the file cannot be read: {error.strerror}", path=path, remedy="Make it readable, or remove it."
        ) from None
