"""Edits of the example's training-data manifest and of what it speaks about."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import yaml

from gate.derive.scanners import Match
from gate.derive.scanners.record import Record, Run, path_of, text_of
from tests.bypass.wall import DATA, TRAIN, text
from tests.command import EVIDENCE, NOW, tunegate
from tests.repo import Repo

KIND = "training-data-manifest"
MANIFEST = f"{EVIDENCE}/{KIND}.yaml"
WRITTEN, TICKETS, HANDBOOK, SAFETY = range(4)  # the sources of the example
SAFETY_ID = "safety-desk-written-2026"
LABELS = "data/labels/outcome.csv"


def labels(*differing: int) -> str:
    """Two raters of 60 items, who differ on some of them."""
    words = ("no", "yes")
    rows = ((number, words[number % 2], words[(number + (number in differing)) % 2]) for number in range(60))
    return "item_id,rater_a,rater_b\n" + "".join(f"i{number},{one},{other}\n" for number, one, other in rows)


GOOD, FAIR, POOR = labels(), labels(0, 5), labels(*range(0, 60, 5))  # of kappa 1, 0.93333 and 0.6
SCANNED = "2026-10-12T08:40:00Z"  # as the example says
KEY = "AKIA" + "Q3EGRIJZ5LWXYT2M"

Manifest = dict[str, Any]
Edit = Callable[[Repo], object]


def said(change: Callable[[Manifest], object]) -> Edit:
    """The manifest says something else; nothing else is another."""

    def edit(repo: Repo) -> None:
        value = yaml.safe_load(text(repo, MANIFEST))
        change(value)
        repo.write(MANIFEST, yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100))

    return edit


def source(index: int, *keys: str | int, **other: Any) -> Edit:
    """Values below some keys of a source; None takes a key out."""

    def change(value: Manifest) -> None:
        here = value["sources"][index]
        for key in keys:
            here = here[key]
        for name, one in other.items():
            if one is None:
                del here[name]
            else:
                here[name] = one

    return said(change)


def steps(*edits: Edit) -> Edit:
    def edit(repo: Repo) -> None:
        for one in edits:
            one(repo)

    return edit


def renewed(repo: Repo) -> None:
    done = tunegate(repo, "evidence", "renew", KIND, "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")


def record(change: Callable[[dict[str, Any]], object], path: str = DATA) -> Edit:
    """The first record of a file of data is another, and the manifest is renewed without a look."""

    def edit(repo: Repo) -> None:
        first, _, rest = text(repo, path).partition("\n")
        value = json.loads(first)
        change(value)
        repo.write(path, json.dumps(value) + "\n" + rest)
        renewed(repo)

    return edit


def scanned(*matches: Match, name: str = SAFETY_ID, path: str = DATA) -> Edit:
    """The record of a scan of the data as they are."""

    def edit(repo: Repo) -> None:
        digest = f"sha256:{sha256((repo.path / path).read_bytes()).hexdigest()}"
        run = Run("gitleaks", "8.30.1", SCANNED, ("secrets",), matches)
        repo.write(path_of(EVIDENCE, SAFETY_ID), text_of(Record(name, {path: digest}, (run,))))

    return edit


def labelled(content: str, value: float, **other: Any) -> Edit:
    """The agreement is computed from a file of labels."""

    def edit(repo: Repo) -> None:
        repo.write(LABELS, content)
        named = {"path": LABELS, "digest": f"sha256:{sha256(content.encode()).hexdigest()}"}
        given = {"metric": "Cohen's kappa", "value": value, "sample_size": 60, "labels": named, **other}
        source(WRITTEN, "quality_controls", "inter_rater_agreement", **given)(repo)

    return edit


def hub(line: str) -> Edit:
    """The configuration loads a data set from a hub as well, and the manifest is renewed."""

    def edit(repo: Repo) -> None:
        repo.write(TRAIN, text(repo, TRAIN).replace("datasets:\n", f"datasets:\n{line}", 1))
        renewed(repo)

    return edit
