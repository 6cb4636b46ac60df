"""What a check of the example needs: no more processes, modules and regular expressions than the work does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.command import NOW
from tests.repo import Repo

CHECK = ("check", "--base", "HEAD^", "--head", "HEAD", "--now", NOW, "--format", "json")
# runs the command line as its entry point does, and says on standard error what that took
RUN = """
import json, re, sys
compiled, count = re._compiler.compile, 0
def compile(*arguments):
    global count
    frame = sys._getframe(1)
    while frame.f_code.co_filename == re.__file__ or frame.f_globals["__name__"] == "gate.values.regex":
        frame = frame.f_back
    count += frame.f_globals["__name__"].startswith("gate.")
    return compiled(*arguments)
re._compiler.compile = compile
sys.argv = ["tunegate", *sys.argv[1:]]
from gate.cli import main
try:
    main()
finally:
    print(json.dumps({"modules": sorted(sys.modules), "compiled": count}), file=sys.stderr)
"""
UNUSED = {
    "asyncio": "nothing waits for several things",
    "backports": "no archive is read",
    "gate.documents.hcl_nodes": "there is no Terraform",
    "gate.github": "GitHub is not asked",
    "gate.harness.formats": "no file of a harness is read",
    "gate.policy.lint": "there are no policies but the gate's own",
    "gate.policy.opa": "no server is asked",
    "gate.publish": "nothing is published",
    "gate.surfaces.records": "no data file changed",
    "git": "git is started directly",
    "hcl2": "there is no Terraform",
    "importlib.metadata": "the version is the gate's own",
    "jsonschema": "every document fits",
    "opa_client": "no server is asked",
    "pyarrow": "there is no Parquet",
    "requests": "nothing is fetched",
    "tomllib": "there is no TOML",
    "xml": "the report is another",
}


# beside those, where the change touches nothing that is reviewed or recognised
UNTOUCHED = {
    "gate.case.documents": "no document is asked about",
    "gate.case.model": "no model is touched",
    "gate.case.unselected": "not every model is checked",
    "gate.derive": "nothing is derived",
    "gate.drift": "no outcomes are compared",
    "gate.evidence.editor": "nothing is edited",
    "gate.evidence.pack": "no evidence is read",
    "gate.evidence.states": "no document was made for a state",
    "gate.judge.plan": "nothing is left to do",
    "gate.recognise.formats": "nothing is recognised",
    "gate.recognise.recogniser": "nothing is recognised",
    "gate.recognise.scan": "nothing is recognised",
    "textwrap": "nothing is written",
}


@pytest.fixture
def changed(example: Repo) -> Repo:
    """The example with a commit that changes the prompt."""
    example.write("prompts/system.md", (example.path / "prompts/system.md").read_text() + "\nBe brief.\n")
    example.commit()
    return example


def run(repo: Repo, env: dict[str, str], status: int = 1) -> tuple[dict[str, Any], dict[str, Any]]:
    """The decision, and what it took."""
    command = [sys.executable, "-c", RUN, *CHECK]
    clean = {name: value for name, value in repo.env.items() if not name.startswith(("GITHUB_", "CI"))}
    env = {**clean, "TUNEGATE_CACHE": "off", **env}
    done = subprocess.run(command, cwd=repo.path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout), json.loads(done.stderr)


def loaded(took: dict[str, Any], unused: Iterable[str]) -> list[str]:
    return [name for name in took["modules"] for one in unused if name == one or name.startswith(one + ".")]


@pytest.mark.parametrize("path", ["NOTES.md", "web/src/app.ts"])
def test_a_change_of_what_nobody_reviews_or_recognises(path: str, example: Repo) -> None:
    example.write(path, "// Nothing is said here.\n")
    example.commit()
    decision, took = run(example, {}, status=0)
    assert decision["findings"] == []
    assert loaded(took, {**UNUSED, **UNTOUCHED}) == []
    assert took["compiled"] < 76


def test_nothing_is_imported_that_is_not_used(changed: Repo) -> None:
    decision, took = run(changed, {})
    assert [f["rule"] for f in decision["findings"]] == [
        "reassessment-required",
        "artefact-stale",
        "disposition-stale",
        "control-changed",
    ]
    assert loaded(took, UNUSED) == []
    assert [name for name in took["modules"] if name.startswith("gate.report.formats.")] == ["gate.report.formats.json"]
    assert took["compiled"] < 180  # some sixty of them tell whose source a file is, and what it says


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_git_is_started_for_what_only_it_can_say(changed: Repo, tmp_path: Path) -> None:
    """Where the repository is, where HEAD stands, who wrote the change, and one process for every object."""
    git = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "git"
    program.write_text(f'#!/bin/sh\necho "$*" >> "{tmp_path}/log"\nexec "{git}" "$@"\n')
    program.chmod(0o755)
    run(changed, {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"})
    lines = (tmp_path / "log").read_text().splitlines()
    started = [line.partition("core.quotePath=false ")[2].split()[0] for line in lines]
    assert started == ["rev-parse", "show-ref", "cat-file", "rev-list"]
