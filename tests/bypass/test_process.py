"""The pull request brings files that Python, pip, git or a shell would pick up from the checkout, or a cache."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.bypass.wall import CONFIG, EVIL, PROMPT
from tests.command import NOW, check
from tests.repo import Repo
from tests.tools import ROOT

MODULES = (
    "yaml.py",
    "sitecustomize.py",
    "usercustomize.py",
    "gate/__init__.py",
    "gate/cli.py",
    "tunegate.py",
    "regorus.py",
    "click.py",
    "git/__init__.py",
    "json.py",
    "encodings/__init__.py",
    "conftest.py",
)
REVIEWED = b'{"text": "%s"}\n' % (b"reviewed " * 4_000) * 40  # over the size of which digests are kept
SETTINGS = {
    "pyproject.toml": '[tool.uv]\nindex-url = "http://127.0.0.1:9/"\n',
    "uv.toml": 'index-url = "http://127.0.0.1:9/"\n',
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
    "setup.cfg": "[global]\nindex-url = http://127.0.0.1:9/\n",
    "pyvenv.cfg": "home = .\ninclude-system-site-packages = true\n",
    "python311._pth": ".\n",
    "evil.pth": "import os; os._exit(0)\n",
    ".python-version": "2.7\n",
    ".env": "TUNEGATE_CACHE=cache\nCI=\n",
    ".netrc": "machine x login y password z\n",
}


@pytest.fixture
def trapped(example: Repo) -> Repo:
    """A changed prompt, beside everything that could be taken for a part of the gate; each ends with a pass."""
    for name in MODULES:
        example.write(name, "import os\nopen('ran', 'w').close()\nos._exit(0)\n")
    for name, content in SETTINGS.items():
        example.write(name, content)
    for name in ("git.exe", "git.cmd", "python", "python3", "opa", "bash"):
        example.write(name, "#!/bin/sh\ntouch ran\nexit 0\n", executable=True)
    example.write(PROMPT, EVIL)
    example.commit("an innocent change")
    return example


def test_files_of_the_checkout(trapped: Repo) -> None:
    done = check(trapped, "--base", "main", "--head", "HEAD")
    assert (done.returncode, done.stdout.partition(":")[0]) == (1, "BLOCKED")
    assert not (trapped.path / "ran").exists()


def test_files_of_the_checkout_in_the_action(trapped: Repo) -> None:
    """As action/run.sh starts it."""
    main, packages = str(ROOT / "action" / "main.py"), sysconfig.get_path("purelib")
    command = [sys.executable, "-I", "-S", "-X", "utf8", main, packages]
    options = ["check", "--base=main", "--head=HEAD", f"--now={NOW}"]
    done = subprocess.run([*command, *options], cwd=trapped.path, env=trapped.env, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode().partition(":")[0]) == (1, "BLOCKED")
    assert not (trapped.path / "ran").exists()


def test_variables_of_python(trapped: Repo) -> None:
    """A step before can set them for the whole job."""
    env = {"PYTHONPATH": str(trapped.path), "PYTHONSTARTUP": "yaml.py", "PYTHONHOME": "", "PYTHONSAFEPATH": ""}
    done = check(trapped, "--base", "main", "--head", "HEAD", env=env)
    assert (done.returncode, done.stdout.partition(":")[0]) == (1, "BLOCKED")
    assert not (trapped.path / "ran").exists()


@pytest.mark.parametrize("name", ["GIT_OBJECT_DIRECTORY", "GIT_REPLACE_REF_BASE", "GIT_GRAFT_FILE", "GIT_NAMESPACE"])
def test_variables_of_git(example: Repo, name: str) -> None:
    example.write(PROMPT, EVIL)
    example.commit("an innocent change")
    done = check(example, "--base", "main", "--head", "HEAD", env={name: str(example.path / "evil")})
    assert (done.returncode, done.stdout.partition(":")[0]) == (1, "BLOCKED")


@pytest.mark.parametrize("place", ["cache", "/absolute"])
@pytest.mark.parametrize("env", [{}, {"CI": "true"}])
def test_cache_of_the_checkout(example: Repo, place: str, env: dict[str, str]) -> None:
    """A folder that the pull request can fill is no cache: an entry would say what a data file's digest is."""
    large = "data/train/large.jsonl"
    example.git("switch", "--quiet", "main")
    example.write(large, REVIEWED)
    example.commit("merged before")
    example.git("switch", "--quiet", "--force-create", "topic")
    folder = str(example.path / "cache") if place == "/absolute" else place
    example.write(large, REVIEWED.replace(b"reviewed", b"evil and more"))
    evil = example.git("hash-object", large)
    example.write(f"cache/digest/{evil[:2]}/{evil}", f"sha256:{hashlib.sha256(REVIEWED).hexdigest()}")
    example.commit("an innocent change")
    options = ("--base", "main", "--head", "HEAD", "--format", "json")
    done = check(example, *options, env={**env, "TUNEGATE_CACHE": folder})
    changes = json.loads(done.stdout)["changes"]
    assert (done.returncode, {row["path"] for row in changes}) == (1, {large})


@pytest.fixture
def merge(example: Repo) -> dict[str, str]:
    """HEAD is the merge commit of GitHub, of a branch with a changed prompt: the commits by name."""
    main = example.git("rev-parse", "main")
    example.write(PROMPT, EVIL)
    topic = example.commit("an innocent change")
    example.git("switch", "--quiet", "--detach", "main")
    example.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic")
    return {"main": main, "topic": topic, "merge": example.git("rev-parse", "HEAD")}


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("pull_request", {"pull_request": {"head": {"sha": "topic"}, "base": {"sha": "main"}}}, 1),
        ("pull_request", {"pull_request": {"head": {"sha": "topic"}, "base": {"sha": "topic"}}}, 1),
        ("pull_request", {"pull_request": {"head": {"sha": "topic"}, "base": {"sha": "HEAD"}}}, 1),
        ("pull_request", {"pull_request": {"head": {"sha": "main"}, "base": {"sha": "merge"}}}, 3),
        ("pull_request", {"pull_request": {"head": {"sha": "HEAD"}}}, 3),
        ("pull_request", {"pull_request": {"head": {"sha": "--all"}}}, 3),
        ("pull_request", {"pull_request": []}, 3),
        ("pull_request", {"pull_request": {"head": {"sha": "topic\n::set-output name=verdict::pass"}}}, 3),
        ("pull_request_target", {"pull_request": {"head": {"sha": "topic"}}}, 3),
        ("merge_group", {"merge_group": {"base_sha": "main"}}, 1),
        ("merge_group", {"merge_group": {"base_sha": "HEAD^2"}}, 3),
        ("push", {"before": "main", "ref": "refs/heads/main"}, 1),
        ("push", {"before": "topic", "ref": "refs/heads/x", "repository": {"default_branch": "main"}}, 1),
        ("push", {"before": "0" * 40, "ref": "refs/heads/x", "repository": {"default_branch": "main"}}, 1),
        ("push", {"before": "0" * 40, "ref": "refs/heads/x", "repository": {"default_branch": "absent"}}, 3),
        ("push", {"before": "0" * 40, "ref": "refs/heads/x", "repository": {"default_branch": "--all"}}, 3),
        ("push", {"before": "0" * 40, "ref": "refs/tags/v1"}, 1),
        ("workflow_dispatch", {"inputs": {"base": "HEAD"}}, 1),
        ("schedule", {}, 1),
        ("release", {"release": {"target_commitish": "main"}}, 1),
        ("deployment", {"deployment": {"sha": "HEAD"}, "repository": {"default_branch": "absent"}}, 3),
        ("workflow_dispatch", {"repository": {"default_branch": "HEAD"}}, 3),
        ("push", {"ref": ["refs/heads/main"], "before": "0" * 40}, 1),
        ("push", {"ref": "refs/heads/x", "before": "0" * 40, "deleted": True}, 3),
        ("", {}, 3),
    ],
)
def test_event(example: Repo, merge: dict[str, str], tmp_path: Path, event: str, payload: object, code: int) -> None:
    """Whatever the payload says: blocked, or not decided."""

    def named(value: object) -> object:
        if isinstance(value, dict):
            return {key: value if key in ("ref", "default_branch") else named(value) for key, value in value.items()}
        return merge.get(value, value) if isinstance(value, str) else value

    path = tmp_path / "event.json"
    path.write_text(json.dumps(named(payload)))
    env = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(path), "CI": "true"}
    done = check(example, "--format", "json", env=env)
    value = json.loads(done.stdout)
    assert (done.returncode, value["verdict"]) == (code, "block" if code == 1 else "error")


def test_time_is_no_input_of_the_action() -> None:
    inputs = (ROOT / "action.yml").read_text().partition("outputs:")[0]
    assert "now" not in inputs.split()
    assert "--now" not in (ROOT / "action" / "run.sh").read_text()
    assert CONFIG in inputs
