"""Writes docs/example-review.md, the review of the example's model, and gives the site the same as HTML.

The example is committed and signed in a temporary repository, as the tests do it. What is other on each machine, the
commit, is left out of the Markdown, so that a test can compare it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for what the tests have, wherever this is started

from tests.command import EVIDENCE, EXAMPLE, MODEL, NOW, environment
from tests.keys import have_signed
from tests.repo import Repo

PAGE = Path(__file__).parent / "example-review.md"
HTML = "example-review-page.html"
UNSET = "0" * 40


@contextmanager
def example() -> Iterator[Repo]:
    """The example, committed on main and signed by its committee, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "repo"
        shutil.copytree(EXAMPLE, path)
        have_signed(path, EVIDENCE)
        repo = Repo(path)
        repo.commit("the support assistant, reviewed")
        yield repo


def report(repo: Repo, format_: str) -> str:
    """The page of the example's model."""
    command = (sys.executable, "-I", "-m", "gate", "report", MODEL, "--trusted", "main", "--now", NOW)
    options = ("--format", format_, "--output", "-")
    done = subprocess.run(  # noqa: S603  # the gate itself
        [*command, *options], cwd=repo.path, env=environment(repo), capture_output=True, check=True
    )
    return done.stdout.decode()


def without_commit(text: str, commit: str) -> str:
    """The page as it is compared: the commit is another one after every edit of the example."""
    return text.replace(commit, UNSET).replace(commit[:12], UNSET[:12])


def markdown() -> str:
    with example() as repo:
        return without_commit(report(repo, "markdown"), repo.head())


def on_files(files: Any, config: Any) -> Any:
    """A hook of MkDocs: the page as one HTML file beside the others."""
    from mkdocs.structure.files import File

    with example() as repo:
        files.append(File.generated(config, HTML, content=report(repo, "html")))
    return files


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8", newline="\n")
