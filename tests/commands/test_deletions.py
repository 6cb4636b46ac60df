"""The register of deletion requests: recorded without a record, asked for until it is done, and not forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import MODEL, tunegate
from tests.repo import Repo

DATA = "data/train/boundaries.jsonl"
NOW = "2026-11-23T12:00:00Z"
LATER = "2027-01-02T00:00:00Z"


@pytest.fixture
def key(tmp_path: Path) -> list[str]:
    path = tmp_path / "records.key"
    path.write_text("ab" * 32)
    return ["--key", str(path)]


@pytest.fixture
def record(example: Repo, tmp_path: Path) -> str:
    path = tmp_path / "asked.json"
    path.write_text((example.path / DATA).read_text().splitlines()[1])
    return str(path)


def run(repo: Repo, *args: str, now: str = NOW) -> tuple[int, str, str]:
    done = tunegate(repo, "records", *args, "--now", now)
    return done.returncode, done.stdout, done.stderr


def request(repo: Repo, key: list[str], *what: str) -> str:
    case = ("--reference", "DSR-7", "--owner", "privacy@acme.example", "--due", "2026-12-31")
    code, out, err = run(repo, "delete-request", *key, *what, *case)
    assert code == 0, err
    repo.commit("a request")
    return out.splitlines()[0].removeprefix("wrote ")


def without_the_record(repo: Repo) -> None:
    lines = (repo.path / DATA).read_text().splitlines(keepends=True)
    repo.write(DATA, "".join([*lines[:1], *lines[2:]]))
    repo.commit("without the record")


def test_from_request_to_proof(example: Repo, key: list[str], record: str) -> None:
    path = request(example, key, "--record", record)
    text = (example.path / path).read_text()
    words = json.loads(Path(record).read_text())["messages"][-2]["content"]
    assert words not in text
    row = f"{path}:14: DSR-7 is due on 2026-12-31: {DATA} of {MODEL} has 1 of its records"
    code, out, _ = run(example, "deletions", *key)
    assert (code, out.splitlines()[-1]) == (0, "PASS: 1 deletion request")
    assert out.startswith(f"warning: {row}, so {MODEL} needs a new fine-tune without them, and a new review"), out
    code, out, _ = run(example, "deletions", *key, now=LATER)
    assert (code, out.splitlines()[-1], "[deletion-overdue]" in out) == (1, "BLOCK: 1 deletion request", True)
    close = (
        "delete-close",
        path,
        *key,
        "--by",
        "privacy@acme.example",
        "--evidence",
        "Deleted in the bucket by job 81.",
    )
    code, _, err = run(example, *close)
    assert (code, err.startswith(f"error: {path}: {DATA} of {MODEL} still has the records\n")) == (2, True)
    without_the_record(example)
    code, out, _ = run(example, "deletions", *key, now=LATER)
    assert (code, "[deletion-unclosed]" in out) == (1, True)
    code, out, err = run(example, *close)
    assert (code, out.splitlines()[0]) == (0, f"closed {path}: deleted"), err
    example.commit("closed")
    assert run(example, "deletions", *key, now=LATER)[:2] == (0, "PASS: 1 deletion request\n")
    value = json.loads(Path(record).read_text())
    value["messages"][-1]["content"] = "An answer that was edited."
    example.write("data/train/returned.jsonl", json.dumps(value) + "\n")
    example.commit("it came back, under another label")
    code, out, _ = run(example, "deletions", *key)
    assert (code, "data/train/returned.jsonl of support-assistant has 1 of its records: take them out" in out) == (
        1,
        True,
    )


def test_a_fork_has_no_key(example: Repo, key: list[str], record: str) -> None:
    path = request(example, key, "--record", record)
    code, out, _ = run(example, "deletions")
    said = f"undecided: {path}:14: DSR-7 could not be looked for in the training data of {MODEL}: "
    assert (code, out) == (
        3,
        f"{said}its data are not indexed with the request's key, and no key was given [deletion-unchecked]\n"
        "UNDECIDED: 1 deletion request\n",
    )
    assert tunegate(example, "records", "index", *key).returncode == 0  # a trusted run
    code, out, _ = run(example, "deletions")
    assert (code, "[deletion-open]" in out) == (0, True)
    without_the_record(example)
    assert run(example, "deletions")[0] == 3  # these data are new


def test_by_an_id_field(example: Repo, key: list[str]) -> None:
    example.write("data/train/people.jsonl", '{"user_id": 4711, "text": "one"}\n{"user_id": 4712, "text": "two"}\n')
    example.commit("people")
    path = request(example, key, "--id", "user_id=4711")
    assert "4711" not in (example.path / path).read_text()
    code, out, _ = run(example, "deletions", *key)
    assert (code, "data/train/people.jsonl of support-assistant has 1 of its records" in out) == (0, True)


def test_refused(example: Repo, key: list[str], record: str) -> None:
    path = request(example, key, "--record", record)
    ground = "Kept under Article 17(3)(b) GDPR until the tax retention ends."
    assert (
        run(example, "delete-close", path, "--how", "refused", "--by", "dpo@acme.example", "--evidence", ground)[0] == 0
    )
    example.commit("refused")
    assert run(example, "deletions", now=LATER)[:2] == (0, "PASS: 1 deletion request\n")


def test_a_request_does_not_disappear(example: Repo, key: list[str], record: str) -> None:
    path = request(example, key, "--record", record)
    base = example.git("rev-parse", "HEAD")
    text = (example.path / path).read_text()
    assert run(example, "deletions", *key, "--base", base)[0] == 0
    example.write(path, text.replace("2026-12-31", "2028-12-31"))
    example.commit("much later")
    code, out, _ = run(example, "deletions", *key, "--base", base)
    said = f"error: {path}:14: DSR-7 has another due than at the base: record a new request instead [deletion-changed]"
    assert (code, said in out) == (1, True), out
    example.remove(path)
    example.commit("gone")
    code, out, _ = run(example, "deletions", *key, "--base", base)
    said = f"error: {path}: DSR-7 was taken out: put it back, or close it [deletion-removed]\n"
    assert (code, said in out, "[deletion-open]" in out, out.splitlines()[-1]) == (
        1,
        True,
        True,
        "BLOCK: 1 deletion request",
    )


def test_no_request(example: Repo) -> None:
    assert run(example, "deletions")[:2] == (0, "PASS: 0 deletion requests\n")


def test_bad_input(example: Repo, key: list[str], record: str, tmp_path: Path) -> None:
    case = ("--reference", "DSR-7", "--owner", "privacy@acme.example", "--record", record)
    code, _, err = run(example, "delete-request", *key, *case, "--due", "soon")
    assert (code, '"soon" does not fit: write YYYY-MM-DD' in err) == (2, True), err
    assert not (example.path / "deletion-requests").exists()
    request(example, key, "--record", record)
    code, _, err = run(example, "delete-request", *key, *case, "--due", "2026-12-31")
    assert (code, "this request is recorded already" in err) == (2, True)
    example.write("deletion-requests/x.yaml", "schema: tunegate/deletion-request/v1\n")
    example.commit("half a request")
    code, _, err = run(example, "deletions", *key)
    assert (
        code,
        "error: deletion-requests/x.yaml:1: the document: the required key 'reference' is missing\n" in err,
    ) == (2, True), err
