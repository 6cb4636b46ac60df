"""Another model is deployed than the evidence is about, and selectors are left behind by what they watched."""

from __future__ import annotations

from tests.bypass.wall import CONFIG, PROMPT, TRAIN, VALUES, decision, move, remove, replace, text
from tests.command import EVIDENCE, NOW, tunegate
from tests.commands.steps import decide
from tests.repo import Repo

OTHER = "sha256:" + "b" * 64
OUTPUT = "sha256:e103794c2e62196b6b597adffec9b9a67cc03e801dadee8f08b336616b66cc80"
RUN = f"{EVIDENCE}/training-run.yaml"
ID = "llama-3.1-8b-acme-support:2026.10.2"


def said(repo: Repo, rule: str) -> list[tuple[str | None, int | None, str]]:
    """(path, line, message) of what a rule has to say of the work tree; only errors count."""
    found = [f for f in decision(repo, head="WORKTREE").findings if f.rule == rule]
    assert all(f.severity == "error" for f in found)
    return [(f.path, f.line, f.message) for f in found]


def test_deployed_versions(example: Repo) -> None:
    """Digest, version and name, each on its own; and what the record says that the output was published as."""
    rule, known = "deployed-model-mismatch", text(example, VALUES)
    put_out = f"and the training run put out {ID}"

    def deploy(old: str, new: str) -> list[tuple[str | None, int | None, str]]:
        """What is said once the committee has decided on the new state, with evidence that was said to be renewed."""
        assert old in known
        example.write(VALUES, known.replace(old, new))
        kinds = "evaluation-results alignment-regression red-team-report overhang-statement".split()
        done = tunegate(example, "evidence", "renew", *kinds, "--prepared-by", "ml@acme.example", "--now", NOW)
        assert done.returncode == 0, done.stderr
        decide(example)
        return said(example, rule)

    assert deploy(OUTPUT, OTHER) == [(VALUES, 9, f"{VALUES}#/model/digest is {OTHER}, {put_out}")]
    block = known[known.index("model:\n") : known.index("image:\n")]
    assert deploy(block, "model:\n  name: acme-assistant\n  version: '3'\n\n") == [
        (VALUES, 7, f"{VALUES}#/model/version is 3, {put_out}")
    ]
    assert deploy(block, "model:\n  name: ft:gpt-4o-mini-2024-07-18:acme::9abcDEF\n\n") != []
    assert deploy(block, f"model:\n  image: registry.acme.example/m@{OTHER}\n\n") != []
    published = f"  published:\n    - id: m\n      digest: {OTHER}\n      how: oras push of the merged weights\n"
    run = text(example, RUN)
    start, end = run.index("  published:\n"), run.index("final_metrics:")
    example.write(RUN, f"{run[:start]}{published}{run[end:]}")
    assert said(example, rule) == []


def test_evaluated_and_attacked_under_another_name(example: Repo) -> None:
    """The same digest under another id is no evidence of the deployed version."""
    for kind in ("evaluation-results", "red-team-report"):
        path = f"{EVIDENCE}/{kind}.yaml"
        example.write(path, text(example, path).replace(f"  id: {ID}\n", "  id: llama-3.1-8b-acme-pilot:1\n", 1))
    words = f"is about llama-3.1-8b-acme-pilot:1, the training run put out {ID}"
    assert [message for _, _, message in said(example, "tuned-model-mismatch")] == [
        f"the evaluation-results {words}",
        f"the red-team-report {words}",
    ]


def test_selectors_left_behind(example: Repo) -> None:
    """A key, a file and a folder that were renamed; a selector with a typing error; and what is taken out together."""
    rule, config = "selector-unmatched", text(example, CONFIG)
    was, rails = "matches nothing any more: at the base it matched", "guardrails"
    replace(TRAIN, "lora_r: 16", "lora_rank: 16")(example)
    move("guardrails", "rails")(example)
    example.write(CONFIG, config.replace("prompts/*.md", "prompt/*.md"))
    assert sorted(message for _, _, message in said(example, rule)) == [
        f"the output_filter selector {rails}/** {was} {rails}/config.yml, {rails}/prompts.yml, {rails}/rails.co",
        "the system_prompt selector prompt/*.md matches nothing; this change adds it",
        f"the training_recipe selector {TRAIN}#/lora_r {was} {TRAIN}",
    ]
    example.git("checkout", "--quiet", "--", ".")
    remove("rails")(example)
    example.write(CONFIG, config.replace("        - configs/train.yaml#/seed\n", ""))
    example.write(TRAIN, text(example, TRAIN).replace("seed: 4127\n", ""))
    assert said(example, rule) == []  # deleted with its selector: the change itself asks
    assert said(example, "reassessment-required") != []
    example.git("checkout", "--quiet", "--", ".")
    example.write(CONFIG, config.replace("    evidence: evidence/support-assistant\n", "    evidence: evidence/new\n"))
    remove(PROMPT)(example)
    remove("prompts/escalation.md")(example)
    assert len(said(example, rule)) == 1  # under a new folder of evidence, too
