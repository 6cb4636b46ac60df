"""A repository that 46d206c wrote, without a migration: nothing is asked anew, and what changes blocks as before."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bypass.wall import decision
from tests.command import MODEL, NOW, check, tunegate
from tests.commands.migrating import ADJUSTED, ANSWER, DISPOSITION, INTRODUCED, OUTDATED, case, named, states
from tests.commands.steps import edit
from tests.commands.verifying import found
from tests.keys import key
from tests.repo import Repo
from tests.upgrading import CHANGES, OTHER, OTHER_PACK, change, list_key, rows, said


def test_nothing_is_stale_because_its_form_is_older(old: Repo) -> None:
    done = check(old, "--all-models")
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(decision(old, base=None)) == Counter([*OUTDATED.values(), ADJUSTED, INTRODUCED])
    assert done.stdout.count("Run 'tunegate migrate' and commit what it writes. Signatures stay valid.") == 1


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_blocks_as_46d206c_said(old: Repo, name: str) -> None:
    change(old.path, CHANGES[name])
    judged = decision(old, head="WORKTREE")
    assert (judged.verdict, judged.exit_code) == ("block", 1)
    more = rows(judged) - said(name)
    assert rows(judged) - more == said(name)
    assert sorted((rule, model) for rule, _, model, _, _ in more) == [("form-outdated", m) for m in judged.models]


def test_the_keys_that_changed_are_named(old: Repo) -> None:
    change(old.path, CHANGES["another prompt"])
    told = {f.model: f.message for f in decision(old, head="WORKTREE").findings if f.rule == "disposition-stale"}
    start = "the disposition was made for the state {}; since then these changed: system_prompt ({})"
    assert told == {
        OTHER: start.format(named(old, f"{OTHER_PACK}/disposition.yaml")[:19], "prompts/system.md"),
        MODEL: start.format(named(old, DISPOSITION)[:19], "prompts/escalation.md, prompts/system.md"),
    }


def test_the_case_says_which_form(old: Repo) -> None:
    value = case(old, "--all-models")["models"][MODEL]
    newest = states(old)[MODEL]
    assert (value["state"]["form"], value["state"]["digest"]) == (2, newest)
    (determination,) = value["evidence"]["determinations"]
    assert determination["made_for"] == {
        "digest": named(old, ANSWER),
        "form": 1,
        "state": newest,
        "known": True,
        "problem": None,
        "comparable": True,
        "migrate_with": None,
        "changed": {},
    }
    disposition = value["evidence"]["disposition"]
    assert determination["starts_from"] == {name: disposition["made_for"][name] for name in ("digest", "form", "state")}
    assert disposition["made_for"]["digest"] == named(old, DISPOSITION) != disposition["made_for"]["state"]
    assert disposition["made_for"]["changed"] == {"system_prompt": {"count": 1, "keys": ["prompts/escalation.md"]}}
    for document in (disposition, determination):
        assert [row["form"] for row in document["approval"]["verified"]] == [1]
        assert document["approval"]["kept"] == []


def test_verify_before(old: Repo) -> None:
    state = named(old, ANSWER)
    assert found(old, expect=0) == ["form-outdated", "form-outdated", "adjusted-by-configuration"]
    for digest in (state, states(old)[MODEL]):
        assert "deployed-state-mismatch" not in found(old, "--state", f"{MODEL}={digest}", expect=0)
    assert "deployed-state-mismatch" in found(old, "--state", f"{MODEL}={named(old, DISPOSITION)}", expect=1)


def test_a_determination_on_the_gate_before(old: Repo) -> None:
    """It has no state files: what it names is told by the states of base and head."""
    old.git("switch", "--quiet", "pending")
    judged = decision(old)
    assert (judged.verdict, [t["answered_by"] for t in judged.triggers]) == ("pass", ["determination"])
    value = case(old, "--base", "main", "--head", "HEAD")["control_plane"]
    pending = next(d for d in value["determinations"] if d["path"].endswith("pending.yaml"))
    for name, digest in (("made_for", value["state"]), ("starts_from", value["base_state"])):
        assert (pending[name]["form"], pending[name]["state"]) == (1, digest)
        assert pending[name]["digest"] != digest
    edit(old, "tunegate.yaml", "waiver_max_days: 30", "waiver_max_days: 20")
    assert ("control-plane-change", "error", "control-plane", "tunegate.yaml", 77) in rows(
        decision(old, head="WORKTREE")
    )


def test_sign_before(old: Repo) -> None:
    """What 46d206c drafted can be signed as it is."""
    list_key(old)
    document = f"{OTHER_PACK}/disposition.yaml"
    for path in (document, ANSWER):
        old.remove(f"{path}.sig")
    done = tunegate(old, "disposition", "sign", "--key", str(key()))
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if not line.startswith("  ")] == [
        f"signed {ANSWER}",
        f"wrote {ANSWER}.sig",
        f"signed {document}",
        f"wrote {document}.sig",
    ]
    assert decision(old, head="WORKTREE").verdict == "pass"
    refused = tunegate(old, "disposition", "sign", DISPOSITION, "--key", str(key()))
    assert refused.stderr.startswith(f"error: {DISPOSITION}:10: the document was made for another state")


def test_a_decision_on_the_same_state_supersedes_what_the_last_one_did(old: Repo) -> None:
    document = f"{OTHER_PACK}/disposition.yaml"
    before = named(old, document, "supersedes"), named(old, DISPOSITION)
    for model in (OTHER, MODEL):
        done = tunegate(old, "disposition", "draft", "--model", model, "--now", NOW)
        assert done.returncode == 0, done.stderr
    assert (named(old, document), named(old, DISPOSITION)) == (states(old)[OTHER], states(old)[MODEL])
    assert (named(old, document, "supersedes"), named(old, DISPOSITION, "supersedes")) == before
