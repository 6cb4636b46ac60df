"""Decisions that were merged once: made, put back, withdrawn."""

from __future__ import annotations

import json

from gate.values.canonical import digest_of
from tests.bypass.signing import STATE
from tests.bypass.states import altered_controls, head_state
from tests.bypass.wall import (
    DISPOSITION,
    EVIL_PROMPT,
    PROMPT,
    Edit,
    Outcome,
    blocked,
    changed,
    on_main,
    remove,
    steps,
)
from tests.command import EVIDENCE, MODEL, tunegate
from tests.keys import sign
from tests.repo import Repo

ANSWER = f"{EVIDENCE}/determinations/d.yaml"
EARLIER = f"{EVIDENCE}/determinations/first.yaml"
GATE_ANSWER = "evidence/control-plane/determinations/d.yaml"
WITHDRAWALS = f"{EVIDENCE}/withdrawals"
EVIL_CHANGED = changed("system_prompt", (PROMPT, 1))
# once it is on main nothing changes any more, and what relied on the prompt still did
EVIL_MERGED = Outcome(EVIL_CHANGED.code, EVIL_CHANGED.rows - {("reassessment-required", PROMPT, 1)})
REJECTED = blocked(("determination-rejected", ANSWER, 1))


def answered(path: str = ANSWER, **other: str | None) -> Edit:
    """A determination on what is on disk, signed by the committee; None takes a key out."""

    def make(repo: Repo) -> None:
        rows: dict[str, str | None] = {
            "schema": "tunegate/determination/v1",
            "model": MODEL,
            "trigger": "deployment-layer-change",
            "disposition": digest_of((repo.path / DISPOSITION).read_bytes()),
            "from_state": f"sha256:{STATE}",
            "state": head_state(repo),
            "owner": "trust-and-safety@acme.example",
            "determined_at": "2026-11-10T00:00:00Z",
            "expires": "2027-03-31",
            "reason": "The words are other ones and mean the same.",
            **other,
        }
        lines = [f'{name}: "{value}"\n' for name, value in rows.items() if value is not None]
        controls = f"controls: {json.dumps(altered_controls(repo))}\n"
        repo.write(path, "".join(lines) + "material: false\n" + controls)
        sign(repo, path)

    return make


def put_back(repo: Repo) -> None:
    """The reviewed prompt, as the first commit of main has it."""
    first = repo.git("rev-list", "--max-parents=0", "main")
    repo.git("checkout", "--quiet", first, "--", PROMPT)


def again(path: str = ANSWER) -> Edit:
    """A file of a determination, and its signature, as main had them once."""

    def edit(repo: Repo) -> None:
        last = repo.git("log", "-1", "--format=%H", "--diff-filter=AM", "main", "--", path)
        repo.git("checkout", "--quiet", last, "--", path, f"{path}.sig")

    return edit


def withdrawn(path: str = ANSWER, *more: str, now: str = "2026-11-12T00:00:00Z") -> Edit:
    def edit(repo: Repo) -> None:
        said = ("--by", "risk@acme.example", "--reason", "The assistant promised refunds; taken back.")
        done = tunegate(repo, "disposition", "withdraw", path, *said, "--now", now, *more)
        assert done.returncode == 0, done.stderr

    return edit


def withdrawal(repo: Repo) -> str:
    """The one withdrawal of the model."""
    (path,) = (repo.path / WITHDRAWALS).iterdir()
    return f"{WITHDRAWALS}/{path.name}"


def gone(path: str = ANSWER) -> Edit:
    return steps(remove(path), remove(f"{path}.sig"))


MERGED = steps(EVIL_PROMPT, answered())
# the change was merged with its determination, and what was done about it later
KEPT = on_main(MERGED, put_back)
WITHDRAWN = on_main(MERGED, steps(put_back, withdrawn(), gone()))


def removed_withdrawal(repo: Repo) -> Outcome:
    path = next(
        line for line in repo.git("ls-tree", "-r", "--name-only", "main").splitlines() if line.startswith(WITHDRAWALS)
    )
    return blocked(("withdrawal-removed", path, None))
