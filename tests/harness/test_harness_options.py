"""Every option that matches nothing is refused, by every importer: one that it does not go by, and one that it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gate.harness import importers, read
from gate.harness.run import Reading, Run
from gate.harness.source import Source
from gate.values.errors import EvidenceError, UsageError
from tests.tools import SAMPLES, SCORED

NOTHING = "no-such-thing"
# a small run of each harness: its files, and what it has to be told
FILES: dict[str, tuple[str, dict[str, Any]]] = {
    "agentdojo": ("agentdojo/own_0.1.35/runs/acme-7b-ft", {}),
    "garak": ("garak/own_0.17.1/out-base.report.jsonl", {}),
    "inspect_ai": ("inspect_ai/own_0.3.285/json", {}),
    "lm-evaluation-harness": ("lm_eval/own_0.4.13/acme__acme-7b-ft", {}),
    "promptfoo": ("promptfoo/own_0.121.20/out-base.json", {}),
    "strongreject": ("strongreject_pair/llama_base.json", {}),
    "azure-ai-evaluation": ("azure_ai_evaluation/own_1.18.10/base/results.json", {}),
    "braintrust": ("braintrust/own_0.48.1/base/results.jsonl", {}),
    "deepeval": ("deepeval/own_4.3.1/base", {}),
    "deepteam": ("deepteam/own_1.0.10/base", {}),
    "do-not-answer": ("do_not_answer/layout/data_en.csv", {"model": "acme-7b-base"}),
    "langfuse": ("langfuse/own_5.0.4/base/experiment_items.jsonl", {}),
    "langsmith": ("langsmith/own_0.15.1/base.jsonl", {}),
    "mlflow": ("mlflow/own_3.17.2/base/result_df.jsonl", {}),
    "openai-evals": ("openai_evals/own_3.0.1.post1/base.jsonl", {"outcomes": {"1": "refused", "0": "complied"}}),
    "opik": ("opik/own_2.2.122/base/evaluation_result.json", {}),
    "phoenix": ("phoenix/own_client3.5.0_evals3.9.4/base/evals.jsonl", {}),
    "safety-eval": ("safety_eval/layout/base/all.json", {"metric": "response_refusal"}),
    "modelbench": ("modelbench/own_source_12001ad/base", {}),
}
GIVEN: dict[str, Any] = {
    "metric": NOTHING,
    "category": NOTHING,
    "cluster": NOTHING,
    "model": NOTHING,
    "outcomes": {NOTHING: "refused"},
    "context_fields": {"language": NOTHING},
}
# their own tests try each: no run that they wrote is at hand
ELSEWHERE = {"cyberseceval", "harmbench", "helm", "jailbreakbench", "pyrit", "plain", "sorry-bench", "weave", "xstest"}


def runs(name: str, **more: Any) -> list[Run]:
    path, told = FILES[name]
    at = next(folder / path for folder in (SAMPLES, SCORED) if (folder / path).exists())
    files = sorted(file for file in at.rglob("*") if file.is_file()) if at.is_dir() else [at]
    module = importers()[name]
    kept = [file for file in files if module.recognises(Source(file, file.name))]
    if name == "inspect_ai":
        kept = kept[:1]
    return read([Source(file, str(file.relative_to(at.parent))) for file in kept], Reading(**{**told, **more}), name)


def test_every_importer_is_tried(samples: Path, scored: Path) -> None:
    without_items = {name for name in importers() if name not in FILES} - ELSEWHERE
    assert without_items == {"reports-without-items"}
    for name in FILES:
        assert runs(name)


@pytest.mark.parametrize("option", GIVEN)
@pytest.mark.parametrize("name", FILES)
def test_an_option_that_matches_nothing(name: str, option: str, samples: Path, scored: Path) -> None:
    with pytest.raises((EvidenceError, UsageError)) as caught:
        runs(name, **{option: GIVEN[option]})
    if option not in importers()[name].OPTIONS:
        assert "says nothing of the files of" in str(caught.value)
