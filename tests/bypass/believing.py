"""Edits of the example's pack by document, for the rows of what the pack says and nothing used to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.bypass.manifests import Edit, record
from tests.bypass.packs import edited
from tests.bypass.wall import decision
from tests.command import NOW, tunegate
from tests.repo import Repo

BASE, RUN, RESULTS, ANALYSIS = "base-model-evidence", "training-run", "evaluation-results", "alignment-regression"
OVERHANG, RED_TEAM, RECORD, MANIFEST = (
    "overhang-statement",
    "red-team-report",
    "decision-record",
    "training-data-manifest",
)
DISPOSITION = "disposition"
WORDS = "x" * 40
ZEROS = "sha256:" + "0" * 64


def document(kind: str, change: Callable[[Any], object]) -> Edit:
    return lambda repo: edited(repo, kind, change)


def put(kind: str, /, *keys: str | int, **more: Any) -> Edit:
    """Values at keys of a document; None takes a key out."""

    def change(value: Any) -> None:
        for key in keys:
            value = value[key]
        for name, one in more.items():
            if one is None:
                del value[name]
            else:
                value[name] = one

    return document(kind, change)


def cut(kind: str, *keys: str | int) -> Edit:
    def change(value: Any) -> None:
        for key in keys[:-1]:
            value = value[key]
        del value[keys[-1]]

    return document(kind, change)


def renew(*kinds: str) -> Edit:
    def edit(repo: Repo) -> None:
        done = tunegate(repo, "evidence", "renew", *kinds, "--now", NOW)
        assert (done.returncode, done.stderr) == (0, "")

    return edit


def inherited(name: str) -> tuple[Edit, ...]:
    """An inherited property less, without a claim, and without a document."""
    where = (BASE, "inherited_properties", name)
    return cut(*where), put(*where, claim=None), put(*where, document=None)


def without_classes(*classes: str) -> Edit:
    """The results and the analysis leave out classes."""
    rows = [{"class": name, "reason": "It does not apply to us at all."} for name in classes]

    def change(value: Any) -> None:
        value["excluded_classes"] = rows
        for part in (value, *value.get("safety_suites", ())):
            if "categories" in part:
                part["categories"] = [row for row in part["categories"] if row["class"] not in classes]

    def edit(repo: Repo) -> None:
        edited(repo, RESULTS, change)
        edited(repo, ANALYSIS, change)

    return edit


def of_other_weights(repo: Repo) -> None:
    for kind, key in ((RUN, "output"), (RESULTS, "tuned_model"), (RED_TEAM, "tested_model")):
        put(kind, key, digest=ZEROS)(repo)


def tagged(**more: Any) -> Edit:
    return record(lambda row: row["metadata"].update(more))


def undocumented(value: Any) -> None:
    value["documents"] = [{"kind": row["kind"], "available": False, "reason": WORDS} for row in value["documents"]]


def kept(*options: str) -> Callable[[Any], object]:
    return lambda value: value.update(alternatives=[a for a in value["alternatives"] if a["option"] in options])


# (the finding, a harm) of each try of a row
Tries = tuple[tuple[str, Edit], ...]


def all_of(rule: str, *edits: Edit) -> Tries:
    return tuple((rule, edit) for edit in edits)


def each(*rows: tuple[str, Edit]) -> Tries:
    return rows


def tried(repo: Repo, tries: Tries) -> None:
    """Each harm is done to the pack as it was, and its finding names it."""
    assert len(tries) >= 3
    for rule, edit in tries:
        repo.git("checkout", "--quiet", "--", ".")
        repo.git("clean", "--quiet", "-fd")
        edit(repo)
        found = decision(repo, head="WORKTREE").findings
        assert rule in {one.rule for one in found}, [(one.rule, one.message) for one in found]
