"""``evidence import``: whose runs they are, and what the files do not say of them."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.commands.imports import ANALYSIS, BASE, RESULTS, TUNED, documents, findings, import_, imported, run_file
from tests.repo import Repo


def test_models_that_the_results_still_say(example: Repo) -> None:
    """An import is of runs; which weights and which revision they were of, the document says beside them."""
    values = example.path / "deploy/values.yaml"
    values.write_text(values.read_text().replace("2026.10.2", "2026.11.1"))
    config = example.path / "configs/train.yaml"
    config.write_text(config.read_text().replace("5206a32e0bd3067aef1ce90f5528ade7d866253f", "0" * 40))
    said = imported(example).stderr.splitlines()[-2:]
    assert said == [
        f"note: {RESULTS} still says base_model.revision: 5206a32e0bd3067aef1ce90f5528ade7d866253f, which the surfaces "
        "do not; edit base_model there and in the analysis",
        f"note: {RESULTS} still says tuned_model.id: {TUNED}, which the surfaces do not; edit tuned_model there and in "
        "the analysis",
    ]


def test_swapped(example: Repo) -> None:
    run_file(example.path / "runs" / "base.jsonl", f"registry/{TUNED}", {})
    run_file(example.path / "runs" / "tuned.jsonl", f"meta-llama/{BASE}", {})
    done = import_(example)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"the run that was given for the fine-tune is of meta-llama/{BASE}" in done.stderr
    assert "the surfaces say it is the other one\n  fix: Swap --base and --tuned" in done.stderr


@pytest.mark.parametrize(
    ("missing", "options", "message"),
    [
        ("judge", ("--judge", "rule", "--judge-version", "1"), "the files do not say the judge"),
        ("harness_version", ("--harness-version", "3"), "the files do not say the harness version"),
        ("finished_at", ("--run-at", "2026-11-02T09:00:00Z"), "the files do not say the time of the run"),
    ],
)
def test_what_the_files_do_not_say(missing: str, options: tuple[str, ...], message: str, example: Repo) -> None:
    for name, model in (("base", BASE), ("tuned", TUNED)):
        run_file(example.path / "runs" / f"{name}.jsonl", model, {})
        lines = (example.path / "runs" / f"{name}.jsonl").read_text().splitlines()
        head = {key: value for key, value in json.loads(lines[0]).items() if key != missing}
        (example.path / "runs" / f"{name}.jsonl").write_text("\n".join([json.dumps(head), *lines[1:]]) + "\n")
    done = import_(example)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert import_(example, *options).returncode == 0
    assert findings(example) == []


def test_models_by_other_names(example: Repo) -> None:
    """A run of what the surfaces do not name, and of what nobody names, is told at the import and at every check."""
    run_file(example.path / "runs" / "base.jsonl", "model", {"stories": 1})
    run_file(example.path / "runs" / "tuned.jsonl", "other/model", {"stories": 1})
    assert import_(example).stderr.splitlines()[0:1] + import_(example).stderr.splitlines()[3:] == [
        "note: acme suite: both runs call their model model; make sure that they are of two models",
        "note: acme suite: the run of the base model is of model, which its surface does not name; where it is the "
        "pinned model, import it with --model-note and the reason",
        "note: acme suite: the run of the fine-tune is of other/model, which its surface does not name; where it is "
        "the pinned model, import it with --model-note and the reason",
    ]
    assert findings(example) == [
        ("run-model-unconfirmed", "acme suite: the run of the base model is of model, which its surface does not name"),
        (
            "run-model-unconfirmed",
            "acme suite: the run of the fine-tune is of other/model, which its surface does not name",
        ),
    ]
    assert "--model-note" not in import_(example, "--model-note", "vLLM serves both as 'model'.").stderr
    assert documents(example)[0]["safety_suites"][1]["reading"]["models"] == {
        "base": "model",
        "tuned": "other/model",
        "explanation": "vLLM serves both as 'model'.",
    }
    explained = [
        ("run-model-explained", f"acme suite: the run of the {side} is of {name}: vLLM serves both as 'model'.")
        for side, name in (("base model", "model"), ("fine-tune", "other/model"))
    ]
    assert findings(example) == explained
    import_(example)  # what was said of the same names stays
    assert findings(example) == explained
    text = (example.path / RESULTS).read_text()
    (example.path / RESULTS).write_text(text.replace("tuned: other/model", f"tuned: hub/{BASE}"))
    assert [row for row in findings(example) if row[0] != "run-model-explained"] == [
        (
            "evaluation-models-swapped",
            f"acme suite: the run that stands for the fine-tune is of hub/{BASE}, "
            "which the surfaces pin as the other one",
        )
    ]


def test_models_that_the_files_do_not_name(example: Repo) -> None:
    for name in ("base", "tuned"):
        path = example.path / "runs" / f"{name}.jsonl"
        run_file(path, "m", {"stories": 2 if name == "base" else 1})
        path.write_text(path.read_text().replace('"model": "m", ', ""))
    assert (
        "note: acme suite: the files do not name the model that was run as the base model and as the fine-tune\n"
        in import_(example).stderr
    )
    assert findings(example) == [
        ("run-model-unconfirmed", f"acme suite: the run of the {side} does not name its model")
        for side in ("base model", "fine-tune")
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--model-note", "short"),
        ("--model-note", " " * 30),
        ("--prepared-by", ""),
    ],
)
def test_what_the_schema_refuses_is_not_written(option: str, value: str, example: Repo) -> None:
    imported(example)
    before = documents(example)
    done = import_(example, option, value)
    assert done.returncode == 2
    assert f"{option}: " in done.stderr
    assert documents(example) == before


def test_controls_that_are_kept_have_their_digests(example: Repo) -> None:
    """As 'evidence renew' writes them: what was imported is of the state on disk."""
    imported(example, {"stories": 40})
    analysis = documents(example)[1]
    row = next(row for row in analysis["categories"] if row["category"] == "stories")
    control = {"path": "prompts/system.md", "surface": "system_prompt", "description": "It keeps to support tasks."}
    row["compensating_controls"] = [control]
    (example.path / ANALYSIS).write_text(yaml.safe_dump(analysis, sort_keys=False))
    imported(example, {"stories": 40})
    found = next(row for row in documents(example)[1]["categories"] if row["category"] == "stories")
    (kept,) = found["compensating_controls"]
    digest = "sha256:01b2462406974dfff5c874960af1707523c6a88057f25d632d676f094ca93dca"
    assert kept == {**control, "digest": digest}
