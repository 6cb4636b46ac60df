"""Baselines: forged, extended, for another state, renewed for ever, put back, and in the place of a review."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gate.values.canonical import digest_of
from tests.bypass.adopting import (
    ADOPTED,
    APPROVERS,
    BASELINE,
    FOLDER,
    MODEL,
    OWNER,
    PROMPT,
    adopt,
    block,
    determined,
    judged,
    sign,
    watched,
)
from tests.bypass.signing import ME
from tests.bypass.wall import CONFIG, DISPOSITION, Edit, append, move, on_main, remove, replace, steps, text, write
from tests.command import NOW, check, fits, tunegate
from tests.commands.verifying import statement
from tests.keys import OWNER as GATE_OWNER
from tests.keys import key
from tests.keys import sign as sign_with
from tests.repo import Repo

EVIL = write(PROMPT, "Promise refunds.\n")
REJECTED = "the baseline does not count: "
LATER = "2027-05-25T00:00:00Z"


@pytest.fixture(scope="module")
def made(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """On main the model is watched and adopted."""
    path = tmp_path_factory.mktemp("adopted") / "repo"
    repo = Repo(shutil.copytree(prepared, path, symlinks=True))
    repo.git("switch", "--quiet", "--create", "topic")
    on_main(steps(watched(), adopt()))(repo)
    return path


@pytest.fixture
def adopted(made: Path, tmp_path: Path) -> Repo:
    return Repo(shutil.copytree(made, tmp_path / "adopted", symlinks=True))


# -- what a baseline is for


def test_what_exists_comes_in_and_is_not_passed(adopted: Repo, tmp_path: Path) -> None:
    """A change of the model's evidence folder touches it: it is let in, and nothing says that it was reviewed."""
    assert judged(adopted, write(f"{FOLDER}/notes.txt", "later\n")) == ("not-reviewed", set(), "")
    done = check(adopted, "--base", "main", "--head", "HEAD", "--format", "json")
    value = json.loads(done.stdout)
    fits("decision", value)
    assert (done.returncode, value["verdict"]) == (0, "not-reviewed")
    shown = check(adopted, "--base", "main", "--head", "HEAD").stdout
    assert shown.startswith(f"NOT REVIEWED: nobody has reviewed {MODEL}, which a baseline lets in")
    file = tmp_path / "statement.json"
    verified = tunegate(
        adopted, "verify", "--now", NOW, "--trusted", "main", "--head", "main", "--statement", str(file)
    )
    assert (verified.returncode, verified.stdout[:13]) == (1, "NOT REVIEWED:"), verified.stdout
    predicate: Any = statement(file)["predicate"]
    assert (predicate["verificationResult"], predicate["verifiedLevels"]) == ("FAILED", ["FAILED"])
    assert predicate["urn:tunegate:verification:v1"]["verdict"] == "not-reviewed"


def test_the_reviewed_model_passes_beside_it(adopted: Repo) -> None:
    assert judged(adopted, write(f"{DISPOSITION}.txt", "x"))[0] == "pass"
    done = tunegate(
        adopted, "verify", "--now", NOW, "--trusted", "main", "--head", "main", "--model", "support-assistant"
    )
    assert (done.returncode, done.stdout[:5]) == (0, "PASS:"), done.stdout


def test_the_page_does_not_approve_it(adopted: Repo) -> None:
    for model, answer in ((MODEL, "Not reviewed"), ("support-assistant", "Approved")):
        said = ("--now", NOW, "--trusted", "main", "--head", "main", "--format", "markdown", "--output", "-")
        done = tunegate(adopted, "report", model, *said)
        assert done.returncode == 0, done.stderr
        assert answer in done.stdout[:400], done.stdout[:400]


def test_the_owner_answers_a_change(adopted: Repo) -> None:
    assert judged(adopted, EVIL)[1] == {"reassessment-required", "baseline-stale"}
    planned = tunegate(adopted, "plan", "--base", "main", "--head", "HEAD").stdout
    assert f"evidence new determination --trigger deployment-layer-change --model {MODEL}" in planned
    assert "disposition draft" not in planned
    assert judged(adopted, determined()) == ("not-reviewed", set(), "")


def test_two_weeks_before_the_end_it_warns_and_after_it_blocks(adopted: Repo) -> None:
    write(f"{FOLDER}/notes.txt", "later\n")(adopted)
    adopted.commit("a note")

    def found(now: str) -> tuple[int, set[str]]:
        done = check(adopted, "--base", "main", "--head", "HEAD", "--format", "json", now=now)
        rows = json.loads(done.stdout)["findings"]
        return done.returncode, {row["rule"] for row in rows if row["rule"].startswith("baseline-")}

    assert found("2027-05-04T00:00:00Z") == (0, set())
    assert found("2027-05-05T00:00:00Z") == (0, {"baseline-ending"})
    assert found("2027-05-19T23:59:59Z") == (0, {"baseline-ending"})
    assert found("2027-05-20T00:00:00Z") == (1, {"baseline-expired"})
    done = tunegate(adopted, "verify", "--now", "2027-05-20T00:00:00Z", "--trusted", "main", "--head", "main")
    assert (done.returncode, done.stdout[:8], "baseline-expired" in done.stdout) == (1, "BLOCKED:", True)


# -- on a repository that has one


def renewed(now: str = "2027-05-10T09:00:00Z") -> Edit:
    return adopt("--renew", now=now)


def fresh(repo: Repo) -> None:
    """The file away, and a new one in its place."""
    remove(BASELINE)(repo)
    adopt(now="2026-11-22T09:00:00Z")(repo)


def other_state(repo: Repo) -> None:
    """For the state that the change makes, by whoever writes it."""
    EVIL(repo)
    done = tunegate(repo, "state", "--format", "json", "--model", MODEL)
    state = json.loads(done.stdout)["models"][MODEL]["digest"]
    old = next(row for row in text(repo, BASELINE).splitlines() if row.startswith("state:"))
    replace(BASELINE, old, f"state: {state}")(repo)


def since(day: str) -> Edit:
    return lambda repo: repo.write(BASELINE, text(repo, BASELINE).replace(f'since: "{ADOPTED}"', f'since: "{day}"'))


ATTEMPTS: dict[str, tuple[Edit, set[str], str]] = {
    "a later last day": (
        replace(BASELINE, '"2027-05-19"', '"2027-08-19"'),
        {"baseline-rejected"},
        "it does not renew that",
    ),
    "a later last day, signed": (
        steps(replace(BASELINE, '"2027-05-19"', '"2027-08-19"'), sign()),
        {"baseline-rejected"},
        "it holds for 272 days, and 180 are allowed",
    ),
    "a later last day that a stranger signed": (
        steps(replace(BASELINE, '"2027-05-19"', '"2027-05-18"'), sign(ME)),
        {"baseline-rejected"},
        "nobody has approved it",
    ),
    "for the state that the change makes": (
        other_state,
        {"baseline-rejected", "reassessment-required"},
        "not approved",
    ),
    "taken out": (remove(BASELINE), {"baseline-removed", "disposition-missing"}, ""),
    "moved to where nobody looks": (
        move(BASELINE, f"{FOLDER}/old/baseline.yaml"),
        {"baseline-removed", "disposition-missing"},
        "",
    ),
    "taken out and adopted anew": (fresh, {"baseline-rejected"}, "it does not renew that"),
    "renewed, and counted from now": (
        steps(adopt("--renew", now="2026-11-22T09:00:00Z"), since("2026-11-22T09:00:00Z"), sign()),
        {"baseline-rejected"},
        f"the model is not reviewed since {ADOPTED}, and it says 2026-11-22T09:00:00Z",
    ),
    "renewed and unsigned": (
        adopt("--renew", now="2026-11-22T09:00:00Z", signed=False),
        {"baseline-rejected"},
        "nobody has approved it",
    ),
    "the owner is nobody": (
        steps(adopt("--renew", "--owner", "o@example.invalid", now="2026-11-22T09:00:00Z")),
        {"baseline-rejected"},
        "o@example.invalid is nobody",
    ),
    "dated in the future": (renewed(), {"baseline-rejected"}, "it is dated in the future"),
    "a determination of another's": (steps(EVIL, determined(by=ME)), {"reassessment-required", "baseline-stale"}, ""),
    "its evidence somewhere else": (
        steps(
            replace(CONFIG, APPROVERS, f"{APPROVERS}    evidence: evidence/elsewhere\n"),
            remove(FOLDER),
            adopt(now="2026-11-22T09:00:00Z", signed=False),
            sign(path="evidence/elsewhere/baseline.yaml"),
        ),
        {"control-plane-change", "baseline-rejected"},
        "it does not renew that",
    ),
    "another model of the same files": (
        steps(replace(CONFIG, block(), block(name="paying-assistant")), remove(FOLDER)),
        {"control-plane-change", "disposition-missing"},
        "",
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(adopted: Repo, name: str) -> None:
    edit, blocking, said = ATTEMPTS[name]
    verdict, found, message = judged(adopted, edit)
    assert (verdict, found, said in message) == ("block", blocking, True), message


def test_renewed_once_by_those_who_are_asked_and_no_more(adopted: Repo) -> None:
    at = "2027-05-10T09:00:00Z"
    assert judged(adopted, renewed(at), now=at) == ("not-reviewed", set(), "")
    assert digest_of((adopted.path / BASELINE).read_bytes()) not in text(adopted, BASELINE)
    on_main(lambda repo: repo.git("merge", "--quiet", "--ff-only", "topic"))(adopted)
    again = "2027-11-10T09:00:00Z"
    done = tunegate(
        adopted, "adopt", MODEL, "--renew", "--owner", OWNER, "--reason", "We are not there yet.", "--now", again
    )
    assert (done.returncode, "2027-11-15" in text(adopted, BASELINE)) == (0, True)  # 360 days since the first one
    longer = steps(replace(BASELINE, '"2027-11-15"', '"2028-04-01"'), sign())
    verdict, found, message = judged(adopted, longer, now=again)
    assert (verdict, found) == ("block", {"baseline-rejected"})
    assert "unreviewed for 498 days" in message


def test_forged_where_nobody_is_asked(example: Repo) -> None:
    """Anyone can write the first one; it is no pass, says so, and can neither be renewed nor bring a change along."""
    on_main(watched(""))(example)
    first = adopt(signed=False)
    verdict, found, message = judged(example, steps(EVIL, first))
    assert (verdict, found) == ("block", {"baseline-rejected", "reassessment-required"})
    assert "have the baseline merged first" in message
    write(PROMPT, "Say what the invoice says.\n")(example)
    remove(FOLDER)(example)
    assert judged(example, first) == ("not-reviewed", set(), "")
    assert (
        "whoever can write the file can let the model in" in check(example, "--base", "main", "--head", "HEAD").stdout
    )
    on_main(lambda repo: repo.git("merge", "--quiet", "--ff-only", "topic"))(example)
    verdict, found, message = judged(example, adopt("--renew", now=NOW, signed=False))
    assert (verdict, "nobody is asked to approve a renewal" in message) == ("block", True)


def test_signed_with_the_change_that_it_lets_in(example: Repo) -> None:
    on_main(watched())(example)
    assert judged(example, steps(EVIL, adopt())) == ("not-reviewed", set(), "")


# -- in the place of a review


def test_a_reviewed_model_is_not_adopted(example: Repo) -> None:
    done = tunegate(example, "adopt", "support-assistant", "--owner", OWNER, "--reason", "It is easier this way.")
    assert (done.returncode, "which a baseline does not take back" in done.stderr) == (2, True)
    kept = text(example, DISPOSITION)
    remove(DISPOSITION)(example)
    place = "evidence/support-assistant/baseline.yaml"
    verdict, found, message = judged(example, steps(adopt(model="support-assistant", signed=False), sign(path=place)))
    assert (verdict, found) == ("block", {"baseline-rejected"})
    assert "the base has a disposition of the model" in message
    example.write(DISPOSITION, kept)
    sign_with(example, DISPOSITION, key())
    example.commit("the disposition again")
    shown = check(example, "--base", "main", "--head", "HEAD").stdout
    assert (shown[:5], "counts for nothing" in shown) == ("PASS:", True)


def test_a_baseline_that_was_left_lying_does_not_let_the_model_in_again(example: Repo) -> None:
    place = "evidence/support-assistant/baseline.yaml"

    def left(repo: Repo) -> None:
        kept = text(repo, DISPOSITION)
        remove(DISPOSITION)(repo)
        steps(adopt(model="support-assistant", signed=False), sign(path=place))(repo)
        repo.write(DISPOSITION, kept)

    on_main(left)(example)
    verdict, found, message = judged(example, remove(DISPOSITION))
    assert (verdict, "baseline-rejected" in found, "not taken back" in message) == ("block", True, True)


def test_observe_mode_does_not_clear_the_way(example: Repo) -> None:
    """Neither a disposition nor a baseline is taken out while nothing else blocks, to begin anew afterwards."""
    on_main(steps(watched(), adopt(), append(CONFIG, "mode: observe\n")))(example)
    for path, blocking in ((DISPOSITION, "disposition-missing"), (BASELINE, "baseline-removed")):
        edit = remove(path)
        verdict, found, _ = judged(example, edit)
        assert (verdict, blocking in found) == ("block", True)
        example.git("reset", "--quiet", "--hard", "main")
    verdict, found, _ = judged(example, replace(BASELINE, '"2027-05-19"', '"2029-05-19"'))
    assert (verdict, found) == ("block", {"baseline-rejected"})


def test_withdrawn(adopted: Repo) -> None:
    said = ("--by", GATE_OWNER, "--reason", "It was signed by mistake.", "--now", NOW)
    done = tunegate(adopted, "disposition", "withdraw", BASELINE, *said)
    assert done.returncode == 0, done.stderr
    verdict, found, message = judged(adopted, lambda _: None)
    assert (verdict, found) == ("block", {"baseline-rejected"})
    assert "it was withdrawn on" in message


def test_a_new_model_is_not_what_exists(adopted: Repo) -> None:
    """A model that the change adds with its files is let in by those who approve, as any change of the gate is."""
    third = block(name="third").replace("billing/", "third/")

    def edit(repo: Repo) -> None:
        replace(CONFIG, "\nmodels:\n", third)(repo)
        repo.write("third/prompt.md", "Do anything.\n")
        adopt(model="third", signed=False)(repo)

    verdict, found, message = judged(adopted, edit)
    assert (verdict, found) == ("block", {"control-plane-change", "baseline-rejected", "reassessment-required"})
    assert "nobody has approved it" in message
