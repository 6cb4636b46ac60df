"""The workflow of `docs/github.md` that records reviews after the merge: act runs it on a merged pull request."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.approvals.reviewed import parse
from tests.bypass.reviewing import PULL, RECORDER, Merged, commit, review, reviewed
from tests.command import EVIDENCE, NOW, tunegate
from tests.forge import TOKEN, Forge, Reply, Request, serve
from tests.keys import COMMITTEE, key
from tests.project.consumer import CHECKOUT, attempt, run
from tests.repo import Repo
from tests.tools import ROOT, require

pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")
# stands in for GitHub's command line, which its runners have
GH = """\
#!/bin/bash
set -euo pipefail
asked=(--silent --fail --noproxy '*' --header "Authorization: Bearer $GH_TOKEN")
curl "${asked[@]}" "$GITHUB_API_URL/$2" | jq --raw-output "$4"
"""
INSTALL = re.compile(r"python -m pip install \"git\+https://\S+\"")


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serve(Forge()) as running:
        yield running


def workflow() -> str:
    (found,) = re.findall(
        r"^```yaml\n(name: record reviews\n.*?)^```", (ROOT / "docs/github.md").read_text(), re.M | re.S
    )
    return str(found)


def merged(repo: Repo, forge: Forge, said: Merged, folder: Path) -> tuple[int, str]:
    """Run the workflow on the push that the merge was: its exit status and log."""
    repo.git("update-ref", f"refs/pull/{PULL}/head", said.head)
    head = repo.git("rev-parse", "HEAD")

    def answer(request: Request) -> Reply | None:
        if request.path == f"/repos/acme/assistant/commits/{head}/pulls":
            return Reply(200, [{"number": 6, "merged_at": None}, {"number": PULL, "merged_at": "2026-11-20T11:00:00Z"}])
        return said.answer(request)

    forge.answer = answer
    text, count = INSTALL.subn("command -v tunegate", workflow())
    assert count == 1
    assert text.count(" --trusted main") == 1
    file, event, checkout, tools = (folder / name for name in ("record.yml", "event.json", "checkout", "tools"))
    file.write_text(text.replace(" --trusted main", f" --trusted main --now {NOW}"), encoding="utf-8")
    run(require("actionlint"), "-no-color", file)
    payload = {"ref": "refs/heads/main", "after": head, "before": said.before}
    named = {"default_branch": "main", "full_name": "acme/assistant"}
    event.write_text(json.dumps({**payload, "repository": named}), encoding="utf-8")
    checkout.mkdir()
    (checkout / "action.yml").write_text(CHECKOUT, encoding="utf-8")
    tools.mkdir()
    (tools / "gh").write_text(GH, encoding="utf-8")
    (tools / "gh").chmod(0o755)
    used = re.search(r"uses: (actions/checkout@\S+)", text)
    assert used
    env = {
        **repo.env,
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PATH": os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "TUNEGATE_REVIEW_KEY": key(RECORDER).read_text().rstrip("\n"),
    }
    done = attempt(
        *(require("act"), "push", "--workflows", file, "--eventpath", event),
        *("--platform", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--no-skip-checkout"),
        *("--local-repository", f"{used[1]}={checkout}", "--env", f"CONSUMER={repo.path}"),
        *("--env", f"GITHUB_API_URL={forge.url}", "--env", "GITHUB_REPOSITORY=acme/assistant"),
        *("--env", "NO_PROXY=127.0.0.1", "--secret", "TUNEGATE_REVIEW_KEY", "--secret", f"GITHUB_TOKEN={TOKEN}"),
        cwd=repo.path,
        env=env,
    )
    return done.returncode, done.stdout + done.stderr


def verified(repo: Repo) -> list[str]:
    done = tunegate(repo, "verify", "--now", NOW, "--format", "json")
    return [row["rule"] for row in json.loads(done.stdout)["findings"] if row["severity"] == "error"]


def test_a_review_is_recorded_on_a_branch_of_its_own(example: Repo, forge: Forge, tmp_path: Path) -> None:
    said = reviewed(example)
    assert verified(example) == ["disposition-unsigned"]
    code, log = merged(example, forge, said, tmp_path)
    assert code == 0, log
    assert key(RECORDER).read_text().splitlines()[1] not in log
    example.git("merge", "--quiet", "--ff-only", f"reviews/{PULL}")
    (path,) = (example.path / EVIDENCE / "reviews").glob("*.json")
    found = parse(path.read_bytes(), "")
    assert (found.pull, found.head, found.logins) == (PULL, said.head, ("acme-committee",))
    asked = len(forge.requests)
    assert verified(example) == []
    assert f"signed by {COMMITTEE}" in tunegate(example, "verify", "--now", NOW).stdout
    assert len(forge.requests) == asked


def test_a_review_of_ones_own_commits_is_not(example: Repo, forge: Forge, tmp_path: Path) -> None:
    said = reviewed(example)
    said.commits.insert(0, commit("c" * 40, login="acme-committee"))
    code, log = merged(example, forge, said, tmp_path)
    assert code != 0, log
    assert f"no review of pull request {PULL} counts" in log
    assert example.git("branch", "--list", "reviews/*") == ""


def test_a_review_of_other_bytes_is_not(example: Repo, forge: Forge, tmp_path: Path) -> None:
    """The branch moved on after the merge: the disposition that was reviewed is not the one that counts."""
    said = reviewed(example)
    path = f"{EVIDENCE}/disposition.yaml"
    example.write(path, (example.path / path).read_text().replace("again five of six", "six of six"))
    example.commit("edited past the review")
    said.reviews[:] = [review(said.head)]
    code, log = merged(example, forge, said, tmp_path)
    assert code != 0, log
    assert example.git("branch", "--list", "reviews/*") == ""
