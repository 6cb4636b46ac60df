"""Repositories whose training data goes through what happens to data, with records that are looked for afterwards."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from gate.config.snapshot import config_at
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.records.collect import collect
from gate.records.find import EQUAL, INPUT, NEAR, SAME, Blocks, Hit, Query, Search
from gate.records.index import Indexer
from gate.records.key import Key
from gate.records.sketch import Sketcher
from gate.records.store import keep
from gate.surfaces.reader import Reader
from gate.surfaces.records.each import whole
from gate.surfaces.state import build
from tests.records.storing import Memory
from tests.repo import Repo

KEY = Key(b"c" * 32)
RECORDS, CANARIES = 200, 20
CONFIG = (
    "version: 1\nmodels:\n  {name}:\n    surfaces:\n      training_data: [data/**]\n    evidence: evidence/{name}\n"
)
_WORDS = [f"{a}{b}" for a in "ba ce di fo gu ka le mi no pu ra se ti vo".split() for b in "lan mer nis tor vik".split()]


@dataclass(frozen=True)
class Outcome:
    """Of how many askings each was right: one a canary and state."""

    asked: int
    exact: int
    near_asked: int
    near: int
    wrong: int  # exact answers where the record never was


def outcome(folder: Path, repositories: int) -> Outcome:
    """Index every state of generated repositories into one store, and look for all canaries in it."""
    random = Random(11)  # noqa: S311  the same each time
    store, sketcher = Memory(), Sketcher(KEY)
    canaries: dict[str, list[dict[str, Any]]] = {}
    states: dict[str, int] = {}
    with ExitStack() as stack:
        for number in range(repositories):
            name = f"model-{number}"
            repo = Repo(folder / name)
            canaries[name], commits = _history(repo, name, random)
            opened = stack.enter_context(Repository(repo.path))
            states[name] = _index(opened, name, commits, Indexer(KEY, store, ("id",), sketcher))
            opened.close()
    exact = near = wrong = 0
    blocks = Blocks(store)
    for name, records in canaries.items():
        for record in records:
            hits = _hits(store, blocks, Query(records=(whole(json.dumps(record).encode()),)))
            right = {model: found for model, found in hits.items() if model == name}
            exact += sum(any(hit.how in (SAME, EQUAL, INPUT) for hit in found) for found in right.get(name, []))
            wrong += sum(len(found) for model, rows in hits.items() if model != name for found in rows)
            hits = _hits(store, blocks, Query(texts=(_edited(random, record["prompt"]),), threshold=0.7))
            near += sum(any(hit.how == NEAR for hit in found) for found in hits.get(name, []))
    asked = sum(states[name] * len(records) for name, records in canaries.items())
    return Outcome(asked, exact, asked, near, wrong)


def _history(repo: Repo, name: str, random: Random) -> tuple[list[dict[str, Any]], list[str]]:
    """What happens to the data, one commit each; the canaries, and the commits."""
    rows: list[dict[str, Any]] = [
        {
            "id": f"{name}-{number}",
            "prompt": " ".join(random.choices(_WORDS, k=random.randint(40, 120))),
            "completion": random.choice(["yes", "no", "perhaps"]),
            "weight": random.randint(1, 5) / 2,
        }
        for number in range(RECORDS)
    ]
    canaries = rows[:CANARIES]
    repo.write("tunegate.yaml", CONFIG.format(name=name))
    commits = []

    def commit(what: str, files: dict[str, bytes]) -> None:
        for old in [*repo.path.glob("data/*")]:
            old.unlink()
        for path, data in files.items():
            repo.write(path, data)
        repo.commit(what)
        commits.append(repo.git("rev-parse", "HEAD"))

    commit("as it was", {"data/a.jsonl": _lines(rows)})
    commit("renamed", {"data/b.jsonl": _lines(rows)})
    random.shuffle(rows)
    commit("reordered", {"data/b.jsonl": _lines(rows)})
    commit("split", {"data/b.jsonl": _lines(rows[:90]), "data/c.jsonl": _lines(rows[90:])})
    rows = [dict(sorted(row.items(), reverse=True)) for row in rows]
    rows = [{**row, "prompt": f" {row['prompt'].replace(' ', '  ')}\n"} for row in rows]
    commit("written otherwise", {"data/b.json": json.dumps(rows, indent=1).encode()})
    commit("a table", {"data/b.parquet": _parquet(rows)})
    commit("labels edited", {"data/b.parquet": _parquet([{**row, "completion": "never"} for row in rows])})
    return canaries, commits


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), file)
    return file.getvalue()


def _edited(random: Random, text: str) -> str:
    """A word of it replaced: at least 0.85 of its shingles stay, which a Jaccard index above 0.7 with the record
    follows from."""
    words = text.split()
    words[random.randrange(len(words))] = "otherwise"
    return " ".join(words)


def _index(repository: Repository, name: str, commits: list[str], indexer: Indexer) -> int:
    reader = Reader()
    for commit in commits:
        snapshot = Snapshot(repository, commit)
        config = config_at(snapshot, "tunegate.yaml")
        assert config is not None
        state = build(snapshot, name, config.models[name].surfaces, reader)
        found = collect(indexer, snapshot, state, name, (commit, None), None)
        assert [(file.path, file.why) for file in found.files if file.block is None] == []
        keep(indexer.store, found)
    return len(commits)


def _hits(store: Memory, blocks: Blocks, query: Query) -> dict[str, list[tuple[Hit, ...]]]:
    found: dict[str, list[tuple[Hit, ...]]] = {}
    for searched in _searched(store, blocks, query):
        found.setdefault(searched[0], []).append(searched[1])
    return found


def _searched(store: Memory, blocks: Blocks, query: Query) -> Iterator[tuple[str, tuple[Hit, ...]]]:
    for searched in Search(store, [KEY], query, blocks).states():
        assert not searched.unsearched
        if searched.hits:
            yield searched.state.model, searched.hits
