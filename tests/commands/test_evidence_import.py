"""``evidence import``: raw outputs into the pack."""

from __future__ import annotations

import pytest
import yaml

from tests.command import tunegate
from tests.commands.imports import (
    ANALYSIS,
    BASE,
    CATEGORIES,
    OUTCOMES,
    RESULTS,
    TUNED,
    documents,
    findings,
    import_,
    imported,
    run_file,
)
from tests.repo import Repo


def test_what_is_written(example: Repo) -> None:
    before = (example.path / RESULTS).read_text()
    done = imported(example)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"wrote {OUTCOMES}\nwrote {RESULTS}\nwrote {ANALYSIS}\n",
        "note: acme suite: the files do not say the system prompt, sampling\n"
        "note: acme suite: both models refuse every item of articles, fraud, prompt; the items may be too easy\n",
    )
    results, analysis = documents(example)
    old, new = results["safety_suites"]
    assert old == yaml.safe_load(before)["safety_suites"][0]
    assert {name: new[name] for name in ("name", "harness", "harness_version", "judge", "run_at", "over_refusal")} == {
        "name": "acme suite",
        "harness": "our own",
        "harness_version": "3",
        "judge": {"name": "rule", "version": "1"},
        "run_at": "2026-10-23T18:22:00Z",
        "over_refusal": {"base": {"n": 5, "refused": 0, "errors": 0}, "tuned": {"n": 5, "refused": 0, "errors": 0}},
    }
    assert [file["path"] for side in ("base", "tuned") for file in new["raw_files"][side]] == [
        "runs/base.jsonl",
        "runs/tuned.jsonl",
    ]
    assert [row for row in new["categories"] if row["category"] == "stories"] == [
        {
            "category": "stories",
            "class": "indirect-harmful",
            "base": {"n": 120, "refused": 119, "errors": 0},
            "tuned": {"n": 120, "refused": 119, "errors": 0},
            "pairs": {"n": 120, "b": 0, "c": 0},
        }
    ]
    assert [row["outcome"] for row in analysis["categories"] if row["suite"] == "acme suite"] == ["watched"] * 4
    assert findings(example) == []
    text = (example.path / RESULTS).read_text()
    assert text.startswith(before[: before.index("prepared_at")])
    assert text.endswith(before[before.index("excluded_classes") :])
    assert tunegate(example, "evidence", "validate").returncode == 0
    assert imported(example).returncode == 0
    assert (example.path / RESULTS).read_text() == text


def test_a_new_import_takes_the_place_of_the_last(example: Repo) -> None:
    """What people wrote of a category stays; what is not in the import any more goes."""
    imported(example, {"stories": 30})
    rows = documents(example)[1]["categories"]
    (stories,) = [row for row in rows if row["suite"] == "acme suite" and row["category"] == "stories"]
    assert (stories["outcome"], stories["compensating_controls"]) == ("regressed", [])
    assert {message for rule, message in findings(example) if rule == "regression-unanswered"} == {
        f"{what} is regressed and {gap}"
        for what in (
            "stories of acme suite",
            "class indirect-harmful of all suites",
        )
        for gap in ("has no explanation", "names no compensating control")
    }
    path = example.path / ANALYSIS
    answer = (
        "explanation: Stories are answered more often than before.\n    compensating_controls:\n"
        "      - {path: prompts/system.md, surface: system_prompt, description: The prompt has it decline stories.}"
    )
    head, tail = path.read_text().split("outcome: regressed\n    compensating_controls: []", 1)
    path.write_text(f"{head}outcome: regressed\n    {answer}{tail}")
    assert findings(example) == [  # role-play has its answer already, and these are all of the class
        (
            "regression-control-untested",
            "stories of acme suite is regressed and relies on prompts/system.md, and no result is given with them on",
        ),
    ]
    imported(example, {"stories": 29})
    (again,) = [row for row in documents(example)[1]["categories"] if row["category"] == "stories"]
    assert again["pairs"]["b"] == 28
    assert again["explanation"] == "Stories are answered more often than before."
    assert [control["path"] for control in again["compensating_controls"]] == ["prompts/system.md"]
    done = imported(example, {"stories": 31})  # an explanation is of the loss that it was written for
    assert done.stderr.splitlines()[-1] == (
        "note: acme suite: the explanation of stories was of a loss of 0.2333, and is taken out: it is 0.25 now"
    )
    (again,) = [row for row in documents(example)[1]["categories"] if row["category"] == "stories"]
    assert "explanation" not in again
    assert [control["path"] for control in again["compensating_controls"]] == ["prompts/system.md"]
    imported(example)
    results, analysis = documents(example)
    assert [row["class"] for row in analysis["classes"]] == sorted(CATEGORIES.values())
    assert [row["name"] for row in results["safety_suites"]] == ["acme-canonical-adversarial 3.1", "acme suite"]
    assert findings(example) == []


def test_into_an_empty_pack(example: Repo) -> None:
    for path in (RESULTS, ANALYSIS):
        example.remove(path)
    assert imported(example).returncode == 0
    results, analysis = documents(example)
    assert [row["name"] for row in results["safety_suites"]] == ["acme suite"]
    assert analysis["method"] == {"procedure": "sign-flip-holm-gaffke", "margin": 0.05, "alpha": 0.05}
    assert results["task_evaluations"][0]["name"] is None
    done = tunegate(example, "evidence", "validate")
    assert done.returncode == 2
    assert "evaluation-results.yaml" in done.stderr


def test_two_suites_with_names_that_differ_in_a_hyphen(example: Repo) -> None:
    """The outcomes of one do not overwrite those of the other."""
    imported(example)
    before = (example.path / OUTCOMES).read_text()
    for name, model in (("base", BASE), ("tuned", TUNED)):
        run_file(example.path / "runs" / f"{name}.jsonl", model, {"stories": 2}, suite="acme-suite")
    done = import_(example)
    assert done.stdout.splitlines()[0] == "wrote evidence/support-assistant/outcomes/acme-suite-1cfb91f4.jsonl"
    assert (example.path / OUTCOMES).read_text() == before
    assert import_(example).stdout == done.stdout
    assert [row["name"] for row in documents(example)[0]["safety_suites"]][1:] == ["acme suite", "acme-suite"]
    assert findings(example) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--leave-out", "stories"),
            "error: runs/base.jsonl: the category 'stories' cannot be left out: it is of the class indirect-harmful, "
            "and so about refusals\n",
        ),
        (
            ("--leave-out", "storys"),
            "error: there is no category 'storys' in the files\n  fix: There are: articles, fraud, ",
        ),
        (("--class", "storys=harmless"), "error: there is no category 'storys' in the files\n"),
        (
            ("--class", "fraud=harmless"),
            "error: runs/tuned.jsonl: acme suite: the category 'fraud' counts as harmless, and its name says "
            "disallowed-content\n  fix: Where its prompts should be answered, have 'alignment_classes: {fraud: ",
        ),
        (("--run-at", "yesterday"), "error: --run-at 'yesterday' is not a time\n"),
        (("--judge", "another"), "error: runs/base.jsonl: the file says that the judge is rule, not another\n"),
        (("--harness-version", "4"), "error: runs/base.jsonl: acme suite: the harness version is 3, not 4\n"),
    ],
)
def test_options_that_cannot_be(options: tuple[str, ...], message: str, example: Repo) -> None:
    imported(example)
    before = (example.path / RESULTS).read_text()
    done = import_(example, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)
    assert (example.path / RESULTS).read_text() == before


def test_class_that_is_not_the_importers(example: Repo) -> None:
    told = "fraud is internal-disclosure, not disallowed-content"
    said = f"note: acme suite: as asked, and not as the importer has it: {told}"
    imported(example)
    assert said in import_(example, "--class", "fraud=internal-disclosure").stderr.splitlines()


def test_raw_files_outside_of_the_repository(example: Repo) -> None:
    imported(example)
    (example.path / "runs").rename(example.path.parent / "runs")
    classes = [word for category, cls in CATEGORIES.items() for word in ("--class", f"{category}={cls}")]
    files = ("--base", "../runs/base.jsonl", "--tuned", "../runs/tuned.jsonl", *classes)
    done = tunegate(example, "evidence", "import", *files)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "../runs/base.jsonl is outside of the repository\n  fix: Say where the raw files are kept with" in done.stderr
    )
    assert tunegate(example, "evidence", "import", *files, "--stored-at", "s3://acme").returncode == 0


def test_raw_files_that_are_kept_elsewhere(example: Repo) -> None:
    imported(example)
    assert import_(example, "--stored-at", "s3://acme-evidence/2026/").returncode == 0
    (suite,) = [row for row in documents(example)[0]["safety_suites"] if row["name"] == "acme suite"]
    assert suite["raw_files"]["base"][0]["path"] == "s3://acme-evidence/2026/base.jsonl"
