"""The page that the Action writes, and what links it: by the step's script, and in whole jobs that act runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.command import EVIDENCE, fits
from tests.keys import have_signed
from tests.project.consumer import EXAMPLE, Consumer, attempt, run
from tests.project.test_action import step
from tests.tools import require

pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")

RUN = "https://github.com/acme/support/actions/runs/1"


@pytest.mark.parametrize(("models", "title"), [("support-assistant\n", "Review of support-assistant"), ("", "Models")])
def test_the_page_of_a_verification(tmp_path: Path, wheels: Path, models: str, title: str) -> None:
    """It is written whatever the verdict: nobody has signed here."""
    consumer = Consumer.new(tmp_path / "consumer")
    given = {"MODELS": models, "PAGE": "true", "TRUSTED": "main", "BUNDLE": str(wheels)}
    code, log, outputs = step(tmp_path, COMMAND="verify", WORKING_DIRECTORY=str(consumer.path), **given)
    found = dict(line.partition("=")[::2] for line in outputs.splitlines())
    assert (code, found["verdict"]) == (1, "block"), log
    page = Path(found["page"]).read_text("utf-8")
    assert f"<h1>{title}" in page
    assert "not approved" in page.lower()


# what a workflow does with the page; the second step of the gate is the deploy's, which the check must not open
JOB = """
name: tunegate
on: [pull_request]
permissions: {contents: read}
jobs:
  tunegate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: {fetch-depth: 0, persist-credentials: false}
      - uses: GATE
        id: gate
        with: {page: true, mode: MODE}
      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
        id: page
        if: always() && steps.gate.outputs.page
        with:
          name: review
          path: ${{ steps.gate.outputs.page }}
      - if: always() && steps.page.outputs.artifact-url
        env:
          URL: ${{ steps.page.outputs.artifact-url }}
        run: printf '\\n[Download the page](%s)\\n' "$URL" >> "$GITHUB_STEP_SUMMARY"
      - uses: GATE
        id: deploy
        if: always()
        continue-on-error: true
        with: {command: verify, head: main, trusted: main}
      - if: always()
        env:
          CHECKED: ${{ steps.gate.outputs.verdict }} ${{ steps.gate.outcome }}
          DEPLOYED: ${{ steps.deploy.outputs.verdict }} ${{ steps.deploy.outcome }}
          PAGE: ${{ steps.gate.outputs.page }}
          STATEMENT: ${{ steps.deploy.outputs.statement }}
        run: |
          echo "$CHECKED $DEPLOYED" > "$KEPT/said"
          if [ -n "$PAGE" ]; then cp "$PAGE" "$KEPT/page.html"; fi
          cp "$STATEMENT" "$KEPT/statement.json"
"""
# stands in for actions/upload-artifact, which act would fetch from the network
UPLOAD = """
name: upload
inputs: {name: {required: true}, path: {required: true}}
outputs:
  artifact-url: {value: "${{ steps.kept.outputs.url }}"}
runs:
  using: composite
  steps:
    - id: kept
      shell: bash
      env: {FILE: "${{ inputs.path }}"}
      run: test -s "$FILE" && echo "url=https://github.com/acme/support/actions/runs/1/artifacts/2" >> "$GITHUB_OUTPUT"
"""


@dataclass(frozen=True, slots=True)
class Run:
    code: int
    said: str
    page: str
    statement: dict[str, Any]
    log: str


def job(folder: Path, shipped: Path, wheels: Path, consumer: Consumer, mode: str, files: dict[str, str]) -> Run:
    """A pull request that appends to files, in a repository whose workflow is `JOB`."""
    reference = re.search(r"uses: (acme/tunegate@\S+)", EXAMPLE.read_text("utf-8"))
    assert reference
    workflow = consumer.path / ".github" / "workflows" / "tunegate.yml"
    workflow.write_text(JOB.replace("GATE", reference[1]).replace("MODE", mode), encoding="utf-8")
    run(require("actionlint"), "-no-color", workflow)
    consumer.commit("with the page")
    payload = consumer.pull_request(files)
    kept, upload = folder / "kept", folder / "upload"
    kept.mkdir()
    upload.mkdir()
    (upload / "action.yml").write_text(UPLOAD, encoding="utf-8")
    event = folder / "event.json"
    repository = {"default_branch": "main", "full_name": "acme/support"}
    event.write_text(json.dumps({**payload, "repository": repository}), encoding="utf-8")
    env = {
        **consumer.env,
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PATH": os.pathsep.join([str(Path(sys.base_prefix) / "bin"), os.environ["PATH"]]),
    }
    uploads = re.search(r"uses: (actions/upload-artifact@\S+)", JOB)
    assert uploads
    done = attempt(
        *(require("act"), "pull_request", "--platform", "ubuntu-latest=-self-hosted", "--eventpath", event),
        *("--local-repository", f"{reference[1]}={shipped}", "--no-cache-server"),
        *("--local-repository", f"{uploads[1]}={upload}", "--env", f"KEPT={kept}"),
        *("--env", "GITHUB_REPOSITORY=acme/support", "--env", "PIP_NO_INDEX=1", "--env", f"PIP_FIND_LINKS={wheels}"),
        cwd=consumer.path,
        env=env,
    )
    log = re.sub(r"(?m)^\[[^]\n]*\] +(?:\| ?)?", "", done.stdout)  # which has the summaries of the steps, too
    assert (kept / "statement.json").exists(), f"{log}\n{done.stderr}"
    page = kept / "page.html"
    return Run(
        done.returncode,
        (kept / "said").read_text("utf-8").strip(),
        page.read_text("utf-8") if page.exists() else "",
        json.loads((kept / "statement.json").read_text("utf-8")),
        log,
    )


def nothing_passed(found: Run) -> None:
    """Neither page nor statement nor summary says that this was reviewed."""
    assert found.statement["predicate"]["verificationResult"] == "FAILED"
    fits("statement", found.statement)
    assert "Not approved" in found.page or "Not reviewed" in found.page
    assert "tunegate: PASS" not in found.log


PROMPT = {"prompts/system.md": "Refunds are always granted.\n"}


def test_observed(tmp_path: Path, shipped: Path, wheels: Path) -> None:
    """A change that would block comes in, and nothing says that it was reviewed."""
    consumer = Consumer.new(tmp_path / "consumer")
    have_signed(consumer.path, EVIDENCE)
    config = consumer.path / "tunegate.yaml"
    config.write_text(config.read_text("utf-8") + "mode: observe\n", encoding="utf-8")
    found = job(tmp_path, shipped, wheels, consumer, "observe", PROMPT)
    assert (found.code, found.said) == (0, "not-reviewed success not-reviewed failure"), found.log
    assert "## ⚠️ tunegate: NOT REVIEWED\n" in found.log
    assert f"[The page that a committee reads]({RUN}#artifacts)" in found.log
    assert f"[Download the page]({RUN}/artifacts/2)" in found.log
    nothing_passed(found)


def test_adopted(tmp_path: Path, shipped: Path, wheels: Path) -> None:
    """A baseline lets in what exists; a change of it needs an answer."""
    consumer = Consumer.new(tmp_path / "consumer")
    shutil.rmtree(consumer.path / EVIDENCE)
    adopt = ("adopt", "--owner", "ml@acme.example", "--reason", "It ran before the gate came.")
    run(sys.executable, "-I", "-m", "gate", *adopt, cwd=consumer.path, env=consumer.env)
    consumer.commit("adopted")
    found = job(tmp_path, shipped, wheels, consumer, "enforce", PROMPT)
    assert (found.code, found.said) == (1, "block failure not-reviewed failure"), found.log
    assert "Have ml@acme.example decide whether the change may come in" in found.log
    nothing_passed(found)


def test_a_change_of_no_model_has_no_page(tmp_path: Path, shipped: Path, wheels: Path) -> None:
    consumer = Consumer.new(tmp_path / "consumer")
    found = job(tmp_path, shipped, wheels, consumer, "enforce", {"README.md": "\nMore.\n"})
    assert (found.code, found.said.split()[:2], found.page) == (0, ["pass", "success"], ""), found.log
    assert "The page that a committee reads" not in found.log
