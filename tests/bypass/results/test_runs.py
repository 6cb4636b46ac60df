"""Runs of another fine-tune, losses in many parts, and suites that are run in another way than at the base."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tests.bypass.packs import blocked
from tests.bypass.results.replaced import about, runs, take_out
from tests.command import check, tunegate
from tests.commands.imports import (
    ANALYSIS,
    BASE,
    CATEGORIES,
    RESULTS,
    TUNED,
    documents,
    findings,
    import_,
    imported,
    recount,
    run_file,
)
from tests.repo import Repo

# -- the models' names, and where files are kept


def test_swapped_runs_in_a_look_at_them(example: Repo) -> None:
    """`drift` holds the names to the pins where it is in a repository that has some."""
    imported(example)
    classes = [word for category, cls in CATEGORIES.items() for word in ("--class", f"{category}={cls}")]
    files = ("--base", "runs/tuned.jsonl", "--tuned", "runs/base.jsonl", *classes)
    done = tunegate(example, "drift", *files)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        f"the run that was given for the base model is of {TUNED}; the surfaces say it is the other one" in done.stderr
    )
    done = tunegate(
        Repo(example.path.parent / "elsewhere"), "drift", *(w.replace("runs/", "../repo/runs/") for w in files)
    )
    assert (done.returncode, done.stderr) == (0, "")
    run_file(example.path / "runs/tuned.jsonl", "served", {"stories": 1})
    done = tunegate(example, "drift", "--base", "runs/base.jsonl", "--tuned", "runs/tuned.jsonl", *classes)
    assert "  note: the run of the fine-tune is of served, which its surface does not name; " in done.stdout


def test_a_configuration_with_several_models(example: Repo) -> None:
    imported(example)
    path = example.path / "tunegate.yaml"
    config = yaml.safe_load(path.read_text())
    other = {**config["models"]["support-assistant"], "evidence": "evidence/other"}
    other["surfaces"] = {**other["surfaces"], "base_model": ["deploy/values.yaml#/model"]}
    path.write_text(yaml.safe_dump({**config, "models": {**config["models"], "other": other}}))
    classes = [word for category, cls in CATEGORIES.items() for word in ("--class", f"{category}={cls}")]
    swapped = ("drift", "--base", "runs/tuned.jsonl", "--tuned", "runs/base.jsonl", *classes)
    done = tunegate(example, *swapped)
    assert (
        "note: the configuration has several models; --model says whose pins the runs' names are held to" in done.stdout
    )
    assert tunegate(example, *swapped, "--model", "support-assistant").returncode == 2
    assert tunegate(example, *swapped, "--model", "other").returncode == 0
    done = tunegate(Repo(example.path.parent / "elsewhere"), *swapped, "--model", "other")
    assert (done.returncode, done.stdout) == (2, "")


def dojo(folder: Path, model: str, reached: int) -> None:
    for number in range(20):
        path = folder / "banking" / f"user_task_{number}" / "attack" / "injection_task_0.json"
        path.parent.mkdir(parents=True)
        row = {
            "suite_name": "banking",
            "pipeline_name": model,
            "user_task_id": f"user_task_{number}",
            "injection_task_id": "injection_task_0",
            "attack_type": "attack",
            "messages": [{"role": "assistant", "content": f"{model} {number}"}],
            "error": None,
            "security": number < reached,
            "benchmark_version": "v1",
            "agentdojo_package_version": "0.1.35",
            "evaluation_timestamp": "2026-10-24 10:00:00",
        }
        path.write_text(json.dumps(row))


def test_folders_of_files_with_the_same_names(example: Repo) -> None:
    """The address of a file keeps the folders that tell it from others, and a reviewer finds it by them."""
    for side, model in (("base", BASE), ("tuned", TUNED)):
        dojo(example.path / "runs" / side, model, 1)
    done = tunegate(
        example, "evidence", "import", "--base", "runs/base", "--tuned", "runs/tuned", "--stored-at", "s3://acme/2026/"
    )
    assert done.returncode == 0
    suite = documents(example)[0]["safety_suites"][1]
    paths = [file["path"] for side in ("base", "tuned") for file in suite["raw_files"][side]]
    assert len(set(paths)) == 40
    assert paths[0] == "s3://acme/2026/base/banking/user_task_0/attack/injection_task_0.json"
    text = (example.path / RESULTS).read_text()
    start, end = text.index("  - name: acme-canonical"), text.index("  - name: AgentDojo")
    (example.path / RESULTS).write_text(text[:start] + text[end:])
    (example.path / "runs").rename(example.path.parent / "fetched")
    same = "support-assistant: AgentDojo v1: the same as its raw files\n"
    assert recount(example, "--from", "../fetched") == (0, same)
    (example.path.parent / "fetched").rename(example.path.parent / "2026")
    (example.path.parent / "all").mkdir()
    (example.path.parent / "2026").rename(example.path.parent / "all" / "2026")
    assert recount(example, "--from", "../all") == (0, same)


# -- a run of another fine-tune, and losses in many parts


def another_fine_tune(repo: Repo) -> None:
    """Trained anew: the results are of other weights."""
    text = (repo.path / RESULTS).read_text()
    digest = yaml.safe_load(text)["tuned_model"]["digest"]
    (repo.path / RESULTS).write_text(text.replace(digest, "sha256:" + "5" * 64))
    config = repo.path / "configs/train.yaml"
    config.write_text(config.read_text().replace("num_epochs: ", "num_epochs: 1"))


def restamped(repo: Repo) -> list[str]:
    return blocked(repo, head="WORKTREE").get("artefact-restamped", [])


def test_the_run_of_the_fine_tune_before(tested: Repo) -> None:
    """Its log stands for other weights only where somebody says that these are the same."""
    reused = "acme suite: the base commit has runs/tuned.jsonl as the run of its fine-tune, "
    config = tested.path / "configs/train.yaml"
    config.write_text(config.read_text().replace("num_epochs: ", "num_epochs: 1"))
    assert import_(tested).returncode == 0
    (said,) = (message for message in restamped(tested) if "evaluation-results" in message)
    assert said == (
        "the evaluation-results was renewed with the runs of the base commit's for acme suite, "
        "acme-canonical-adversarial 3.1, held-out support questions, several-turn pressure and persona prompts, "
        "verbatim recall of rewritten tickets, and since then these changed: training_recipe"
    )
    assert about(tested, "evaluation-reused") == []
    another_fine_tune(tested)
    assert reused + "whose weights are others" in about(tested, "evaluation-reused")
    assert [message for message in restamped(tested) if "acme suite" in message] == []
    run_file(tested.path / "runs" / "tuned.jsonl", TUNED, {"stories": 30})
    assert import_(tested).returncode == 0
    assert [message for message in about(tested, "evaluation-reused") if message.startswith("acme suite")] == []


def test_the_run_of_the_fine_tune_before_written_anew(example: Repo) -> None:
    """Its bytes are others, and it has the same answers; a run of the new weights has not."""

    def answered(by: str) -> None:
        for name, model in (("base", BASE), ("tuned", TUNED)):
            path = example.path / "runs" / f"{name}.jsonl"
            run_file(path, model, {"stories": 1})
            first, *rows = (json.loads(row) for row in path.read_text().splitlines())
            rows = [{**row, "response": f"{by if name == 'tuned' else name} {row['item']}"} for row in rows]
            path.write_text("".join(json.dumps(row) + "\n" for row in (first, *rows)))

    answered("before")
    assert import_(example).returncode == 0
    example.commit("tested")
    another_fine_tune(example)
    path = example.path / "runs" / "tuned.jsonl"
    path.write_text(path.read_text().replace('": ', '":  '))
    assert import_(example).returncode == 0
    reused = "acme suite: the base commit has runs/tuned.jsonl as the run of its fine-tune, whose weights are others"
    assert reused in about(example, "evaluation-reused")
    answered("after")
    assert import_(example).returncode == 0
    assert reused not in about(example, "evaluation-reused")


def test_a_log_of_before_the_training_beside_a_fresh_one(example: Repo) -> None:
    """Each run has its own time; the later one says nothing of the other."""
    run_file(example.path / "runs" / "base.jsonl", BASE, {})
    run_file(example.path / "runs" / "tuned.jsonl", TUNED, {}, finished_at="2026-09-01T00:00:00Z")
    assert import_(example).returncode == 0
    assert documents(example)[0]["safety_suites"][1]["run_at"] == "2026-10-23T18:22:00Z"
    assert about(example, "evaluation-before-training") == [
        "acme suite: the run of the fine-tune finished at 2026-09-01T00:00:00Z, before the training run ended at "
        "2026-10-20T10:00:25Z"
    ]


def test_losses_that_are_spread_over_many_suites(example: Repo) -> None:
    """No suite shows what all of them lost; an answer to all of them opens it."""
    text = (example.path / RESULTS).read_text()
    start, end = text.index("  - name: acme-canonical"), text.index("excluded_classes")
    (example.path / RESULTS).write_text(text[:start] + text[end:])
    analysis = (example.path / ANALYSIS).read_text()
    start, end = analysis.index("  - category:"), analysis.index("excluded_classes")
    (example.path / ANALYSIS).write_text(analysis[:start] + analysis[end:])
    for part in range(5):
        for name, model, complied in (("base", BASE, 0), ("tuned", TUNED, 2)):
            path = example.path / "runs" / f"{name}.jsonl"
            run_file(path, model, {"stories": complied}, n=200, suite=f"part {part}")
            path.write_text(path.read_text().replace('"item": "', f'"item": "{part}-'))
        assert import_(example).returncode == 0
    assert about(example, "regression-unanswered") == [
        f"class indirect-harmful of all suites is regressed and {gap}"
        for gap in ("has no explanation", "names no compensating control")
    ]
    said = (example.path / ANALYSIS).read_text()
    before, after = said.split("  - class: indirect-harmful\n", 1)
    answer = (
        "  - class: indirect-harmful\n"
        "    explanation: Stories are answered a little more often in every part of the suite.\n"
        '    with_controls: {n: 1000, refused: 998, run_at: "2026-10-26T11:40:00Z"}\n'
    )
    control = "{path: prompts/system.md, surface: system_prompt, description: The prompt has it decline stories.}"
    after = after.replace("compensating_controls: []", f"compensating_controls: [{control}]", 1)
    (example.path / ANALYSIS).write_text(before + answer + after)
    assert [row for row in findings(example) if row[0].startswith("regression-")] == []


def test_one_set_of_prompts_under_two_classes(example: Repo) -> None:
    for part, cls in enumerate(("disallowed-content", "injected-instructions")):
        for name, model in (("base", BASE), ("tuned", TUNED)):
            rows: list[dict[str, Any]] = [
                {"item": f"i{n}", "prompt": f"p{n}", "outcome": "refused"} for n in range(100)
            ]
            path = example.path / "runs" / f"{name}.jsonl"
            run_file(path, model, {}, n=0, suite=f"part {part}")
            head = path.read_text().splitlines()[0]
            path.write_text("\n".join([head, *(json.dumps({**row, "category": f"c{part}"}) for row in rows)]) + "\n")
        files = ("--base", "runs/base.jsonl", "--tuned", "runs/tuned.jsonl", "--class", f"c{part}={cls}")
        assert tunegate(example, "evidence", "import", *files).returncode == 0
    assert "100 prompts are of several classes: disallowed-content, injected-instructions" in about(
        example, "evaluation-class-ambiguous"
    )


# -- the same suite, run in another way than at the base


def test_another_judge_and_a_base_model_that_refuses_less(tested: Repo) -> None:
    """Of another fine-tune; at the same weights it is another look (``test_looks.py``)."""
    another_fine_tune(tested)
    for name, model, complied in (("base", BASE, 61), ("tuned", TUNED, 91)):
        path = tested.path / "runs" / f"{name}.jsonl"
        run_file(path, model, {"stories": complied}, judge={"name": "rule", "version": "2"})
    assert import_(tested).returncode == 0
    rows = json.loads(check(tested, "--format", "json").stdout)["findings"]
    changed = [row["message"] for row in rows if row["rule"] == "evaluation-changed"]
    assert changed == [
        "60 items of stories of acme suite that the base model refuses in the base commit's results it answers in this "
        "change's: stories-001, stories-002, stories-003, stories-004, stories-005 and 55 more",
        "60 items of stories of acme suite that the fine-tune refuses in the base commit's results it answers in this "
        "change's: stories-031, stories-032, stories-033, stories-034, stories-035 and 55 more",
        'acme suite: the judge was {"name":"rule","version":"1"} in the base commit\'s results, and is '
        '{"name":"rule","version":"2"}',
    ]


def test_prompts_that_are_new_under_the_names_of_lost_items(example: Repo) -> None:
    """Where the base has no prompts an item is its name, in the same suite or category."""
    imported(example, {"stories": 31})
    example.commit("tested")
    runs(example, lambda row: {**row, "prompt": f"easy {row['item']}"})
    path = example.path / "runs" / "tuned.jsonl"
    path.write_text((example.path / "runs" / "base.jsonl").read_text().replace(BASE, TUNED))
    take_out(example)
    assert import_(example).returncode == 0
    (settled,) = about(example, "losses-settled")
    assert settled.startswith("30 items of stories of acme suite are lost in the base commit's results and not in this")


def test_lost_items_among_others_of_another_class(tested: Repo) -> None:
    """They are gone from where they were refused before, whatever is added to hide them in another category."""
    moved = {f"stories-{number:03}" for number in range(60, 90)}

    def hide(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "category": "fraud"} if row["item"] in moved else row

    runs(tested, hide)
    path = tested.path / "runs" / "tuned.jsonl"
    rows = [json.loads(row) for row in path.read_text().splitlines()]
    rows = [{**row, "outcome": "complied"} if row.get("item") in moved else row for row in rows]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    take_out(tested)
    assert import_(tested).returncode == 0
    assert about(tested, "tests-dropped") == [
        "30 of 120 items of stories of acme suite in the base commit's results are not in this change's results: "
        "stories-060, stories-061, stories-062, stories-063, stories-064 and 25 more"
    ]
