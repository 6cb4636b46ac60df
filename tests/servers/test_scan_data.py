"""``evidence scan-data`` with real scanners: gitleaks, which Go builds, and detect-secrets."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from gate.derive.scanners.record import path_of
from tests.command import EVIDENCE, EXAMPLE, NOW, check, tunegate
from tests.repo import Repo
from tests.tools import find

DATA = "data/train/boundaries.jsonl"
MANIFEST = f"{EVIDENCE}/training-data-manifest.yaml"
SOURCE = "safety-desk-written-2026"
# categories that neither scanner searches for keep what the manifest says
OTHERS = {"personal-data": 0, "special-category-data": 0, "restricted-classification": 0}
KEY = "AKIA" + "Q3EGRIJZ5LWXYT2M"
RULES = """\
[[rules]]
id = "marks"
regex = '''PARTNERS ONLY'''
tags = ["restricted-classification"]
"""


@pytest.fixture
def example(tmp_path: Path) -> Repo:
    """The source is not scanned yet: runs over the same bytes would stay beside a new one."""
    repo = Repo(shutil.copytree(EXAMPLE, tmp_path / "repo"))
    (repo.path / path_of(EVIDENCE, SOURCE)).unlink()
    repo.commit("before the scan")
    return repo


def scan(repo: Repo, scanner: str, *more: str) -> dict[str, Any]:
    program = find(scanner)
    if program is None:
        pytest.skip(f"no {scanner} here; it comes with make test-servers")
    arguments = ("--scanner", scanner, "--program", str(program), "--source", SOURCE, "--now", NOW, *more)
    done = tunegate(repo, "evidence", "scan-data", *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert KEY not in done.stdout
    text = (repo.path / path_of(EVIDENCE, SOURCE)).read_text()
    assert KEY not in text + (repo.path / MANIFEST).read_text()
    found: dict[str, Any] = json.loads(text)
    return found


def said(repo: Repo) -> dict[str, Any]:
    rows = yaml.safe_load((repo.path / MANIFEST).read_text())["sources"]
    found: dict[str, Any] = next(row for row in rows if row["id"] == SOURCE)["sensitivity_scan"]
    return found


def add_key(repo: Repo, beside: str = "") -> None:
    repo.write(DATA, (repo.path / DATA).read_text().replace("python homework", f"homework, {KEY} {beside}", 1))


@pytest.mark.parametrize("scanner", ["gitleaks", "detect-secrets"])
def test_clean(example: Repo, scanner: str) -> None:
    found = scan(example, scanner)
    assert [(run["scanner"], run["matches"]) for run in found["runs"]] == [(scanner, [])]
    assert found["runs"][0]["version"][0].isdigit()
    assert said(example)["matches_by_category"] == {**OTHERS, "secrets": 0}
    assert said(example)["scanned_at"] == NOW


@pytest.mark.parametrize("scanner", ["gitleaks", "detect-secrets"])
@pytest.mark.parametrize("beside", ["", "gitleaks:allow", "pragma: allowlist secret"])
def test_a_key(example: Repo, scanner: str, beside: str) -> None:
    """Comments in the data that have a scanner look away are data."""
    add_key(example, beside)
    found = scan(example, scanner)
    assert [(match["category"], match["path"], match["line"]) for match in found["runs"][0]["matches"]] == [
        ("secrets", DATA, 2)
    ]
    assert said(example)["matches_by_category"] == {**OTHERS, "secrets": 1}


def test_the_repository_cannot_have_it_look_away(example: Repo) -> None:
    add_key(example)
    example.write(".gitleaksignore", f"{DATA}:aws-access-token:2\n")
    example.write(".gitleaks.toml", "[allowlist]\npaths = ['''.*''']\n")
    example.write("data/train/.gitleaks.toml", "[allowlist]\npaths = ['''.*''']\n")
    assert len(scan(example, "gitleaks")["runs"][0]["matches"]) == 1


def test_two_scanners(example: Repo) -> None:
    add_key(example)
    scan(example, "gitleaks")
    found = scan(example, "detect-secrets")
    assert [run["scanner"] for run in found["runs"]] == ["detect-secrets", "gitleaks"]
    assert said(example)["matches_by_category"] == {**OTHERS, "secrets": 2}


def test_rules_of_one_s_own(example: Repo, tmp_path: Path) -> None:
    """A tag of a rule is a category of the manifest."""
    example.write(DATA, (example.path / DATA).read_text().replace("python homework", "PARTNERS ONLY", 1))
    rules = tmp_path / "marks.toml"
    rules.write_text(RULES)
    (run,) = scan(example, "gitleaks", "--rules", str(rules))["runs"]
    assert run["categories"] == ["secrets", "restricted-classification"]
    assert [match["category"] for match in run["matches"]] == ["restricted-classification"]
    assert run["rules"]["digest"].startswith("sha256:")


def test_a_key_after_the_scan(example: Repo) -> None:
    """The record is about other bytes then, and renewing the manifest does not make it another."""
    scan(example, "gitleaks")
    example.commit("scanned")
    add_key(example)
    renewed = tunegate(example, "evidence", "renew", "training-data-manifest", "--now", NOW)
    assert renewed.returncode == 0, renewed.stderr
    example.commit("data")
    done = check(example, "--base", "main~1")
    assert done.returncode == 1
    assert "scan-outdated" in done.stdout
