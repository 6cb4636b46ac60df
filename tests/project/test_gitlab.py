"""The example's job for GitLab."""

from __future__ import annotations

import shlex
import subprocess
import sys

import yaml

from tests.command import CHANGES
from tests.repo import Repo
from tests.tools import ROOT, require


def test_gitlab_job(example: Repo) -> None:
    """The job's own script, on a merge request and on the default branch."""
    path = ROOT / "examples" / "ci" / "tunegate.gitlab-ci.yml"
    check_jsonschema = require("check-jsonschema")
    subprocess.run([check_jsonschema, "--builtin-schema", "vendor.gitlab-ci", path], check=True, capture_output=True)
    job = yaml.safe_load(path.read_text())["tunegate"]
    (script,) = job["script"]
    script = script.replace("/opt/venv/bin/python", shlex.quote(sys.executable)).replace("/opt/tunegate", str(ROOT))
    main = example.git("rev-parse", "HEAD")
    example.git("apply", str(CHANGES / "prompt-edit.patch"))
    head = example.commit("prompt-edit")
    for name, base in (
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", main),
        ("CI_COMMIT_BEFORE_SHA", main),
        ("CI_COMMIT_BEFORE_SHA", "0" * 40),
    ):
        done = subprocess.run(
            [require("bash"), "-c", script],
            cwd=example.path,
            env={**example.env, name: base, "CI_COMMIT_SHA": head, "TUNEGATE_CACHE": "off"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, "")
        kept = job["artifacts"]
        for artifact in (*kept["paths"], *kept["reports"].values()):
            (example.path / artifact).unlink()
