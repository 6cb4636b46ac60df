from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gate.process import cache
from gate.registry.log.checkpoint import Checkpoint
from gate.registry.log.entries import made, models_of
from gate.registry.log.history import refuse_rewritten
from gate.registry.log.index import view
from gate.registry.log.kept import BUNDLE, Log
from gate.registry.log.places import open_log
from gate.registry.log.tree import leaf_hash, root_hash
from gate.registry.port import RegistryError
from tests.command import NOW


def rows(first: int, last: int) -> list[bytes]:
    return [made("waiver", f"m{n % 5}", NOW, f"n: {n}\n".encode()) for n in range(first, last)]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    (tmp_path / "log").mkdir()
    return open_log("folder:log", tmp_path)


def bundles(log: Log, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the bundles that are read from now on."""
    read: list[int] = []
    whole = Log.bundle

    def counted(self: Log, number: int, at: Checkpoint) -> list[bytes]:
        read.append(number)
        return whole(self, number, at)

    monkeypatch.setattr(Log, "bundle", counted)
    return read


@pytest.mark.parametrize(
    "steps", [(3, 7), (BUNDLE, 2 * BUNDLE), (BUNDLE - 1, BUNDLE + 1), (BUNDLE + 3, 3 * BUNDLE + 1)]
)
def test_grown(log: Log, steps: tuple[int, ...]) -> None:
    """Brought up from any size to any other, it says what the whole log says."""
    start = 0
    for size in steps:
        log.append(rows(start, size))
        start = size
        every = list(enumerate(rows(0, size)))
        found = view(log)
        assert found.about(["m3"]) == [row for row in every if row[0] % 5 == 3]
        assert found.about(["m1", "m2", "none"]) == [row for row in every if row[0] % 5 in (1, 2)]
        assert view(log).about(["m3"]) == found.about(["m3"])  # once more, it is the same
        for part in (0, 1, size - 1, size):
            assert found.root_of(part) == root_hash([leaf_hash(line) for _, line in every[:part]])


def test_what_is_new_is_read(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append(rows(0, 3 * BUNDLE + 1))
    view(log)
    read = bundles(log, monkeypatch)
    view(log)
    assert read == []
    log.append(rows(3 * BUNDLE + 1, 3 * BUNDLE + 2))
    read.clear()
    view(log)
    assert read == [3]


@pytest.mark.parametrize("size", [2, BUNDLE + 2, BUNDLE + 9])
def test_log_that_was_rewritten(log: Log, tmp_path: Path, size: int) -> None:
    """Shorter, as long, or longer: the machine that read it before keeps its checkpoint."""
    log.append(rows(0, BUNDLE + 2))
    kept = view(log).checkpoint
    shutil.rmtree(tmp_path / "log")
    (tmp_path / "log").mkdir()
    log.append(rows(1, size + 1))
    for _ in range(2):
        with pytest.raises(RegistryError, match="rolled back, forked or rewritten since"):
            view(log)
    (place,) = (tmp_path / "cache/logs").iterdir()
    place.unlink()
    with pytest.raises(RegistryError, match="is not its beginning"):
        refuse_rewritten(view(log), [kept], "log")  # a checkpoint of a disposition says the same


def test_logs_of_two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words on the command line mean another log in another repository."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    for name, last in (("a", 5), ("b", 2)):
        (tmp_path / name / "log").mkdir(parents=True)
        log = open_log("folder:log", tmp_path / name)
        log.append(rows(0, last))
        assert view(log).checkpoint.size == last


def test_log_that_is_damaged_where_the_index_points(log: Log, tmp_path: Path) -> None:
    log.append(rows(0, 4))
    found = view(log)
    (bundle,) = (tmp_path / "log/entries").iterdir()
    bundle.write_bytes(bundle.read_bytes().replace(b"n: 1", b"n: 9"))
    with pytest.raises(RegistryError, match="damaged or rewritten"):
        found.about(["m1"])


def test_index_that_is_no_database(log: Log, tmp_path: Path) -> None:
    log.append(rows(0, 4))
    view(log)
    (place,) = (tmp_path / "cache/logs").iterdir()
    place.write_bytes(b"x" * 5000)
    assert len(view(log).about(["m1"])) == 1
    assert len(view(log).about(["m1"])) == 1


def test_whom_a_line_is_about() -> None:
    hold = b'{"model": "hidden"}'
    assert models_of(made("hold", "another", NOW, hold)) == {"another", "hidden"}  # appended under another name
    assert models_of(made("waiver", "m", NOW, hold)) == {"m"}
    assert models_of(made("waiver", 'a"b\u00e9', NOW, b'"model":"x"')) == {'a"b\u00e9'}
    for line in (b"", b"{}", b'"model":"', b'"model":"\xff', b"[" * 5000):
        assert isinstance(models_of(line), set)
