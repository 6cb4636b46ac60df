"""``tunegate plan`` where a model comes or goes: one pull request each, with commands that run as they stand."""

from __future__ import annotations

import shutil

import pytest

from tests.command import EVIDENCE, MODEL, NOW, check, tunegate
from tests.judge.test_plan import plan, ran
from tests.keys import OWNER, key
from tests.repo import Repo

SECOND = "billing-assistant"
BLOCK = f"""  {SECOND}:
    surfaces:
      training_data: [billing/data/*.jsonl]
      base_model: [billing/base.txt]
      system_prompt: [billing/prompt.md]
"""
FILES = {
    "billing/data/a.jsonl": '{"messages": []}\n',
    "billing/base.txt": "Qwen/Qwen2.5-1.5B-Instruct@989aa7980e4cf806f80c7fef2b1adb7bc71aa306\n",
    "billing/prompt.md": "Say what the invoice says, and nothing else.\n",
}


def config(repo: Repo, old: str, new: str) -> None:
    text = (repo.path / "tunegate.yaml").read_text("utf-8")
    assert old in text
    repo.write("tunegate.yaml", text.replace(old, new, 1))


def come(repo: Repo) -> None:
    config(repo, "settings:\n", f"{BLOCK}settings:\n")
    for path, text in FILES.items():
        repo.write(path, text)


@pytest.fixture
def two(example: Repo) -> Repo:
    """Two models on main; the second was never reviewed."""
    come(example)
    example.commit("two models")
    return example


def determined(repo: Repo, words: list[str]) -> None:
    """The control plane's determination, with what only its owner knows, and their signature."""
    reason = ("--expires", "2027-03-31", "--reason", "The owner of the gate read what the change adds and takes away.")
    ran(repo, [*words, *reason])
    ran(repo, ["tunegate", "disposition", "sign", "--model", "control-plane", "--key", str(key(OWNER))])


def codes(repo: Repo) -> tuple[int, list[str]]:
    return check(repo).returncode, [step["step"] for step in plan(repo)]


def test_a_new_model_is_one_pull_request(example: Repo) -> None:
    come(example)
    steps = plan(example)
    assert [(step["step"], step["model"]) for step in steps] == [
        ("write", SECOND),
        ("decide", SECOND),
        ("determine", "control-plane"),
        ("sign", "control-plane"),
    ]
    write, decide, determine, sign = (step["command"] for step in steps)
    assert [words[-2:] for words in (write, decide)] == [["--model", SECOND]] * 2
    ran(example, write)
    ran(example, decide)  # beside documents that are not filled in yet: it says so
    determined(example, determine)
    assert sign == ["tunegate", "disposition", "sign", "--model", "control-plane"]
    assert len(list((example.path / "evidence" / SECOND).glob("*.yaml"))) == 9


def gone(repo: Repo) -> None:
    config(repo, BLOCK, "")
    shutil.rmtree(repo.path / "billing")


def test_a_deleted_model_is_one_pull_request(two: Repo) -> None:
    gone(two)
    steps = plan(two)
    assert [(step["step"], step["model"]) for step in steps][:1] == [("determine", "control-plane")]
    assert check(two).returncode == 1
    determined(two, steps[0]["command"])
    assert codes(two) == (0, []), check(two).stdout


def test_a_model_of_which_nothing_is_left_is_taken_out_of_the_configuration(two: Repo) -> None:
    shutil.rmtree(two.path / "billing")
    (step,) = plan(two)
    assert step["text"].startswith(f"Nothing is left of {SECOND}: take its block out of tunegate.yaml")
    assert step["command"] == ["git", "rm", "-r", "-q", "--ignore-unmatch", f"evidence/{SECOND}"]
    two.git(*step["command"][1:])


def test_commands_name_the_model_that_is_touched(two: Repo) -> None:
    """One of two is touched: without --model the command would not know which."""
    two.write("prompts/system.md", "You answer questions about orders.\n")
    for step in plan(two):
        assert step["command"][-2:] == ["--model", MODEL], step
        if step["step"] != "sign":
            ran(two, step["command"])
    assert (two.path / EVIDENCE / "disposition.yaml").read_text().count("decision:\n") == 1


def test_a_determination_in_one_command(example: Repo) -> None:
    config(example, "drift_margin: 0.05", "drift_margin: 0.04")
    for words, code in (
        (("--expires", "soon"), 2),
        (("--reason", "Fine."), 2),
        (("--expires", "2027-03-31", "--reason", "A smaller margin asks for more."), 0),
    ):
        done = tunegate(
            example, *("evidence", "new", "determination", "--trigger", "control-plane-change"), *words, "--now", NOW
        )
        assert (done.returncode, bool(done.stderr)) == (code, code == 2), done.stderr
