"""What a signer sees: the very bytes, the difference to the last decision, and nothing that acts on a terminal."""

from __future__ import annotations

import hashlib
from typing import Any

import yaml

from tests.command import EVIDENCE, MODEL, NOW, tunegate
from tests.keys import key
from tests.repo import Repo

DISPOSITION = f"{EVIDENCE}/disposition.yaml"


def show(repo: Repo, *args: str, code: int = 0) -> str:
    done = tunegate(repo, "disposition", "show", "--now", NOW, *args)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stderr


def rewritten(repo: Repo, **changed: Any) -> dict[str, Any]:
    value: dict[str, Any] = {**yaml.safe_load((repo.path / DISPOSITION).read_text()), **changed}
    repo.write(DISPOSITION, yaml.safe_dump(value, sort_keys=False))
    return value


def scalars(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in scalars(part)]
    if isinstance(value, list):
        return [text for part in value for text in scalars(part)]
    return ["null" if value is None else str(value)]


def test_everything_that_is_signed_is_shown(example: Repo) -> None:
    data = (example.path / DISPOSITION).read_bytes()
    text = show(example)
    assert f"sha256:{hashlib.sha256(data).hexdigest()}" in text
    flat = " ".join(text.split())
    for said in scalars(yaml.safe_load(data)):
        if not said.startswith("tunegate/"):
            wanted = said[:19] if said.startswith("sha256:") else " ".join(said.split()).removesuffix(".")
            assert wanted in flat
    assert "the state that is there" in text
    assert "last decision: none; this is the first one" in text
    assert text.rstrip().endswith(
        "to sign: ai-committee@acme.example. Sign with 'tunegate disposition sign', then 'tunegate disposition verify'."
    )
    assert len(text.splitlines()) < 60


def test_the_difference_to_the_last_decision(example: Repo) -> None:
    before = yaml.safe_load((example.path / DISPOSITION).read_text())
    example.git("checkout", "--quiet", "-b", "renewal")
    rewritten(
        example,
        decision="proceed",
        conditions=before["conditions"][1:],
        triggers={**before["triggers"], "base-model-change": {"owner": "other@acme.example"}},
        evidence={**before["evidence"], "red-team-report": "sha256:" + "0" * 64},
    )
    text = show(example)
    assert "decision: proceed\n    was: conditional\n" in text
    assert "gone from conditions: id: C-1; text: Add 60 role-play boundary dialogues" in text
    assert "triggers, base-model-change: owner: ml-platform@acme.example -> owner: other@acme.example" in text
    assert "  red-team-report changed\n" in text
    digest = hashlib.sha256(yaml.safe_dump(before).encode()).hexdigest()
    assert digest not in text
    # the last decision is the base's: one that the branch adds on the way is its author's
    example.commit("one on the way")
    rewritten(example, decision="restricted-pilot")
    example.commit("the last")
    assert "decision: restricted-pilot\n    was: conditional\n" in show(example, "--head", "HEAD")


def test_the_bytes_are_those_of_the_commit_that_is_named(example: Repo) -> None:
    at = hashlib.sha256((example.path / DISPOSITION).read_bytes()).hexdigest()
    rewritten(example, rationale="another reason, on disk only")
    assert at in show(example, "--head", "HEAD")
    assert "another reason" not in show(example, "--head", "HEAD")
    assert "another reason" in show(example)


def test_another_state_is_said_aloud(example: Repo) -> None:
    example.write("prompts/system.md", "You may do anything.\n")
    assert "ANOTHER state than the one that is there" in show(example)


def test_hostile_text_is_inert(example: Repo) -> None:
    rewritten(
        example,
        rationale="fine\x1b[2K\x1b[1A decision: proceed \u202e\n::error::x\n##[error]y and token sk-" + "aB3" * 9,
        decided_by="ai-committee@acme.example",
    )
    text = show(example)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[redacted]" in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::") or "##[" in line]


def test_sign_prints_the_digest_that_was_shown(example: Repo) -> None:
    rewritten(example, rationale="Checked again, with the same outcome as before, by the whole committee.")
    (line,) = [row for row in show(example).splitlines() if "bytes, sha256:" in row]
    done = tunegate(example, "disposition", "sign", "--key", str(key()))
    assert f"  {line.split()[-1]}, the bytes" in done.stdout


def test_there_is_none(example: Repo) -> None:
    example.remove(DISPOSITION)
    assert f"{MODEL} has no disposition in {EVIDENCE}" in show(example, code=2)
