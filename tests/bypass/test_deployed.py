"""Another model is deployed than the evidence is about, and selectors are left behind by what they watched."""

from __future__ import annotations

from tests.bypass.wall import CONFIG, PROMPT, TRAIN, VALUES, decision, move, remove, replace, text
from tests.command import EVIDENCE
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
        assert old in known
        example.write(VALUES, known.replace(old, new))
        return said(example, rule)

    assert deploy(OUTPUT, OTHER) == [(VALUES, 9, f"{VALUES}#/model/digest is {OTHER}, {put_out}")]
    assert deploy('"2026.10.2"', '"2026.10.3"') == [(VALUES, 7, f"{VALUES}#/model/version is 2026.10.3, {put_out}")]
    only_names = deploy('  version: "2026.10.2"\n', "")  # the digest still says which one it is
    assert only_names == []
    block = known[known.index("model:\n") : known.index("image:\n")]
    assert deploy(block, "model:\n  name: acme-assistant\n\n") == [
        (VALUES, 6, f"{VALUES}#/model/name names acme-assistant, {put_out}")
    ]
    assert deploy(block, "model:\n  name: models:/llama-3.1-8b-acme-support@champion\n\n") != []
    assert deploy(block, "model:\n  name: ft:gpt-4o-mini-2024-07-18:acme::9abcDEF\n\n") != []
    assert deploy(block, f"model:\n  image: registry.acme.example/m@{OTHER}\n\n") != []
    published = (
        f"  published:\n    - id: m\n      digest: {OTHER}\n      how: oras push of the merged weights\nfinal_metrics:"
    )
    replace(RUN, "final_metrics:", published)(example)
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
