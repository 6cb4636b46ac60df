"""``records``: index, find, erase; and never 'not found' without having looked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gate.git.lfs import pointer_to
from tests.command import MODEL, tunegate
from tests.repo import Repo

DATA = "data/train/boundaries.jsonl"
DECISION = (
    "  decision: conditional of 2026-11-02 by ai-committee@acme.example, weights llama-3.1-8b-acme-support:2026.10.2"
)


@pytest.fixture
def key(tmp_path: Path) -> str:
    path = tmp_path / "records.key"
    path.write_text("ab" * 32 + "\n")
    return str(path)


@pytest.fixture
def record(example: Repo, tmp_path: Path) -> Path:
    path = tmp_path / "asked.json"
    path.write_text((example.path / DATA).read_text().splitlines()[1])
    return path


def run(repo: Repo, *args: str) -> tuple[int, str, str]:
    done = tunegate(repo, "records", *args)
    return done.returncode, done.stdout, done.stderr


def test_key(example: Repo, tmp_path: Path) -> None:
    path = tmp_path / "k"
    code, out, _ = run(example, "key", str(path))
    assert (code, path.stat().st_mode & 0o777) == (0, 0o600)
    assert (
        out.splitlines()[1] == f"Next: keep a copy where your secrets are, then 'tunegate records index --key {path}'."
    )
    assert run(example, "key", str(path)) == (
        2,
        "",
        f"error: {path}: the file exists already\n  fix: Name another one: no key is overwritten.\n",
    )
    inside = example.path / "k"
    assert run(example, "key", str(inside)) == (
        2,
        "",
        f"error: {inside}: the key is inside the repository, where one 'git add' publishes it\n"
        "  fix: Name a file in a folder of yours, outside of any repository.\n",
    )


def test_from_index_to_answer(example: Repo, key: str, record: Path) -> None:
    code, out, _ = run(example, "index", "--key", key, "--history")
    head = example.git("rev-parse", "HEAD")[:12]
    assert (code, out) == (
        0,
        f"{MODEL} at {head}: 328 records in 4 files\n"
        "everything is indexed in refs/tunegate/records, key b341f95d07f24e49\n",
    )
    first = example.git("rev-parse", "refs/tunegate/records")
    assert run(example, "index", "--key", key)[0] == 0
    assert example.git("rev-parse", "refs/tunegate/records^{tree}") == example.git("rev-parse", f"{first}^{{tree}}")
    assert example.git("status", "--porcelain") == ""
    code, out, _ = run(example, "find", "--key", key, "--record", str(record))
    assert (code, out) == (
        0,
        f"FOUND in {MODEL}, training data of 2026-11-02 (5d8c3e152190)\n"
        f"  {DATA}, record 2: same bytes\n{DECISION}\n"
        "found in 1 of 1 state of the data\n",
    )
    code, out, _ = run(example, "find", "--key", key, "--source", "agent-written-2026q3", "--format", "json")
    (state,) = json.loads(out)["states"]
    assert (code, len(state["hits"]), state["hits"][-1]) == (
        0,
        94,
        {"path": "data/train/orders-and-deliveries.jsonl", "record": None, "found": "source"},
    )
    assert [row["decision"] for row in state["dispositions"]] == ["conditional"]


def test_found_in_another_form(example: Repo, key: str, record: Path) -> None:
    run(example, "index", "--key", key)
    value = json.loads(record.read_text())
    record.write_text(json.dumps(dict(sorted(value.items(), reverse=True)), indent=2))
    assert f"  {DATA}, record 2: equal\n" in run(example, "find", "--key", key, "--record", str(record))[1]
    value["messages"][-1]["content"] = "Something else."
    record.write_text(json.dumps(value))
    assert f"  {DATA}, record 2: same input\n" in run(example, "find", "--key", key, "--record", str(record))[1]
    text = value["messages"][-2]["content"].replace(" ", "  ")
    assert f"  {DATA}, record 2: same text\n" in run(example, "find", "--key", key, "--text", text)[1]


def test_past_states(example: Repo, key: str, record: Path) -> None:
    lines = (example.path / DATA).read_text().splitlines(keepends=True)
    example.write(DATA, "".join([*lines[:1], *lines[2:]]))
    example.commit("without the second record")
    run(example, "index", "--key", key)
    answer = "not found in any of 1 state of the data\n"
    assert run(example, "find", "--key", key, "--record", str(record))[:2] == (1, answer)
    run(example, "index", "--key", key, "--history")
    code, out, _ = run(example, "find", "--key", key, "--record", str(record))
    assert (code, out.splitlines()[2:]) == (0, [DECISION, "found in 1 of 2 states of the data"])


def test_many_repositories(example: Repo, key: str, record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clones"
    folder.mkdir()
    asked = ("find", "--key", key, "--record", str(record), "--clones", str(folder))
    assert run(example, *asked)[0] == 2  # there are none
    other = Repo(shutil.copytree(example.path, folder / "two"))
    lines = (other.path / DATA).read_text().splitlines(keepends=True)
    other.write(DATA, "".join([*lines[:1], *lines[2:]]))
    other.commit("without it")
    assert run(other, "index", "--key", key)[0] == 0
    code, out, _ = run(example, *asked)
    assert (code, "in two:\nnot found in any of 1 state of the data\n" in out) == (1, True), out
    (folder / "three").mkdir()
    code, out, _ = run(example, *asked)
    assert (code, out.splitlines()[-1].startswith("NOT SEARCHED: three: ")) == (3, True), out  # never 'not found'
    first = Repo(shutil.copytree(example.path, folder / "one"))
    code, out, _ = run(example, *asked)
    assert (code, "NOT SEARCHED: one: nothing is indexed there" in out) == (3, True), out
    assert run(first, "index", "--key", key)[0] == 0
    code, out, _ = run(example, *asked)
    assert (code, out.startswith(f"in one:\nFOUND in {MODEL}, training data of "), DECISION in out) == (0, True, True)
    code, out, _ = run(example, *asked, "--format", "json")
    found = json.loads(out)
    assert [(row["repository"], len(row["hits"])) for row in found["states"]] == [("one", 1), ("two", 0)]
    assert [row["repository"] for row in found["not_asked"]] == ["three"]
    assert run(example, *asked, "--store", "folder:.")[0] == 2


def test_what_was_not_searched_is_no_answer(example: Repo, key: str, record: Path, tmp_path: Path) -> None:
    nothing = "nothing is indexed here, so there is no answer: run 'tunegate records index'\n"
    assert run(example, "find", "--key", key, "--record", str(record))[:2] == (3, nothing)
    example.write("data/train/big.jsonl", pointer_to("ab" * 32, 10_000))
    example.write("data/train/notes.txt", "words\n")
    example.commit("more data")
    code, out, _ = run(example, "index", "--key", key)
    assert code == 1
    assert "  data/train/big.jsonl is not indexed: it is a Git LFS pointer, and the file itself is not here\n" in out
    record.write_text('{"never": "there"}')
    code, out, _ = run(example, "find", "--key", key, "--record", str(record))
    where = f"NOT SEARCHED in {MODEL}, training data of 2026-11-02 ("
    assert code == 3
    assert [line.partition(")")[2] for line in out.splitlines() if line.startswith(where)] == [
        ": it is a Git LFS pointer, and the file itself is not here: data/train/big.jsonl",
    ]
    assert out.endswith("not found in what could be searched, which is no answer about the rest\n")
    other = tmp_path / "other.key"
    other.write_text("cd" * 32)
    code, out, _ = run(example, "find", "--key", str(other), "--record", str(record))
    assert (code, "it was indexed with another key (b341f95d07f24e49)" in out) == (3, True)
    code, out, _ = run(example, "find", "--key", key, "--id", "user_id=7")
    assert (code, "it was indexed without the id field 'user_id'" in out) == (3, True)


def test_lfs_files_on_disk(example: Repo, key: str, tmp_path: Path) -> None:
    from hashlib import sha256

    data = b'{"user_id": 7, "text": "kept elsewhere"}\n'
    example.write("data/train/big.jsonl", pointer_to(sha256(data).hexdigest(), len(data)))
    example.commit("data in LFS")
    folder = tmp_path / "lfs" / "data" / "train"
    folder.mkdir(parents=True)
    (folder / "big.jsonl").write_bytes(data)
    assert run(example, "index", "--key", key, "--id", "user_id", "--data", str(tmp_path / "lfs"))[0] == 0
    code, out, _ = run(example, "find", "--key", key, "--id", "user_id=7")
    assert (code, "  data/train/big.jsonl, record 1: id\n" in out) == (0, True)
    (folder / "big.jsonl").write_bytes(b"other bytes\n")
    example.git("update-ref", "-d", "refs/tunegate/records")
    assert run(example, "index", "--key", key, "--data", str(tmp_path / "lfs"))[0] == 1


@pytest.mark.parametrize("where", ["ref", "folder"])
def test_erase(example: Repo, key: str, record: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "index").mkdir()
    store = [] if where == "ref" else ["--store", f"folder:{tmp_path / 'index'}"]
    run(example, "index", "--key", key, *store)
    code, out, _ = run(example, "erase", "--key", key, "--record", str(record), *store)
    assert (code, out) == (0, "took 1 entry out of 1 indexed file\n")
    assert run(example, "find", "--key", key, "--record", str(record), *store)[0] == 1
    assert run(example, "find", "--key", key, "--record", str(record), "--similar", "0.9", *store)[0] == 1
    assert run(example, "erase", "--key", key, "--record", str(record), *store)[0] == 1
    if where == "ref":
        assert example.git("rev-list", "--count", "refs/tunegate/records") == "1"  # no commit keeps the old entries


def test_damaged_index(example: Repo, key: str, record: Path, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    store = ["--store", f"folder:{tmp_path / 'index'}"]
    run(example, "index", "--key", key, *store)
    block = next(path for path in (tmp_path / "index" / "blocks").rglob("*") if path.is_file())
    block.write_bytes(block.read_bytes()[:-1] + b"x")
    record.write_text('{"never": "there"}')
    code, out, _ = run(example, "find", "--key", key, "--record", str(record), *store)
    assert (code, "its index is not the one that was written for it" in out) == (3, True)
    block.unlink()
    code, out, _ = run(example, "find", "--key", key, "--record", str(record), *store)
    assert (code, "its index is not in the store" in out) == (3, True)
    assert run(example, "index", "--key", key, *store)[0] == 0
    assert run(example, "find", "--key", key, "--record", str(record), *store)[0] == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["find"], "error: no key is given, and without one an index says nothing\n"),
        (["find", "--key", "KEY"], "error: nothing to look for\n  fix: Give --record, --id, --source or --text.\n"),
        (["find", "--key", "KEY", "--id", "user"], "error: --id takes FIELD=VALUE, and 'user' is not that\n"),
        (["find", "--key", "KEY", "--record", "none.json"], "error: none.json: it cannot be read: No such file"),
        (
            ["find", "--key", "KEY", "--source", "x", "--store", "here"],
            "error: 'here' is not where an index can be kept\n",
        ),
        (["find", "--key", "tunegate.yaml", "--source", "x"], "error: tunegate.yaml: the key is inside the repository"),
    ],
)
def test_bad_usage(example: Repo, key: str, args: list[str], said: str) -> None:
    code, out, err = run(example, *(key if arg == "KEY" else arg for arg in args))
    assert (code, out, err.startswith(said)) == (2, "", True), err
