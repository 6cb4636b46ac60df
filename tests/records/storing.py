"""A store in memory: what a folder or a ref is to the commands."""

from __future__ import annotations


class Memory:
    where = "memory"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._listed: dict[str, set[str]] | None = None  # folder -> names, as long as nothing is written

    def read(self, path: str, limit: int) -> bytes | None:
        return self.files.get(path)

    def write(self, path: str, data: bytes) -> None:
        self.files[path] = data
        self._listed = None

    def remove(self, path: str) -> None:
        self.files.pop(path, None)
        self._listed = None

    def names(self, folder: str) -> list[str]:
        if self._listed is None:
            self._listed = {}
            for path in self.files:
                parts = path.split("/")
                for depth in range(1, len(parts)):
                    self._listed.setdefault("/".join(parts[:depth]), set()).add(parts[depth])
        return sorted(self._listed.get(folder, ()))

    def save(self, why: str) -> None:
        pass
