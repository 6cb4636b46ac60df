"""The training run that is on record is not the one that was made; the disposition is made for it, and signed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.bypass.deriving import RUN, covered, row
from tests.bypass.wall import TRAIN, Edit, attempt, on_main, replace, sign_again, steps, text
from tests.command import EVIDENCE
from tests.repo import Repo

OUTPUT = "llama-3.1-8b-acme-support:2026.10.2"
STATE = f"{EVIDENCE}/run/trainer_state.json"
TRACKED = f"{EVIDENCE}/run/mlflow.json"
JOB_FILE = f"{EVIDENCE}/run/job.json"
LOCK = "requirements/train.lock"


def reported_by_the_trainer_alone(repo: Repo) -> None:
    """The tracker's, the cluster's and the registry's reports are none of what these are about."""
    before, _, rows = text(repo, RUN).partition("derived:\n")
    kept = [one for one in re.split(r"(?m)^(?=  - kind: )", rows) if "kind: training-results" in one]
    repo.write(RUN, f"{before}derived:\n{''.join(kept)}")


@pytest.fixture
def example(example: Repo) -> Repo:
    on_main(steps(reported_by_the_trainer_alone, covered, sign_again))(example)
    return example


def rules(repo: Repo, edit: Edit) -> set[str]:
    return {rule for rule, *_ in attempt(repo, steps(edit, covered)).rows}


def added(path: str, kind: str, data: str) -> Edit:
    """Put a source into the repository, and its row beside the run's others, which stand last."""

    def edit(repo: Repo) -> None:
        repo.write(path, data)
        repo.write(RUN, text(repo, RUN) + row(path, kind, data))

    return edit


def state(step: int, of: int) -> str:
    return json.dumps({"global_step": step, "max_steps": of, "log_history": [], "is_world_process_zero": True})


def logged(step: int, of: int, path: str = STATE) -> Edit:
    return added(path, "trainer-state", state(step, of))


def tracked(status: str) -> Edit:
    run = {"info": {"run_id": "a", "artifact_uri": "b", "status": status}, "data": {"params": {}}}
    return added(TRACKED, "mlflow", json.dumps(run))


UNFINISHED: dict[str, tuple[Edit, set[str]]] = {
    "the log of the end": (logged(123, 123), set()),
    "a log that stops": (logged(41, 123), {"run-unfinished"}),
    "a log that stops, beside that of another run": (
        steps(logged(41, 123), logged(10, 10, f"{EVIDENCE}/run/other/trainer_state.json")),
        {"run-unfinished"},
    ),
    "a checkpoint's log, beside that of the end": (
        steps(logged(41, 123), logged(123, 123, f"{EVIDENCE}/run/end/trainer_state.json")),
        set(),
    ),
    "a run that its tracker killed": (tracked("KILLED"), {"run-unfinished"}),
    "a run that goes on": (tracked("RUNNING"), {"run-unfinished"}),
    "a run that its tracker saw end, and its log did not": (
        steps(tracked("FINISHED"), logged(41, 123)),
        {"run-unfinished"},
    ),
    "no step at all": (logged(0, 0), {"run-unfinished"}),
}


@pytest.mark.parametrize(("edit", "expected"), UNFINISHED.values(), ids=UNFINISHED)
def test_unfinished(edit: Edit, expected: set[str], example: Repo) -> None:
    assert rules(example, edit) == expected


RATE = "learning_rate: 0.0001"
LEFT_OUT = {"run-setting-missing"}
NAMES: dict[str, tuple[Edit, set[str]]] = {
    "another trainer's name for it": (replace(RUN, RATE, "optimizer.lr: 0.0001"), set()),
    "another value under another trainer's name": (replace(RUN, RATE, "optimizer.lr: 0.5"), {"derived-contradicted"}),
    "a second value beside it": (replace(RUN, RATE, f"{RATE}\n  lr: 0.5"), {"derived-contradicted"}),
    "a name that nobody has": (replace(RUN, RATE, "peak_learning_rate: 0.5"), LEFT_OUT),
    "left out": (replace(RUN, f"  {RATE}\n", ""), LEFT_OUT),
    "the rank left out": (replace(RUN, "  lora_r: 16\n", ""), LEFT_OUT),
    "a framework in other letters": (replace(RUN, 'torch: "2.8.0"', 'Torch: "1.0.0"'), {"derived-contradicted"}),
    "the build of a framework": (replace(RUN, 'torch: "2.8.0"', 'torch: "2.8.0+cu128"'), set()),
}


@pytest.mark.parametrize(("edit", "expected"), NAMES.values(), ids=NAMES)
def test_names(edit: Edit, expected: set[str], example: Repo) -> None:
    assert rules(example, edit) == expected


COMMAND = "command: accelerate launch --num_processes 1 -m axolotl.cli.train configs/train.yaml"
COMMANDS: dict[str, tuple[str, set[str]]] = {
    "nothing": ("echo hi", {"run-command-mismatch"}),
    "another file": ("axolotl train /tmp/other.yaml", {"run-command-mismatch"}),
    "the file in a comment": ("'echo hi # configs/train.yaml'", {"run-command-mismatch"}),
    "a name that ends alike": ("axolotl train configs/retrain.yaml", {"run-command-mismatch"}),
    "the same file, from elsewhere": ("axolotl train /workspace/acme/configs/train.yaml", set()),
    "by a runner": ("make train", set()),
}


@pytest.mark.parametrize(("command", "expected"), COMMANDS.values(), ids=COMMANDS)
def test_commands(command: str, expected: set[str], example: Repo) -> None:
    assert rules(example, replace(RUN, COMMAND, f"command: {command}")) == expected


# -- checkpoints and the lock file


def without_checkpoints(repo: Repo) -> None:
    before = text(repo, RUN)
    start, end = before.index("checkpoints:\n"), before.index("output:\n")
    repo.write(RUN, f"{before[:start]}checkpoints: []\n{before[end:]}")


LAST_DAY = '684c4e"\n    kept_until: "2027-10-31"'
KEPT: dict[str, tuple[Edit, set[str]]] = {
    "none": (without_checkpoints, {"checkpoints-unexplained"}),
    "none, with a reason": (
        steps(
            without_checkpoints,
            replace(
                RUN,
                "checkpoints: []",
                "checkpoints: []\nno_checkpoints: The run has one epoch, and its output is kept.",
            ),
        ),
        set(),
    ),
    "one that is gone": (replace(RUN, LAST_DAY, LAST_DAY.replace("2027", "2020")), {"checkpoints-lapsed"}),
}


@pytest.mark.parametrize(("edit", "expected"), KEPT.values(), ids=KEPT)
def test_checkpoints(edit: Edit, expected: set[str], example: Repo) -> None:
    assert rules(example, edit) == expected


def of_this_repository(repo: Repo) -> None:
    """Have the run name a commit of this repository, made before it started."""
    before = text(repo, RUN)
    line = 'code_commit: "6b1f0c4de2a95f0d7c38b14a9e7725d0f3c8a6e1"\ncode_repository: https://git.acme.example/ml/support-assistant-training\n'
    assert line in before
    moment = 'started_at: "2026-10-20T09:12:31Z"'
    assert moment in before
    commit = repo.git("rev-parse", "HEAD")
    started = repo.git("show", "-s", "--format=%cd", "--date=format:%Y-%m-%dT%H:%M:%SZ", commit)
    later = before.replace(moment, f'started_at: "{started}"').replace(line, f'code_commit: "{commit}"\n')
    repo.write(RUN, later)


def relocked(repo: Repo) -> None:
    from gate.values.canonical import digest_of

    data = text(repo, LOCK) + "numpy==1.0\n"
    before = digest_of(text(repo, LOCK).encode())
    repo.write(LOCK, data)
    repo.write(RUN, text(repo, RUN).replace(before, digest_of(data.encode())))


def test_lock_file_of_the_commit(example: Repo) -> None:
    assert "run-commit-mismatch" not in rules(example, of_this_repository)


def test_lock_file_that_was_written_afterwards(example: Repo) -> None:
    assert "run-commit-mismatch" in rules(example, steps(of_this_repository, relocked))


def moved_on(repo: Repo) -> None:
    """The lock file alone, as a later pull request does."""
    repo.write(LOCK, text(repo, LOCK).replace("==", "==9", 1) + "numpy==1.0\n")


def test_lock_file_that_moves_on_after_the_run(example: Repo) -> None:
    """The run is held against the tree of its own commit; the lock file of now is not what it used."""
    about_it = {"referenced-file-mismatch", "derived-contradicted", "run-commit-mismatch"}
    assert not about_it & rules(example, steps(of_this_repository, moved_on))


def test_lock_file_that_moves_on_where_no_commit_says_what_the_run_used(example: Repo) -> None:
    def touched(repo: Repo) -> None:
        repo.write(RUN, text(repo, RUN) + "# looked at again\n")

    assert "referenced-file-mismatch" in rules(example, steps(moved_on, touched))


def test_lock_file_of_another_digest_than_the_commit_has(example: Repo) -> None:
    def claimed(repo: Repo) -> None:
        moved_on(repo)
        before = text(repo, RUN)
        start = before.index("lock_file:")
        digest = before.index('"sha256:', start)
        repo.write(RUN, f'{before[:digest]}"sha256:{"0" * 64}{before[digest + 72 :]}')

    assert "referenced-file-mismatch" in rules(example, steps(of_this_repository, claimed))


# -- hosted runs

JOB: dict[str, Any] = {
    "id": "ft-1",
    "status": "completed",
    "model": "meta-llama/Llama-3.1-8B-Instruct",
    "hf_model_revision": "5206a32e0bd3067aef1ce90f5528ade7d866253f",
    "model_output_name": OUTPUT,
    "training_file": "file-1",
    "started_at": "2026-10-20T09:12:31Z",
    "learning_rate": 0.0001,
    "n_epochs": 3,
    "training_method": {"method": "sft"},
}
HOSTED = f"hosted:\n  provider: together\n  job: ft-1\n  result_model: {OUTPUT}\n"


def hosted(repo: Repo) -> None:
    """Say that a provider ran it, and leave out what a provider keeps to itself."""
    before = text(repo, RUN)
    for start, end in (("code_commit:", "started_at:"), ("checkpoints:", "output:")):
        before = before[: before.index(f"\n{start}") + 1] + before[before.index(f"\n{end}") + 1 :]
    repo.write(RUN, before.replace("\nbase_model:\n", f"\n{HOSTED}base_model:\n", 1))


def job(**changes: Any) -> Edit:
    return added(JOB_FILE, "together-job", json.dumps({**JOB, **changes}, indent=1))


HOSTED_RUNS: dict[str, tuple[Edit, set[str]]] = {
    "as it was": (steps(hosted, job()), set()),
    "an adapter where the job says another": (
        steps(hosted, job(training_type={"type": "Full"})),
        {"derived-contradicted"},
    ),
    "without a job": (hosted, {"hosted-run-unproven"}),
    "a job that failed": (steps(hosted, job(status="failed", model_output_name=None)), {"hosted-run-unproven"}),
    "a job that goes on": (steps(hosted, job(status="running")), {"hosted-run-unproven"}),
    "another job": (steps(hosted, job(id="ft-2")), {"hosted-run-unproven", "derived-contradicted"}),
    "a job with another model": (
        steps(hosted, job(model_output_name="acme/other")),
        {"hosted-run-unproven", "derived-contradicted"},
    ),
    "a job of another base": (steps(hosted, job(model="acme/other")), {"derived-contradicted"}),
    "another rate than the job's": (steps(hosted, job(learning_rate=0.5)), {"derived-contradicted"}),
    "another provider's job": (
        steps(hosted, replace(RUN, "provider: together", "provider: openai"), job()),
        {"hosted-run-unproven", "derived-contradicted"},
    ),
    "another output": (
        steps(
            hosted,
            replace(RUN, f"result_model: {OUTPUT}", "result_model: acme/other"),
            job(model_output_name="acme/other"),
        ),
        {"hosted-run-unproven", "derived-contradicted"},
    ),
}
# what the run at the base has from its recipe and lock file: its seed and its frameworks
WAS_OURS = {"derived-dropped"}


@pytest.mark.parametrize(("edit", "expected"), HOSTED_RUNS.values(), ids=HOSTED_RUNS)
def test_hosted(edit: Edit, expected: set[str], example: Repo) -> None:
    assert rules(example, edit) == expected | WAS_OURS


def test_hosted_run_without_a_digest_is_not_what_is_deployed(example: Repo) -> None:
    def without_digest(repo: Repo) -> None:
        before = text(repo, RUN)
        at = before.index("output:\n")
        rest = "\n".join(
            line for line in before[at:].split("\n") if not line.startswith(("  digest: ", "  location: "))
        )
        repo.write(RUN, before[:at] + rest)

    assert rules(example, steps(hosted, job(), without_digest)) >= {"deployed-model-mismatch"}


# -- reward models

AIM = "objective: supervised"
REWARDED = {
    "nothing that rewards": ("", {"reward-model-missing"}),
    "data from nowhere": (
        'reward_model:\n  id: acme/rm\n  revision: "1"\n  data: [somewhere]\n',
        {"reward-model-missing"},
    ),
    "a reward model": ('reward_model:\n  id: acme/rm\n  revision: "1"\n  data: [safety-desk-written-2026]\n', set()),
}


@pytest.mark.parametrize(("block", "expected"), REWARDED.values(), ids=REWARDED)
def test_reinforcement(block: str, expected: set[str], example: Repo) -> None:
    """The recipe under review says supervised, which is contradicted each time."""
    edit = steps(
        replace(RUN, AIM, "objective: reinforcement"), replace(RUN, "\nbase_model:\n", f"\n{block}base_model:\n")
    )
    assert rules(example, edit) == {"derived-contradicted", *expected}


def test_the_recipe_is_what_the_run_is_compared_with(example: Repo) -> None:
    assert "derived-contradicted" not in rules(example, replace(TRAIN, "seed: 4127", "seed: 4128  # stale says enough"))
