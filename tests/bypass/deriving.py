"""What the attempts on derived values share: evidence that is edited by hand, and a disposition that covers it."""

from __future__ import annotations

import re

from gate.values.canonical import digest_of
from tests.bypass.wall import DECIDED_AGAIN, DISPOSITION, Edit, text
from tests.command import EVIDENCE
from tests.repo import Repo

RUN = f"{EVIDENCE}/training-run.yaml"
MANIFEST = f"{EVIDENCE}/training-data-manifest.yaml"
RESULTS = f"{EVIDENCE}/sources/all_results.json"
TRAINED = """{
    "epoch": 3.0,
    "eval_loss": 0.8712341,
    "train_loss": 0.6943127,
    "train_runtime": 2874.3127,
    "train_samples": 328
}
"""


def covered(repo: Repo) -> None:
    """Have the disposition name the evidence as it is, as an honest draft does."""
    before = text(repo, DISPOSITION).replace(DECIDED_AGAIN, DECIDED_AGAIN.replace("01Z", "02Z"))

    def named(match: re.Match[str]) -> str:
        path = repo.path / EVIDENCE / f"{match[1]}.yaml"
        return f"  {match[1]}: {digest_of(path.read_bytes())}" if path.is_file() else match[0]

    repo.write(DISPOSITION, re.sub(r"(?m)^  ([a-z-]+): sha256:[0-9a-f]{64}", named, before))


def row(path: str, kind: str, data: str | bytes, more: str = "") -> str:
    digest = digest_of(data.encode() if isinstance(data, str) else data)
    return f"  - kind: {kind}\n    path: {path}\n    digest: {digest}\n{more}"


def derived_from(path: str, kind: str, data: str | bytes, more: str = "", document: str = RUN) -> Edit:
    """Put a source into the repository, and its row into a document."""

    def edit(repo: Repo) -> None:
        repo.write(path, data)
        rows(row(path, kind, data, more), document)(repo)

    return edit


def without_rows(document: str = RUN) -> Edit:
    """Take the rows out, which stand last."""
    return lambda repo: repo.write(document, text(repo, document).partition("derived:\n")[0].rstrip() + "\n")


def without_row(path: str, document: str = RUN) -> Edit:
    """Take the row of one source out, and leave the others."""
    one = rf"(?m)^  - kind: .*\n    path: {re.escape(path)}\n(?:    .*\n)*"
    return lambda repo: repo.write(document, re.sub(one, "", text(repo, document)))


def rows(added: str, document: str = RUN) -> Edit:
    """Put rows into a document, in place of those that it has of the same files."""

    def edit(repo: Repo) -> None:
        _, _, before = text(repo, document).partition("derived:\n")
        there = filter(None, re.split(r"(?m)^(?=  - kind: )", before))
        new = set(re.findall("path: .+", added))
        kept = [one for one in there if new.isdisjoint(re.findall("path: .+", one))]
        without_rows(document)(repo)
        repo.write(document, f"{text(repo, document)}derived:\n{''.join(kept)}{added}")

    return edit
