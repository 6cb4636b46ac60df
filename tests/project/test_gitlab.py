"""The example's job for GitLab."""

from __future__ import annotations

import shlex
import subprocess
import sys
import sysconfig

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
    script = script.replace("python -I -S", f"{shlex.quote(sys.executable)} -I -S").replace("/opt/tunegate", str(ROOT))
    script = script.replace("/opt/packages", shlex.quote(sysconfig.get_path("purelib")))
    base = example.git("rev-parse", "HEAD")
    example.git("switch", "--quiet", "--create", "mine")
    example.git("apply", str(CHANGES / "prompt-edit.patch"))
    mine = example.commit("prompt-edit")
    example.git("switch", "--quiet", "--create", "topic")
    example.write("docs/a.md", "x")
    head = example.commit("a page")
    example.git("revert", "--no-edit", mine)
    harmless = example.git("rev-parse", "HEAD")
    example.git("update-ref", "refs/remotes/origin/main", base)
    request = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": head,
    }
    other = {**request, "CI_MERGE_REQUEST_DIFF_BASE_SHA": mine, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "mine"}
    for variables, code in (
        (request, 1),
        (other, 1),
        ({**other, "CI_COMMIT_SHA": harmless, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head}, 1),
        ({**request, "CI_COMMIT_SHA": harmless}, 0),
        ({"CI_COMMIT_BEFORE_SHA": base, "CI_COMMIT_SHA": head}, 1),
        ({"CI_COMMIT_BEFORE_SHA": mine, "CI_COMMIT_SHA": head}, 0),
        ({"CI_COMMIT_BEFORE_SHA": "0" * 40, "CI_COMMIT_SHA": head}, 1),
    ):
        environment = {"CI": "true", "GITLAB_CI": "true", "CI_DEFAULT_BRANCH": "main", "TUNEGATE_CACHE": "off"}
        done = subprocess.run(
            [require("bash"), "-c", script],
            cwd=example.path,
            env={**example.env, **environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, ""), (variables, done.stdout)
        kept = job["artifacts"]
        for artifact in (*kept["paths"], *kept["reports"].values()):
            (example.path / artifact).unlink()
