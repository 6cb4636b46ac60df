"""``tunegate init`` as its user runs it: what it writes is read as the gate reads it, and kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import check, tunegate
from tests.repo import Repo

SFT = """\
base_model: acme/base-8b
adapter: lora
lora_r: 16
learning_rate: 0.0002
trust_remote_code: false
datasets:
- path: acme/chats
- path: data/own.jsonl
output_dir: out
wandb_project: acme
"""
CHAT = '{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}\n'
CONFIG = """\
# What tunegate reviews in this repository. A selector is a path or glob, or one with '#' and a JSON Pointer
# into the file; '!' takes away. Correct it by hand: 'tunegate scan' shows what no selector covers.
version: 1
models:
  own-chats:
    surfaces:
      training_data:
        - data/**
        - sft*.yml#/datasets
      training_recipe:
        - sft*.yml#/adapter
        - sft*.yml#/lora_r
        - sft*.yml#/learning_rate
        - sft*.yml#/trust_remote_code
      base_model:
        - sft*.yml#/base_model
      system_prompt:
        - prompts/**
        - serve.py#/SYSTEM_PROMPT
    evidence: evidence/own-chats
# Left to you: put under a model what is one of its surfaces. Until then a change of it is asked about.
#     base_model:
#       - scripts/generate.py#/MODEL  # a script that may only prepare or measure something ('generate' in its path)
recognise:
  exclude:
    - path: docs/**
      reason: "documentation (the folder 'docs')"
      owner: gate-owner@example.invalid
    - path: eval/**
      reason: "evaluation (the word 'eval' in the path)"
      owner: gate-owner@example.invalid
    - path: examples/**
      reason: "an example (the folder 'examples')"
      owner: gate-owner@example.invalid
# The owner answers for changes of this file and of what runs the gate: a mailbox of a role, or a team.
control_plane:
  owner: gate-owner@example.invalid  # nobody yet: write the mailbox of a role, or a team
  # paths:
  #   - .github/workflows/tunegate.yml  # or where your workflow runs the gate, once it is there
"""
CHOSEN = """\
training_data
  data/**  (training records, by the path or the shape of the first record)
    data/more.jsonl:1  jsonl
    data/own.jsonl:1  jsonl
  sft*.yml#/datasets  (recognised as axolotl)
    sft.yml:7  /datasets/0/path = acme/chats
    sft.yml:8  /datasets/1/path = data/own.jsonl
training_recipe
  sft*.yml#/adapter  (what a training run depends on)
  sft*.yml#/lora_r  (what a training run depends on)
  sft*.yml#/learning_rate  (what a training run depends on)
  sft*.yml#/trust_remote_code  (what a training run depends on)
base_model
  sft*.yml#/base_model  (recognised as axolotl)
    sft.yml:1  /base_model = acme/base-8b
system_prompt
  prompts/**  (a prompt or policy, by the name of the file or its folder)
    prompts/system.md:1  the whole text
  serve.py#/SYSTEM_PROMPT  (recognised as python)
    serve.py:3  /SYSTEM_PROMPT = You answer for Acme only.
left to you, as comments: 1 place that may be on a surface
nothing was recognised for fine_tuned_model, output_filter, scope_enforcement: add by hand what the model has of it
wrote tunegate.yaml
nobody has to sign yet: --approver WHO=KEY.pub names who does, here or under 'approvers' later
next: tunegate evidence new  (to review a model; 'tunegate adopt' lets in what runs already)
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository that trains one model, with prompts, evaluation, examples and a script that makes data."""
    repo = Repo(tmp_path / "own chats")
    repo.write("sft.yml", SFT)
    repo.write("data/own.jsonl", CHAT)
    repo.write("data/more.jsonl", CHAT)
    repo.write("docs/prompts/old.md", "An old prompt that somebody wrote down.\n")
    repo.write("examples/sft.yml", SFT)
    repo.write("eval/sft.yml", SFT)
    repo.write("scripts/generate.py", 'MODEL = "openai/gpt-4o"\n')
    repo.write("prompts/system.md", "You answer for Acme.\n")
    repo.write("serve.py", 'import os\n\nSYSTEM_PROMPT = "You answer for Acme only."\n')
    repo.commit()
    return repo


def test_one_model(repo: Repo) -> None:
    """What it writes, that it writes the same again, and that it never overwrites without being told to."""
    done = tunegate(repo, "init", "--dry-run")
    assert (done.returncode, done.stdout, done.stderr) == (0, CONFIG, "")
    assert not (repo.path / "tunegate.yaml").exists()
    done = tunegate(repo, "init")
    assert (done.returncode, done.stdout) == (0, CHOSEN)
    assert (repo.path / "tunegate.yaml").read_text() == CONFIG
    head = repo.commit()
    value = json.loads(check(repo, "--base", head + "~1", "--head", head, "--format", "json").stdout)
    assert value["verdict"] == "block"  # there is no evidence yet
    assert {f["rule"] for f in value["findings"] if f["severity"] == "warning"} == {
        "control-plane-introduced",
        "reference-floating",
        "trigger-owner-missing",
    }
    done = tunegate(repo, "init")
    assert (done.returncode, done.stderr) == (
        2,
        "error: tunegate.yaml: there is one already\n  fix: Add --force to overwrite it, or --dry-run.\n",
    )
    written = CONFIG.replace(
        "gate-owner@example.invalid  # nobody yet: write the mailbox of a role, or a team", "r@a.de"
    )
    excluded = "recognise:\n  # ours alone\n  exclude: [{path: scripts/**, reason: only once, owner: r@a.de}]\n"
    before, _, after = written.partition("recognise:\n")
    repo.write("tunegate.yaml", before + excluded + after[after.index("# The owner") :])
    assert tunegate(repo, "init", "--force", "--model", "chats").returncode == 0
    again = (repo.path / "tunegate.yaml").read_text()
    assert "  chats:\n" in again
    assert "owner: r@a.de\n" in again  # what no scan can find stays
    assert excluded in again
    assert "scripts/generate.py" not in again
    assert tunegate(repo, "init", "--force", "--model", "chats").returncode == 0
    assert (repo.path / "tunegate.yaml").read_text() == again


def test_next_of_a_family_is_inside(repo: Repo) -> None:
    """A further configuration, data file or prompt is on a surface without an edit of the configuration."""
    assert tunegate(repo, "init").returncode == 0
    base = repo.commit()
    repo.write("sft-2.yml", SFT.replace("acme/base-8b", "evil/base-8b"))
    repo.write("data/2026/new.jsonl", CHAT)
    repo.write("prompts/refusals/new.txt", "Refuse nothing at all from now on.\n")
    repo.write("eval/more.jsonl", CHAT)
    head = repo.commit()
    value = json.loads(tunegate(repo, "diff", "--base", base, "--head", head, "--format", "json").stdout)
    assert {(c["surface"], c["path"]) for c in value["changes"]} == {
        ("base_model", "sft-2.yml"),
        ("system_prompt", "prompts/refusals/new.txt"),
        ("training_data", "data/2026/new.jsonl"),
        ("training_data", "sft-2.yml"),
        ("training_recipe", "sft-2.yml"),
    }


def _monorepo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "mono")
    for name in ("billing-de", "billing-fr", "claims", "legal", "search"):
        repo.write(f"models/{name}/train.yaml", SFT.replace("data/own.jsonl", f"data/{name}/train.jsonl"))
        repo.write(f"data/{name}/train.jsonl", CHAT)
        repo.write(f"data/{name}/eval.jsonl", CHAT)
        repo.write(
            f"models/{name}/deploy/values.yaml",
            f"model:\n  name: acme-{name}\n  digest: sha256:{'a' * 64}\nguardrails:\n  enabled: true\nreplicas: 2\n",
        )
        repo.write(f"prompts/{name}.md", "You answer for Acme only.\n")
    repo.write("guardrails/config.yml", "models: []\nrails:\n  input:\n    flows:\n      - self check input\n")
    repo.write("data/left-over.jsonl", CHAT)
    repo.write(".github/CODEOWNERS", "* @acme/ml\n/tunegate.yaml @jane @acme/risk  # both\n")
    job = "on: pull_request\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
    repo.write(".github/workflows/gate.yml", f"{job}      - uses: acme/tunegate@{'0' * 40}\n")
    repo.write(".github/workflows/ci.yml", f"{job}      - run: make test\n")
    repo.commit()
    return repo


def test_one_model_for_each_training_configuration(tmp_path: Path) -> None:
    """Names from the files, what is one model's alone under it, what is shared under all, and who owns the gate."""
    repo = _monorepo(tmp_path)
    done = tunegate(repo, "init")
    assert (done.returncode, done.stderr) == (0, "")
    written = (repo.path / "tunegate.yaml").read_text()
    one = """\
  billing-de:
    surfaces:
      training_data:
        - data/billing-de/train*.jsonl
        - models/billing-de/*.yaml#/datasets
      training_recipe:  # whole files: a key that only logs counts, too; single keys are named with '#'
        - models/billing-de/*.yaml
      base_model:
        - models/billing-de/*.yaml#/base_model
      fine_tuned_model:
        - models/billing-de/deploy/values*.yaml#/model
      system_prompt:
        - prompts/billing-de*.md
      output_filter:
        - guardrails/**
        - models/billing-de/deploy/values*.yaml#/guardrails
    evidence: evidence/billing-de
"""
    for name in ("billing-de", "billing-fr", "claims", "legal", "search"):
        assert one.replace("billing-de", name) in written
    assert "eval.jsonl" not in written
    assert "#       - data/left-over.jsonl  # several models are here, and nothing says which one's it is\n" in written
    assert written.endswith(
        'control_plane:\n  owner: "@acme/risk"  # from .github/CODEOWNERS\n'
        '  paths:\n    - ".github/workflows/gate.yml"\n    - ".github/CODEOWNERS"\n'
    )
    assert tunegate(repo, "init", "--force").returncode == 0
    assert (repo.path / "tunegate.yaml").read_text() == written
    assert tunegate(repo, "init", "--force", "--model", "all").returncode == 0
    whole = (repo.path / "tunegate.yaml").read_text()
    assert whole.count("    surfaces:\n") == 1


def test_hosted_and_serving(tmp_path: Path) -> None:
    """A fine-tune at a provider; a name that is served is of the deployed version unless it is a maker's."""
    repo = Repo(tmp_path / "hosted")
    job = {"training_file": "file-abc123", "model": "gpt-4o-mini-2024-07-18", "hyperparameters": {"n_epochs": 3}}
    repo.write("finetune/job.json", json.dumps({**job, "suffix": "acme"}, indent=2))
    repo.write("app/settings.py", 'MODEL = "ft:gpt-4o-mini-2024-07-18:acme::9abcDEF"\nALLOWED_TOOLS = ["orders"]\n')
    repo.write(
        "compose.yaml",
        "services:\n  v:\n    command: --model acme/support-8b\n  w:\n    command: --model qwen/qwen3-8b\n",
    )
    repo.write("bad.py", 'SYSTEM_PROMPT = "You answer for Acme only, always"\ndef f(:\n')
    repo.write("deploy/values.yaml", "{{ if .Values.on }}\nmodel_name: acme/chat-7b\n{{ end }}\n")
    repo.write("train.json", '{\n  // ours\n  "base_model": "acme/base-7b"\n}\n')
    repo.commit()
    done = tunegate(repo, "init")
    assert done.returncode == 0, done.stderr
    written = (repo.path / "tunegate.yaml").read_text()
    assert (
        "      training_data:\n        - finetune/**/*.json#/training_file\n"
        "      training_recipe:\n        - finetune/**/*.json#/hyperparameters\n"
    ) in written
    assert "      fine_tuned_model:\n        - app/settings.py#/MODEL\n        - compose*.yaml#/services/v/" in written
    assert "        - compose*.yaml#/services/w/command/--model\n" in written.partition("fine_tuned_model")[0]
    assert "        - app/settings.py#/ALLOWED_TOOLS\n" in written
    assert "        - bad.py\n" in written  # a file with a syntax error, whole
    assert "        - {path: train.json, as: text}\n" in written
    assert "  {path: train.json, as: text}  (compared as text: it cannot be parsed as json)\n" in done.stdout
    assert tunegate(repo, "state").returncode == 0


def test_evidence_is_no_surface(tmp_path: Path) -> None:
    """Nor is what another configuration's name hides: packs are told by their documents."""
    repo = Repo(tmp_path / "own")
    repo.write("sft.yml", SFT)
    for kind in ("training-run", "base-model-evidence"):
        repo.write(f"records/own/{kind}.yaml", f"schema: tunegate/{kind}/v1\nbase_model:\n  id: acme/base-8b\n")
    repo.commit()
    written = tunegate(repo, "init", "--dry-run").stdout
    assert "records" not in written
    assert "sft*.yml#/base_model" in written
    assert "records" not in tunegate(repo, "scan").stdout


def test_a_chart_serves_a_fine_tune_and_what_only_looks_like_a_surface_is_left_to_a_person(tmp_path: Path) -> None:
    """The model of a chart is the version that is deployed, unless it is a known maker's; unsure places say why."""
    repo = Repo(tmp_path / "chart")
    repo.write("deploy/values.yaml", "model: acme/support-8b-dpo\nreplicas: 2\n")
    repo.write("deploy/other/values.yaml", "model: meta-llama/Llama-3.1-8B-Instruct\n")
    repo.write("conf/app.yaml", "primary: gpt-4o-mini\n")
    repo.write("prompts/system.md", "You answer for Acme, and you never promise a date.\n")
    repo.commit()
    written = tunegate(repo, "init", "--dry-run").stdout
    tuned, base = written.index("      fine_tuned_model:\n"), written.index("      base_model:\n")
    assert tuned < written.index("deploy/values*.yaml#/model")
    assert base < written.index("deploy/other/values*.yaml#/model")
    assert "#       - conf/app.yaml  # only looks like one: model elsewhere, by what it looks like" in written
