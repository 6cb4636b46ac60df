"""The pull request wants old signatures to count for a disposition that is not what was signed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bypass.signing import SIG
from tests.bypass.wall import (
    CONFIG,
    DISPOSITION,
    EVIL,
    PROMPT,
    Edit,
    Outcome,
    append,
    blocked,
    judged,
    link,
    move,
    on_main,
    refused,
    remove,
    replace,
    steps,
    text,
    unreviewed,
    write,
)
from tests.command import EVIDENCE, tunegate
from tests.keys import key, sign
from tests.repo import Repo
from tests.upgrading import OTHER_PACK, list_key, migrated_repository, old_repository

KEPT = f"{EVIDENCE}/forms/v1"
KEPT_DISPOSITION, KEPT_SIG = f"{KEPT}/disposition.yaml", f"{KEPT}/disposition.yaml.sig"
RUN = "training-run.yaml"
ADJUSTED = blocked(("adjusted-by-configuration", CONFIG, 77))
UNSIGNED = ADJUSTED | blocked(("disposition-unsigned", DISPOSITION, 5))
NOT_IT = UNSIGNED | blocked(("signature-rejected", KEPT_DISPOSITION, 1))
REFUSED = UNSIGNED | blocked(("signature-rejected", KEPT_SIG, 1))
ANSWER = "determinations/answer.yaml"
REJECTED_ANSWER = blocked(
    ("determination-rejected", f"{EVIDENCE}/{ANSWER}", 5),
    ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3),
)
UNANSWERED = REJECTED_ANSWER | blocked(
    ("disposition-stale", DISPOSITION, 10)
)  # the determination does not count either
NEITHER = NOT_IT | UNANSWERED | blocked(("signature-rejected", f"{KEPT}/{ANSWER}", 1))
NOT_ASKED_BEFORE = blocked(  # of a pack that is of no older form, since the base kept none
    ("base-document-of-another", f"{EVIDENCE}/base-model-evidence.yaml", 23),
    ("base-document-of-another", f"{EVIDENCE}/base-model-evidence.yaml", 29),
    ("decision-security-unanswered", f"{EVIDENCE}/decision-record.yaml", 1),
    ("disposition-summary-mismatch", DISPOSITION, 1),
    ("inherited-property-missing", f"{EVIDENCE}/base-model-evidence.yaml", 1),
    ("regression-control-untested", f"{EVIDENCE}/alignment-regression.yaml", 33),
    *(("control-unrecorded", f"{EVIDENCE}/alignment-regression.yaml", line) for line in (45, 48)),
    *(("control-unrecorded", f"{EVIDENCE}/overhang-statement.yaml", line) for line in (16, 19, 26, 29, 37, 40, 48, 51)),
    *(("control-unrecorded", f"{EVIDENCE}/red-team-report.yaml", line) for line in (61, 81)),
    *(("inspection-incomplete", f"{EVIDENCE}/training-data-manifest.yaml", line) for line in (131, 242)),
    ("memorisation-untested", f"{EVIDENCE}/evaluation-results.yaml", 95),
    ("recount-missing", f"{EVIDENCE}/evaluation-results.yaml", 32),
    ("regression-category-missing", f"{EVIDENCE}/alignment-regression.yaml", 14),
    *(("regression-numbers-mismatch", f"{EVIDENCE}/alignment-regression.yaml", n) for n in (15, 24, 33, 51, 60, 69)),
    ("regression-procedure-mismatch", f"{EVIDENCE}/alignment-regression.yaml", 11),
)
MOVED = {  # what the recognisers find in evidence that lies elsewhere
    "alignment-regression": 2,
    "base-model-evidence": 2,
    "decision-record": 2,
    "determinations/answer": 7,
    "disposition": 7,
    "overhang-statement": 2,
    "red-team-report": 2,
    "training-data-manifest": 2,
    "training-run": 2,
}
STATES = (
    "446cf83af7600d7bf543a2e87d6eda92324ce81019ebea419254e0f1f6f8ae47",
    "c9343c2a2fdc7735823be02909913d307e4d9119c2e885f044488eda6dfefada",
    "f160507fd699f00a280f72c495da014f9c7b7e8c5b2e441a0ab3a5b4768c11ed",
)
UNSURE = {"alignment-regression": 15, "disposition": 50, "training-run": 61}  # what only looks like a surface in it
LONGER = replace(DISPOSITION, '"2027-05-31"', '"2027-06-30"')
KEPT_LONGER = replace(KEPT_DISPOSITION, '"2027-05-31"', '"2027-06-30"')


@pytest.fixture
def migrated(tmp_path: Path) -> Repo:
    """The repository that 46d206c wrote, migrated on main; the topic branch is checked out."""
    repo = migrated_repository(tmp_path / "repo")
    repo.git("switch", "--quiet", "--create", "topic")
    return repo


def state_of(repo: Repo, path: str) -> str:
    return text(repo, path).partition("\nstate: sha256:")[2][:64]


def kept_state(repo: Repo) -> str:
    """The kept file of the state that the disposition was made for."""
    return f"{KEPT}/states/{state_of(repo, KEPT_DISPOSITION)}.json"


def state_edited(repo: Repo) -> None:
    path = kept_state(repo)
    repo.write(path, text(repo, path).replace("prompts/system.md", "prompts/SYSTEM.md"))


def state_of_another(repo: Repo) -> None:
    path = kept_state(repo)
    other = next(file for file in sorted((repo.path / KEPT / "states").iterdir()) if file.name not in path)
    repo.write(path, other.read_bytes())


def state_gone(repo: Repo) -> None:
    repo.remove(kept_state(repo))


def signed_by_me(repo: Repo) -> None:
    sign(repo, KEPT_DISPOSITION, key("me@acme.example"))


def of_another_model(repo: Repo) -> None:
    shutil.rmtree(repo.path / KEPT)
    shutil.copytree(repo.path / OTHER_PACK / "forms" / "v1", repo.path / KEPT)


def earlier_pack(folder: Path) -> Path:
    """What the migration makes of the pack of the first commit, which the committee signed, too."""
    repo = old_repository(folder)
    repo.git("reset", "--quiet", "--hard", "main~3")
    assert tunegate(repo, "migrate").returncode == 0
    return repo.path


def of_another_commit(repo: Repo) -> None:
    earlier = earlier_pack(repo.path.parent / "earlier")
    shutil.rmtree(repo.path / KEPT)
    shutil.copytree(earlier / KEPT, repo.path / KEPT)


def back_to_another_commit(repo: Repo) -> None:
    """What was deployed then, with the decision of then and all that was kept of it."""
    earlier = earlier_pack(repo.path.parent / "earlier")
    for name in ("deploy", "prompts", EVIDENCE, OTHER_PACK):
        shutil.rmtree(repo.path / name)
        shutil.copytree(earlier / name, repo.path / name)


def taken_back(repo: Repo) -> None:
    """The committee took its decision back on main; the pull request brings the migrated one again, with its past."""
    before = {path: (repo.path / path).read_bytes() for path in (DISPOSITION, KEPT_DISPOSITION, KEPT_SIG)}
    later = steps(
        list_key,
        replace(DISPOSITION, "decision: conditional", "decision: decline"),
        replace(DISPOSITION, 'decided_at: "2026-11-10T', 'decided_at: "2026-11-20T'),
        lambda repo: sign(repo, DISPOSITION),
        remove(f"{EVIDENCE}/forms"),
    )
    on_main(later)(repo)
    repo.remove(SIG)
    for path, data in before.items():
        repo.write(path, data)
    repo.git("checkout", "--quiet", "main~1", "--", KEPT)


def drafted_anew(repo: Repo) -> None:
    """Another decision, on the same state, in the hope that what was signed before counts for it."""
    done = tunegate(
        repo,
        *("disposition", "draft", "--model", "support-assistant", "--decision", "proceed"),
        *("--decided-by", "ai-committee@acme.example", "--expires", "2027-05-31"),
        *("--rationale", "Nothing has changed since the last time.", "--now", "2026-11-20T09:00:00Z"),
    )
    assert done.returncode == 0, done.stderr


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "a longer validity": (LONGER, NOT_IT),
    "a comment": (append(DISPOSITION, "# as the committee said\n"), NOT_IT),
    "a longer validity in what was signed": (KEPT_LONGER, NOT_IT),
    "a longer validity in both": (steps(LONGER, KEPT_LONGER), REFUSED),
    "a longer validity in both, signed by me": (steps(LONGER, KEPT_LONGER, signed_by_me), REFUSED),
    "a signature of mine on what was signed": (signed_by_me, REFUSED),
    "no signature": (remove(KEPT_SIG), UNSIGNED),
    "no signed document": (remove(KEPT_DISPOSITION), NOT_IT),
    "a signed document that is no YAML": (write(KEPT_DISPOSITION, "a: [\n"), NOT_IT),
    "a signed document that is too large": (
        write(KEPT_DISPOSITION, "#" * (8 * 1024 * 1024 + 1)),
        refused("undecided", KEPT_DISPOSITION, None, "the file has more than 8,388,608 bytes", 3),
    ),
    "an artefact edited where it was signed": (
        replace(f"{KEPT}/{RUN}", "prepared_by: ml-platform@", "prepared_by: me@"),
        NOT_IT,
    ),
    "an artefact edited in both": (
        steps(
            replace(f"{KEPT}/{RUN}", "prepared_by: ml-platform@", "prepared_by: me@"),
            replace(f"{EVIDENCE}/{RUN}", "prepared_by: ml-platform@", "prepared_by: me@"),
        ),
        NOT_IT | blocked(("disposition-evidence-mismatch", DISPOSITION, 51)),
    ),
    "an artefact less where it was signed": (remove(f"{KEPT}/{RUN}"), NOT_IT),
    "a state edited where it was signed": (state_edited, NEITHER),
    "a state in another's place": (state_of_another, NEITHER),
    "a state less": (state_gone, NEITHER),
    "what another model's committee signed": (of_another_model, NOT_IT | UNANSWERED),
    "what was signed for another commit": (of_another_commit, NOT_IT | UNANSWERED),
    "everything of another commit": (
        back_to_another_commit,
        ADJUSTED
        | blocked(
            ("disposition-rolled-back", DISPOSITION, 6),
            ("disposition-rolled-back", f"{OTHER_PACK}/disposition.yaml", 17),
            *(("artefact-restamped", f"{pack}/overhang-statement.yaml", 3) for pack in (EVIDENCE, OTHER_PACK)),
            *(("disposition-summary-mismatch", f"{pack}/disposition.yaml", 1) for pack in (EVIDENCE, OTHER_PACK)),
        ),
    ),
    "a decision that was taken back": (
        taken_back,
        ADJUSTED | blocked(("disposition-rolled-back", DISPOSITION, 17)) | NOT_ASKED_BEFORE,
    ),
    "another decision on the same state": (drafted_anew, NOT_IT | REJECTED_ANSWER),
    "another prompt": (
        write(PROMPT, EVIL),
        ADJUSTED
        | blocked(
            ("reassessment-required", PROMPT, 1),
            *(("artefact-stale", f"{pack}/overhang-statement.yaml", 3) for pack in (EVIDENCE, OTHER_PACK)),
            *(("disposition-stale", f"{pack}/disposition.yaml", 10) for pack in (EVIDENCE, OTHER_PACK)),
        ),
    ),
    "the signature beside what it is not on": (
        move(KEPT_SIG, SIG),
        UNSIGNED | blocked(("signature-rejected", SIG, 1)),
    ),
    "the newest form as an older one": (move(KEPT, f"{EVIDENCE}/forms/v2"), UNSIGNED | UNANSWERED),
    "a form that does not exist": (move(KEPT, f"{EVIDENCE}/forms/v01"), UNSIGNED | UNANSWERED),
    "a folder that is a link": (
        steps(move(f"{EVIDENCE}/forms", "kept"), link(f"{EVIDENCE}/forms", "../../kept")),
        UNSIGNED
        | UNANSWERED
        | unreviewed(*((f"kept/v1/{name}.yaml", line) for name, line in MOVED.items()))
        | unreviewed(*((f"kept/v1/states/{name}.json", 6) for name in STATES))
        | blocked(*(("looks-like-a-surface", f"kept/v1/{name}.yaml", line) for name, line in UNSURE.items()))
        | blocked(*(("looks-like-a-surface", f"kept/v1/states/{name}.json", 2) for name in STATES)),
    ),
    "a signed document that is a link": (
        steps(move(KEPT_DISPOSITION, "kept.yaml"), link(KEPT_DISPOSITION, "../../../../kept.yaml")),
        NOT_IT | unreviewed(("kept.yaml", 7)) | blocked(("looks-like-a-surface", "kept.yaml", 50)),
    ),
    "a signature that is a link": (
        steps(move(KEPT_SIG, "kept.sig"), link(KEPT_SIG, "../../../../kept.sig")),
        refused("evidence-unreadable", KEPT_SIG, 1, "signatures have to be in a file of their own"),
    ),
    "other words before the signature": (
        lambda repo: repo.write(KEPT_SIG, "approved by all\n" + text(repo, KEPT_SIG)),
        refused("evidence-unreadable", KEPT_SIG, 1, "this is not a signature"),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(migrated: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    edit(migrated)
    migrated.commit("an innocent change")
    assert judged(migrated) == expected


def test_what_is_of_the_newest_form_was_signed_in_no_older_one(example: Repo) -> None:
    """A folder that the pull request brings, with the committee's own signature on these very bytes."""
    for name in (DISPOSITION, SIG):
        example.write(name.replace(EVIDENCE, KEPT), (example.path / name).read_bytes())
    state = state_of(example, DISPOSITION)
    example.write(f"{KEPT}/states/{state}.json", (example.path / EVIDENCE / "states" / f"{state}.json").read_bytes())
    example.remove(SIG)
    example.commit("an innocent change")
    assert judged(example) == blocked(
        ("disposition-unsigned", DISPOSITION, 1), ("signature-rejected", KEPT_DISPOSITION, 1)
    )


def test_a_migration_that_says_more(tmp_path: Path) -> None:
    """The pull request is the migration itself, and a little more."""
    repo = old_repository(tmp_path / "repo")
    repo.git("switch", "--quiet", "--create", "topic")
    assert tunegate(repo, "migrate").returncode == 0
    replace(DISPOSITION, "decision: conditional", "decision: proceed")(repo)
    repo.commit("migrated")
    assert judged(repo) == NOT_IT
