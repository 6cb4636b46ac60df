"""``tunegate scan`` as its user runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command import EXAMPLE, fits, tunegate
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
    repo.write("data/test.jsonl", CHAT)
    repo.write("tests/chats.jsonl", CHAT)
    repo.write("prompts/system.md", "You answer for Acme.\n")
    repo.write(
        "serve.py", 'import os\n\nSYSTEM_PROMPT = "You answer for Acme only."\nAPI_KEY = "hf_abcdefghijklmnop"\n'
    )
    repo.write("broken.yaml", "x: [\n")
    repo.commit()
    return repo


SCAN = """\
training_data
  data/more.jsonl:1  jsonl  [data: the word 'data' in the path]
  data/own.jsonl:1  jsonl  [data: the word 'data' in the path]
  sft.yml:4  /datasets/0/path = acme/chats  [axolotl: the key /datasets]
      floating: Set 'revision' beside it to a commit of 40 hexadecimal digits.
  sft.yml:5  /datasets/1/path = data/own.jsonl  [axolotl: the key /datasets]
base_model
  sft.yml:1  /base_model = acme/base-8b  [axolotl: the key /base_model]
      floating: Set 'revision_of_model' beside it to a commit of 40 hexadecimal digits.
system_prompt
  prompts/system.md:1  the whole text  [text: the folder prompts]
  serve.py:3  /SYSTEM_PROMPT = You answer for Acme only.  [python: the name SYSTEM_PROMPT]
left out
  data/test.jsonl: evaluation (the word 'test' in the path)
  tests/chats.jsonl: never a surface (**/tests/**)
7 values in 5 files; 2 floating
next: tunegate init  (writes a tunegate.yaml that selects these)
"""
NOTICE = "notice: broken.yaml:2: not valid YAML: did not find expected node content, so it is compared line by line\n"


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
        "why": "the key /datasets",
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
    said = "nothing on a reviewed surface was recognised\n"
    said += "next: write a tunegate.yaml by hand; docs/configuration.md shows one\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    done = tunegate(repo, "init")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "error: nothing was recognised in this repository\n"
        "  fix: Write tunegate.yaml; docs/configuration.md shows how.\n",
    )


def test_what_the_configuration_covers_and_takes_out(repo: Repo) -> None:
    repo.write(
        "tunegate.yaml",
        "version: 1\nmodels:\n  a:\n    surfaces:\n      training_data: [sft.yml#/datasets/*/path, '!data/**']\n"
        "recognise:\n  exclude:\n"
        "  - {path: data/**, reason: it is not used, owner: risk@acme.example}\n"
        "  - {path: 'prompts/**', reason: it is not used, owner: risk@acme.example}\n",
    )
    done = tunegate(repo, "scan")
    uncovered = "      not covered by any selector of tunegate.yaml\n"
    lines = SCAN.splitlines(keepends=True)
    expected = [line for line in lines if not line.startswith(("  data/", "  prompts/"))]
    expected.insert(7, uncovered)
    expected.insert(10, uncovered)
    expected[-3:-3] = [
        "  data/more.jsonl and 3 more: excluded by tunegate.yaml\n",
    ]
    expected[-2] = "4 values in 2 files; 2 floating; 2 not covered\n"
    expected[-1] = "next: tunegate plan  (what opens the gate, and who has to do it)\n"
    assert (done.returncode, done.stdout) == (0, "".join(expected))
    value = json.loads(tunegate(repo, "scan", "--format", "json").stdout)
    fits("scan", value)
    assert [e["covered_by"] for e in value["elements"]] == [[], [], ["a"], ["a"]]


def test_more_than_a_screen(repo: Repo) -> None:
    """The first of each surface, what floats before the rest; then the one command that goes on from there."""
    datasets = "".join(f"- path: data/d{number}.jsonl\n" for number in range(30))
    repo.write("sft.yml", f"base_model: acme/base-8b\nadapter: lora\ndatasets:\n{datasets}- path: acme/chats\n")
    lines = tunegate(repo, "scan").stdout.splitlines()
    assert lines[:7] == [
        "training_data",
        "  data/more.jsonl:1  jsonl  [data: the word 'data' in the path]",
        "  data/own.jsonl:1  jsonl  [data: the word 'data' in the path]",
        "  sft.yml:4  /datasets/0/path = data/d0.jsonl  [axolotl: the key /datasets]",
        "  sft.yml:34  /datasets/30/path = acme/chats  [axolotl: the key /datasets]",
        "      floating: Set 'revision' beside it to a commit of 40 hexadecimal digits.",
        "  and 29 more; in all 33 values in 3 files",
    ]
    assert lines[-2:] == [
        "36 values in 5 files; 2 floating; --all lists them",
        "next: tunegate init  (writes a tunegate.yaml that selects these)",
    ]
    everything = tunegate(repo, "scan", "--all").stdout.splitlines()
    assert [line for line in everything if "more; in all" in line] == []
    assert sum("/path = data/d" in line for line in everything) == 30
    assert everything[-2] == "36 values in 5 files; 2 floating"


def test_next_command_goes_on(repo: Repo) -> None:
    """What the last line names runs as it stands, from a repository that never heard of the gate."""
    for name in ("init", "plan"):
        last = tunegate(repo, "scan").stdout.splitlines()[-1]
        words = last.removeprefix("next: tunegate ").partition("  (")[0].split()
        assert words == [name]
        repo.write("broken.yaml", "x: []\n")
        done = tunegate(repo, *words)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        repo.commit(name)


def test_example(tmp_path: Path) -> None:
    """Everything that the scan finds in the example is on a surface of its configuration, and of what init writes."""
    shutil.copytree(EXAMPLE, tmp_path / "repo")
    repo = Repo(tmp_path / "repo")
    value = json.loads(tunegate(repo, "scan", "--format", "json").stdout)
    assert [e["key"] for e in value["elements"] if not e["covered_by"]] == []
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
