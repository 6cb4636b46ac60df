"""Whole-process times and peak memory of the gate, as ratios in one run (``make bench``).

The rows are those that the project aims at: the check of the example, a check of a large repository, the verification
of many models, the difference of a large data file, and its digest; training data that a change adds, by kinds of
records; and outcomes of safety suites. What is compared takes turns, so that a busy
moment of the machine meets all of it; a row says the medians. The defaults are chosen to end within ten minutes on two
idle processors.

``BENCH_SCALE`` (0.25) is the size of the data file: at 1 it has 2,000,000 records. ``BENCH_BASE`` is another checkout
with an environment of its own, which is measured beside this one.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.repositories import (
    CLASSES,
    KINDS,
    NOW,
    RECORDS,
    ROOT,
    added,
    documents,
    example,
    models,
    ordinary,
    outcomes,
    records,
    run,
    with_data,
)

OURS, BEFORE = "tunegate", "tunegate before"
Command = list[str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one command took: the medians of its seconds, and of those of the processors for it and what it started; and
    the most memory that one of its processes had, in MB."""

    seconds: float
    processor: float
    megabytes: float

    @classmethod
    def of(cls, rows: Sequence[Taken]) -> Taken:
        return cls(
            statistics.median(row.seconds for row in rows),
            statistics.median(row.processor for row in rows),
            max(row.megabytes for row in rows),
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the measurements are made, and of what. ``before`` is the Python of the checkout to compare with."""

    folder: Path
    rounds: int
    before: str | None
    conftest: str | None

    def gate(self, *arguments: str) -> dict[str, Command]:
        """A command of the gate, of this checkout and of the other one."""
        pythons = {OURS: sys.executable, **({BEFORE: self.before} if self.before else {})}
        return {name: [python, "-I", "-m", "gate", *arguments] for name, python in pythons.items()}

    def measure(self, commands: Mapping[str, Command], cwd: Path, rounds: int = 0) -> dict[str, Taken]:
        """What each command takes; they take turns."""
        taken: dict[str, list[Taken]] = {name: [] for name in commands}
        for _ in range(rounds or self.rounds):
            for name, command in commands.items():
                taken[name].append(_take(command, cwd))
        return {name: Taken.of(rows) for name, rows in taken.items()}


def _take(command: Command, cwd: Path) -> Taken:
    said = run(sys.executable, "-I", "-S", ROOT / "bench" / "take.py", *command, cwd=cwd)
    seconds, processor, peak, status = said.split()
    if status not in ("0", "1"):
        sys.exit(f"bench: {' '.join(command)[:300]} ended with {status}")
    return Taken(float(seconds), float(processor), int(peak) / 1e6)


def _show(title: str, taken: Mapping[str, Taken], other: str | None, note: str = "") -> None:
    """The row: what the gate takes in times of what ``other`` takes."""
    print(f"\n{title}{f' ({note})' if note else ''}")
    print(f"  {'':<34}{'time':>12} {'processors':>12}")
    for name, row in taken.items():
        against = taken.get(other or "")
        of = f"   {row.seconds / against.seconds:5.2f} of {other}" if against and name != other else ""
        print(f"  {name:<34}{row.seconds * 1000:9.0f} ms {row.processor * 1000:9.0f} ms {row.megabytes:7.0f} MB{of}")


# -- the rows


def check_example(bench: Bench) -> None:
    """``check`` of the example against conftest on the same case and policies."""
    repository = example(bench.folder)
    commands = bench.gate("check", "--base", "HEAD^", "--head", "HEAD", "--now", NOW)
    for name, case in bench.gate("case", "--base", "HEAD^", "--head", "HEAD", "--now", NOW).items():
        if bench.conftest:
            file = bench.folder / f"{name.replace(' ', '-')}.json"
            file.write_text(run(*case, cwd=repository))
            label = "conftest" if name == OURS else "conftest before"
            commands[label] = [bench.conftest, "test", str(file), *_policies(_root(case[0]))]
    _show("check of the example", bench.measure(commands, repository), "conftest")


def check_large(bench: Bench, files: int, count: int) -> None:
    """``check`` of one touched model of many, less the example's, against git's own difference of the same commits."""
    small, large = bench.folder / "example", models(bench.folder, count, files)
    check = bench.gate("check", "--base", "HEAD^", "--head", "HEAD", "--now", NOW)
    git = {"git diff --raw": ["git", "diff", "--raw", "HEAD^", "HEAD"]}
    rows: dict[str, list[Taken]] = {}
    for _ in range(bench.rounds):
        for name, command in {**check, **git}.items():
            for repository in (small, large):
                rows.setdefault(f"{name}: {repository.name}", []).append(_take(command, repository))
    taken = {name: Taken.of(each) for name, each in rows.items()}
    _show(f"check, {files:,} files, {count} models, one touched", taken, None)
    for name in (*check, *git):
        more = taken[f"{name}: {large.name}"].seconds - taken[f"{name}: {small.name}"].seconds
        print(f"  {name:<34}{more * 1000:+9.0f} ms more than in the example")


def check_ordinary(bench: Bench, files: int, count: int) -> None:
    """``check`` of a change that touches nothing reviewed or recognised, in the example and among many models."""
    large = bench.folder / f"models-{count}-{files}"
    for repository in (bench.folder / "example", large):
        commands = bench.gate("check", "--base", "HEAD^", "--head", "HEAD", "--now", NOW)
        taken = bench.measure(commands, ordinary(repository))
        _show(f"check of an ordinary change, {repository.name}", taken, BEFORE)


def verify(bench: Bench, count: int) -> None:
    """``verify`` of all models against conftest over their evidence documents, and how it grows from a third."""
    few, many = (_verify(bench, number) for number in (max(1, count // 3), count))
    for name in many:
        print(f"  {name:<34}{many[name].seconds / few[name].seconds:9.2f} times as long for 3 times the models")


def _verify(bench: Bench, count: int) -> dict[str, Taken]:
    repository = models(bench.folder, count)
    commands = bench.gate("verify", "--head", "HEAD^", "--now", NOW)
    note = ""
    if bench.conftest:
        place = bench.folder / f"documents-{count}"
        place.mkdir()
        found = [str(path) for path in documents(repository, place)]
        commands["conftest"] = [bench.conftest, "test", *_policies(ROOT), *found]
        note = f"conftest over the same {len(found):,} documents"
    taken = bench.measure(commands, repository, 3)
    _show(f"verify of {count} models", taken, "conftest", note)
    return taken


def diff(bench: Bench, scale: float) -> None:
    """``diff`` of a large data file against ``git diff --numstat``, and its digest against ``sha256sum``."""
    count = int(RECORDS * scale)
    repository = records(bench.folder, count)
    size = (repository / "data" / "train.jsonl").stat().st_size
    note = f"{count:,} records, {size / 1e6:.0f} MB"
    commands = bench.gate("diff", "--base", "HEAD^", "--head", "HEAD")
    commands["git diff --numstat"] = ["git", "diff", "--numstat", "HEAD^", "HEAD"]
    _show("diff of a data file", bench.measure(commands, repository, 3), "git diff --numstat", note)
    commands = bench.gate("state")
    if program := shutil.which("sha256sum"):
        commands["sha256sum"] = [program, "data/train.jsonl"]
    _show("state of that file, without a cache", bench.measure(commands, repository, 3), "sha256sum")


def data(bench: Bench, megabytes: int) -> None:
    """``check`` of a change that adds a file of training data, of records of each kind: what it takes for 100 MB beyond
    the check of the example, and ``sha256sum`` for the same bytes."""
    check = bench.gate("check", "--base", "HEAD^", "--head", "HEAD", "--now", NOW)
    empty = bench.measure(check, with_data(bench.folder, "chat", 0), 3)
    for kind in KINDS:
        repository = with_data(bench.folder, kind, megabytes)
        commands = dict(check)
        if program := shutil.which("sha256sum"):
            commands["sha256sum"] = [program, added(kind)]
        taken = bench.measure(commands, repository, 3)
        _show(f"check of {megabytes} MB of added training data: {kind}", taken, "sha256sum")
        size = (repository / added(kind)).stat().st_size
        for name in taken:
            own = taken[name].processor - (empty[name].processor if name in empty else 0)
            print(f"  {name:<34}{own / size * 1e8:9.2f} s of processors for 100 MB")
        shutil.rmtree(repository)


def drift(bench: Bench, items: int) -> None:
    """``drift`` of outcomes of a thousand items, of a third of many, and of many."""
    few = None
    for count in (items // 3, items):
        folder = outcomes(bench.folder, count)
        command = bench.gate("drift", "--format", "json", "--base", "base.jsonl", "--tuned", "tuned.jsonl", *CLASSES)
        taken = bench.measure(command, folder, 3)
        _show(f"drift of {count:,} items", taken, BEFORE)
        if few:
            print(f"  {OURS:<34}{taken[OURS].processor / few:9.2f} times as long for 3 times the items")
        few = taken[OURS].processor


def _checks(bench: Bench, files: int, count: int) -> None:
    check_example(bench)
    check_large(bench, files, count)
    check_ordinary(bench, files, count)


def _policies(root: Path) -> Command:
    return ["-p", str(root / "policies"), "--namespace", "tunegate"]


def _root(python: str) -> Path:
    """The checkout that an interpreter belongs to."""
    return Path(python).parent.parent.parent


def main() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # each row as it comes
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="of the two rows of check; three of the others")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--models", type=int, default=200, help="of the large repository")
    parser.add_argument("--verified", type=int, default=36, help="models that are verified; a third of them, too")
    parser.add_argument("--megabytes", type=int, default=30, help="of training data of each kind")
    parser.add_argument("--items", type=int, default=100_000, help="of a safety suite")
    parser.add_argument("--scale", type=float, default=float(os.environ.get("BENCH_SCALE", "0.25")))
    parser.add_argument("--only", choices=["check", "verify", "diff", "data", "drift"], action="append")
    given = parser.parse_args()
    base = os.environ.get("BENCH_BASE")
    before = str(Path(base, ".venv", "bin", "python")) if base else None
    conftest = shutil.which("conftest", path=os.pathsep.join([str(ROOT / ".tools" / "bin"), os.environ["PATH"]]))
    if not conftest:
        print("conftest is not here ('make tools' builds it where Go is): its rows are left out")
    print(f"medians, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    rows: dict[str, Callable[[Bench], None]] = {
        "check": lambda bench: _checks(bench, given.files, given.models),
        "verify": lambda bench: verify(bench, given.verified),
        "diff": lambda bench: diff(bench, given.scale),
        "data": lambda bench: data(bench, given.megabytes),
        "drift": lambda bench: drift(bench, given.items),
    }
    with tempfile.TemporaryDirectory(prefix="tunegate-bench-") as name:
        for row in given.only or rows:
            rows[row](Bench(Path(name), given.rounds, before, conftest))
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
