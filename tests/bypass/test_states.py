"""The pull request changes a surface and forges the state that the evidence was made for."""

from __future__ import annotations

import pytest

from gate.values.canonical import canonical_json
from tests.bypass.states import STATE, STATE_FILE, STATEMENT, head_state, worktree_state
from tests.bypass.wall import (
    DISPOSITION,
    EVIL_PROMPT,
    PROMPT,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    changed,
    link,
    relying,
    remove,
    replace,
    steps,
    text,
    write,
)
from tests.command import EVIDENCE
from tests.repo import Repo


def state_of_disposition(repo: Repo) -> None:
    """The head's digest, without its state file."""
    EVIL_PROMPT(repo)
    replace(DISPOSITION, STATE, head_state(repo))(repo)


def state_file_forged(repo: Repo) -> None:
    """The right name, with the content of the reviewed state."""
    state_of_disposition(repo)
    name = head_state(repo).removeprefix("sha256:")
    repo.write(f"{EVIDENCE}/states/{name}.json", text(repo, STATE_FILE))


def state_of_the_artefact(repo: Repo) -> None:
    """The head's state, with its state file, in the stale artefact only."""
    EVIL_PROMPT(repo)
    state = worktree_state(repo)
    repo.write(f"{EVIDENCE}/states/{state.digest.removeprefix('sha256:')}.json", canonical_json(state.document))
    replace(STATEMENT, STATE, state.digest)(repo)


CONTROLS = [("control-changed", path, line) for path, line in relying(PROMPT)]
ELSEWHERE = [row for row in CONTROLS if row[1] != STATEMENT]  # that is stale as a whole
STATE_UNKNOWN = blocked(
    *ELSEWHERE,
    ("artefact-state-unknown", f"{EVIDENCE}/alignment-regression.yaml", 3),
    ("artefact-state-unknown", f"{EVIDENCE}/base-model-evidence.yaml", 3),
    ("artefact-state-unknown", f"{EVIDENCE}/decision-record.yaml", 3),
    ("artefact-state-unknown", f"{EVIDENCE}/evaluation-results.yaml", 3),
    ("artefact-state-unknown", f"{EVIDENCE}/overhang-statement.yaml", 3),
    ("artefact-state-unknown", f"{EVIDENCE}/red-team-report.yaml", 3),
    ("artefact-state-unknown", f"{EVIDENCE}/training-data-manifest.yaml", 3),
    ("artefact-state-unknown", f"{EVIDENCE}/training-run.yaml", 3),
    ("disposition-state-unknown", DISPOSITION, 3),
    ("reassessment-required", PROMPT, 1),
)


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "the disposition's state": (
        state_of_disposition,
        blocked(
            *ELSEWHERE,
            ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
            ("disposition-state-unknown", DISPOSITION, 3),
        ),
    ),
    "the disposition's state, and a state file of that name": (
        state_file_forged,
        blocked(
            *ELSEWHERE,
            ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
            ("disposition-state-unknown", DISPOSITION, 3),
        ),
    ),
    "the stale artefact's state": (
        state_of_the_artefact,
        blocked(
            *CONTROLS,
            ("artefact-restamped", STATEMENT, 3),
            ("disposition-evidence-mismatch", DISPOSITION, 37),
            ("disposition-stale", DISPOSITION, 3),
            ("reassessment-required", PROMPT, 1),
        ),
    ),
    "the state file says what the head has": (
        steps(EVIL_PROMPT, append(STATE_FILE, " \n")),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "the state file with another value": (
        steps(EVIL_PROMPT, lambda repo: repo.write(STATE_FILE, text(repo, STATE_FILE).replace("100644", "100755", 1))),
        STATE_UNKNOWN,
    ),
    "no state file": (
        steps(EVIL_PROMPT, remove(STATE_FILE)),
        STATE_UNKNOWN,
    ),
    "a state file that is a link": (
        steps(EVIL_PROMPT, link(STATE_FILE, "../disposition.yaml")),
        STATE_UNKNOWN,
    ),
    "a state file with a key twice": (
        steps(
            EVIL_PROMPT, lambda repo: repo.write(STATE_FILE, text(repo, STATE_FILE).replace("{", '{"model": "x",', 1))
        ),
        changed("system_prompt", (PROMPT, 1)),
    ),
    "a state file too deep": (
        steps(EVIL_PROMPT, write(STATE_FILE, "[" * 100_000)),
        STATE_UNKNOWN,
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
