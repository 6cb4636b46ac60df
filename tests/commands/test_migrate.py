"""``migrate`` on a repository that 46d206c wrote: the same content in the present forms, all of it or nothing."""

from __future__ import annotations

import re
from collections import Counter

import yaml

from tests.bypass.wall import decision
from tests.command import MODEL, tunegate
from tests.commands.migrating import ADJUSTED, INTRODUCED, OUTDATED, files, status
from tests.keys import OWNER
from tests.repo import Repo
from tests.upgrading import CHANGES, OTHER, OTHER_PACK, PACK, change, rows, said

DIGEST = rb"sha256:[0-9a-f]{64}"
SPLIT = f"""
severities:
  # the numbers are rounded
  regression-misstated: {{severity: warning, reason: Rounded; decided by risk@acme.example.}}
waivers:
  - rule: provenance-incomplete # until the lawyers answer
    model: {MODEL}
    path: {PACK}/training-data-manifest.yaml
    owner: {OWNER}
    reason: It can wait until the lawyers answer.
    granted: "2026-11-02"
    expires: "2026-12-31"
"""


def test_migrate(old: Repo) -> None:
    before = files(old)
    promised = tunegate(old, "migrate", "--dry-run")
    assert (promised.returncode, promised.stderr, status(old)) == (0, "", [])
    done = tunegate(old, "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == promised.stdout.replace("would write", "wrote").replace("would remove", "removed")
    after = files(old)
    gone = before.keys() - after.keys()
    written = {path for path in after if before.get(path) != after[path]}
    assert done.stdout.splitlines() == [
        *(f"wrote {path}" for path in sorted(written)),
        *(f"removed {path}" for path in sorted(gone)),
        f"{MODEL}: 10 documents and 3 states brought into the present form, with the same content",
        f"  signatures kept: {PACK}/forms/v1/determinations/answer.yaml.sig",
        f"  signatures kept: {PACK}/forms/v1/disposition.yaml.sig",
        f"{OTHER}: 9 documents and 2 states brought into the present form, with the same content",
        f"  signatures kept: {OTHER_PACK}/forms/v1/disposition.yaml.sig",
    ]
    changed = written & before.keys()
    for path in gone | changed:  # the old bytes are kept
        pack = next(pack for pack in (PACK, OTHER_PACK) if path.startswith(pack + "/"))
        assert after[path.replace(pack, f"{pack}/forms/v1", 1)] == before[path]
    for path in changed:  # nothing but digests is another
        assert re.sub(DIGEST, b"", after[path]) == re.sub(DIGEST, b"", before[path])
    judged = decision(old, head="WORKTREE")
    assert (judged.verdict, rows(judged)) == ("pass", Counter([ADJUSTED]))


def test_a_second_run_changes_nothing(migrated: Repo) -> None:
    done = tunegate(migrated, "migrate")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "nothing to migrate: everything is of the present form\n",
        "",
    )
    assert status(migrated) == []


def test_one_model(old: Repo) -> None:
    done = tunegate(old, "migrate", "--model", OTHER)
    assert done.returncode == 0, done.stderr
    assert {line[3:] for line in status(old) if not line[3:].startswith(OTHER_PACK + "/")} == set()
    assert rows(decision(old, head="WORKTREE")) == Counter([ADJUSTED])
    assert rows(decision(old, base=None, head="WORKTREE")) == Counter([ADJUSTED, INTRODUCED, OUTDATED[MODEL]])


def test_what_the_migration_asks_is_judged_by_the_same_rules(old: Repo) -> None:
    """The migration and a change in one pull request."""
    assert tunegate(old, "migrate").returncode == 0
    change(old.path, CHANGES["another prompt"])
    assert rows(decision(old, head="WORKTREE")) == said("another prompt")


def test_rules_that_were_split(old: Repo) -> None:
    text = (old.path / "tunegate.yaml").read_text()
    old.write("tunegate.yaml", text + SPLIT)
    old.commit("the severities and waivers of 46d206c")
    done = tunegate(old, "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    assert "wrote tunegate.yaml\n" in done.stdout
    value = yaml.safe_load((old.path / "tunegate.yaml").read_text())
    assert sorted(value["severities"]) == [
        "regression-category-missing",
        "regression-category-repeated",
        "regression-category-unknown",
        "regression-numbers-mismatch",
        "regression-procedure-mismatch",
        "regression-threshold-mismatch",
    ]
    assert [row["rule"] for row in value["waivers"]] == [
        "copyright-basis-missing",
        "origin-evidence-missing",
        "personal-data-basis-missing",
        "scan-matches-unexplained",
        "source-contract-ended",
        "training-not-permitted",
    ]
    assert all({**row, "rule": None} == {**value["waivers"][0], "rule": None} for row in value["waivers"])
    assert (old.path / "tunegate.yaml").read_text().startswith(text)
    assert (old.path / "tunegate.yaml").read_text().count("# the numbers are rounded\n") == 1
    assert not {row[0] for row in rows(decision(old, base=None, head="WORKTREE"))} & {
        "severity-rejected",
        "waiver-rejected",
    }
    done = tunegate(old, "migrate")
    assert done.stdout == "nothing to migrate: everything is of the present form\n"
    assert tunegate(old, "migrate", "--model", MODEL).returncode == 0
