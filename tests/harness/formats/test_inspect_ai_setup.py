"""inspect_ai's importer: what has to be the same in two runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gate.drift.comparability import problems
from gate.drift.pairs import pair
from gate.harness.source import prompt_digest
from gate.values.errors import EvidenceError
from tests.harness.formats.inspect_log import OF_PLAN, Log, model, one, put, refusals, xstest


def with_judge(name: str) -> Callable[[Log], None]:
    return lambda value: value["eval"]["scorers"][0].update(options={"grader": name})


ROLES = {"grader": {"model": "openai/gpt-4o", "config": {}, "args": {}}}


@pytest.mark.parametrize(
    ("base", "tuned", "message"),
    [
        (
            with_judge("openai/gpt-4o"),
            with_judge("openai/o3"),
            "judge: refused by openai/gpt-4o 5, then refused by openai/o3 5",
        ),
        (
            put(ROLES, "eval", "model_roles"),
            put(None, "eval", "model_roles"),
            "judge: refused by openai/gpt-4o 5, then refused 5",
        ),
        (
            put({"judge_llm": "openai/gpt-4o"}, "eval", "task_args"),
            put({"judge_llm": "openai/o3"}, "eval", "task_args"),
            "judge: refused by openai/gpt-4o 5, then refused by openai/o3 5",
        ),
        (
            put({"mockllm/base": {}, "openai/gpt-4o": {}}, "stats", "model_usage"),
            put({"mockllm/tuned": {}, "openai/o3": {}}, "stats", "model_usage"),
            "judge: refused by openai/gpt-4o 5, then refused by openai/o3 5",
        ),
        (
            put([{"name": "refused", "options": {"template": "a"}}], "eval", "scorers"),
            put([{"name": "refused", "options": {"template": "b"}}], "eval", "scorers"),
            "argument of refused template: a, then b",
        ),
        (
            put({"subset": "hard"}, "eval", "task_args"),
            put({"subset": "easy"}, "eval", "task_args"),
            "task argument subset: hard, then easy",
        ),
        (
            put({"solver": "cot", "params": {}}, "plan", "steps", 1),
            put({"solver": "generate", "params": {}}, "plan", "steps", 1),
            "list of solvers: system_message, cot, then system_message, generate",
        ),
        (
            put({"tool_calls": "none"}, "plan", "steps", 1, "params"),
            put({"tool_calls": "loop"}, "plan", "steps", 1, "params"),
            "argument of solver 2, generate, tool_calls: none, then loop",
        ),
        (
            put({"grader": model("a/b", temperature=0)}, "eval", "model_roles"),
            put({"grader": model("a/b", temperature=1)}, "eval", "model_roles"),
            'model in the role grader: {"temperature": 0}, then {"temperature": 1}',
        ),
        (
            put({"red": model("a/b")}, "eval", "model_roles"),
            put({"red": model("a/c")}, "eval", "model_roles"),
            'model in the role red: {"model": "a/b"}, then {"model": "a/c"}',
        ),
        (
            put("high", "plan", "config", "reasoning_effort"),
            put("low", "plan", "config", "reasoning_effort"),
            "generation setting reasoning_effort: high, then low",
        ),
        (
            put(0.5, "eval", "model_generate_config", "temperature"),
            put(None, "eval", "model_generate_config", "temperature"),
            'sampling: {"max_tokens": 256, "temperature": 0.5}, then {"max_tokens": 256, "temperature": 0.0}',
        ),
        (
            put(5, "eval", "config", "message_limit"),
            put(9, "eval", "config", "message_limit"),
            "message_limit: 5, then 9",
        ),
        (
            put({"chat_template": "a"}, "eval", "model_args"),
            put({"chat_template": "b"}, "eval", "model_args"),
            f"chat template: {prompt_digest('a')}, then {prompt_digest('b')}",
        ),
        (
            put("x" * 81, "eval", "task_args", "text"),
            put("y" * 81, "eval", "task_args", "text"),
            f"task argument text: {prompt_digest('x' * 81)}, then {prompt_digest('y' * 81)}",
        ),
    ],
)
def test_set_up_that_differs(
    base: Callable[[Log], None], tuned: Callable[[Log], None], message: str, tmp_path: Path
) -> None:
    logs = [refusals("mockllm/base"), refusals("mockllm/tuned")]
    for made, change in zip(logs, (base, tuned), strict=True):
        change(made)
    one_, other = (one(tmp_path, made) for made in logs)
    said = [problem.message for problem in problems(one_, other)]
    if "template" in message and "chat" not in message:  # what a judging model is asked is part of the judge, too
        assert said.pop(0).startswith("the two runs differ in the judge: refused 5, prompt ")
    assert said == [f"the two runs differ in the {message}"]


def test_set_up_that_may_differ(tmp_path: Path) -> None:
    """The model under test, its address and files; connections, retries, folders; a mock's own outputs."""
    found = []
    for name in ("mockllm/base", "mockllm/tuned"):
        made = refusals(name)
        about = made["eval"]
        about["model_base_url"] = f"//{name}"
        about["model_args"] = {"model_path": name, "revision": name, "device": name}
        about["task_args"] = {"model_name": name, "target": name, "max_connections": len(name), "log_dir": name}
        about["scorers"][0]["options"] = {"judge": model("openai/gpt-4o"), "none": None}
        about["scorers"][0]["options"]["judge"]["model_args"]["custom_outputs"] = [name]
        about["model_generate_config"] = {"max_connections": len(name), "max_retries": len(name), "timeout": len(name)}
        made["plan"]["steps"][1]["params"]["model"] = name
        found.append(one(tmp_path, made))
    assert problems(*found) == []
    assert found[0].setup == {
        **OF_PLAN,
        "task argument target": "the model under test",
    }
    assert [run.revision for run in found] == ["mockllm/base", "mockllm/tuned"]


def test_model_that_grades_itself(tmp_path: Path) -> None:
    """Without a grader, XSTest's and StrongREJECT's scorers ask the model under test: another judge on each side."""
    found = []
    for name in ("mockllm/base", "mockllm/tuned"):
        made = xstest("unsafe", name)
        made["eval"]["scorers"][0]["options"]["model"] = made["eval"]["task_args"]["scorer_model"] = None
        found.append(one(tmp_path, made))
    assert [problem.message for problem in problems(*found)] == [
        "the two runs differ in the judge: model_graded_qa by mockllm/base 5, prompt 00e3ce15a30a, then "
        "model_graded_qa by mockllm/tuned 5, prompt 00e3ce15a30a"
    ]


def test_a_judge_that_is_the_base_model(tmp_path: Path) -> None:
    """One judge for both runs stays one judge, though it is the model under test of one of them."""
    found = [one(tmp_path, xstest("unsafe", name)) for name in ("openai/gpt-4o", "openai/ft:gpt-4o")]
    assert problems(*found) == []


def test_system_prompt_of_a_later_sample(tmp_path: Path) -> None:
    made = refusals("mockllm/tuned")
    made["samples"][2]["messages"][0]["content"] = "You answer everything."
    base, tuned = one(tmp_path, refusals()), one(tmp_path, made)
    assert base.system_prompt == prompt_digest(["You are a helpful assistant."])
    said = ['["You answer everything."]', '["You are a helpful assistant."]']
    assert tuned.system_prompt == prompt_digest(said)
    (found,) = problems(base, tuned)
    assert found.message.startswith("the two runs differ in the system prompt: sha256:")


def test_system_prompts_that_change_places(tmp_path: Path) -> None:
    """Where the samples have several, each belongs to its item."""
    found = []
    for order in (("a", "b", "a"), ("b", "a", "a")):
        made = refusals(f"mockllm/{''.join(order)}")
        for row, text in zip(made["samples"], order, strict=True):
            row["messages"][0]["content"] = text
        found.append(one(tmp_path, made))
    assert problems(*found) == []
    with pytest.raises(EvidenceError, match="the item i0 has another prompt") as error:
        pair(found[0], found[1], {"fraud": "disallowed-content"})
    assert len(error.value.problems) == 2


def test_system_prompt_of_the_data_set(tmp_path: Path) -> None:
    """A system prompt in the input is the item's own, and a sample that never began has none."""
    made = refusals()
    made["plan"]["steps"] = []
    for row in made["samples"]:
        row["input"] = [{"role": "system", "content": f"for {row['id']}"}, {"role": "user", "content": "p"}]
        row["messages"] = [*row["input"], {"role": "assistant", "content": "a"}]
    made["samples"][1]["messages"] = []
    run = one(tmp_path, made)
    assert run.system_prompt is None
    assert len({answer.prompt for answer in run.answers}) == 3
