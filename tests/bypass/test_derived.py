"""The evidence says something else than its sources; the disposition is made for it, and signed."""

from __future__ import annotations

import os

import pytest

from tests.bypass.deriving import (
    MANIFEST,
    RESULTS,
    RUN,
    TRAINED,
    covered,
    derived_from,
    row,
    rows,
    without_row,
    without_rows,
)
from tests.bypass.wall import (
    TRAIN,
    Edit,
    append,
    attempt,
    link,
    on_main,
    remove,
    replace,
    sign_again,
    steps,
    text,
    write,
)
from tests.command import EVIDENCE
from tests.repo import Repo

RED_TEAM = f"{EVIDENCE}/red-team-report.yaml"
ATTACKS = f"{EVIDENCE}/sources/red-team.jsonl"
LOCK = "requirements/train.lock"
ORDERS = "data/train/orders-and-deliveries.jsonl"
COMMAND = "command: accelerate launch --num_processes 1 -m axolotl.cli.train"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 12345\n"
ATTACK = '{"pattern": "IN-1", "attack": 1, "success": false, "at": "2026-10-26T08:00:00Z"}'
REPORTED = derived_from(RESULTS, "training-results", TRAINED)
WITH_REPORT = on_main(steps(REPORTED, covered, sign_again))


def found(repo: Repo, edit: Edit) -> set[tuple[str, str | None, str]]:
    """(rule, path, the line's text) of what is said of derived values; one of another rule is here, too."""
    outcome = attempt(repo, steps(edit, covered))
    return {(rule, path, said(repo, path, line)) for rule, path, line in outcome.rows}


def said(repo: Repo, path: str | None, line: int | None) -> str:
    if path is None or line is None:
        return ""
    try:
        return text(repo, path).splitlines()[line - 1].strip()
    except (OSError, UnicodeDecodeError):
        return ""


def contradicted(document: str, typed: str, source: str, derived: str) -> set[tuple[str, str | None, str]]:
    return {("derived-contradicted", document, typed), ("derived-contradicted", source, derived)}


TYPED: dict[str, tuple[Edit, set[tuple[str, str | None, str]]]] = {
    "another learning rate": (
        replace(RUN, "learning_rate: 0.0001", "learning_rate: 0.0002"),
        contradicted(RUN, "learning_rate: 0.0002", TRAIN, "learning_rate: 0.0001"),
    ),
    "a learning rate that rounds to it": (
        replace(RUN, "learning_rate: 0.0001", "learning_rate: 0.00014"),
        contradicted(RUN, "learning_rate: 0.00014", TRAIN, "learning_rate: 0.0001"),
    ),
    "a learning rate as text": (
        replace(RUN, "learning_rate: 0.0001", 'learning_rate: "0.5"'),
        contradicted(RUN, 'learning_rate: "0.5"', TRAIN, "learning_rate: 0.0001"),
    ),
    "no learning rate": (
        replace(RUN, "learning_rate: 0.0001", "learning_rate: null"),
        contradicted(RUN, "learning_rate: null", TRAIN, "learning_rate: 0.0001"),
    ),
    "another seed": (
        replace(RUN, "\nseed: 4127", "\nseed: 4128"),
        contradicted(RUN, "seed: 4128", TRAIN, "seed: 4127"),
    ),
    "another method": (
        replace(RUN, "adaptation: qlora", "adaptation: full"),
        contradicted(RUN, "adaptation: full", TRAIN, "adapter: qlora"),
    ),
    "fewer target modules": (
        replace(RUN, "[q_proj, k_proj, v_proj, o_proj]", "[q_proj, k_proj]"),
        contradicted(RUN, "lora_target_modules: [q_proj, k_proj]", TRAIN, "lora_target_modules:"),
    ),
    "true for a number": (
        replace(RUN, "num_epochs: 3", "num_epochs: true"),
        contradicted(RUN, "num_epochs: true", TRAIN, "num_epochs: 3"),
    ),
    "another framework": (
        replace(RUN, 'torch: "2.8.0"', 'torch: "1.0.0"'),
        contradicted(RUN, 'torch: "1.0.0"', LOCK, "torch==2.8.0"),
    ),
    "more records": (
        replace(MANIFEST, "records: 93", "records: 9300"),
        {
            ("derived-contradicted", MANIFEST, "records: 9300"),
            ("derived-contradicted", ORDERS, ""),
        },
    ),
    "another setting in the command": (
        replace(RUN, "configs/train.yaml", "configs/train.yaml --learning_rate 0.5"),
        {
            ("derived-contradicted", RUN, "learning_rate: 0.0001"),
            ("derived-dropped", RUN, f"{COMMAND} configs/train.yaml --learning_rate 0.5"),
        },
    ),
    "a command that names another file": (
        steps(
            write("configs/other.yaml", "learning_rate: 0.5\n"),
            replace(RUN, "configs/train.yaml", "configs/other.yaml"),
            replace(RUN, "learning_rate: 0.0001", "learning_rate: 0.5"),
        ),
        {
            *contradicted(RUN, "learning_rate: 0.5", TRAIN, "learning_rate: 0.0001"),
            ("run-command-mismatch", RUN, f"{COMMAND} configs/other.yaml"),
            ("derived-dropped", RUN, f"{COMMAND} configs/other.yaml"),
            ("surface-unreviewed", "configs/other.yaml", "learning_rate: 0.5"),
        },
    ),
    "fewer successes of the red team": (
        replace(RED_TEAM, "attempts: 60\n    successes: 2", "attempts: 60\n    successes: 1"),
        {
            *contradicted(RED_TEAM, "successes: 1", ATTACKS, ATTACK),
        },
    ),
    "other losses than the report's": (
        steps(REPORTED, replace(RUN, "train_loss: 0.694", "train_loss: 0.494")),
        contradicted(RUN, "train_loss: 0.494", RESULTS, '"train_loss": 0.6943127,'),
    ),
}


@pytest.mark.parametrize(("edit", "expected"), TYPED.values(), ids=TYPED)
def test_typed(edit: Edit, expected: set[tuple[str, str | None, str]], example: Repo) -> None:
    rows = found(example, edit)
    at_data = {row if row[1] != ORDERS else (row[0], row[1], "") for row in rows}
    assert at_data == expected


DROPPED = ("derived-dropped", RUN)  # the example has a report at the base
ROWS: dict[str, tuple[Edit, set[tuple[str, str | None]]]] = {
    "the row is taken out": (
        steps(WITH_REPORT, without_rows()),
        {("derived-dropped", RUN)},
    ),
    "the row is taken out, and the value is another one": (
        steps(
            WITH_REPORT,
            without_rows(),
            replace(RUN, "train_loss: 0.694", "train_loss: 0.1"),
        ),
        {("derived-dropped", RUN)},
    ),
    "a setting under a name that says nothing": (
        replace(RUN, "  learning_rate: 0.0001\n", "  peak_rate: 0.5\n"),
        {("run-setting-missing", RUN)},
    ),
    "a metric under a name that says nothing": (
        replace(RUN, "  train_loss: 0.694\n", "  loss_at_the_end: 0.1\n"),
        {("derived-dropped", RUN)},
    ),
    "the report is gone": (steps(WITH_REPORT, remove(RESULTS)), {("derived-unreadable", RUN)}),
    "the report is another one": (
        steps(WITH_REPORT, replace(RESULTS, "0.6943127", "0.6944127")),
        {("derived-outdated", RUN)},
    ),
    "the report says less": (
        steps(
            WITH_REPORT,
            write(RESULTS, '{"train_runtime": 2874.3127, "train_samples_per_second": 1}\n'),
            lambda repo: rows(row(RESULTS, "training-results", (repo.path / RESULTS).read_bytes()))(repo),
        ),
        {("derived-dropped", RUN)},
    ),
    "the report is cut off": (
        steps(derived_from(RESULTS, "training-results", TRAINED[:80])),
        {("derived-unreadable", RUN), DROPPED},
    ),
    "the report is empty": (derived_from(RESULTS, "training-results", b""), {("derived-unreadable", RUN), DROPPED}),
    "the report is of another kind": (derived_from(RESULTS, "mlflow", TRAINED), {("derived-unreadable", RUN), DROPPED}),
    "the report is of a kind that nobody knows": (
        derived_from(RESULTS, "made-up", TRAINED),
        {("derived-unreadable", RUN), DROPPED},
    ),
    "the report is a link": (
        steps(
            rows(row(RESULTS, "training-results", TRAINED)),
            write("elsewhere/all_results.json", TRAINED),
            link(RESULTS, "../../../elsewhere/all_results.json"),
        ),
        {("derived-unreadable", RUN), DROPPED},
    ),
    "the report is a folder": (
        steps(rows(row(RESULTS, "training-results", TRAINED)), remove(RESULTS), write(f"{RESULTS}/a.json", TRAINED)),
        {("derived-unreadable", RUN), DROPPED},
    ),
    "the report is a pointer of Git LFS": (
        derived_from(RESULTS, "training-results", POINTER),
        {("derived-unreadable", RUN), ("derived-outdated", RUN), DROPPED},
    ),
    "the report is nested deeper than any": (
        derived_from(RESULTS, "training-results", '{"train_loss": ' + "[" * 100_000),
        {("derived-unreadable", RUN), DROPPED},
    ),
    "the report is a document of the pack": (
        rows(row(f"{EVIDENCE}/red-team-report.yaml", "training-results", b"")),
        {("derived-unreadable", RUN), ("derived-outdated", RUN)},
    ),
    "the report is about other patterns": (
        derived_from(
            f"{EVIDENCE}/sources/other.jsonl",
            "attack-log",
            '{"pattern": "IN-9", "success": false}\n',
            document=RED_TEAM,
        ),
        {("derived-outdated", RED_TEAM)},
    ),
    "the report has numbers that are none": (
        derived_from(RESULTS, "training-results", TRAINED.replace("0.6943127", "NaN")),
        {DROPPED, ("run-diverged", RUN)},
    ),
}


@pytest.mark.parametrize(("edit", "expected"), ROWS.values(), ids=ROWS)
def test_rows(edit: Edit, expected: set[tuple[str, str | None]], example: Repo) -> None:
    assert {(rule, path) for rule, path, _ in found(example, edit)} == expected


def test_report_that_is_larger_than_any(example: Repo) -> None:
    """64 MiB are read, and no more: the row cannot stand."""

    def edit(repo: Repo) -> None:
        derived_from(RESULTS, "training-results", TRAINED)(repo)
        os.truncate(repo.path / RESULTS, 64 * 1024 * 1024 + 1)

    assert {rule for rule, *_ in found(example, edit)} == {"derived-unreadable", "derived-outdated", "derived-dropped"}


def test_reason_is_a_warning(example: Repo) -> None:
    reason = (
        "no_longer_derived:\n  - value: /final_metrics/train_loss\n    reason: The tracker was shut down in October.\n"
        "  - value: /final_metrics/eval_loss\n    reason: The tracker was shut down in October.\n"
        "  - value: /duration_seconds\n    reason: The tracker was shut down in October.\n"
    )
    edit = steps(WITH_REPORT, without_row(RESULTS), append(RUN, reason))
    outcome = attempt(example, steps(edit, covered))
    assert {rule for rule, *_ in outcome.rows} == {"derived-given-up"}
    assert outcome.code == 0


def test_nothing_is_said_of_what_agrees(example: Repo) -> None:
    edit = steps(REPORTED, replace(RUN, "learning_rate: 0.0001", "learning_rate: 1.0e-4"))
    assert found(example, steps(edit, append(RUN, "\n"))) == set()


HOSTILE = "\x1b[31m\u202e::error::x<script>"


def test_hostile_text_of_a_source(example: Repo) -> None:
    """What a report says is shown like everything else that the repository says."""
    data = '{"train_loss": "' + HOSTILE.encode("unicode_escape").decode().replace("\\x1b", "\\u001b") + '"}\n'
    edit = derived_from(RESULTS, "training-results", data + " " * 10)
    assert all(rule.startswith("derived-") for rule, *_ in found(example, edit))
