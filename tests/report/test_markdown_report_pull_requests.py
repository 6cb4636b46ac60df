"""What a pull request says: whole reports of typical changes, compared with the pages beside this file.

``RENEW_PAGES=1`` writes them anew; read them before you commit them.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import CHANGES, MODEL, check
from tests.repo import Repo
from tests.report.reports import ON_GITHUB

PAGES = Path(__file__).with_name("pages")
LABELLED = "data/train/boundaries.jsonl"
CONFIG = "tunegate.yaml"


def edited(repo: Repo, path: str, old: str, new: str) -> None:
    text = (repo.path / path).read_text()
    assert old in text
    repo.write(path, text.replace(old, new))


def relabelled(repo: Repo, *lines: int) -> None:
    rows = (repo.path / LABELLED).read_text().split("\n")
    for line in lines:
        rows[line - 1] = rows[line - 1].replace('"outcome": "', '"outcome": "not_', 1)
    repo.write(LABELLED, "\n".join(rows))


def with_a_second_model(repo: Repo) -> None:
    """One that shares every file with the first, and has no evidence yet."""
    start, rest = (repo.path / CONFIG).read_text().split("models:\n")
    block, end = rest.split("settings:\n")
    second = block.replace(MODEL, "billing-assistant")
    repo.write(CONFIG, f"{start}models:\n{block}{second}settings:\n{end}")
    repo.commit("a second model")


def prompt_line(repo: Repo) -> None:
    repo.git("apply", str(CHANGES / "prompt-edit.patch"))


def six_records(repo: Repo) -> None:
    relabelled(repo, 5, 12, 13, 21, 31, 42)


def rows_of_two_models(repo: Repo) -> None:
    with_a_second_model(repo)
    relabelled(repo, 5, 12)


def folder_renamed(repo: Repo) -> None:
    repo.git("mv", "guardrails", "rails")


def model_deleted(repo: Repo) -> None:
    before = (repo.path / CONFIG).read_text()
    with_a_second_model(repo)
    repo.write(CONFIG, before)


def selector_edited(repo: Repo) -> None:
    edited(repo, CONFIG, "prompts/*.md", "prompts/system.md")


def entry_removed(repo: Repo) -> None:
    edited(repo, "guardrails/config.yml", "      - self check input\n", "")


SITUATIONS: dict[str, tuple[Callable[[Repo], None], int, int]] = {  # what changes, exit status, annotated errors
    "prompt-line": (prompt_line, 1, 1),
    "six-records": (six_records, 1, 6),
    "rows-of-two-models": (rows_of_two_models, 1, 5),
    "folder-renamed": (folder_renamed, 1, 1),
    "model-deleted": (model_deleted, 1, 1),
    "selector-edited": (selector_edited, 1, 1),
    "entry-removed": (entry_removed, 1, 1),
}


def steady(text: str) -> str:
    """A report without what differs from one version of the example to the next."""
    text = re.sub(r"\b(sha256:)[0-9a-f]{12,64}", r"\1...", text)
    text = re.sub(
        r"\b[0-9a-f]{40}\b|(?<=compared )[0-9a-f]{12}|(?<=`)[0-9a-f]{12}(?=`)|(?<=with )[0-9a-f]{12}", "COMMIT", text
    )
    text = re.sub(r"derived \d+, attested \d+, unproven \d+", "derived N, attested N, unproven N", text)
    return re.sub(r"(?m)^(::stop-commands::|::)[0-9a-f]{32}", r"\1TOKEN", text)


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_pull_request(example: Repo, tmp_path: Path, name: str) -> None:
    change, code, errors = SITUATIONS[name]
    change(example)
    example.commit(name)
    formats = {"markdown": "md", "github": "log"}
    files = {name: tmp_path / f"report.{name}" for name in (*formats, "json", "sarif", "codequality")}
    given = [word for format, file in files.items() for word in ("--report", f"{format}={file}")]
    done = check(example, "--base", "main~1", "--head", "HEAD", *given, env=ON_GITHUB)
    assert (done.returncode, done.stderr) == (code, "")
    for format, ending in formats.items():
        page = PAGES / f"{name}.{ending}"
        said = steady(files[format].read_text("utf-8"))
        if os.environ.get("RENEW_PAGES"):
            page.parent.mkdir(exist_ok=True)
            page.write_text(said, "utf-8")
        assert said == page.read_text("utf-8"), f"{page.name} says something else"
    log = files["github"].read_text("utf-8")
    assert len(re.findall(r"(?m)^::error ", log)) == errors
    decision, sarif, issues = (
        json.loads(files[format].read_text("utf-8")) for format in ("json", "sarif", "codequality")
    )
    consistent(decision, sarif, issues, log)


def consistent(decision: dict[str, Any], sarif: dict[str, Any], issues: list[dict[str, Any]], log: str) -> None:
    """All formats name the same problems at the same places."""
    problems = decision["problems"]
    assert sorted({n for problem in problems for n in problem["findings"]}) == list(range(len(decision["findings"])))
    results = sarif["runs"][0]["results"]
    assert [row["ruleId"] for row in results] == [problem["rule"] for problem in problems]
    first = [(p["places"][0]["path"] or CONFIG, p["places"][0]["line"] or 1) for p in problems]
    physical = [row["locations"][0]["physicalLocation"] for row in results]
    assert [(p["artifactLocation"]["uri"], p["region"]["startLine"]) for p in physical] == first
    places = [(p["path"] or CONFIG, p["line"] or 1) for problem in problems for p in problem["places"][:5]]
    assert [(row["location"]["path"], row["location"]["lines"]["begin"]) for row in issues] == places
    errors = sum(problem["severity"] == "error" for problem in problems)
    assert f"BLOCKED: {errors} problem{'s' * (errors != 1)} to resolve" in log
