"""Attempts to have a review count that is none: it is recorded once, after the merge, and read offline."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gate.approvals.reviewed import Statement, parse
from tests.bypass.reviewing import (
    DISPOSITION,
    NAMESPACE,
    RECORDER,
    Change,
    Merged,
    commit,
    push,
    record,
    review,
    reviewed,
)
from tests.command import EVIDENCE, NOW, tunegate
from tests.forge import Forge, serve
from tests.keys import COMMITTEE, fingerprint, key, signature
from tests.repo import Repo


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    with serve(Forge()) as running:
        yield running


def rules(repo: Repo) -> list[str]:
    done = tunegate(repo, "verify", "--now", NOW, "--format", "json")
    return [row["rule"] for row in json.loads(done.stdout)["findings"] if row["severity"] == "error"]


def statement(repo: Repo) -> Path:
    (path,) = (repo.path / EVIDENCE / "reviews").glob("*.json")
    return path


def test_a_review_is_recorded_and_read_offline(example: Repo, forge: Forge) -> None:
    said = reviewed(example)
    assert rules(example) == ["disposition-unsigned"]
    done = record(example, forge, said)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"  approved by {COMMITTEE}, in a review of acme-committee\n" in done.stdout
    example.commit("the review is recorded")
    asked = len(forge.requests)
    verified = tunegate(example, "verify", "--now", NOW)
    assert verified.returncode == 0, verified.stdout
    assert f"signed by {COMMITTEE}" in verified.stdout
    assert len(forge.requests) == asked
    found = parse(statement(example).read_bytes(), "")
    assert (found.pull, found.head, found.logins) == (7, said.head, ("acme-committee",))


def authored(said: Merged) -> None:
    said.commits.insert(0, commit("c" * 40, login="ACME-Committee"))


def authored_by_mail(said: Merged) -> None:
    said.commits.insert(0, commit("c" * 40, email=COMMITTEE.upper()))


def co_authored(said: Merged) -> None:
    said.commits.insert(0, commit("c" * 40, message=f"renew\n\nCo-Authored-By: Me <{COMMITTEE}>"))


def co_authored_by_noreply(said: Merged) -> None:
    hidden = "3+acme-committee@users.noreply.github.com"
    said.commits.insert(0, commit("c" * 40, message=f"renew\n\nco-authored-by: Me <{hidden}>"))


def pushed(said: Merged) -> None:
    said.activity.append({**push("d" * 40, login="acme-committee"), "activity_type": "force_push"})


def stale(said: Merged) -> None:
    said.reviews[:] = [review("e" * 40)]


def dismissed(said: Merged) -> None:
    said.reviews[:] = [review(said.head, "DISMISSED")]


def taken_back(said: Merged) -> None:
    said.reviews.append(review(said.head, "CHANGES_REQUESTED", number=2))


def somebody_else(said: Merged) -> None:
    said.reviews[:] = [review(said.head, login="acme-intern")]


NOBODY = "no review of pull request 7 counts"
GITHUB: dict[str, tuple[Change, str]] = {
    "authored": (authored, f"{NOBODY}: {COMMITTEE} wrote or pushed a commit of it"),
    "authored by mail": (authored_by_mail, f"{NOBODY}: {COMMITTEE} wrote or pushed a commit of it"),
    "co-authored": (co_authored, f"{NOBODY}: {COMMITTEE} wrote or pushed a commit of it"),
    "co-authored by no-reply": (co_authored_by_noreply, f"{NOBODY}: {COMMITTEE} wrote or pushed a commit of it"),
    "pushed": (pushed, f"{NOBODY}: {COMMITTEE} wrote or pushed a commit of it"),
    "pushed after the approval": (stale, f"{NOBODY}: nobody approved its last commit"),
    "dismissed": (dismissed, f"{NOBODY}: nobody approved its last commit"),
    "taken back": (taken_back, f"{NOBODY}: nobody approved its last commit"),
    "somebody else": (somebody_else, f"{NOBODY}: acme-intern stands for nobody in signing.logins"),
    "not merged": (lambda said: setattr(said, "merged", False), "pull request 7 is not merged"),
    "commits left out": (lambda said: setattr(said, "count", 2), "GitHub does not list every commit"),
    "pushes left out": (lambda said: said.activity.clear(), "GitHub does not say who pushed the last commit"),
}


@pytest.mark.parametrize("attempt", GITHUB)
def test_what_is_not_recorded(example: Repo, forge: Forge, attempt: str) -> None:
    change, why = GITHUB[attempt]
    said = reviewed(example)
    change(said)
    done = record(example, forge, said)
    assert done.returncode in (2, 3)
    assert why in " ".join(done.stderr.split())
    assert not (example.path / EVIDENCE / "reviews").exists()


def test_another_disposition_than_the_reviewed_one_is_not_recorded(example: Repo, forge: Forge) -> None:
    said = reviewed(example)
    text = (example.path / DISPOSITION).read_text()
    example.write(DISPOSITION, text.replace("again five", "all"))
    example.commit("after the review")
    done = record(example, forge, said)
    assert done.returncode == 2
    assert "had another disposition than the trusted branch has now" in done.stderr


def test_a_key_that_is_not_named_records_nothing(example: Repo, forge: Forge) -> None:
    done = record(example, forge, reviewed(example), key(COMMITTEE))
    assert done.returncode == 2
    assert "the key is not listed on the trusted branch" in done.stderr


# -- statements that were made or moved by hand

OTHER = "evidence/billing-assistant"


def written(repo: Repo, made: Statement, with_key: Path, namespace: str = NAMESPACE, folder: str = EVIDENCE) -> None:
    old = statement(repo)
    for path in (old, old.with_name(old.name + ".sig")):
        path.unlink()
    repo.write(f"{folder}/reviews/{old.name}", made.data())
    repo.write(f"{folder}/reviews/{old.name}.sig", signature(made.data(), with_key, namespace))


def by_an_unnamed_key(repo: Repo, made: Statement) -> None:
    written(repo, made, key("somebody@acme.example"))


def by_an_approver_as_a_signature(repo: Repo, made: Statement) -> None:
    written(repo, made, key(COMMITTEE), "tunegate-v1@acme/support")


def for_dispositions(repo: Repo, made: Statement) -> None:
    written(repo, made, key(RECORDER), "tunegate-v1@acme/support")


def of_another_repository(repo: Repo, made: Statement) -> None:
    written(repo, replace(made, repository="acme/other"), key(RECORDER), "tunegate-review-v1@acme/other")


def of_another_repository_in_this_namespace(repo: Repo, made: Statement) -> None:
    written(repo, replace(made, repository="acme/other"), key(RECORDER))


def of_another_model(repo: Repo, made: Statement) -> None:
    written(repo, replace(made, model="billing-assistant", path=f"{OTHER}/disposition.yaml"), key(RECORDER))


def of_another_state(repo: Repo, made: Statement) -> None:
    written(repo, replace(made, state="sha256:" + "0" * 64), key(RECORDER))


def of_other_bytes(repo: Repo, made: Statement) -> None:
    written(repo, replace(made, digest="sha256:" + "0" * 64), key(RECORDER))


def of_nobody_asked(repo: Repo, made: Statement) -> None:
    written(repo, replace(made, logins=("acme-intern",)), key(RECORDER))


def without_its_signature(repo: Repo, made: Statement) -> None:
    path = statement(repo)
    path.with_name(path.name + ".sig").unlink()


def after_an_edit(repo: Repo, made: Statement) -> None:
    path = statement(repo)
    path.write_bytes(replace(made, pull=8).data())


def by_a_revoked_key(repo: Repo, made: Statement) -> None:
    mark = fingerprint(key(RECORDER))
    repo.write(".tunegate/revoked_keys", f"hash: {mark} # since 2026-11-20: the runner was taken over\n")
    config = (repo.path / "tunegate.yaml").read_text()
    repo.write(
        "tunegate.yaml", config.replace("  review_keys:", "  revoked_keys: .tunegate/revoked_keys\n  review_keys:")
    )


def where_no_review_counts(repo: Repo, made: Statement) -> None:
    config = (repo.path / "tunegate.yaml").read_text()
    repo.write("tunegate.yaml", config.replace("methods: [ssh, review]", "methods: [ssh]"))


MADE: list[Callable[[Repo, Statement], None]] = [
    by_an_unnamed_key,
    by_an_approver_as_a_signature,
    for_dispositions,
    of_another_repository,
    of_another_repository_in_this_namespace,
    of_another_model,
    of_another_state,
    of_other_bytes,
    of_nobody_asked,
    without_its_signature,
    after_an_edit,
    by_a_revoked_key,
    where_no_review_counts,
]


@pytest.mark.parametrize("attempt", MADE, ids=lambda attempt: attempt.__name__)
def test_a_statement_that_says_nothing(example: Repo, forge: Forge, attempt: Callable[[Repo, Statement], None]) -> None:
    assert record(example, forge, reviewed(example)).returncode == 0
    attempt(example, parse(statement(example).read_bytes(), ""))
    example.commit("attempt")
    assert "disposition-unsigned" in rules(example)


@pytest.mark.parametrize("data", [b"{}", b"[]", b"\xff", b'{"subject": []}', b'{"a": ' * 2000, b"null"])
def test_what_is_no_statement_is_refused(example: Repo, forge: Forge, data: bytes) -> None:
    assert record(example, forge, reviewed(example)).returncode == 0
    statement(example).write_bytes(data)
    example.commit("attempt")
    done = tunegate(example, "verify", "--now", NOW)
    assert done.returncode == 2
    assert "the file is not a statement of a review" in done.stdout
