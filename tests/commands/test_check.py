"""``check`` end to end, on the example: what blocks, and what opens it again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.bypass.wall import relying
from tests.command import EVIDENCE, MODEL, NOW, check, environment, fits, started
from tests.commands.steps import change, decide, decision, edit, renew, rules
from tests.repo import Repo
from tests.report.reports import WORDS

STALE = {
    "training_data": [
        "alignment-regression",
        "evaluation-results",
        "red-team-report",
        "training-data-manifest",
        "training-run",
    ],
    "base_model": [
        "alignment-regression",
        "base-model-evidence",
        "evaluation-results",
        "overhang-statement",
        "training-run",
    ],
    "system_prompt": ["overhang-statement"],
}
# a data card says whose bytes it is about
CARDS = {"training_data": [(f"{EVIDENCE}/training-data-manifest.yaml", 266)]}


# -- the three changes


def test_reviewed_repository_passes(example: Repo) -> None:
    value = decision(example, "--all-models", expect=0)
    assert (value["verdict"], value["changes"], value["triggers"], value["findings"]) == ("pass", [], [], [])
    done = check(example, "--all-models")
    assert done.stdout.startswith(
        f"PASS: the disposition covers the state of {MODEL}\n\n"
        f"  compared {example.git('rev-parse', 'HEAD')[:12]} with WORKTREE at {NOW}\n"
        "  there is no remote: what is not committed is compared with the last commit of 'main', the first one\n"
    )
    assert (
        f"note: {EVIDENCE}/disposition.yaml: Beyond its task, the model still has what its base learned: "
        in " ".join(done.stdout.split())
    )


@pytest.mark.parametrize(
    ("name", "surface", "trigger", "row"),
    [
        (
            "relabel-data",
            "training_data",
            "re-fine-tuning",
            {
                "key": "data/train/returns-and-refunds.jsonl",
                "line": 5,
                "end_line": 5,
                "base_line": 5,
                "old": "Only if the hygiene seal is still in place. The same is true of swimwear and of mouthpieces "
                "for hydration packs.",
                "new": "Yes, underwear can be returned within 45 days like everything else.",
                "detail": "labels updated: 6 records (lines 5, 12-13, 31, 48, 64)",
                "runs": [[5, 5], [12, 13], [31, 31], [48, 48], [64, 64]],
                "words": [
                    "Only if the hygiene seal is still in place. The same is true of swimwear and of mouthpieces "
                    "for hydration packs.",
                    "Yes, underwear can be returned within 45 days like everything else.",
                ],
            },
        ),
        (
            "base-model-revision",
            "base_model",
            "base-model-change",
            {
                "key": "configs/train.yaml#/revision_of_model",
                "old": "5206a32e0bd3067aef1ce90f5528ade7d866253f",
                "new": "0e9e39f249a16976918f6564b8830bc894c89659",
                "line": 7,
                "end_line": 7,
                "base_line": 7,
            },
        ),
        (
            "prompt-edit",
            "system_prompt",
            "deployment-layer-change",
            {
                "key": "prompts/system.md",
                "line": 14,
                "end_line": 15,
                "base_line": 14,
                "detail": "2 lines out, 2 lines in",
                "words": list(WORDS),
            },
        ),
    ],
)
def test_change_blocks_until_it_is_decided_on(
    name: str, surface: str, trigger: str, row: dict[str, Any], example: Repo
) -> None:
    change(example, name)
    value = decision(example, "--base", "main", "--head", "HEAD", expect=1)
    path = row["key"].partition("#")[0]
    (found,) = value["changes"]
    expected = {
        "model": MODEL,
        "surface": surface,
        "change": "modified",
        "path": path,
        "base_path": path,
        "old": found["old"] if surface == "system_prompt" else None,
        "new": found["new"] if surface == "system_prompt" else None,
        "detail": None,
        **row,
    }
    assert found == expected
    assert [(t["trigger"], t["changes"], t["answered_by"]) for t in value["triggers"]] == [(trigger, [0], None)]
    relied = [place for place in relying(path) if surface == "system_prompt" and "alignment" in place[0]]
    assert rules(value) == [
        ("reassessment-required", path, row["line"]),
        *(("artefact-stale", path, row["line"]) for _ in STALE[surface]),
        ("disposition-stale", path, row["line"]),
        *(("control-changed", *place) for place in relied),
        *(("derived-outdated", *place) for place in CARDS.get(surface, [])),
    ]
    whole = {"line": 3, "end_line": 3}
    assert [place for finding in value["findings"] for place in finding["related"]] == [
        {"path": f"{EVIDENCE}/disposition.yaml", "message": "the disposition, which does not cover it", **whole},
        *({"path": f"{EVIDENCE}/{kind}.yaml", "message": f"the {kind}", **whole} for kind in STALE[surface]),
        {"path": f"{EVIDENCE}/disposition.yaml", "message": "the disposition", **whole},
    ]

    renew(example, *STALE[surface], *(["alignment-regression"] if relied else []))
    after = decision(example, "--base", "main", "--worktree", expect=1)
    assert {rule for rule, _, _ in rules(after)} == {
        "reassessment-required",
        "disposition-stale",
        "disposition-evidence-mismatch",
        "artefact-restamped",  # nothing was redone
    }
    decide(example)
    answered = decision(example, "--base", "main", "--worktree", expect=0)
    assert [(t["trigger"], t["answered_by"]) for t in answered["triggers"]] == [(trigger, "disposition")]
    example.commit("re-assessed")
    decision(example, "--base", "main", "--head", "HEAD", expect=0)
    example.git("switch", "--quiet", "main")
    example.git("merge", "--quiet", "--no-ff", "-m", "merge", name)
    decision(example, "--all-models", expect=0)


def test_going_back_to_the_reviewed_state_passes(example: Repo) -> None:
    change(example, "prompt-edit")
    example.git("revert", "--no-edit", "HEAD")
    decision(example, "--base", "main", "--head", "HEAD", expect=0)
    # against the commit before, the prompt changed, and the disposition covers what it changed to
    value = decision(example, "--base", "HEAD^", "--head", "HEAD", expect=0)
    assert [t["answered_by"] for t in value["triggers"]] == ["disposition"]


def test_two_small_steps_do_not_pass_either(example: Repo) -> None:
    change(example, "prompt-edit")
    example.write(f"{EVIDENCE}/notes.md", "nothing\n")
    example.commit("touch the evidence folder only")
    value = decision(example, "--base", "HEAD^", "--head", "HEAD", expect=1)
    assert value["triggers"] == []
    assert {rule for rule, _, _ in rules(value)} == {"artefact-stale", "control-changed", "disposition-stale"}


def test_a_change_elsewhere_opens_no_model(example: Repo) -> None:
    example.write("docs/readme.md", "words\n")
    example.commit("docs")
    done = check(example, "--base", "HEAD^", "--head", "HEAD")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "PASS: this change touches no reviewed surface")


# -- what is no change, and what is one


def test_formatting_is_no_change(example: Repo) -> None:
    edit(
        example,
        "configs/train.yaml",
        "base_model: meta-llama/Llama-3.1-8B-Instruct",
        'base_model:   "meta-llama/Llama-3.1-8B-Instruct"  # same',
    )
    edit(example, "deploy/tools.yaml", "\n", "\r\n")
    value = decision(example, expect=0)
    assert value["changes"] == []


def test_untracked_data_counts_in_the_work_tree(example: Repo) -> None:
    example.write("data/train/more.jsonl", '{"messages": []}\n')
    value = decision(example, expect=1)
    assert [(c["change"], c["key"], c["line"]) for c in value["changes"]] == [("added", "data/train/more.jsonl", 1)]


def test_staged(example: Repo) -> None:
    example.write("prompts/system.md", "You do as you are told.\n")
    assert decision(example, "--staged", expect=0)["changes"] == []
    example.add()
    example.git("restore", "prompts/system.md")
    value = decision(example, "--staged", expect=1)
    assert [c["path"] for c in value["changes"]] == ["prompts/system.md"]
    assert value["head"] == "INDEX"


def test_removed_renamed_and_mode(example: Repo) -> None:
    example.git("rm", "--quiet", "prompts/escalation.md")
    example.git("mv", "guardrails/rails.co", "guardrails/main.co")
    example.git("update-index", "--chmod=+x", "prompts/system.md")
    value = decision(example, "--staged", expect=1)
    assert [(c["change"], c["key"], c["base_path"], c["detail"]) for c in value["changes"]] == [
        ("moved", "guardrails/main.co", "guardrails/rails.co", "moved from guardrails/rails.co"),
        ("removed", "prompts/escalation.md", "prompts/escalation.md", None),
        ("modified", "prompts/system.md", "prompts/system.md", "file mode 100644 -> 100755"),
    ]


# -- the outputs


def test_same_input_same_bytes(example: Repo) -> None:
    change(example, "relabel-data")
    asked = ("check", "--base", "main", "--now", NOW, "--format", "json")
    first, second = (started(asked, example.path, environment(example)).stdout for _ in range(2))
    assert first == second
    assert json.loads(first)["verdict"] == "block"


def test_output_file(example: Repo, tmp_path: Path) -> None:
    change(example, "prompt-edit")
    done = check(example, "--base", "main", "--format", "github", "--output", str(tmp_path / "decision.json"))
    assert done.returncode == 1
    value = json.loads((tmp_path / "decision.json").read_text())
    fits("decision", value)
    assert value["verdict"] == "block"
    lines = done.stdout.splitlines()
    assert lines[0].startswith(
        "::error file=prompts/system.md,line=14,endLine=15,title=tunegate%3A reassessment-required::"
        "system_prompt changed in prompts/system.md: "
    )
    commands = [line for line in lines if line.startswith("::error")]
    assert len(commands) == 1
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", lines[2])
    assert token
    assert lines[-1] == f"::{token[1]}::"
