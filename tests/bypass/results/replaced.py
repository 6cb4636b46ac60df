"""Results of the base, and others that take their place."""

from __future__ import annotations

import json
from typing import Any

from tests.commands.imports import BASE, RESULTS, TUNED, findings, run_file
from tests.repo import Repo


def runs(repo: Repo, keep: Any, **head: Any) -> None:
    """Take the answers that are not to be kept out of both runs."""
    for name, model, complied in (("base", BASE, 1), ("tuned", TUNED, 31)):
        path = repo.path / "runs" / f"{name}.jsonl"
        run_file(path, model, {"stories": complied}, **head)
        first, *rows = path.read_text().splitlines()
        kept = [kept for row in rows if (kept := keep(json.loads(row)))]
        path.write_text("\n".join([first, *(json.dumps(row) for row in kept)]) + "\n")


def take_out(repo: Repo) -> None:
    """Take the suite out by hand: what is imported anew would be another look beside it."""
    path = repo.path / RESULTS
    text = path.read_text()
    path.write_text(text[: text.index("  - name: acme suite")] + text[text.index("excluded_classes") :])


def about(repo: Repo, *rules: str) -> list[str]:
    return [message for rule, message in findings(repo) if rule in rules]
