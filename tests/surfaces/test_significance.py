"""How far apart two base models are, and what the configuration makes of that."""

from __future__ import annotations

import json

import pytest

from gate.surfaces.significance import LEVELS, between, significance
from gate.values.changes import Change
from tests.command import NOW, tunegate
from tests.repo import Repo

PAIRS = [
    ("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.2-8B-Instruct", "minor"),
    ("meta-llama/Llama-2-7b-chat-hf", "meta-llama/Llama-3-7b-chat-hf", "major"),
    ("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-70B-Instruct", "model"),
    ("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B", "model"),
    ("meta-llama/Llama-3.1-8B-Instruct", "acme-mirror/Llama-3.1-8B-Instruct", "model"),
    ("Qwen/Qwen2.5-7B", "Qwen/Qwen3-7B", "major"),
    ("Qwen/Qwen2-7B", "Qwen/Qwen2.5-7B", "minor"),
    ("mistralai/Mistral-7B-Instruct-v0.2", "mistralai/Mistral-7B-Instruct-v0.3", "major"),
    ("mistralai/Mixtral-8x7B-v0.1", "mistralai/Mixtral-8x22B-v0.1", "model"),
    ("acme/base-1.2.3", "acme/base-1.2.4", "revision"),
    ("acme/base-1.2", "acme/base-1.2.1", "revision"),
    ("gpt-4o-2024-05-13", "gpt-4o-2024-08-06", "revision"),
    ("claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022", "revision"),
    ("claude-3-5-sonnet-20241022", "claude-3-7-sonnet-20250219", "major"),
    ("gpt-4-0613", "gpt-4-1106", "model"),
    ("5206a32e0bd3067aef1ce90f5528ade7d866253f", "0e9e39f249a16976918f6564b8830bc894c89659", "revision"),
    ("main", "5206a32e0bd3067aef1ce90f5528ade7d866253f", "model"),
    ("llama3.1:8b", "llama3.1:8b", "revision"),
    ("", "acme/base", "model"),
    ("acme/base\x02", "acme/base1", "model"),
    ("acme/base\x01", "acme/base2024-05-13", "model"),
]


@pytest.mark.parametrize(("old", "new", "level"), PAIRS)
def test_between(old: str, new: str, level: str) -> None:
    assert between(old, new) == between(new, old) == level


def change(key: str, old: object, new: object) -> Change:
    return Change("m", "base_model", "modified", key, old, new)


def test_the_highest_of_the_changes_counts() -> None:
    revision = change("c.yaml#/revision_of_model", "v1", "v2")
    assert significance([revision]) == "revision"
    assert significance([change("c.yaml#/a", "acme/b-1.1", "acme/b-1.2"), revision]) == "minor"
    assert significance([revision, change("c.yaml#/a", None, "acme/b")]) == "model"
    assert significance([change("c.yaml#/revision", "v1", "acme/another-model")]) == "model"
    assert significance([change("revision", "v1", "v2")]) == "major"  # a file of that name
    assert [LEVELS.index(level) for level in ("revision", "minor", "major", "model")] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("name", "settings", "stale"),
    [
        ("Llama-3.2-8B-Instruct", "", True),
        ("Llama-3.2-8B-Instruct", "significance: {red-team-report: major}", False),
        ("Llama-4-8B-Instruct", "significance: {red-team-report: major}", True),
        ("Llama-3.2-8B-Instruct", "dependencies: {red-team-report: [training_data]}", False),
    ],
)
def test_whether_the_red_team_is_asked_again(name: str, settings: str, stale: bool, example: Repo) -> None:
    config = example.path / "tunegate.yaml"
    text = config.read_text()
    assert "settings:\n" in text
    config.write_text(text.replace("settings:\n", f"settings:\n  {settings}\n"))
    example.commit("settings")
    train = example.path / "configs" / "train.yaml"
    train.write_text(train.read_text().replace("Llama-3.1-8B-Instruct", name))
    done = tunegate(example, "check", "--now", NOW, "--format", "json")
    found = " ".join(row["message"] for row in json.loads(done.stdout)["findings"] if row["rule"] == "artefact-stale")
    assert (done.returncode, "the red-team-report was made before" in found) == (1, stale)
    assert "the evaluation-results was made before" in found
