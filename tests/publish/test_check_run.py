"""Check runs: annotations in pages, within GitHub's limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate.github.client import Client, GithubError
from gate.publish import check_run
from gate.report import checks_report
from gate.values.findings import Related
from tests.forge import Forge, Reply
from tests.publish.jobs import HEAD, WHERE, many, run_of
from tests.report.decisions import DECISION, decision_of, finding, hard


@pytest.mark.parametrize(("count", "pages"), [(0, [0]), (50, [50]), (51, [50, 1]), (120, [50, 50, 20])])
def test_annotations_in_pages(forge: Forge, client: Client, count: int, pages: list[int]) -> None:
    check_run.put(client, WHERE, run_of(many(count)))
    sent = [r for r in forge.requests if r.body and "output" in r.body]
    assert [len(r.body["output"]["annotations"]) for r in sent] == pages
    assert [r.method for r in sent] == ["POST", *["PATCH"] * (len(pages) - 1)]
    (run,) = forge.runs
    assert [row["start_line"] for row in forge.annotations[run["id"]]] == list(range(1, count + 1))


def test_what_an_interrupted_upload_left_out_is_added(forge: Forge, client: Client) -> None:
    forge.answer = lambda r: Reply(422, {"message": "no"}) if r.method == "PATCH" else None
    with pytest.raises(GithubError):
        check_run.put(client, WHERE, run_of(many(120)))
    forge.answer = lambda r: None
    check_run.put(client, WHERE, run_of(many(120)))
    (run,) = forge.runs
    assert [row["start_line"] for row in forge.annotations[run["id"]]] == list(range(1, 121))


def test_equal_findings_are_one_annotation(forge: Forge, client: Client) -> None:
    for count in (2, 3):
        check_run.put(client, WHERE, run_of(replace(DECISION, findings=(finding(),) * count)))
    assert [len(rows) for rows in forge.annotations.values()] == [1]


def test_equal_annotations_are_all_there(forge: Forge, client: Client) -> None:
    """As a rule's of two severities that GitHub shows alike, or of two names that are cut to the same."""
    run = run_of(replace(DECISION, findings=(finding(),)))
    for count in (1, 3, 3):
        check_run.put(client, WHERE, replace(run, annotations=run.annotations * count))
    assert [len(rows) for rows in forge.annotations.values()] == [3]


def test_findings_that_do_not_hold_any_more_take_a_new_run(forge: Forge, client: Client) -> None:
    check_run.put(client, WHERE, run_of(many(2)))
    check_run.put(client, WHERE, run_of(many(1)))
    assert [len(forge.annotations[run["id"]]) for run in forge.runs] == [2, 1]


def test_the_run_of_another_app_is_left(forge: Forge, client: Client) -> None:
    theirs = {"name": "tunegate findings", "head_sha": HEAD, "status": "completed", "conclusion": "success"}
    forge.run("other-app", {**theirs, "output": {"title": "t", "summary": "s"}})
    check_run.put(client, WHERE, run_of(many(1)))
    assert [(run["app"]["slug"], run["conclusion"]) for run in forge.runs] == [
        ("other-app", "success"),
        ("github-actions", "failure"),
    ]
    assert not [r for r in forge.requests if r.method == "PATCH"]


def test_a_check_run_within_its_limits() -> None:
    text = "\U0001f600##[`|" * 60
    one = decision_of(text)
    related = tuple(Related(text, line, line, text) for line in range(1, 31))
    rows = tuple(replace(one.findings[0], line=line, related=related) for line in range(1, 1101))
    run = run_of(replace(one, findings=rows, triggers=one.triggers * 90, changes=one.changes * 90))
    assert len(run.annotations) == checks_report.MOST_ANNOTATIONS
    assert "\n100 more places have no annotation here; the log and the JSON report have all of them.\n" in run.summary
    assert len(run.summary.encode()) <= 65_535
    for row in run.annotations[:3]:
        assert len(row["message"].encode()) <= 64 * 1024
        assert len(row["title"]) <= 255
        assert len(row.get("raw_details", "").encode()) <= 64 * 1024
    assert len(run.title) <= 255


def test_annotations() -> None:
    related = (Related("a.md", 2, 3, "[a](1)"), Related("b.md", message="{b}"))
    shown = replace(hard(0), findings=(finding(related=related, waived_by="w\x1b"), finding(path=None, line=None)))
    first, second = run_of(shown).annotations
    page = f"https://forge.acme.example/acme/assistant/blob/{shown.head}"
    assert first == {
        "path": "dir/file.yaml",
        "start_line": 3,
        "end_line": 4,
        "annotation_level": "failure",
        "title": "tunegate: some-rule",
        "message": "a message\nwaived by w\\x1b\nsee a.md:2-3: [a](1)\nsee b.md: {b}\nFix: a remedy",
        "raw_details": f"a.md:2-3\n{page}/a.md#L2-L3\nb.md\n{page}/b.md",
    }
    assert (second["path"], second["start_line"], second["end_line"]) == ("tunegate.yaml", 1, 1)
    for severity, level in (("warning", "warning"), ("notice", "notice")):
        (row,) = run_of(replace(shown, findings=(finding(severity=severity),))).annotations
        assert row["annotation_level"] == level
    names = {
        run_of(decision).name
        for mode in ("check", "verify")
        for config in ("tunegate.yaml", "other/tunegate.yaml")
        for decision in [replace(DECISION, mode=mode, origin=replace(DECISION.origin, config=config))]
    }
    assert names == {
        "tunegate findings",
        "tunegate verify findings",
        "tunegate findings (other/tunegate.yaml)",
        "tunegate verify findings (other/tunegate.yaml)",
    }
