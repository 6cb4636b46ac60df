from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.command import MODEL, NOW, tunegate
from tests.commands.test_registry import Place
from tests.registry.stating import FIRST, said, sealed
from tests.repo import Repo

LOG = ("--log", "folder:log")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    found = Repo(tmp_path / "repo")
    (found.path / "log").mkdir()
    for number in range(3):
        found.write(f"{number}.yaml", f"model: {MODEL}\nreason: {number}\n")
    return found


def run(repo: Repo, *args: str, expect: int = 0) -> str:
    done: subprocess.CompletedProcess[str] = tunegate(repo, "log", *args)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout if expect in (0, 1) else done.stderr


def append(repo: Repo, *names: str) -> str:
    """The checkpoint after it."""
    return run(repo, "append", "waiver", *names, *LOG, "--now", NOW).splitlines()[-1]


def test_appended_proven_and_shown(repo: Repo) -> None:
    first = append(repo, "0.yaml")
    assert run(repo, "checkpoint", *LOG).strip() == first
    repo.write("0.yaml.sig", "")
    last = append(repo, "1.yaml", "2.yaml")
    assert last.startswith("log 3 ")
    assert run(repo, "append", "waiver", "1.yaml", *LOG, "--now", NOW).startswith("appended 0")
    assert run(repo, "check", "--since", first, *LOG) == "OK: 3 entries, consistent with 1 kept checkpoint\n"
    rows = json.loads(run(repo, "show", MODEL, *LOG, "--format", "json"))
    assert [(row["number"], row["kind"]) for row in rows] == [(0, "waiver"), (1, "waiver"), (2, "waiver")]
    assert run(repo, "show", MODEL, *LOG, "--as-of", "2026-11-01T00:00:00Z") == ""
    repo.write("proof.json", run(repo, "prove", rows[1]["digest"], *LOG))
    assert run(repo, "check", "--proof", "proof.json", "--since", last).startswith("OK: the proof holds")
    assert run(repo, "check", "--proof", "proof.json", "--since", first, expect=1).startswith("REWRITTEN")
    proof = json.loads((repo.path / "proof.json").read_text())
    for edited in ({**proof, "number": 2}, {**proof, "entry": "{}"}, {**proof, "path": proof["path"][:-1]}):
        repo.write("edited.json", json.dumps(edited))
        run(repo, "check", "--proof", "edited.json", expect=1)
    repo.write("proof.json", run(repo, "prove", *first.split(), *LOG))
    run(repo, "check", "--proof", "proof.json", "--since", first)


def test_rolled_back(repo: Repo) -> None:
    append(repo, "0.yaml")
    files = {path: path.read_bytes() for path in (repo.path / "log").rglob("*") if path.is_file()}
    kept = append(repo, "1.yaml")
    for path in (repo.path / "log/entries").iterdir():
        path.unlink()
    for path, data in files.items():
        path.write_bytes(data)
    assert "REWRITTEN: the log had 2 entries, and has 1" in run(repo, "check", "--since", kept, *LOG, expect=1)


def test_forked(repo: Repo) -> None:
    kept = append(repo, "0.yaml", "1.yaml")
    for path in (repo.path / "log").rglob("*"):
        if path.is_file():
            path.unlink()
    append(repo, "0.yaml", "2.yaml", "1.yaml")
    assert "the first 2 entries are not what they were" in run(repo, "check", "--since", kept, *LOG, expect=1)


def test_checkpoint_of_a_disposition(example: Repo) -> None:
    """Whoever has the repository has a checkpoint."""
    example.write("w.yaml", f"model: {MODEL}\n")
    append_to_branch = ("append", "waiver", "w.yaml", "--now", NOW)
    run(example, *append_to_branch)
    drafted = tunegate(example, "disposition", "draft", "--now", NOW)
    assert drafted.returncode == 0, drafted.stderr
    text = (example.path / "evidence" / MODEL / "disposition.yaml").read_text()
    kept = run(example, "checkpoint").strip()
    assert kept in text
    assert run(example, "check") == "OK: 1 entries, consistent with 1 kept checkpoint\n"
    example.git("update-ref", "-d", "refs/heads/tunegate-log")
    example.write("w.yaml", f"model: {MODEL}\nother: 1\n")
    run(example, *append_to_branch)
    assert "REWRITTEN" in run(example, "check", expect=1)


@pytest.mark.parametrize(
    ("args", "expect"),
    [
        (("append", "gossip", "0.yaml"), 2),
        (("append", "publication", "0.yaml"), 3),
        (("append", "waiver", "none.yaml"), 2),
        (("prove", "sha256:" + "0" * 64), 2),
        (("check", "--proof", "0.yaml"), 2),
    ],
)
def test_usage(repo: Repo, args: tuple[str, ...], expect: int) -> None:
    append(repo, "1.yaml")
    run(repo, *args, *LOG, expect=expect)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("check", "--since", "nonsense"), "--since: 'nonsense' is not a checkpoint"),
        (("check", "--since", "log 1 AAAA"), "--since: 'log 1 AAAA' is not a checkpoint"),
        (("prove", "nonsense"), "'nonsense' is not a checkpoint"),
        (("prove", "log", "1"), "'log 1' is not a checkpoint"),
        (("prove", "sha256:0"), "'sha256:0' is not a digest"),
        (("prove", "sha256:" + "0" * 64, "x"), "is not a digest"),
    ],
)
def test_what_is_no_checkpoint(repo: Repo, args: tuple[str, ...], message: str) -> None:
    """What someone wrote is wrong, and nothing is wrong with the log."""
    append(repo, "1.yaml")
    said = run(repo, *args, *LOG, expect=2)
    assert message in said
    assert args[0] == "check" or "--since" not in said


def test_proof_of_another_log(repo: Repo) -> None:
    """No proof is printed that does not hold."""
    kept = append(repo, "1.yaml")
    size, root = kept.split()[1:]
    assert "this log is log, and not other" in run(repo, "prove", "other", size, root, *LOG, expect=1)
    assert "the log had 9 entries, and has 1" in run(repo, "prove", "log", "9", root, *LOG, expect=1)
    append(repo, "2.yaml")
    assert "are not what they were" in run(repo, "prove", "log", "2", root, *LOG, expect=1)
    repo.write("proof.json", json.dumps({"checkpoint": "nonsense", "path": []}))
    assert "'nonsense' is not a checkpoint" in run(repo, "check", "--proof", "proof.json", expect=2)


def test_statement_that_is_not_in_the_log(tmp_path: Path) -> None:
    place = Place(tmp_path)
    (place.repo.path / "log").mkdir()
    assert place.publish(said(environment="prod")).returncode == 0
    gate = ("gate", f"{MODEL}@1", "--environment", "prod", *LOG)
    done = place.run(*gate)
    assert (done.returncode, "it is not in the log" in done.stdout) == (1, True)
    assert place.publish(said(environment="prod"), f"{MODEL}@1", *LOG).returncode == 0
    assert place.run(*gate).returncode == 0
    withdrawn = {
        "schema": "tunegate/withdrawal/v1",
        "model": MODEL,
        "withdraws": "disposition",
        "state": place.query(f"{MODEL}@1", expect=0)["standing"]["state"],
        "withdrawn_by": "risk@acme.example",
        "withdrawn_at": "2026-11-23T12:00:00Z",
        "reason": "The training data was poisoned.",
    }
    place.repo.write("withdrawal.yaml", json.dumps(withdrawn))
    run(place.repo, "append", "withdrawal", "withdrawal.yaml", *LOG)
    done = place.run(*gate)
    assert done.returncode == 7, done.stdout
    assert "its disposition was withdrawn at 2026-11-23T12:00:00Z: The training data was poisoned." in done.stdout


def test_many(tmp_path: Path) -> None:
    """A question about one model of many reads the bundles of its entries, and proves them."""
    from gate.registry.log.entries import made
    from gate.registry.log.index import view
    from gate.registry.log.places import open_log

    (tmp_path / "log").mkdir()
    log = open_log("folder:log", tmp_path)
    rows = [made("waiver", f"m{n % 50}", NOW, f"n: {n}\n".encode()) for n in range(1000)]
    log.append(rows)
    assert view(log).about(["m7"]) == [(n, rows[n]) for n in range(7, 1000, 50)]
    assert len(sealed(said(weights=FIRST))) < 5_000  # what a publication takes
