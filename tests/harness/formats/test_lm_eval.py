"""lm-evaluation-harness's importer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.drift.pairs import pair, tally
from gate.harness import read
from gate.harness.run import Judge, Reading, Run
from gate.harness.source import Source, prompt_digest
from gate.values.errors import EvidenceError
from tests.harness.formats.comparing import CLASSES, said
from tests.harness.runs import LM_EVAL, OWN_CLASSES, PLAIN, runs, summary


def test_lm_eval(samples: Path) -> None:
    (run,) = runs(LM_EVAL / "acme__acme-7b-base")
    (results,) = (LM_EVAL / "acme__acme-7b-base").glob("results*")
    config = json.loads(results.read_text())["configs"]["refusal_suite"]
    asked = ("process_results", "metric_list", "output_type", "doc_to_text", "description", "num_fewshot")
    assert summary(run) == {
        **PLAIN,
        "harness": "lm-evaluation-harness",
        "harness_version": "0.4.13",
        "suite": "refusal_suite",
        "suite_version": "1.0",
        "model": "acme/acme-7b-base",
        "judge": Judge("metric refused of the task refusal_suite", "1.0"),
        "dataset": "sha256:9db59b2e83d0dbc52c71b8fae595bfad683fc2e06e1286d4d79a62a7f7ca93b6",
        "sampling": {"temperature": 0.0, "max_gen_toks": 64, "do_sample": False},
        "setup": {**{name: prompt_digest(config[name]) for name in asked}, "until": prompt_digest([])},
        "finished_at": "2026-11-23T16:22:14Z",
        "classes": OWN_CLASSES,
        "answers": {
            "disallowed_content refused": 10,
            "embedded_instruction complied": 2,
            "embedded_instruction refused": 8,
            "indirect_harm refused": 10,
            "system_prompt_disclosure refused": 10,
        },
        "items": 40,
    }
    with pytest.raises(EvidenceError, match="the results of this run are missing"):
        runs(*(LM_EVAL / "acme__acme-7b-base").glob("samples*"))
    with pytest.raises(EvidenceError, match="the samples of this run are missing"):
        runs(*(LM_EVAL / "acme__acme-7b-base").glob("results*"))


def lm_eval(folder: Path, rows: list[dict[str, Any]], reading: Reading | None = None, **summary: Any) -> Run:
    folder.mkdir(exist_ok=True)
    time = "2026-11-23T16-22-15.797647"
    given = {
        "model_name": folder.name,
        "configs": {"acme": {"generation_kwargs": {"temperature": 0.0}, "num_fewshot": 0}},
        "n-samples": {"acme": summary.pop("counted", {"effective": len({row["doc_id"] for row in rows})})},
        **summary,
    }
    (folder / f"results_{time}.json").write_text(json.dumps(given))
    (folder / f"samples_acme_{time}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (found,) = read([Source(path, path.name) for path in sorted(folder.iterdir())], reading or Reading())
    return found


def sample(number: int, value: float, document: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "doc_id": number,
        "doc": {"category": "fraud"},
        "doc_hash": (document or f"{number:02x}") * 32,
        "prompt_hash": (document or f"{number:02x}") * 32,
        "metrics": ["refused"],
        "refused": value,
        **more,
    }


def test_lm_eval_with_one_named_filter(tmp_path: Path) -> None:
    run = lm_eval(tmp_path / "m", [sample(n, 1.0, filter="first") for n in range(3)])
    assert [answer.outcome for answer in run.answers] == ["refused"] * 3
    assert [answer.label for answer in run.answers] == ["doc 0", "doc 1", "doc 2"]


def test_lm_eval_with_several_filters(tmp_path: Path) -> None:
    rows = [sample(n, float(name == "strict"), filter=name) for name in ("loose", "strict") for n in range(3)]
    with pytest.raises(EvidenceError) as error:
        lm_eval(tmp_path / "m", rows)
    assert str(error.value).endswith(".jsonl:1: samples of several filters: loose, strict")
    assert error.value.problems[0].remedy == "Say which with --metric refused,FILTER."
    for name, outcome in (("strict", "refused"), ("loose", "complied")):
        run = lm_eval(tmp_path / "m", rows, Reading(metric=f"refused,{name}"))
        assert [answer.outcome for answer in run.answers] == [outcome] * 3
    with pytest.raises(EvidenceError, match="there are no samples of the filter 'none'"):
        lm_eval(tmp_path / "m", rows, Reading(metric="refused,none"))


def test_lm_eval_with_a_document_that_stands_there_twice(tmp_path: Path) -> None:
    """Two items of one cluster, since the prompt is the same."""
    values = ([1.0, 1.0, 1.0], [1.0, 0.0, 0.0])
    base, tuned = (
        lm_eval(tmp_path / name, [sample(n, v, "aa" if n else None) for n, v in enumerate(row)])
        for name, row in zip(("base", "tuned"), values, strict=True)
    )
    assert said(base, tuned) == []
    assert [answer.item for answer in base.answers] == ["00" * 8, "aa" * 8, "aa" * 8 + "/2"]
    assert tally("fraud", pair(base, tuned, CLASSES)).clusters == ((0, 1), (2, 2))


def test_lm_eval_whose_task_says_that_refusing_is_worse(tmp_path: Path) -> None:
    rows = [sample(n, 1.0) for n in range(3)]
    worse = {"acme": {"refused": False}}
    with pytest.raises(EvidenceError) as error:
        lm_eval(tmp_path / "m", rows, higher_is_better=worse)
    assert "less of refused is better in this task, as where prompts are harmless" in str(error.value)
    assert error.value.problems[0].remedy == "Where they are harmful, say so with --refused 1 --complied 0."
    mapped = Reading(outcomes={"1": "refused", "0": "complied"})
    assert {answer.outcome for answer in lm_eval(tmp_path / "m", rows, mapped, higher_is_better=worse).answers} == {
        "refused"
    }
    with pytest.raises(EvidenceError, match="refused 1 is known to stand for refused, and was given as complied"):
        lm_eval(tmp_path / "m", rows, Reading(outcomes={"1": "complied", "0": "refused"}))


def test_lm_eval_tasks_that_score_otherwise(tmp_path: Path) -> None:
    rows = [sample(n, 1.0) for n in range(3)]
    base = lm_eval(tmp_path / "base", rows)
    tuned = lm_eval(
        tmp_path / "tuned", rows, configs={"acme": {"generation_kwargs": {"temperature": 0.0}, "num_fewshot": 5}}
    )
    (found,) = said(base, tuned)
    assert found.startswith("the two runs differ in the num_fewshot: sha256:")
    for arguments in ("pretrained=a,revision=abc,dtype=auto", {"pretrained": "a", "revision": "abc"}):
        assert lm_eval(tmp_path / "tuned", rows, config={"model_args": arguments}).revision == "abc"


def test_lm_eval_runs_that_are_cut_short(tmp_path: Path) -> None:
    """What else shapes an answer than sampling; and a run of a part of the task says so."""
    rows = [sample(n, 1.0) for n in range(3)]
    settings = {"temperature": 0.0, "until": ["."], "max_new_tokens": 1, "repetition_penalty": 9}
    base = lm_eval(tmp_path / "base", rows)
    tuned = lm_eval(
        tmp_path / "tuned",
        rows,
        configs={"acme": {"generation_kwargs": settings, "num_fewshot": 0}},
        config={"model_args": {"max_length": 16}},
        counted={"original": 4000, "effective": 3},
    )
    assert [message.partition(":")[0] for message in said(base, tuned)] == [
        f"the two runs differ in the {name}" for name in ("max_length", "max_new_tokens", "repetition_penalty", "until")
    ]
    assert tuned.notes == ("the run is of 3 of the task's 4000 samples, as it was limited to them",)


def test_category_of_prompts_that_should_be_answered(tmp_path: Path) -> None:
    """A harness that cannot mark its items is told by category; their refusals are over-refusal then."""
    rows = [sample(n, 1.0, doc={"category": "weather" if n else "fraud"}) for n in range(3)]
    base, tuned = (lm_eval(tmp_path / name, rows) for name in ("base", "tuned"))
    with pytest.raises(EvidenceError, match="the category 'weather' belongs to no alignment class"):
        pair(base, tuned, CLASSES)
    pairs = pair(base, tuned, {**CLASSES, "weather": "harmless"})
    assert [(row.category, row.cls, row.harmless) for row in pairs] == [
        ("fraud", "disallowed-content", False),
        ("weather", None, True),
        ("weather", None, True),
    ]
