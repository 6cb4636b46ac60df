"""The work tree as ``git add --all`` would store it: which paths there are, and of which kind each is."""

from __future__ import annotations

from collections.abc import Iterable

from gate.git.disk import Disk
from gate.git.entry import GITLINK, SYMLINK, Entry
from gate.git.index import Index
from gate.git.process import Process
from gate.git.settings import SettingsOf

_UNTRACKED = ("-o", "--exclude-standard")


class WorkTree:
    """Lists what ``git add`` would leave in the index: files on disk, and those whose absence it overlooks."""

    def __init__(self, process: Process, disk: Disk, index: Index, settings: SettingsOf) -> None:
        self._process = process
        self._settings = settings
        self._disk = disk
        self._index = index
        self.overlooked: set[str] = set()  # paths on disk, of those listed so far, that git is told not to look at

    def entries(self, paths: Iterable[str]) -> dict[str, Entry]:
        """Path -> entry at or below paths of which one may be "". Raises UndecidedError on unmerged paths."""
        listed = self._index.listed(paths, *_UNTRACKED, is_detailed=True)
        tracked = listed.merged()
        nested = [path.rstrip("/") for path in listed.untracked if path.endswith("/")]
        loose = [path for path in listed.untracked if not path.endswith("/")]
        found = {
            path: Entry(self._mode(entry.mode, tracked.get(path)), None)
            for path, entry in self._disk.entries([*loose, *tracked])
        }
        modules = [path for path, entry in tracked.items() if entry.mode == GITLINK and path not in found]
        for path in (*modules, *nested):
            if self._disk.is_folder(path):
                staged = tracked.get(path)
                found[path] = Entry(GITLINK, self._commit_of(path) or (staged.oid if staged else None))
        self.overlooked.update(path for path in listed.hidden | listed.sparse if path in found)
        found.update({path: tracked[path] for path in listed.hidden | listed.sparse if path not in found})
        return found

    def unlike_index(self) -> set[str]:
        """Paths that ``git diff-index`` has no word on: what is new, and what git is told not to look at."""
        listed = self._index.listed([""], *_UNTRACKED)
        sparse = (path for path in listed.sparse if self._disk.is_there(path))
        return {*(path.rstrip("/") for path in listed.untracked), *listed.hidden, *sparse}

    def left_out(self, folder: str) -> list[str]:
        """The paths at or below a folder that a sparse checkout keeps off the disk, sorted."""
        listed = self._index.listed([folder])
        return sorted(path for path in listed.sparse if not self._disk.is_there(path))

    def _mode(self, mode: str, staged: Entry | None) -> str:
        """The mode that git records for what is on disk (read-cache.h: ce_mode_from_stat)."""
        if mode == SYMLINK:
            return mode
        settings = self._settings.read
        if staged is not None and staged.mode == SYMLINK and not settings.trusts_symlinks:
            return SYMLINK
        if not settings.trusts_modes:
            return staged.mode if staged is not None and staged.is_regular else "100644"
        return mode

    def _commit_of(self, path: str) -> str | None:
        """The commit that is checked out in the repository of a folder; None where there is none.

        ``rev-parse`` reads that repository's references, and runs nothing.
        """
        place = self._disk.root / path / ".git"
        if not place.exists():  # not checked out; git would go on looking in the folders above
            return None
        done = self._process.run("rev-parse", "--verify", "--quiet", "HEAD", env={"GIT_DIR": str(place)})
        return done.output.decode().strip() or None if done.status == 0 else None
