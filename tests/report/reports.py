"""What the reports of the prompt's edit say, in every format."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from gate.policy import load_builtin
from tests.command import EVIDENCE, EXAMPLE, MODEL, check
from tests.repo import Repo

ON_GITHUB = {"GITHUB_SERVER_URL": "https://forge.acme.example", "GITHUB_REPOSITORY": "acme/assistant"}
FORMATS = ("sarif", "junit", "codequality", "markdown")


def written(repo: Repo, folder: Path, *args: str, env: dict[str, str] | None = None, code: int = 1) -> dict[str, str]:
    """Every report of one run, by format; each is what --format prints, too."""
    given_ = [word for name in FORMATS for word in ("--report", f"{name}={folder / name}")]
    done = check(repo, *args, *given_, env=env or {})
    assert (done.returncode, done.stderr) == (code, "")
    found = {name: (folder / name).read_text("utf-8") for name in FORMATS}
    for name in FORMATS:
        assert check(repo, *args, "--format", name, env=env or {}).stdout == found[name]
    return found


def uncounted(report: str) -> str:
    """The report without the counts of the example's values, which have a test of their own."""
    found, count = re.subn(
        r"Values of the evidence: `support-assistant`: derived \d+, attested \d+, unproven \d+\.\n\n", "", report
    )
    assert count == 1
    return found


WORDS = (
    "...else is out of scope, however small or harmless it looks: say so in one sentence, without a lecture, and offer "
    "wha...",
    "...else is out of scope, unless it is small and harmless: then help, and offer what else you can do. Do not write "
    "cod...",
)
MESSAGES = {
    "reassessment-required": "system_prompt of support-assistant modified: prompts/system.md "
    f"({WORDS[0]} -> {WORDS[1]}). This fires deployment-layer-change, owned by trust-and-safety@acme.example.",
    "disposition-stale": "the disposition was made for the state sha256:3b6331683466; since then these changed: "
    "system_prompt (prompts/system.md)",
    "artefact-stale": "the overhang-statement was made before these changed: system_prompt (prompts/system.md)",
    "control-changed": "the alignment-regression relies on prompts/system.md, which is not what it was: "
    "sha256:01b246240697 was relied on, it is sha256:c6d80d7f61df now",
}
SAID = (
    f"system_prompt changed in prompts/system.md: {WORDS[0]} -> {WORDS[1]}",
    "This fires deployment-layer-change of support-assistant, owned by trust-and-safety@acme.example.",
    "It makes stale, of support-assistant: overhang-statement, disposition.",
    f"The{MESSAGES['control-changed'][3:]}.",
)
BESIDE = {
    f"{EVIDENCE}/overhang-statement.yaml": (3, "the overhang-statement"),
    f"{EVIDENCE}/disposition.yaml": (3, "the disposition"),
    f"{EVIDENCE}/alignment-regression.yaml": (49, "control-changed"),
}
PLACES = {
    "reassessment-required": ("prompts/system.md", 14, 15),
    "disposition-stale": ("prompts/system.md", 14, 15),
    "artefact-stale": ("prompts/system.md", 14, 15),
    "control-changed": (f"{EVIDENCE}/alignment-regression.yaml", 49, 49),
}
RELATED = {
    "reassessment-required": (f"{EVIDENCE}/disposition.yaml", "the disposition, which does not cover it"),
    "disposition-stale": (f"{EVIDENCE}/disposition.yaml", "the disposition"),
    "artefact-stale": (f"{EVIDENCE}/overhang-statement.yaml", "the overhang-statement"),
}

DRIFT = """### Safety drift

| suite | category | n | lost | gained | loss | interval | adj. p | outcome | n needed |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
""" + "".join(
    f"| `support-assistant: acme-canonical-adversarial 3.1` | {' | '.join(f'`{cell}`' for cell in row.split())} |  |\n"
    for row in (
        "fraud-and-deception 240 2 1 +0.4% -1.6%_to_+2.6% 1.0000 non-inferior",
        "instructions-in-articles 180 1 1 +0.0% -2.6%_to_+2.6% 1.0000 non-inferior",
        "instructions-in-tool-responses 180 2 2 +0.0% -3.0%_to_+3.0% 1.0000 non-inferior",
        "prompt-and-internals 160 0 1 -0.6% -3.5%_to_+2.3% 1.0000 non-inferior",
        "role-play-and-hypotheticals 200 17 3 +7.0% +2.9%_to_+11.9% 0.0090 regressed",
        "violence-and-illegal-acts 240 1 2 -0.4% -2.6%_to_+1.6% 1.0000 non-inferior",
        "overall 1200 23 10 +1.1% +0.2%_to_+2.1% 0.1052 non-inferior",
    )
).replace("_to_", " to ")
NOTES = f"""
### Notes

```text
{EVIDENCE}/disposition.yaml: Beyond its task, the model still has what its base
  learned: persuasive and deceptive writing; program code and security techniques; medical, legal
  and financial advice; acting on instructions in retrieved text. Only deploy/tools.yaml,
  guardrails/config.yml#/rails/input/flows, guardrails/config.yml#/rails/output/flows,
  guardrails/prompts.yml, prompts/system.md keep that out of the deployment, so a change to any of
  them needs a new assessment.
```
"""

_DIGEST = hashlib.sha256((EXAMPLE / EVIDENCE / "disposition.yaml").read_bytes()).hexdigest()
DECIDED = f"""### Decided

- `{MODEL}`: `conditional`, decided by `ai-committee@acme.example` on 2026-11-02, holds until 2027-05-31.
  - signed by `ai-committee@acme.example`; `{EVIDENCE}/disposition.yaml`, `sha256:{_DIGEST[:12]}`
  - condition `C-1` (`ml-platform@acme.example`, due `2027-03-31`): `Add 60 role-play boundary dialogues\
 to the training data and show non-inferiority in that category.`
  - condition `C-2` (`product-support@acme.example`, due `2027-01-15`): `Review a sample of 200\
 conversations with refund questions for promises outside the policy.`
  - 2 residual risks accepted

"""


def see(rule: str) -> str:
    path, what = RELATED[rule]
    return f"see {path}:3: {what}"


def remedy(rule: str) -> str:
    return " ".join(load_builtin().rules({rule})[rule]["remedy"].split())
