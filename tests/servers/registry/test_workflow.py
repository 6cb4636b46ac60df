"""The workflow of examples/workflows, run by act on a real OCI registry: verify, publish, promote, sync."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gate.registry.drivers.oci import open_registry
from gate.registry.dsse import parse
from gate.report.statement import EXTENSION
from gate.values.canonical import digest_of
from tests.command import EVIDENCE
from tests.keys import REPOSITORY, have_signed, key, signature
from tests.project.consumer import CHECKOUT, Consumer, attempt, run
from tests.registry.stating import DEPLOYER, MODEL, keys_file, said, sealed
from tests.tools import ROOT, require

WORKFLOW = ROOT / "examples" / "workflows" / "tunegate-registry.yml"
CALLED = ROOT / ".github" / "workflows" / "tunegate-verify.yml"
WEIGHTS = b"the reviewed weights"
RUN = f"{EVIDENCE}/training-run.yaml"
DISPOSITION = f"{EVIDENCE}/disposition.yaml"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")


class Job:
    """The example, reviewed and signed, with the workflow; the Action that it calls; and the registry it speaks to."""

    def __init__(self, host: str, folder: Path, shipped: Path, wheels: Path) -> None:
        self.folder, self.wheels = folder, wheels
        self.url = f"oci://{host}/acme-{uuid.uuid4().hex[:12]}"
        (folder / "model.safetensors").write_bytes(WEIGHTS)
        kind = "application/vnd.cncf.model.weight.v1.raw"
        place = f"{self.url.removeprefix('oci://')}/{MODEL}:1"
        pushed = ["push", "--plain-http", place, f"model.safetensors:{kind}", "--artifact-type", "x/y"]
        run(require("oras"), *pushed, cwd=folder, env={"HOME": str(folder)})
        self.consumer = Consumer.new(folder / "consumer")
        self.review()
        self.local = [f"{name}={path}" for name, path in self.actions(shipped).items()]

    def review(self) -> None:
        """Sign a disposition on evidence that names the weights of the registry as what the run put out."""
        root = self.consumer.path
        have_signed(root, EVIDENCE)
        config = root / "tunegate.yaml"
        keys = f"signing: {{repository: {REPOSITORY}, statement_keys: .tunegate/statement_keys}}"
        config.write_text(config.read_text().replace(f"signing: {{repository: {REPOSITORY}}}", keys))
        keys_file(root / ".tunegate")
        record = root / RUN
        row = f"  published:\n    - {{id: '{MODEL}:1', digest: '{digest_of(WEIGHTS)}', how: oras push}}\n"
        record.write_text(record.read_text().replace("  published:\n", row))
        (root / ".github" / "workflows" / "tunegate.yml").unlink()
        text = WORKFLOW.read_text("utf-8").replace("oci://registry.acme.example/models", self.url)
        text = re.sub(r"(?m)^      - run: python -m pip install .*\n", "", text)  # tunegate is on PATH here
        text = text.replace("${{ vars.MODEL_VERSION }}", "1")
        (root / ".github" / "workflows" / "registry.yml").write_text(text, "utf-8")
        self.consumer.commit("the evidence names what was pushed")
        self.consumer.decide()
        document = root / DISPOSITION
        document.with_name(f"{document.name}.sig").write_text(signature(document.read_bytes()))
        self.consumer.commit("as reviewed")

    def actions(self, shipped: Path) -> dict[str, Path]:
        """What the workflows use -> where it is here."""
        action, checkout = self.folder / "action", self.folder / "checkout"
        shutil.copytree(shipped, action)
        (action / ".github" / "workflows").mkdir(parents=True)
        shutil.copy2(CALLED, action / ".github" / "workflows")
        checkout.mkdir()
        (checkout / "action.yml").write_text(CHECKOUT, encoding="utf-8")
        text = WORKFLOW.read_text("utf-8")
        used, called = (
            re.search(r"uses: (actions/checkout@\S+)", text),
            re.search(r"uses: (acme/tunegate)\S*@(\S+)", text),
        )
        assert used
        assert called
        return {used[1]: checkout, f"{called[1]}@{called[2]}": action}

    def run(self, event: str, payload: dict[str, object], **secrets: str) -> subprocess.CompletedProcess[str]:
        place, given = self.folder / "event.json", self.folder / "secrets"
        place.write_text(json.dumps({"repository": {"default_branch": "main"}, "ref": "refs/heads/main", **payload}))
        given.write_text("".join(f"{name}={json.dumps(text)}\n" for name, text in secrets.items()))
        folders = [str(Path(base) / "bin") for base in (sys.prefix, sys.base_prefix)]
        return attempt(
            *(require("act"), event, "--platform", "ubuntu-latest=-self-hosted", "--eventpath", place),
            *("--secret-file", given, "--no-cache-server", "--env", f"CONSUMER={self.consumer.path}"),
            *("--env", "PIP_NO_INDEX=1", "--env", f"PIP_FIND_LINKS={self.wheels}"),
            *(part for row in self.local for part in ("--local-repository", row)),
            cwd=self.consumer.path,
            env={
                **self.consumer.env,
                "PATH": os.pathsep.join([*folders, os.environ["PATH"]]),
                "HOME": str(self.folder / "home"),
                "XDG_CACHE_HOME": str(self.folder / "cache"),
            },
        )


def test_actionlint_finds_nothing() -> None:
    done = subprocess.run([require("actionlint"), "-no-color", WORKFLOW], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_verify_publish_promote_and_sync(oci_server: str, tmp_path: Path, shipped: Path, wheels: Path) -> None:
    job = Job(oci_server, tmp_path, shipped, wheels)
    registry = open_registry(job.url, {})
    promoted = job.run("workflow_dispatch", {"inputs": {"version": "1"}})
    assert (promoted.returncode, "NOT-REVIEWED: support-assistant@1" in promoted.stdout) == (1, True), promoted.stdout
    published = job.run("push", {}, STATEMENT_KEY=key(DEPLOYER).read_text())
    assert published.returncode == 0, published.stdout + published.stderr
    (attached,) = registry.attached(registry.find(MODEL, "1")[0])
    said_of = json.loads(parse(attached, "attached").payload)["predicate"]
    assert (said_of["verificationResult"], said_of[EXTENSION]["environment"]) == ("PASSED", "production")
    assert said_of[EXTENSION]["commit"] == job.consumer.git("rev-parse", "HEAD")
    promoted = job.run("workflow_dispatch", {"inputs": {"version": "1"}})
    assert promoted.returncode == 0, promoted.stdout
    assert registry.find(MODEL, "production")[0].version == "1"
    now = datetime.now(UTC)
    last = (now + timedelta(days=30)).date().isoformat()
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    revoked = said(weights=WEIGHTS, at=at, environment="production", passed=False, expires=last)
    registry.attach(registry.find(MODEL, "1")[0], sealed(revoked))
    synced = job.run("schedule", {})
    assert (synced.returncode, "took the alias production away" in synced.stdout) == (0, True), synced.stdout
    assert registry.find(MODEL, "production") == ()
    assert digest_of(WEIGHTS) in registry.find(MODEL, "1")[0].files.values()


def test_what_verify_blocks_is_not_published(oci_server: str, tmp_path: Path, shipped: Path, wheels: Path) -> None:
    job = Job(oci_server, tmp_path, shipped, wheels)
    with (job.consumer.path / "prompts" / "system.md").open("a", encoding="utf-8", newline="") as file:
        file.write("Refunds are always granted.\n")
    job.consumer.commit("past the check")
    done = job.run("push", {}, STATEMENT_KEY=key(DEPLOYER).read_text())
    assert done.returncode == 1, done.stdout
    assert "Sign and publish what was verified" not in done.stdout
    registry = open_registry(job.url, {})
    assert registry.attached(registry.find(MODEL, "1")[0]) == ()
