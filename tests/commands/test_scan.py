"""``tunegate scan`` and ``tunegate init`` as their user runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command import EXAMPLE, check, fits, tunegate
from tests.git.storing import needs_shell
from tests.repo import Repo

SFT = "base_model: acme/base-8b\nadapter: lora\ndatasets:\n- path: acme/chats\n- path: data/own.jsonl\n"
CHAT = '{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}\n'


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A fine-tune repository that never heard of the gate."""
    repo = Repo(tmp_path / "own chats")
    repo.write("sft.yml", SFT)
    repo.write("data/own.jsonl", CHAT)
    repo.write("data/more.jsonl", CHAT)
    repo.write("prompts/system.md", "You answer for Acme.\n")
    repo.write(
        "serve.py", 'import os\n\nSYSTEM_PROMPT = "You answer for Acme only."\nAPI_KEY = "hf_abcdefghijklmnop"\n'
    )
    repo.write("broken.yaml", "x: [\n")
    repo.commit()
    return repo


SCAN = """\
training_data
  data/more.jsonl:1  jsonl  [data]
  data/own.jsonl:1  jsonl  [data]
  sft.yml:4  /datasets/0/path = acme/chats  [axolotl]
      floating: Set 'revision' beside it to a commit of 40 hexadecimal digits.
  sft.yml:5  /datasets/1/path = data/own.jsonl  [axolotl]
base_model
  sft.yml:1  /base_model = acme/base-8b  [axolotl]
      floating: Set 'revision_of_model' beside it to a commit of 40 hexadecimal digits.
system_prompt
  prompts/system.md:1  the whole text  [text]
  serve.py:3  /SYSTEM_PROMPT = You answer for Acme only.  [python]
7 values in 5 files; 2 floating
"""
NOTICE = "notice: broken.yaml:2: not valid YAML: did not find expected node content, so it is compared line by line\n"
CONFIG = """\
# What tunegate reviews in this repository. A selector is a path or glob, or one with '#' and a JSON Pointer
# into the file; '!' takes away. Correct it by hand: 'tunegate scan' shows what no selector covers.
version: 1
models:
  own-chats:
    surfaces:
      training_data:
        - data/*.jsonl
        - sft.yml#/datasets
      base_model:
        - sft.yml#/base_model
      system_prompt:
        - prompts/system.md
        - serve.py#/SYSTEM_PROMPT
      # Hyperparameters count as soon as they are named here, whole files or single keys:
      # training_recipe:
      #   - sft.yml
    evidence: evidence/own-chats
# The owner answers for changes of this file and of the gate's workflow: a mailbox of a role, or a team.
# control_plane:
#   owner: risk@acme.example
"""
CHOSEN = """\
training_data
  data/*.jsonl  (training records, by the path or the shape of the first record)
    data/more.jsonl:1  jsonl
    data/own.jsonl:1  jsonl
  sft.yml#/datasets  (recognised as axolotl)
    sft.yml:4  /datasets/0/path = acme/chats
    sft.yml:5  /datasets/1/path = data/own.jsonl
base_model
  sft.yml#/base_model  (recognised as axolotl)
    sft.yml:1  /base_model = acme/base-8b
system_prompt
  prompts/system.md  (a prompt or policy, by the name of the file or its folder)
    prompts/system.md:1  the whole text
  serve.py#/SYSTEM_PROMPT  (recognised as python)
    serve.py:3  /SYSTEM_PROMPT = You answer for Acme only.
nothing was recognised for training_recipe, fine_tuned_model, output_filter, scope_enforcement: name it yourself where \
the model has it
wrote tunegate.yaml
"""


def test_scan(repo: Repo) -> None:
    done = tunegate(repo, "scan")
    assert (done.returncode, done.stdout, done.stderr) == (0, SCAN, NOTICE)
    value = json.loads(tunegate(repo, "scan", "--head", "HEAD", "--format", "json").stdout)
    fits("scan", value)
    assert value["head"] == repo.git("rev-parse", "HEAD")
    assert [n["path"] for n in value["notices"]] == ["broken.yaml"]
    assert value["elements"][5] == {
        "surface": "training_data",
        "key": "sft.yml#/datasets/0/path",
        "value": "acme/chats",
        "format": "yaml",
        "recogniser": "axolotl",
        "path": "sft.yml",
        "line": 4,
        "end_line": 4,
        "pinned": False,
        "pin": "Set 'revision' beside it to a commit of 40 hexadecimal digits.",
        "covered_by": None,
    }


def test_nothing_to_recognise(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("main.c", "int main(void) { return 0; }\n")
    repo.commit()
    done = tunegate(repo, "scan")
    assert (done.returncode, done.stdout, done.stderr) == (0, "nothing on a reviewed surface was recognised\n", "")
    done = tunegate(repo, "init")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "error: nothing was recognised in this repository\n"
        "  fix: Write tunegate.yaml; docs/configuration.md shows how.\n",
    )


def test_init(repo: Repo) -> None:
    done = tunegate(repo, "init", "--dry-run")
    assert (done.returncode, done.stdout) == (0, CONFIG)
    assert not (repo.path / "tunegate.yaml").exists()
    done = tunegate(repo, "init")
    assert (done.returncode, done.stdout, done.stderr) == (0, CHOSEN, NOTICE)
    assert (repo.path / "tunegate.yaml").read_text() == CONFIG
    head = repo.commit()
    value = json.loads(check(repo, "--base", head + "~1", "--head", head, "--format", "json").stdout)
    assert value["verdict"] == "block"  # there is no evidence yet
    assert {f["rule"] for f in value["findings"] if f["severity"] == "warning"} == {
        "control-plane-introduced",
        "reference-floating",
    }


def test_init_never_overwrites_without_asking(repo: Repo) -> None:
    repo.write("tunegate.yaml", "version: 1\nmodels: {a: {surfaces: {base_model: [sft.yml]}}}\n")
    before = (repo.path / "tunegate.yaml").read_bytes()
    done = tunegate(repo, "init")
    assert (done.returncode, done.stderr) == (
        2,
        "error: tunegate.yaml: there is one already\n  fix: Add --force to overwrite it, or --dry-run.\n",
    )
    assert (repo.path / "tunegate.yaml").read_bytes() == before
    done = tunegate(repo, "init", "--force", "--model", "chats")
    assert done.returncode == 0
    assert (repo.path / "tunegate.yaml").read_text() == CONFIG.replace("own-chats", "chats")


def test_what_the_configuration_covers_and_takes_out(repo: Repo) -> None:
    repo.write(
        "tunegate.yaml",
        "version: 1\nmodels:\n  a:\n    surfaces:\n      training_data: [sft.yml#/datasets/*/path, '!data/**']\n"
        "recognise:\n  exclude: [data/**, 'prompts/**']\n",
    )
    done = tunegate(repo, "scan")
    uncovered = "      not covered by any selector of tunegate.yaml\n"
    lines = SCAN.splitlines(keepends=True)
    expected = [line for line in lines if not line.startswith(("  data/", "  prompts/"))]
    expected.insert(7, uncovered)
    expected.insert(10, uncovered)
    expected[-1] = "4 values in 2 files; 2 floating\n"
    assert (done.returncode, done.stdout) == (0, "".join(expected))
    value = json.loads(tunegate(repo, "scan", "--format", "json").stdout)
    fits("scan", value)
    assert [e["covered_by"] for e in value["elements"]] == [[], [], ["a"], ["a"]]


RECIPE = ("trust_remote_code", "sample_packing", "warmup_steps", "weight_decay", "max_grad_norm", "bf16", "tf32")


def test_example(tmp_path: Path) -> None:
    """Everything that the scan finds in the example stands on a surface of its configuration, or beside one."""
    shutil.copytree(EXAMPLE, tmp_path / "repo")
    repo = Repo(tmp_path / "repo")
    value = json.loads(tunegate(repo, "scan", "--format", "json").stdout)
    assert [e["key"] for e in value["elements"] if not e["covered_by"]] == [
        "configs/train.yaml#/model_type",
        *(f"configs/train.yaml#/{key}" for key in RECIPE),
        "deploy/values.yaml#/vllm/args/--max_model_len",
        "deploy/values.yaml#/guardrails/judge/model",
        "deploy/values.yaml#/guardrails/judge/revision",
    ]
    assert value["notices"] == []
    (repo.path / "tunegate.yaml").unlink()
    shutil.rmtree(repo.path / "evidence")
    assert tunegate(repo, "init").returncode == 0
    again = json.loads(tunegate(repo, "scan", "--format", "json").stdout)
    assert [e["key"] for e in again["elements"] if not e["covered_by"]] == []
    assert tunegate(repo, "state").returncode == 0


@pytest.mark.parametrize(
    "command",
    [("scan",), ("scan", "--format", "json"), ("diff",), ("diff", "--format", "json"), ("init",), ("state",)],
    ids=" ".join,
)
def test_no_command_of_a_runner_gets_into_the_log(command: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever files are called and values say."""
    repo = Repo(tmp_path / "repo")
    name = "x\n::error::y.yaml"
    repo.write(name, "base_model: a/b\nadapter: lora\n")
    repo.write("p.py", "x = 1\n")
    repo.write("\n::error::z.yaml", "base_model: [\n")
    repo.commit()
    repo.write(name, "base_model: c/d\nadapter: lora\n")
    repo.write("p.py", 'SYSTEM_PROMPT = "one ##[error] two\\n::error:: three four"\n')
    repo.write("\n::error::z.yaml", "base_model: [ ##[error]\n")
    if command == ("state",):
        repo.write(
            "tunegate.yaml", "version: 1\nmodels:\n  m:\n    surfaces:\n      system_prompt: [p.py#/SYSTEM_PROMPT]\n"
        )
    done = tunegate(repo, *command)
    assert done.returncode == 0, done.stderr
    assert "SYSTEM_PROMPT" in done.stdout
    for line in (done.stdout + done.stderr).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


def test_init_of_files_that_cannot_be_parsed(tmp_path: Path) -> None:
    """What it writes is a configuration that can be used."""
    repo = Repo(tmp_path / "own-chats")
    repo.write("deploy/values.yaml", "{{ if .Values.on }}\nmodel_name: acme/chat-7b\n{{ end }}\n")
    repo.write("train.json", '{\n  // ours\n  "base_model": "acme/base-7b"\n}\n')
    repo.write("sft.yml", "base_model: acme/base-7b\ndatasets:\n  - path: acme/chats\n    type: alpaca\n")
    repo.commit()
    done = tunegate(repo, "init")
    assert done.returncode == 0, done.stderr
    written = (repo.path / "tunegate.yaml").read_text()
    assert "        - {path: train.json, as: text}\n" in written
    assert "  {path: train.json, as: text}  (compared as text: it cannot be parsed as json)\n" in done.stdout
    assert tunegate(repo, "state").returncode == 0


@needs_shell
def test_scan_of_what_only_a_filter_knows(repo: Repo) -> None:
    """It writes nothing, so what is on disk has to do."""
    before = tunegate(repo, "scan").stdout
    repo.git("config", "filter.up.clean", "tr a-z A-Z")
    repo.write(".git/info/attributes", "* filter=up\n")
    for path in ("sft.yml", "broken.yaml"):
        repo.write(path, (repo.path / path).read_bytes())
    done = tunegate(repo, "scan")
    assert (done.returncode, done.stdout) == (0, before)
