"""A store in memory: what a folder or a ref is to the commands."""

from __future__ import annotations


class Memory:
    where = "memory"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, path: str, limit: int) -> bytes | None:
        return self.files.get(path)

    def write(self, path: str, data: bytes) -> None:
        self.files[path] = data

    def remove(self, path: str) -> None:
        self.files.pop(path, None)

    def names(self, folder: str) -> list[str]:
        start = f"{folder}/"
        return sorted({path[len(start) :].partition("/")[0] for path in self.files if path.startswith(start)})

    def save(self, why: str) -> None:
        pass
