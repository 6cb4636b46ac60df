"""Decisions that come back by another base, another commit, or for the gate itself; and what is no attempt."""

from __future__ import annotations

from tests.bypass.returning import (
    ANSWER,
    EVIL_CHANGED,
    GATE_ANSWER,
    MERGED,
    REJECTED,
    WITHDRAWALS,
    WITHDRAWN,
    answered,
    gone,
    put_back,
    removed_withdrawal,
    withdrawal,
    withdrawn,
)
from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    PASSED,
    append,
    blocked,
    decision,
    gate_changed,
    judged,
    on_main,
    remove,
    replace,
    steps,
    text,
    write,
)
from tests.command import EVIDENCE, tunegate
from tests.commands.verifying import found
from tests.keys import sign
from tests.repo import Repo

# -- whatever the head has of it, what the base branch has counts


def test_a_branch_from_before_the_withdrawal(example: Repo) -> None:
    """Its base had neither the determination nor the withdrawal; the tip of the base's branch has."""
    base = example.git("rev-parse", "main")
    MERGED(example)
    example.commit("with a determination")
    assert judged(example, base=base) == PASSED
    example.git("branch", "--quiet", "again")
    example.git("switch", "--quiet", "main")
    example.git("merge", "--quiet", "--ff-only", "topic")
    steps(put_back, withdrawn(), gone())(example)
    example.commit("taken back")
    example.git("switch", "--quiet", "again")
    assert judged(example, base=base, tip="main") == EVIL_CHANGED | REJECTED


def test_a_branch_from_before_the_change_was_put_back(example: Repo) -> None:
    """The same where the team kept the determination and withdrew nothing."""
    base = example.git("rev-parse", "main")
    MERGED(example)
    example.commit("with a determination")
    example.git("branch", "--quiet", "again")
    example.git("switch", "--quiet", "main")
    example.git("merge", "--quiet", "--ff-only", "topic")
    put_back(example)
    example.commit("back")
    example.git("switch", "--quiet", "again")
    assert judged(example, base=base, tip="main") == EVIL_CHANGED | REJECTED


def test_a_branch_on_top_of_one_that_was_squashed(example: Repo) -> None:
    """No attempt: the base branch is in this very state by the same determination."""
    base = example.git("rev-parse", "main")
    MERGED(example)
    example.commit("with a determination")
    write("docs/a.md", "x")(example)
    example.commit("on top of it")
    example.git("switch", "--quiet", "main")
    example.git("merge", "--quiet", "--squash", "topic~1")
    example.commit("squashed")
    example.git("switch", "--quiet", "topic")
    assert judged(example, base=base, tip="main") == PASSED


def test_verify(example: Repo) -> None:
    """A commit that passed does not run any more once the trusted branch has withdrawn what it rests on."""
    on_main(MERGED)(example)
    old = example.git("rev-parse", "main")
    example.git("switch", "--quiet", "main")
    assert found(example, "--head", old, expect=0) == []
    withdrawn()(example)
    example.commit("withdrawn")
    for head in (old, "main"):
        rules = found(example, "--head", head, expect=1)
        assert {"determination-rejected", "disposition-stale"} <= set(rules)
    put_back(example)
    example.commit("put back")
    assert found(example, "--head", "main", expect=0) == []
    withdrawn(DISPOSITION)(example)
    example.commit("withdrawn, too")
    for head in (f"{old}~1", "main"):
        assert found(example, "--head", head, expect=1) == ["disposition-withdrawn"]


# -- the gate's own determinations


def on_gate(repo: Repo, margin: str, path: str, now: str) -> None:
    """Another margin, and the owner's determination."""
    known = text(repo, CONFIG)
    before = next(line for line in known.splitlines() if "drift_margin:" in line)
    repo.write(CONFIG, known.replace(before, f"  drift_margin: {margin}"))
    done = tunegate(
        repo, "evidence", "new", "determination", "--trigger", "control-plane-change", "--base", "main", "--now", now
    )
    assert done.returncode == 0, done.stderr
    made = done.stdout.split()[-1]
    content = text(repo, made).replace("\nexpires:\n", '\nexpires: "2026-12-31"\n')
    remove(made)(repo)
    repo.write(path, content.replace("\nreason:\n", "\nreason: Read and found right by the owner.\n"))
    sign(repo, path)


def test_a_change_of_the_gate_that_was_put_back(example: Repo) -> None:
    back = "evidence/control-plane/determinations/back.yaml"
    on_gate(example, "0.5", GATE_ANSWER, "2026-11-10T00:00:00Z")
    example.commit("a wider margin")
    assert judged(example) == PASSED
    example.git("switch", "--quiet", "main")
    example.git("merge", "--quiet", "--ff-only", "topic")
    example.git("switch", "--quiet", "topic")
    on_gate(example, "0.05", back, "2026-11-11T00:00:00Z")
    example.commit("back to the narrow one")
    assert judged(example).code == 0
    example.git("switch", "--quiet", "main")
    example.git("merge", "--quiet", "--ff-only", "topic")
    example.git("switch", "--quiet", "topic")
    wide = replace(CONFIG, "  drift_margin: 0.05\n", "  drift_margin: 0.5\n")
    line = text(example, CONFIG).splitlines().index("  drift_margin: 0.05") + 1
    wide(example)
    example.commit("wide again, by what was determined once")
    assert judged(example) == gate_changed((CONFIG, line)) | blocked(("determination-rejected", GATE_ANSWER, 11))
    example.git("reset", "--quiet", "--hard", "main")
    steps(gone(GATE_ANSWER), gone(back))(example)
    example.commit("tidy up")
    assert judged(example) == blocked(
        ("determination-removed", GATE_ANSWER, None), ("determination-removed", back, None)
    )


# -- teams that put things right


def test_a_pull_request_that_is_reverted(example: Repo) -> None:
    """git takes the determination out with the change; one command puts it back, and another withdraws it."""
    on_main(MERGED)(example)
    example.git("revert", "--no-edit", "HEAD")
    found_ = decision(example)
    assert judged(example) == blocked(("determination-removed", ANSWER, None))
    assert "tunegate disposition withdraw" in found_.findings[0].remedy
    (step,) = found_.steps
    assert (step.step, step.command) == ("restore", ("git", "checkout", example.git("rev-parse", "main"), "--", ANSWER))
    example.git(*step.command[1:])
    example.commit("the determination stays")
    assert judged(example) == PASSED
    example.git("reset", "--quiet", "--hard", "HEAD~1")
    withdrawn(ANSWER, "--base", "main")(example)
    example.commit("the determination is withdrawn")
    assert judged(example) == PASSED
    assert "withdraws: deployment-layer-change\n" in text(example, withdrawal(example))


def test_the_revert_is_reverted(example: Repo) -> None:
    """The change comes back by a new determination, and the withdrawal stays."""
    WITHDRAWN(example)
    example.git("revert", "--no-edit", "HEAD")
    assert judged(example) == EVIL_CHANGED | REJECTED | removed_withdrawal(example)
    example.git("checkout", "--quiet", "main", "--", WITHDRAWALS)
    answered(determined_at="2026-11-13T00:00:00Z")(example)
    example.commit("determined again")
    assert judged(example) == PASSED


def test_the_disposition_is_decided_again(example: Repo) -> None:
    """Its determinations may go then, and those that were withdrawn stay without effect."""
    on_main(MERGED, put_back)(example)
    steps(gone(), append(DISPOSITION, "# as before\n"), replace(DISPOSITION, "02T09", "11T09"))(example)
    sign(example, DISPOSITION)
    example.commit("decided again")
    assert judged(example) == PASSED


def test_what_the_withdrawal_says(example: Repo) -> None:
    on_main(MERGED)(example)
    done = tunegate(example, "disposition", "withdraw", ANSWER, "--now", "2026-11-12T00:00:00Z")
    path = withdrawal(example)
    assert (done.returncode, done.stdout) == (0, f"wrote {path}\n")
    refused = tunegate(example, "check", "--base", "main")
    assert refused.returncode == 2
    assert "withdrawn_by: is not filled in" in refused.stderr + refused.stdout
    done = tunegate(example, "disposition", "withdraw", f"{EVIDENCE}/training-run.yaml")
    assert done.returncode == 2
    assert "error: " in done.stderr
    done = tunegate(example, "disposition", "withdraw", "no.yaml")
    assert done.returncode == 2
