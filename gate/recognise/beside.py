"""Files beside reviewed ones that no glob matches: records in another format in a folder of training data, and texts
with another ending in a folder of prompts.

Whoever reads the folder reads them too: ``datasets.load_dataset("data/")`` takes every format that it knows
(huggingface/datasets 4.0, ``packaged_modules/__init__.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from gate.config.load import Config
from gate.config.rests import rests
from gate.config.selectors import Selector
from gate.git.entry import GITLINK, SYMLINK, Entry
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.recognise.paths import extension, is_ignored
from gate.recognise.scan import is_candidate
from gate.recognise.uncovered import Look
from gate.recognise.vocabulary import is_evaluation
from gate.surfaces.keys import data_format, key_of
from gate.surfaces.links import views
from gate.surfaces.reader import Reader
from gate.values.canonical import digest_of
from gate.values.elements import Element

_RECORDS = frozenset(
    ".jsonl .ndjson .json .csv .tsv .parquet .arrow .feather .orc .avro .txt .gz .zst .xz .bz2 .lz4 .zip .tar .tgz "
    ".npy .npz .h5 .hdf5 .lance .tfrecord .bin .idx .mds .pkl .pickle .msgpack .xml .sqlite .db".split()
)
_TEXTS = frozenset(".txt .md .j2 .jinja .jinja2 .tmpl .prompt .mustache .hbs .liquid .st .xml .yaml .yml .json".split())
_ENDINGS = {"training_data": _RECORDS, "system_prompt": _TEXTS}
_DOCUMENTS = ("readme", "license", "changelog", "contributing", "notice", "index")


class Beside:
    """The folders that globs of training data and of prompts look into."""

    def __init__(self, configs: Iterable[Config]) -> None:
        self._rows: list[tuple[str, str, Selector]] = []
        self._surfaces: list[tuple[Selector, ...]] = []
        for config in configs:
            for model in config.models.values():
                self._surfaces += model.surfaces.values()
                for surface in _ENDINGS:
                    for selector in model.surfaces.get(surface, ()):
                        if selector.pointer is None and not selector.exclude and selector.prefix != selector.glob:
                            self._rows.append((model.name, surface, selector))

    def wants(self, path: str, entry: Entry | None) -> bool:
        """Whether anything can be found at a path: by its name, as a link or submodule, or by what it lies beside."""
        if entry is not None and not entry.is_regular:
            return not any(views(selectors, path) for selectors in self._surfaces)  # else it is part of a state
        return is_candidate(path) or bool(self._found(path))

    def models(self, path: str) -> list[str]:
        return sorted({model for model, _, _ in self._found(path)})

    def _found(self, path: str) -> list[tuple[str, str, Selector]]:
        folder, _, name = path.rpartition("/")
        stem = name.partition(".")[0].lower()
        if not folder or name.startswith(".") or stem.startswith(_DOCUMENTS) or is_evaluation(path) or is_ignored(path):
            return []
        kind = extension(path)
        rows = (row for row in self._rows if below(folder, row[2].prefix))
        return [row for row in rows if kind in _ENDINGS[row[1]] and _lists(row[2].glob, folder)]

    def look(self, snapshot: Snapshot, path: str, entry: Entry, reader: Reader, found: Look) -> Look:
        """The file as one element, where nothing else was recognised in it; else what was found."""
        rows = self._found(path)
        if not rows:
            return found
        surface = rows[0][1]
        if entry.mode in (SYMLINK, GITLINK):
            digest = digest_of((entry.oid or "").encode())
        elif surface == "training_data":
            digest = reader.data_digest(snapshot, path, entry)
        else:
            digest = reader.digest(snapshot, path, entry)
        format = data_format(path) if surface == "training_data" else "text"
        element = Element(
            surface, key_of(path), format, digest, entry.mode, path=path, line=1, oid=entry.oid, recogniser="beside"
        )
        return Look((element,), found.notice, found.looks)


@lru_cache(maxsize=1 << 16)  # a folder has many files
def _lists(glob: str, folder: str) -> bool:
    """Whether a glob looks for files directly in a folder."""
    return any(rest and all(part == "**" for part in rest[:-1]) for rest in rests(glob, folder))
