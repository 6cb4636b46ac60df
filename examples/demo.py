"""The gate at work on the example, in three acts: what was reviewed, what changes and is blocked, and how it comes in.

Run by ``make demo``. Everything happens in a temporary git repository, which is removed at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
NOW = "2026-11-23T12:00:00Z"  # the time is an input of the gate; the example's dates are made for this day
CHANGES = (
    ("relabel-data", "six answers in the training data get another label"),
    ("base-model-revision", "the base model is pinned to another revision"),
    ("prompt-edit", "the system prompt's scope is loosened"),
)
ARTEFACTS = ("alignment-regression", "overhang-statement")  # what the change of the prompt makes stale
REASON = "Read against the new prompt, and tested again: it holds as it is."


class Demo:
    """Runs commands in the temporary repository, and shows those of the gate."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name != "CI" and not name.startswith(("GIT_", "GITHUB_"))  # what it shows is a developer's machine
            },
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_NAME": "demo",
            "GIT_AUTHOR_EMAIL": "demo@acme.example",
            "GIT_COMMITTER_NAME": "demo",
            "GIT_COMMITTER_EMAIL": "demo@acme.example",
        }

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.repository, env=self.environment, check=True)

    def tunegate(self, *arguments: str, expect: int) -> None:
        """Run the gate, show the command and its output, and stop the demo where it ends in another way."""
        shown = " ".join(f"'{word}'" if " " in word else word for word in arguments)
        print(f"$ tunegate {shown}", flush=True)
        code = subprocess.run(
            [sys.executable, "-I", "-m", "gate", *arguments], cwd=self.repository, env=self.environment, check=False
        ).returncode
        print(f"(exit {code})\n", flush=True)
        if code != expect:
            sys.exit(f"demo: expected exit {expect}, got {code}")

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)


def title(text: str) -> None:
    print(f"\n== {text}\n", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tunegate-demo-") as folder:
        repository = Path(folder) / "support-assistant"
        shutil.copytree(EXAMPLES / "support-assistant", repository)
        demo = Demo(repository)
        demo.git("init", "--quiet", "--initial-branch", "main")
        demo.commit("The support assistant, reviewed")

        title("Act 1: the repository as it was reviewed")
        demo.tunegate("check", "--all-models", "--now", NOW, expect=0)

        title("Act 2: another model answers without moderation, and no selector covers that")
        demo.git("switch", "--quiet", "--create", "fallback")
        demo.git("apply", str(EXAMPLES / "changes" / "uncovered-switch.patch"))
        demo.commit("Answer while the assistant is not reachable")
        demo.tunegate("check", "--base", "HEAD^", "--head", "HEAD", "--now", NOW, expect=1)
        demo.git("switch", "--quiet", "main")

        for name, words in CHANGES:
            title(f"Act 2: {words}")
            demo.git("switch", "--quiet", "--create", name, "main")
            demo.git("apply", str(EXAMPLES / "changes" / f"{name}.patch"))
            demo.commit(words)
            demo.tunegate("check", "--base", "main", "--head", "HEAD", "--now", NOW, expect=1)

        title("Act 3: what the prompt makes stale is redone, and there is a new decision on the model")
        demo.tunegate("plan", "--base", "main", "--head", "HEAD", "--now", NOW, expect=0)
        print(
            "(the documents are tested again first; here they hold as they are, and the disposition says why)\n",
            flush=True,
        )
        demo.tunegate(
            "evidence", "renew", *ARTEFACTS, "--prepared-by", "ml-platform@acme.example", "--now", NOW, expect=0
        )
        demo.tunegate(
            "disposition",
            "draft",
            "--decision",
            "conditional",
            "--decided-by",
            "ai-committee@acme.example",
            "--expires",
            "2027-10-31",
            "--rationale",
            "The new prompt was evaluated again; no new regression.",
            *(word for kind in ARTEFACTS for word in ("--renewed", f"{kind}={REASON}")),
            "--now",
            NOW,
            expect=0,
        )
        demo.commit("Re-assess the support assistant")

        title("Act 3: the whole branch against main, with the updated disposition")
        demo.tunegate("check", "--base", "main", "--head", "HEAD", "--now", NOW, expect=0)


if __name__ == "__main__":
    main()
