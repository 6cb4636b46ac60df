"""What holds for every importer: on what the harnesses themselves wrote, and on files that nobody should believe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness import importers
from gate.harness.run import Judge, Reading
from gate.harness.source import Source
from gate.values.errors import EvidenceError, UsageError
from tests.harness.formats.comparing import run
from tests.harness.runs import GARAK, INSPECT, ODD, PROMPTFOO, REJECT, runs, shapes, small, survives, with_odd
from tests.tools import SAMPLES


def test_every_file_is_of_one_harness(samples: Path) -> None:
    known = importers()
    for path in sorted(path for path in SAMPLES.rglob("*") if path.is_file()):
        names = [name for name, module in known.items() if module.recognises(Source(path, path.name))]
        expected = {
            "inspect_ai": "inspect_ai",
            "lm_eval": "lm-evaluation-harness",
            "promptfoo": "promptfoo",
            "garak": "garak",
            "agentdojo": "agentdojo",
            "xstest": "xstest",
            "strongreject_pair": "strongreject",
        }.get(path.relative_to(SAMPLES).parts[0])
        none = path.name in ("summary.json", "xstest_prompts.csv") or path.suffix == ".md"
        none = none or (expected == "promptfoo" and path.suffix == ".csv")
        assert names == ([] if none else [expected]), path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prompts.json", [{"prompt_id": 0, "injection_variant": "persuasion", "user_input": "0"}]),
        ("attack-info.json", {"models": {"m": ["manual"]}}),
        ("stats.json", [{"name": {"name": "safety_score", "split": "test"}, "count": 1, "mean": 1.0}]),
        ("seeds.json", [{"objective": "o", "outcome": "success"}]),
    ],
)
def test_files_that_only_look_alike(name: str, value: object, tmp_path: Path) -> None:
    """A benchmark's prompts, responses that nobody judged, and files about an attack are of no harness."""
    (tmp_path / name).write_text(json.dumps(value, indent=1))
    assert not any(module.recognises(Source(tmp_path / name, name)) for module in importers().values())


@pytest.mark.parametrize(
    ("harness", "path"),
    [
        ("inspect_ai", INSPECT / "json"),
        ("promptfoo", PROMPTFOO / "out-base.json"),
        ("garak", GARAK / "out-base.report.jsonl"),
        ("strongreject", REJECT / "llama_base.json"),
    ],
    ids=["inspect_ai", "promptfoo", "garak", "strongreject"],
)
def test_odd_types_in_samples(harness: str, path: Path, samples: Path, tmp_path: Path) -> None:
    path = path if path.is_file() else next(path.glob("*.json"))
    kinds: dict[object, Any] = {}  # one of each kind of line
    for row in small(path):
        if isinstance(row, dict):  # of garak's hundreds of settings, those of the run
            row = {key: row[key] for key in row if "." not in key or key.startswith("run.")}
        kinds[row.get("entry_type") if isinstance(row, dict) else None] = row
    rows = [row for kind, row in kinds.items() if kind not in ("plugin_cache", "eval", "probe_summary", "digest")]
    for index, row in enumerate(rows):
        seen: set[str] = set()
        for place in shapes(row):
            if (shape := json.dumps([part if isinstance(part, str) else 0 for part in place])) in seen:
                continue
            seen.add(shape)
            for odd in ODD:
                changed = [*rows[:index], with_odd(row, place, odd), *rows[index + 1 :]]
                survives(tmp_path / path.name, changed, [], harness)


@pytest.mark.parametrize(
    ("reading", "option"),
    [
        (Reading(metric="m"), "--metric"),
        (Reading(outcomes={"1": "refused"}), "--refused or --complied"),
        (Reading(category="c"), "--category"),
        (Reading(model="m"), "--base-model or --tuned-model"),
    ],
)
def test_option_that_an_importer_does_not_go_by(reading: Reading, option: str, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text('{"schema": "tunegate/run/v1", "suite": "s"}\n')
    with pytest.raises(UsageError) as error:
        runs(path, reading=reading)
    assert str(error.value) == f"{option} says nothing of the files of plain"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (Judge("desk", "2"), None),
        (Judge("", "2"), None),
        (Judge("other", None), "x.jsonl: the file says that the judge is desk, not other"),
        (Judge("desk", "3"), "x.jsonl: the file says that the judge's version is 2, not 3"),
    ],
)
def test_judge_that_the_file_names(given: Judge, message: str | None, tmp_path: Path) -> None:
    head = {"schema": "tunegate/run/v1", "suite": "s", "judge": {"name": "desk", "version": "2"}}
    text = json.dumps(head) + '\n{"item": "a", "category": "fraud", "outcome": "refused"}\n'
    if message is None:
        assert run(tmp_path / "x.jsonl", text, Reading(judge=given)).judge == Judge("desk", "2")
        return
    with pytest.raises(EvidenceError) as error:
        run(tmp_path / "x.jsonl", text, Reading(judge=given))
    assert str(error.value) == message
