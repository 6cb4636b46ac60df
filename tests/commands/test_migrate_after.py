"""A repository that 46d206c wrote, after its migration: what was signed counts, and what changes blocks as before."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

from tests.bypass.wall import decision
from tests.command import MODEL, NOW, tunegate
from tests.commands.migrating import ADJUSTED, ANSWER, DISPOSITION, case, named
from tests.commands.steps import decide, edit
from tests.commands.verifying import found
from tests.keys import COMMITTEE, OWNER, key, sign
from tests.repo import Repo
from tests.upgrading import CHANGES, OTHER, OTHER_PACK, PACK, change, list_key, rows, said


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_blocks_after_it_as_before(migrated: Repo, name: str) -> None:
    if name == "the signature is gone":
        (migrated.path / f"{PACK}/forms/v1/disposition.yaml.sig").unlink()
    else:
        change(migrated.path, CHANGES[name])
    kept = Counter(
        ("signature-rejected", severity, model, path.replace(PACK, f"{PACK}/forms/v1").removesuffix(".sig"), line)
        for rule, severity, model, path, line in said(name)
        if rule == "signature-rejected"
    )
    others = Counter({row: number for row, number in said(name).items() if row[0] != "signature-rejected"})
    judged = decision(migrated, head="WORKTREE")
    assert (judged.verdict, rows(judged)) == ("block", others + kept)


def test_the_case_says_which_form_was_signed(migrated: Repo) -> None:
    value = case(migrated, "--all-models")["models"][MODEL]["evidence"]
    for document, path in ((value["disposition"], DISPOSITION), (value["determinations"][0], ANSWER)):
        kept = path.replace(PACK, f"{PACK}/forms/v1")
        assert (document["made_for"]["form"], document["made_for"]["digest"]) == (2, document["made_for"]["state"])
        approval = document["approval"]
        assert (approval["path"], approval["present"]) == (f"{path}.sig", False)
        assert approval["kept"] == [{"path": kept, "form": 1, "problem": None}]
        assert [(row["principal"], row["path"], row["form"]) for row in approval["verified"]] == [
            (COMMITTEE, f"{kept}.sig", 1)
        ]
        assert [row["principal"] for row in approval["counted"]] == [COMMITTEE]
    done = tunegate(migrated, "disposition", "verify", "--all-models", "--now", NOW)
    assert done.returncode == 0
    assert [line.rpartition("(")[2] for line in done.stdout.splitlines() if "signed by" in line] == [
        "ssh-ed25519), in form 1",
        "ssh-ed25519), in form 1",
    ]


def test_verify_after(migrated: Repo) -> None:
    state = named(migrated, ANSWER)
    assert found(migrated, expect=0) == ["adjusted-by-configuration"]
    older = named(migrated, f"{PACK}/forms/v1/determinations/answer.yaml")
    assert state != older
    for digest in (state, older):
        assert found(migrated, "--state", f"{MODEL}={digest}", expect=0) == ["adjusted-by-configuration"]
    assert "deployed-state-mismatch" in found(migrated, "--state", f"{MODEL}={named(migrated, DISPOSITION)}", expect=1)


def test_an_older_commit_is_verified_by_what_the_branch_says_now(migrated: Repo) -> None:
    before = migrated.git("rev-parse", "HEAD~1")
    assert "disposition-revoked" not in found(migrated, "--head", before, expect=0)
    edit(migrated, DISPOSITION, "decision: conditional", "decision: decline")
    edit(migrated, DISPOSITION, 'decided_at: "2026-11-10T', 'decided_at: "2026-11-20T')
    migrated.commit("taken back")
    assert "disposition-revoked" in found(migrated, "--head", before, expect=1)


def test_a_pull_request_that_was_open_meanwhile(migrated: Repo) -> None:
    migrated.git("switch", "--quiet", "pending")
    migrated.git("rebase", "--quiet", "main")
    judged = decision(migrated)
    assert (judged.verdict, [t["answered_by"] for t in judged.triggers]) == ("pass", ["determination"])


def test_the_next_disposition(migrated: Repo) -> None:
    """It is of the newest form, needs a signature of its own, and what was kept of the last one is history."""
    list_key(migrated)
    change(migrated.path, CHANGES["another prompt"])
    for model in (MODEL, OTHER):
        done = tunegate(migrated, "evidence", "renew", "overhang-statement", "--model", model, "--now", NOW)
        assert done.returncode == 0, done.stderr
        decide(migrated, model=model)
        sign(migrated, f"evidence/{model}/disposition.yaml")
    shutil.rmtree(migrated.path / OTHER_PACK / "forms")
    judged = decision(migrated, head="WORKTREE")
    assert (judged.verdict, rows(judged)) == ("pass", Counter([ADJUSTED]))
    value = case(migrated)["models"][MODEL]["evidence"]["disposition"]
    assert (value["made_for"]["form"], [row["form"] for row in value["approval"]["verified"]]) == (2, [2])
    assert [row["problem"] for row in value["approval"]["kept"]] == [
        f"{PACK}/forms/v1/disposition.yaml is not an older form of it"
    ]
    (migrated.path / f"{DISPOSITION}.sig").unlink()
    assert rows(decision(migrated, head="WORKTREE")) - Counter([ADJUSTED]) == Counter(
        [
            ("disposition-unsigned", "error", MODEL, DISPOSITION, 5),
            ("signature-rejected", "warning", MODEL, f"{PACK}/forms/v1/disposition.yaml", 1),
        ]
    )


def test_both_forms_in_one_pack(old: Repo) -> None:
    """A pack that was not migrated goes on; what is written from now on is of the newest form."""
    list_key(old)
    change(old.path, CHANGES["another prompt"])
    for model in (MODEL, OTHER):
        done = tunegate(old, "evidence", "renew", "overhang-statement", "--model", model, "--now", NOW)
        assert done.returncode == 0, done.stderr
        decide(old, model=model)
        sign(old, f"evidence/{model}/disposition.yaml")
    judged = decision(old, head="WORKTREE")
    assert judged.verdict == "pass"
    assert {f.message for f in judged.findings if f.rule == "form-outdated" and f.model == MODEL} == {
        "the present form of states is 2, and these name one of form 1: alignment-regression, base-model-evidence, "
        "decision-record, determination, evaluation-results and 3 more"
    }
    old.git("switch", "--quiet", "--create", "topic")
    old.commit("another prompt")
    assert tunegate(old, "migrate").returncode == 0
    judged = decision(old, head="WORKTREE")
    assert (judged.verdict, rows(judged)) == ("pass", Counter([ADJUSTED]))
    disposition = case(old, "--base", "main", "--worktree")["models"][MODEL]["evidence"]["disposition"]
    assert named(old, f"{PACK}/forms/v1/disposition.yaml") == named(old, DISPOSITION)  # its artefacts were migrated
    assert [row["form"] for row in disposition["approval"]["verified"]] == [1]


def test_signatures_on_both_forms(migrated: Repo) -> None:
    """Somebody signs what the migration wrote, beside what the committee signed: each counts for itself."""
    text = (migrated.path / "tunegate.yaml").read_text()
    before = f"      quorum: 1\n      principals: [{COMMITTEE}]\n"
    after = f"      quorum: 2\n      principals: [{COMMITTEE}, {OWNER}]\n"
    migrated.write("tunegate.yaml", text.replace(before, after, 1))
    list_key(migrated, OWNER)
    unsigned = ("disposition-unsigned", "error", MODEL, DISPOSITION, 5)
    change(migrated.path, {"prompts/escalation.md": ["\n\n", "\n"]})  # as it was when the disposition was made
    assert unsigned in rows(decision(migrated, head="WORKTREE"))
    sign(migrated, DISPOSITION, key(OWNER))
    assert rows(decision(migrated, head="WORKTREE")) == Counter([ADJUSTED])
    approval = case(migrated)["models"][MODEL]["evidence"]["disposition"]["approval"]
    assert [(row["principal"], row["form"]) for row in approval["verified"]] == [(OWNER, 2), (COMMITTEE, 1)]


def test_documents_that_a_branch_brings_back(migrated: Repo) -> None:
    """A branch from before the migration is merged: its document is of the old form, and the old state file is gone."""
    older = migrated.git("show", f"HEAD~1:{PACK}/training-run.yaml") + "\n"
    edited = older.replace("prepared_by: ml-platform@acme.example", "prepared_by: data-governance@acme.example")
    migrated.write(f"{PACK}/training-run.yaml", edited)
    assert ("artefact-state-unknown", "error", MODEL, f"{PACK}/training-run.yaml", 3) in rows(
        decision(migrated, head="WORKTREE")
    )
    done = tunegate(migrated, "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == f"wrote {PACK}/training-run.yaml"
    assert rows(decision(migrated, head="WORKTREE")) - Counter([ADJUSTED]) == Counter(
        [("disposition-evidence-mismatch", "error", MODEL, DISPOSITION, 51)]
    )
