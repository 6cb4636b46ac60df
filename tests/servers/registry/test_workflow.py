"""The workflow of examples/workflows, run by act against a real OCI registry: publish, promote, sync."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gate.registry.drivers.oci import open_registry
from gate.values.canonical import digest_of
from tests.keys import REPOSITORY, key
from tests.registry.stating import DEPLOYER, MODEL, keys_file, said, sealed
from tests.repo import Repo
from tests.tools import ROOT, require

WORKFLOW = ROOT / "examples" / "workflows" / "tunegate-registry.yml"
WEIGHTS = b"the reviewed weights"
CONFIG = f"""\
version: 1
models:
  {MODEL}:
    surfaces: {{system_prompt: [prompts/*.md]}}
    evidence: evidence
signing:
  repository: {REPOSITORY}
  statement_keys: .tunegate/statement_keys
"""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")


class Job:
    """A repository with the workflow, and the registry that it speaks to."""

    def __init__(self, host: str, folder: Path) -> None:
        self.folder = folder
        self.url = f"oci://{host}/acme-{uuid.uuid4().hex[:12]}"
        (folder / "model.safetensors").write_bytes(WEIGHTS)
        kind = "application/vnd.cncf.model.weight.v1.raw"
        place = f"{self.url.removeprefix('oci://')}/{MODEL}:1"
        pushed = [
            str(require("oras")),
            "push",
            "--plain-http",
            place,
            f"model.safetensors:{kind}",
            "--artifact-type",
            "x/y",
        ]
        subprocess.run(pushed, cwd=folder, check=True, capture_output=True, env={"HOME": str(folder)})
        text = WORKFLOW.read_text("utf-8").replace("oci://registry.acme.example/models", self.url)
        text = re.sub(r"(?m)^      - run: python -m pip install .*\n", "", text)  # tunegate is on PATH here
        text = re.sub(r"(?ms)^  verify:.*?(?=^  publish:)", "", text).replace("    needs: verify #", "    #")
        text = text.replace("${{ needs.verify.outputs.statement }}", "${{ secrets.STATEMENT }}")
        text = text.replace("${{ vars.MODEL_VERSION }}", "1")
        self.repo = Repo(folder / "consumer")
        self.repo.write(".github/workflows/registry.yml", text)
        self.repo.write("tunegate.yaml", CONFIG)
        self.repo.write(".tunegate/statement_keys", keys_file(folder).read_bytes())
        self.repo.commit()
        self.repo.git("branch", "-M", "main")

    def run(self, event: str, payload: dict[str, object], **secrets: str) -> subprocess.CompletedProcess[str]:
        place = self.folder / "event.json"
        place.write_text(json.dumps({"repository": {"default_branch": "main"}, "ref": "refs/heads/main", **payload}))
        given = self.folder / "secrets"
        given.write_text("".join(f"{name}={json.dumps(text)}\n" for name, text in secrets.items()))
        command = [str(require("act")), event, "--platform", "ubuntu-latest=-self-hosted", "--eventpath", str(place)]
        path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
        return subprocess.run(
            [*command, "--secret-file", str(given), "--no-cache-server"],
            cwd=self.repo.path,
            capture_output=True,
            text=True,
            timeout=300,
            env={**self.repo.env, "PATH": path, "HOME": str(self.folder / "home"), "XDG_CACHE_HOME": str(self.folder)},
        )


def test_actionlint_finds_nothing() -> None:
    done = subprocess.run([require("actionlint"), "-no-color", WORKFLOW], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_publish_promote_and_sync(oci_server: str, tmp_path: Path) -> None:
    job = Job(oci_server, tmp_path)
    registry = open_registry(job.url, {})
    promoted = job.run("workflow_dispatch", {"inputs": {"version": "1"}})
    assert (promoted.returncode, "NOT-REVIEWED: support-assistant@1" in promoted.stdout) == (1, True), promoted.stdout
    now = datetime.now(UTC)
    last = (now + timedelta(days=30)).date().isoformat()
    value = said(weights=WEIGHTS, at=now.strftime("%Y-%m-%dT%H:%M:%SZ"), environment="production", expires=last)
    statement = base64.b64encode(json.dumps(value).encode()).decode()
    published = job.run("push", {}, STATEMENT=statement, STATEMENT_KEY=key(DEPLOYER).read_text())
    assert published.returncode == 0, published.stdout + published.stderr
    assert len(registry.attached(registry.find(MODEL, "1")[0])) == 1
    promoted = job.run("workflow_dispatch", {"inputs": {"version": "1"}})
    assert promoted.returncode == 0, promoted.stdout
    assert registry.find(MODEL, "production")[0].version == "1"
    later = (now + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    revoked = said(weights=WEIGHTS, at=later, environment="production", passed=False, expires=last)
    registry.attach(registry.find(MODEL, "1")[0], sealed(revoked))
    synced = job.run("schedule", {})
    assert (synced.returncode, "took the alias production away" in synced.stdout) == (0, True), synced.stdout
    assert registry.find(MODEL, "production") == ()
    assert digest_of(WEIGHTS) in registry.find(MODEL, "1")[0].files.values()
