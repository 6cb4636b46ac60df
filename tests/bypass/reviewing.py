"""A disposition that was approved by a review of its pull request, and what GitHub says of that."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.command import EVIDENCE, NOW, tunegate
from tests.forge import TOKEN, Forge, Reply, Request
from tests.keys import COMMITTEE, key, signer
from tests.repo import Repo

DISPOSITION = f"{EVIDENCE}/disposition.yaml"
NAMESPACE = "tunegate-review-v1@acme/support"
RECORDER = "merge-workflow@acme.example"
REVIEWER, AUTHOR = "acme-committee", "acme-dev"
PULL = 7
Change = Callable[["Merged"], None]


@dataclass
class Merged:
    """The pull request as GitHub has it; an attempt changes what it says."""

    head: str
    before: str
    merged: bool = True
    commits: list[dict[str, Any]] = field(default_factory=list)
    activity: list[dict[str, Any]] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    count: int | None = None

    def answer(self, request: Request) -> Reply | None:
        path = request.path.removeprefix("/repos/acme/assistant")
        pull = {
            "number": PULL,
            "merged": self.merged,
            "user": user(AUTHOR, 1),
            "base": {"ref": "main"},
            "head": {"sha": self.head, "ref": "renewal", "repo": {"full_name": "acme/assistant"}},
            "commits": len(self.commits) if self.count is None else self.count,
        }
        rows: dict[str, Any] = {
            f"/pulls/{PULL}": pull,
            f"/pulls/{PULL}/commits": self.commits,
            f"/pulls/{PULL}/reviews": self.reviews,
            "/activity": self.activity,
        }
        return Reply(200, rows[path]) if path in rows else None


def user(login: str, number: int) -> dict[str, Any]:
    return {"login": login, "id": number, "type": "User"}


def commit(sha: str, login: str = AUTHOR, email: str = "dev@acme.example", message: str = "renew") -> dict[str, Any]:
    person = {"name": "n", "email": email}
    said = {"author": person, "committer": {"name": "n", "email": "dev@acme.example"}, "message": message}
    return {"sha": sha, "commit": said, "author": user(login, 1), "committer": user("web-flow", 2)}


def push(after: str, login: str = AUTHOR) -> dict[str, Any]:
    return {"activity_type": "push", "before": "0" * 40, "after": after, "actor": user(login, 1)}


def review(head: str, state: str = "APPROVED", login: str = REVIEWER, number: int = 1) -> dict[str, Any]:
    return {
        "id": number,
        "user": user(login, 3),
        "state": state,
        "commit_id": head,
        "author_association": "MEMBER",
        "submitted_at": f"2026-11-20T10:00:{number:02d}Z",
    }


def reviewed(repo: Repo) -> Merged:
    """The configuration asks for a review; a pull request renews the disposition and is squashed onto main."""
    config = (repo.path / "tunegate.yaml").read_text()
    config = config.replace(
        "signing: {repository: acme/support}",
        "signing:\n  repository: acme/support\n  review_keys: .tunegate/review_keys\n"
        f"  logins: {{{COMMITTEE}: [{REVIEWER}]}}",
    )
    repo.write(
        "tunegate.yaml", config.replace("      quorum: 1\n", "      quorum: 1\n      methods: [ssh, review]\n", 1)
    )
    repo.write(".tunegate/review_keys", signer(RECORDER, key(RECORDER), f'namespaces="{NAMESPACE}"'))
    before = repo.commit("reviews count")
    repo.git("checkout", "--quiet", "-b", "renewal")
    text = (repo.path / DISPOSITION).read_text()
    repo.write(DISPOSITION, text.replace("five of six", "again five of six"))
    repo.remove(f"{DISPOSITION}.sig")
    head = repo.commit("renewed")
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--squash", "renewal")
    repo.commit("renewed (#7)")
    return Merged(head, before, commits=[commit(head)], activity=[push(head)], reviews=[review(head)])


def record(repo: Repo, forge: Forge, said: Merged, with_key: Path | None = None) -> subprocess.CompletedProcess[str]:
    forge.answer = said.answer
    return tunegate(
        repo,
        *("disposition", "record-review", "--pull", str(PULL), "--key", str(with_key or key(RECORDER)), "--now", NOW),
        env={"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": forge.url, "GITHUB_REPOSITORY": "acme/assistant"}
        | {"NO_PROXY": "127.0.0.1"},
    )
