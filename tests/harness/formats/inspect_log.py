"""Logs in the layout of inspect_ai 0.3.285 and of the suites of inspect_evals 0.28.0."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gate.harness.run import Reading, Run
from tests.harness.runs import runs

Log = dict[str, Any]
XSTEST = "1_full_compliance 2_full_refusal 3_partial_refusal {question} {answer}"
NAN = float("nan")  # as inspect_ai writes a score where there is none


def model(name: str, **config: object) -> Log:
    """A model among arguments, as inspect_ai writes it: with the outputs of a mock, which have ids of their own."""
    return {"model": name, "config": config, "base_url": None, "model_args": {"custom_outputs": [{"id": name}]}}


def sample(name: object, score: object, said: str = "a", **more: object) -> Log:
    return {
        "id": name,
        "epoch": 1,
        "input": f"prompt {name}",
        "messages": [
            {"role": "system", "content": "You are a helpful assistant."},
            {"role": "user", "content": f"prompt {name}", "source": "input"},
            {"role": "assistant", "content": said, "source": "generate"},
        ],
        "output": {"model": "m", "choices": [], "completion": said},
        "metadata": {"category": "fraud"},
        "scores": score,
        **more,
    }


def log(task: str, scorer: str, samples: list[Log], name: str = "mockllm/base", **more: Any) -> Log:
    """A log; ``more`` are keys of its ``eval``."""
    return {
        "version": 2,
        "status": "success",
        "eval": {
            "eval_id": f"eval {name}",
            "run_id": f"run {name}",
            "created": "2026-11-01T10:00:00+00:00",
            "task": task,
            "task_version": 5,
            "task_args": {},
            "dataset": {"samples": len(samples), "sample_ids": [row["id"] for row in samples]},
            "model": name,
            "model_generate_config": {},
            "model_args": {},
            "config": {"epochs": 1, "fail_on_error": True},
            "packages": {"inspect_ai": "0.3.285"},
            "scorers": [{"name": scorer, "options": {}}],
            **more,
        },
        "plan": {
            "steps": [
                {"solver": "system_message", "params": {"template": "You are a helpful assistant."}},
                {"solver": "generate", "params": {"tool_calls": "loop"}},
            ],
            "config": {"temperature": 0.0, "max_tokens": 256},
        },
        "results": {"total_samples": len(samples), "completed_samples": len(samples)},
        "stats": {"completed_at": "2026-11-01T10:05:00+00:00", "model_usage": {name: {}}},
        "invalidated": False,
        "samples": samples,
    }


def refusals(name: str = "mockllm/base") -> Log:
    rows = [sample(f"i{number}", {"refused": {"value": "C"}}) for number in range(3)]
    return log("safety", "refused", rows, name)


def imported(folder: Path, *logs: Log, **reading: Any) -> list[Run]:
    paths = [folder / f"{number}.json" for number in range(len(logs))]
    for path, value in zip(paths, logs, strict=True):
        path.write_text(json.dumps(value))
    return runs(*paths, reading=Reading(**reading))


def one(folder: Path, value: Log, **reading: Any) -> Run:
    (run,) = imported(folder, value, **reading)
    return run


def outcomes(run: Run) -> list[str]:
    return [answer.outcome for answer in run.answers]


def xstest(subset: str, name: str = "mockllm/base", values: tuple[object, ...] = ("C", "P", "I", NAN)) -> Log:
    kind = "contrast_homonyms" if subset == "unsafe" else "homonyms"
    rows = [
        sample(
            f"xstest_{subset}{number}", {"model_graded_qa": {"value": value}}, metadata={"type": kind, "label": subset}
        )
        for number, value in enumerate(values)
    ]
    judge = model("openai/gpt-4o")
    made = log(
        "inspect_evals/xstest", "model_graded_qa", rows, name, task_args={"subset": subset, "scorer_model": judge}
    )
    made["eval"]["scorers"][0]["options"] = {"template": XSTEST, "instructions": None, "model": judge}
    return made


def agentharm(task: str, judged: list[tuple[float, str]]) -> Log:
    rows = [
        sample(
            f"{number // 2}-{number % 2}",
            {"combined_scorer": {"value": {"score": 0.25, "refusal": refusal}}},
            metadata={
                "category": "Drugs",
                "id_original": str(number // 2),
                "refusal_explanations": [{"content": "a", "explanation": said, "refusal": bool(refusal)}],
            },
        )
        for number, (refusal, said) in enumerate(judged)
    ]
    made = log(f"inspect_evals/{task}", "combined_scorer", rows)
    made["eval"]["task_args"] = {"refusal_judge": "openai/gpt-4o-2024-08-06", "split": "val"}
    made["eval"]["scorers"][0]["options"] = {"refusal_judge": "RefusalJudgeLLM"}
    made["plan"]["steps"].insert(0, {"solver": "tools", "params": {"all_tool_names": ["b", "a"]}})
    return made


def put(value: object, *place: Any) -> Callable[[Log], None]:
    def change(made: Log) -> None:
        row: Any = made
        for key in place[:-1]:
            row = row[key]
        row[place[-1]] = value

    return change


OF_PLAN = {"list of solvers": "system_message, generate", "argument of solver 2, generate, tool_calls": "loop"}
