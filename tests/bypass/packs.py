"""A pull request that edits the evidence, and has the committee sign whatever it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from gate.values.canonical import digest_of
from gate.values.terms import ARTEFACT_KINDS
from tests.bypass.wall import decision, sign_again
from tests.command import EVIDENCE
from tests.repo import Repo

Change = Callable[[Any], object]


def edited(repo: Repo, kind: str, change: Change) -> None:
    """Change a document of the pack as the value that it is."""
    path = repo.path / EVIDENCE / f"{kind}.yaml"
    value = yaml.safe_load(path.read_text())
    change(value)
    path.write_text(yaml.safe_dump(value, sort_keys=False))


def named(repo: Repo, at: str = "2026-11-23T11:00:00Z") -> None:
    """Have the disposition name the artefacts as they are."""

    def change(value: Any) -> None:
        for kind in ARTEFACT_KINDS:
            value["evidence"][kind] = digest_of((repo.path / EVIDENCE / f"{kind}.yaml").read_bytes())
        value["decided_at"] = at

    edited(repo, "disposition", change)


def tried(repo: Repo, *changes: tuple[str, Change]) -> dict[str, list[str]]:
    """What blocks the pull request that makes these changes: rule -> messages."""
    for kind, change in changes:
        edited(repo, kind, change)
    named(repo)
    sign_again(repo)
    repo.commit("an innocent change")
    return blocked(repo)


def blocked(repo: Repo, severity: str = "error", **options: Any) -> dict[str, list[str]]:
    """Rule -> messages."""
    found: dict[str, list[str]] = {}
    for finding in decision(repo, **options).findings:
        if finding.severity == severity:
            found.setdefault(finding.rule, []).append(finding.message)
    return found


def first(list_: str, **more: Any) -> Change:
    """Set keys of the first item of a list."""
    return lambda value: value[list_][0].update(more)


def accepts(list_: str, key: str, by: str = "ai-committee@acme.example", **more: Any) -> tuple[str, Change]:
    """One more accepted risk of the disposition, about an item of the evidence."""
    item = {"list": list_, "key": key, **more}
    row = {"risk": "It is known, and small.", "accepted_by": by, "accepts": [item]}
    return "disposition", lambda value: value["residual_risks"].append(row)
