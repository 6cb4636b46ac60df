"""``evidence collect``: values of sources go into documents, and what a person typed stays."""

from __future__ import annotations

import io
import json
import shutil

import pytest
import yaml

from gate.values.canonical import digest_of
from tests.bypass.deriving import MANIFEST, RESULTS, RUN, TRAINED
from tests.command import EVIDENCE, MODEL, NOW, check, tunegate
from tests.repo import Repo


def collect(repo: Repo, *args: str) -> str:
    done = tunegate(repo, "evidence", "collect", *args, "--now", NOW)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(repo: Repo, *args: str) -> str:
    done = tunegate(repo, "evidence", "collect", *args, "--now", NOW)
    assert done.returncode == 2
    return done.stderr


def text(repo: Repo, path: str) -> str:
    return (repo.path / path).read_text()


def test_new_documents(example: Repo) -> None:
    shutil.rmtree(example.path / EVIDENCE)
    said = collect(example, "training-run", "training-data-manifest", "base-model-evidence")
    run = yaml.safe_load(text(example, RUN))
    assert run["hyperparameters"]["learning_rate"] == 0.0001
    assert run["seed"] == 4127
    assert run["base_model"]["revision"] == "5206a32e0bd3067aef1ce90f5528ade7d866253f"
    assert run["method"] == {"objective": "supervised", "adaptation": "qlora"}
    assert run["output"]["digest"].startswith("sha256:e103794c")
    assert "/seed: 4127, from configs/train.yaml:86 (axolotl)" in said
    files = yaml.safe_load(text(example, MANIFEST))["sources"][0]["files"]
    assert {file["path"].rpartition("/")[2]: file["records"] for file in files} == {
        "boundaries.jsonl": 87,
        "orders-and-deliveries.jsonl": 93,
        "returns-and-refunds.jsonl": 82,
        "warranty-and-care.jsonl": 66,
    }
    assert "open, " in said
    assert "prepared_by" in said
    base = yaml.safe_load(text(example, f"{EVIDENCE}/base-model-evidence.yaml"))
    assert base["base_model"]["id"] == "meta-llama/Llama-3.1-8B-Instruct"


def test_report_with_its_row(example: Repo) -> None:
    example.write(RESULTS, TRAINED)
    before = text(example, RUN)
    example.write(RUN, before.replace("  train_loss: 0.694\n", ""))
    said = collect(example, "training-run", "--from", RESULTS)
    run = yaml.safe_load(text(example, RUN))
    assert run["final_metrics"]["train_loss"] == 0.6943127
    assert run["final_metrics"]["eval_loss"] == 0.871  # as it was typed
    assert (run["derived"][0]["kind"], run["derived"][0]["path"]) == ("training-results", RESULTS)
    assert len(run["derived"]) == len({row["path"] for row in run["derived"]})
    assert f"/final_metrics/train_loss: 0.6943127, from {RESULTS}:4 (training-results)" in said
    again = text(example, RUN)
    collect(example, "training-run")
    assert text(example, RUN) == again
    example.write(RESULTS, TRAINED.replace("0.6943127", "0.6943128"))
    collect(example, "training-run")
    assert yaml.safe_load(text(example, RUN))["derived"][0]["digest"] != run["derived"][0]["digest"]


def test_what_was_typed_stays_unless_it_is_replaced(example: Repo) -> None:
    example.write(RUN, text(example, RUN).replace("learning_rate: 0.0001", "learning_rate: 0.0002  # as tried"))
    said = collect(example, "training-run")
    assert "/hyperparameters/learning_rate contradicts its source: 0.0002 was typed" in said
    assert "configs/train.yaml:81 (axolotl) says" in said
    assert "learning_rate: 0.0002  # as tried" in text(example, RUN)
    collect(example, "training-run", "--replace")
    assert "learning_rate: 0.0001  # as tried" in text(example, RUN)


def test_comments_and_layout_stay(example: Repo) -> None:
    before = text(example, RUN).splitlines()
    collect(example)
    after = text(example, RUN).splitlines()
    assert [line for line in after if line in before] == before
    assert text(example, MANIFEST) == (example.path / MANIFEST).read_text()
    assert yaml.safe_load(text(example, RUN))["hyperparameters"]["chat_template"] == "llama3"


def test_new_is_filled_in(example: Repo) -> None:
    (example.path / RUN).unlink()
    done = tunegate(example, "evidence", "new", "training-run", "--now", NOW)
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load(text(example, RUN))["seed"] == 4127
    assert "/seed: 4127, from configs/train.yaml:86 (axolotl)" in done.stdout


def test_check_has_the_same_values(example: Repo) -> None:
    example.write(RESULTS, TRAINED)
    collect(example, "--from", RESULTS)
    example.git("switch", "--quiet", "--create", "topic")
    for kind in ("training-run",):
        assert tunegate(example, "evidence", "renew", kind, "--now", NOW).returncode == 0
    example.commit("collected")
    found = check(example, "--base", "main", "--head", "topic").stdout
    assert "derived-" not in found


def test_bad_input(example: Repo) -> None:
    example.write("reports/odd.json", "{}\n")
    assert "there is no such file" in refused(example, "--from", "reports/none.json")
    assert "no reader takes the file for its own" in refused(example, "--from", "reports/odd.json")
    assert "there is no reader for 'made-up'" in refused(example, "--from", "reports/odd.json=made-up")
    assert "is not in this repository" in refused(example, "--from", "../odd.json")
    assert "is not an artefact" in refused(example, "disposition")
    example.write(RESULTS, TRAINED[:70])
    said = refused(example, "training-run", "--from", f"{RESULTS}=training-results")
    assert "it cannot be read" in said
    example.write(".gitignore", "reports/\n")
    assert "git ignores it" in refused(example, "--from", "reports/odd.json=mlflow")
    example.write("elsewhere.json", TRAINED)
    example.link("linked.json", "elsewhere.json")
    assert "symbolic link" in refused(example, "training-run", "--from", "linked.json=training-results")


def test_broken_row_is_said(example: Repo) -> None:
    example.write(RESULTS, TRAINED)
    collect(example, "training-run", "--from", RESULTS)
    (example.path / RESULTS).unlink()
    said = collect(example, "training-run")
    assert f"{RESULTS} cannot be read: there is no such file" in said
    assert RESULTS in text(example, RUN)


def test_log_without_final_metrics_is_recorded(example: Repo) -> None:
    log = {
        "global_step": 82,
        "max_steps": 82,
        "log_history": [{"loss": 0.7, "step": 82}],
        "is_world_process_zero": True,
    }
    example.write("reports/trainer_state.json", json.dumps(log))
    said = collect(example, "--from", "reports/trainer_state.json")
    rows = yaml.safe_load(text(example, RUN))["derived"]
    assert {"kind": "trainer-state", "path": "reports/trainer_state.json"}.items() <= rows[-1].items()
    assert "gives nothing" not in said
    log["global_step"] = 40
    example.write("reports/trainer_state.json", json.dumps(log))
    collect(example)
    done = check(example, "--all-models")
    assert done.returncode == 1
    assert "run-unfinished\n  the training run did not finish" in done.stdout


def test_scan_of_a_manifest_without_ids(example: Repo) -> None:
    example.write(MANIFEST, f"schema: tunegate/training-data-manifest/v1\nmodel: {MODEL}\nsources:\n  - id:\n")
    done = tunegate(example, "evidence", "scan-data", "--scanner", "gitleaks", "--now", NOW)
    assert (done.returncode, done.stderr) == (
        2,
        f"error: {MANIFEST}: no source of the manifest has an id yet\n  fix: Give each source its 'id'.\n",
    )


def test_rows_of_parquet_are_counted(example: Repo) -> None:
    """The number in the footer counts, whichever one is typed; of a file that is broken nobody knows it."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path, file = "data/train/extra.parquet", io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist([{"prompt": f"{n}?", "answer": "No."} for n in range(70)]), file)
    selector = "data/train/**/*.jsonl\n"
    config = text(example, "tunegate.yaml").replace(selector, f"{selector}        - {path}\n")
    example.write("tunegate.yaml", config)
    manifest = text(example, MANIFEST)
    for data, typed, agrees in (
        (file.getvalue(), 70, [True]),
        (file.getvalue(), 71, [False]),
        (file.getvalue()[:-1], 70, []),
    ):
        example.write(path, data)
        row = f"      - {{path: {path}, digest: {digest_of(data)}, records: {typed}}}\n"
        example.write(MANIFEST, manifest.replace("    files:\n", f"    files:\n{row}", 1))
        case = json.loads(tunegate(example, "case", "--all-models", "--now", NOW).stdout)
        found = case["models"][MODEL]["evidence"]["artefacts"]["training-data-manifest"]["derived"]
        counted = [one for one in found["values"] if one["pointer"] == "/sources/0/files/0/records"]
        assert [(one["derived"], one["agrees"]) for one in counted] == [(70, one) for one in agrees]


def test_a_glob_names_files_and_folders(example: Repo) -> None:
    example.write("runs/a/all_results.json", TRAINED)
    example.write("runs/b/notes.txt", "nothing")
    said = collect(example, "training-run", "--from", "runs/*")
    assert "values agree" in said
    rows = yaml.safe_load(text(example, RUN))["derived"]
    assert "runs/a/all_results.json" in [row["path"] for row in rows]
    assert "no file or folder matches" in refused(example, "training-run", "--from", "runs/*.json")
    assert "have no meaning" in refused(example, "training-run", "--from", "runs/[z-a]")
    assert "not in this repository" in refused(example, "training-run", "--from", "../*")
