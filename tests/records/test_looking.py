"""The data of a commit, looked through by an index that is there, and by one that is made for it."""

from __future__ import annotations

from pathlib import Path

from gate.config.snapshot import config_at
from gate.documents import parse
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.records.deletion import Request, look
from gate.records.key import Key
from gate.records.looking import Data
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from tests.command import MODEL, tunegate
from tests.repo import Repo

KEY = Key(bytes.fromhex("ab" * 32))


def data(repo: Repo, *keys: Key) -> Data:
    snapshot = Snapshot(opened := Repository(repo.path), opened.commit("HEAD"))
    config = config_at(snapshot, "tunegate.yaml")
    assert config is not None
    surfaces = config.models[MODEL].surfaces
    return Data(
        snapshot, lambda name: build(snapshot, name, surfaces, Reader()), opened.kept("refs/tunegate/records"), keys
    )


def by_id(digest: str) -> Request:
    node = parse(f'key: "{KEY.id}"\nfind:\n  - by: id\n    field: user_id\n    digest: "{digest}"\n'.encode(), "yaml")
    return Request("a.yaml", node, node.plain())


def test_an_index_without_the_id_field_is_not_enough(example: Repo, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(KEY.secret.hex())
    example.write("data/train/people.jsonl", '{"user_id": 4711, "text": "one"}\n')
    example.commit("people")
    assert tunegate(example, "records", "index", "--key", str(key)).returncode == 0
    request = by_id(KEY.mac(b"id user_id", b"4711")[:6].hex())
    keyed, unkeyed = data(example, KEY), data(example)
    rows = [*look(keyed.look(MODEL, request), MODEL, request)]
    assert [(row["path"], row["records"]) for row in rows if "records" in row] == [("data/train/people.jsonl", 1)]
    assert {row["why"] for row in look(unkeyed.look(MODEL, request), MODEL, request)} == {
        "no key was given, which id fields are looked for with"
    }
    assert data(example, Key(bytes(32))).look(MODEL, request) is not None  # indexed under the request's key
