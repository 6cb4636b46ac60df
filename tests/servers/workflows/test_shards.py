"""The workflow of examples/workflows that judges many models in several jobs, run by act."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.verifying import two_models
from tests.repo import Repo
from tests.tools import ROOT, require

WORKFLOW = ROOT / "examples" / "workflows" / "tunegate-shards.yml"
COMPARED = ("verdict", "head", "policies", "findings", "standing", "values", "remarks")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")


def run(repo: Repo, folder: Path) -> subprocess.CompletedProcess[str]:
    """A push to main. The parts are handed on in a folder: act has no store of artifacts without the network."""
    text = re.sub(r"(?m)^      - run: python -m pip install .*\n", "", WORKFLOW.read_text("utf-8"))
    up = re.compile(r"(?ms)^      - if: always\(\)\n        uses: actions/upload-artifact@.*?(?=\n\n)")
    down = re.compile(r"(?ms)^      - uses: actions/download-artifact@.*?(?=^      - name: The verdict)")
    text = up.sub(f"      - if: always()\n        run: cp part-${{{{ matrix.part }}}}.json {folder}", text)
    text = (
        down.sub(f"      - run: cp {folder}/part-*.json .\n", text)
        + f"\n      - if: always()\n        run: cp decision.json {folder}\n"
    )
    assert "artifact@" not in text
    repo.write(".github/workflows/verify.yml", text)
    event = folder / "event.json"
    event.write_text(json.dumps({"repository": {"default_branch": "main"}, "ref": "refs/heads/main"}))
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    return subprocess.run(
        [
            str(require("act")),
            "push",
            "--workflows",
            ".github/workflows/verify.yml",
            "--platform",
            "ubuntu-latest=-self-hosted",
            "--eventpath",
            str(event),
        ],
        cwd=repo.path,
        capture_output=True,
        text=True,
        timeout=300,
        env={**repo.env, "PATH": path, "HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder)},
    )


def test_actionlint_finds_nothing() -> None:
    done = subprocess.run([require("actionlint"), "-no-color", WORKFLOW], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_four_jobs_and_one_verdict(example: Repo, tmp_path: Path) -> None:
    """A model that nobody reviewed blocks; the decision is the one of a run that judges all models."""
    example.git("switch", "--quiet", "main")
    two_models(example)
    done = run(example, tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    print(done.stdout, done.stderr)
    merged = json.loads((tmp_path / "decision.json").read_text())
    assert merged["verdict"] == "block"
    whole = subprocess.run(
        [sys.executable, "-I", "-m", "gate", "verify", "--now", merged["now"], "--format", "json"],
        cwd=example.path,
        capture_output=True,
        text=True,
        env=example.env,
        check=False,
    )
    assert {key: merged[key] for key in COMPARED} == {key: json.loads(whole.stdout)[key] for key in COMPARED}
    assert re.search(r"\[verify/verdict\].*::error .*title=tunegate%3A disposition-missing", done.stdout), done.stdout
