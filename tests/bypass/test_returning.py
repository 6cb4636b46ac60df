"""The pull request brings back a decision that was made once, was signed, and does not hold any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bypass.returning import (
    ANSWER,
    EARLIER,
    EVIL_CHANGED,
    EVIL_MERGED,
    KEPT,
    MERGED,
    REJECTED,
    WITHDRAWALS,
    WITHDRAWN,
    again,
    answered,
    gone,
    put_back,
    removed_withdrawal,
    withdrawal,
    withdrawn,
)
from tests.bypass.signing import STATE
from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    EVIL_PROMPT,
    PROMPT,
    Edit,
    Outcome,
    append,
    blocked,
    gate_changed,
    judged,
    on_main,
    remove,
    replace,
    steps,
    text,
    write,
)
from tests.command import EVIDENCE
from tests.keys import sign
from tests.repo import Repo


def unsigned_edit(repo: Repo) -> None:
    """The withdrawal, dated before what it takes back."""
    path = withdrawal(repo)
    repo.write(path, text(repo, path).replace("2026-11-12T", "2026-11-09T"))


def no_withdrawal(repo: Repo) -> None:
    remove(withdrawal(repo))(repo)


ATTEMPTS: dict[str, tuple[Edit, Outcome | Callable[[Repo], Outcome]]] = {
    "the change again, and its determination is still there": (
        steps(KEPT, EVIL_PROMPT),
        EVIL_CHANGED | REJECTED,
    ),
    "the change again with a determination that was withdrawn": (
        steps(WITHDRAWN, EVIL_PROMPT, again()),
        EVIL_CHANGED | REJECTED,
    ),
    "the same under another name": (
        steps(
            WITHDRAWN, EVIL_PROMPT, again(), lambda repo: repo.git("mv", ANSWER, f"{EVIDENCE}/determinations/x.yaml")
        ),
        EVIL_CHANGED | blocked(("determination-rejected", f"{EVIDENCE}/determinations/x.yaml", 1)),
    ),
    "the withdrawal goes in the same pull request": (
        steps(WITHDRAWN, EVIL_PROMPT, again(), no_withdrawal),
        lambda repo: EVIL_CHANGED | REJECTED | removed_withdrawal(repo),
    ),
    "the withdrawal is dated back": (
        steps(WITHDRAWN, EVIL_PROMPT, again(), unsigned_edit),
        lambda repo: EVIL_CHANGED | REJECTED | removed_withdrawal(repo),
    ),
    "only the withdrawal, in a pull request of its own": (steps(WITHDRAWN, no_withdrawal), removed_withdrawal),
    "only the determination, for a pull request that comes later": (
        steps(on_main(MERGED, put_back), gone()),
        blocked(("determination-removed", ANSWER, None)),
    ),
    "the paperwork was merged before the change": (
        steps(on_main(steps(MERGED, put_back)), EVIL_PROMPT),
        EVIL_CHANGED | REJECTED,
    ),
    "an earlier determination in the place of one that ended sooner": (
        steps(
            on_main(
                steps(EVIL_PROMPT, answered(EARLIER, determined_at="2026-11-08T00:00:00Z")),
                steps(gone(EARLIER), answered(expires="2026-11-20")),
            ),
            again(EARLIER),
            gone(),
        ),
        EVIL_MERGED | blocked(("determination-rejected", EARLIER, 1), ("determination-removed", ANSWER, None)),
    ),
    "the same of the same time": (
        steps(
            on_main(
                steps(EVIL_PROMPT, answered(EARLIER)),
                steps(gone(EARLIER), answered(expires="2026-11-20")),
            ),
            again(EARLIER),
        ),
        EVIL_MERGED | blocked(("determination-rejected", EARLIER, 1), ("determination-rejected", ANSWER, 1)),
    ),
    "a determination on another disposition": (
        steps(EVIL_PROMPT, answered(disposition="sha256:" + "0" * 64)),
        EVIL_CHANGED | REJECTED,
    ),
    "a determination that was signed before the disposition was decided again": (
        steps(
            on_main(
                MERGED,
                put_back,
                steps(
                    append(DISPOSITION, "# as before\n"),
                    replace(DISPOSITION, "02T09", "11T09"),
                    lambda repo: sign(repo, DISPOSITION),
                ),
            ),
            EVIL_PROMPT,
        ),
        EVIL_CHANGED | REJECTED,
    ),
    "a determination that names no disposition": (
        steps(EVIL_PROMPT, answered(disposition=None)),
        EVIL_CHANGED | REJECTED,
    ),
    "a determination for years": (
        steps(EVIL_PROMPT, answered(expires="2029-12-31")),
        EVIL_CHANGED | REJECTED,
    ),
    "a determination a day too long": (
        steps(EVIL_PROMPT, answered(expires="2027-05-10")),
        EVIL_CHANGED | REJECTED,
    ),
    "a longer validity by the pull request's own settings": (
        steps(
            EVIL_PROMPT,
            answered(expires="2027-05-10"),
            replace(CONFIG, "settings:\n", "settings:\n  determination_max_days: 366\n"),
        ),
        EVIL_CHANGED | REJECTED | gate_changed((CONFIG, 65)),
    ),
    "a disposition of before": (
        steps(
            on_main(
                steps(
                    replace(DISPOSITION, '"2027-05-31"', '"2026-12-31"'),
                    replace(DISPOSITION, "02T09", "11T09"),
                    lambda repo: sign(repo, DISPOSITION),
                )
            ),
            lambda repo: repo.git("checkout", "--quiet", "main~1", "--", DISPOSITION, f"{DISPOSITION}.sig"),
        ),
        blocked(("disposition-rolled-back", DISPOSITION, 6)),
    ),
    "a disposition of before that was edited without another date": (
        steps(
            on_main(steps(replace(DISPOSITION, '"2027-05-31"', '"2026-12-31"'), lambda repo: sign(repo, DISPOSITION))),
            lambda repo: repo.git("checkout", "--quiet", "main~1", "--", DISPOSITION, f"{DISPOSITION}.sig"),
        ),
        blocked(("disposition-rolled-back", DISPOSITION, 6)),
    ),
    "a disposition that was withdrawn": (
        steps(
            on_main(withdrawn(DISPOSITION)), write("docs/a.md", "x"), append(PROMPT, ""), write(f"{EVIDENCE}/a.md", "")
        ),
        blocked(("disposition-withdrawn", DISPOSITION, 4)),
    ),
    "a withdrawal of the future": (
        withdrawn(DISPOSITION, now="2026-11-24T00:00:00Z"),
        blocked(
            ("disposition-withdrawn", DISPOSITION, 4),
            ("withdrawal-rejected", f"{WITHDRAWALS}/20261124T000000Z-disposition-{STATE[:12]}.yaml", 17),
        ),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    edit(example)
    example.commit("an innocent change")
    assert judged(example) == (expected if isinstance(expected, Outcome) else expected(example))
