"""What the documents show is what is there."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from gate.config.load import load
from gate.documents.schema import expanded
from gate.evidence.pack import KINDS
from gate.policy.bundle import load_builtin
from gate.report import names
from gate.values.terms import SURFACES
from tests.command import EVIDENCE, EXAMPLE
from tests.tools import ROOT, optional, require

MADE_WITH_THE_SITE = "example-review-page.html"  # by docs/review.py
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    EXAMPLE / "README.md",
]
WORKFLOW = (ROOT / "examples" / "workflows" / "tunegate-required-check.yml").read_text()


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


def test_the_workflow_to_copy() -> None:
    assert WORKFLOW in blocks(ROOT / "docs" / "github.md", "yaml")
    assert (EXAMPLE / ".github" / "workflows" / "tunegate.yml").read_text() == WORKFLOW


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_configurations_that_are_shown_can_be_read(page: Path) -> None:
    for block in blocks(page, "yaml"):
        if block.startswith("version: 1\n"):
            assert load(block.encode(), "tunegate.yaml").models


def test_artefacts_are_shown_as_they_are_in_the_example() -> None:
    whole = [path.read_text() for path in sorted((EXAMPLE / EVIDENCE).glob("*.yaml"))]
    shown = blocks(ROOT / "docs" / "artefacts.md", "yaml")
    assert [block for block in shown if not any(block in text for text in whole)] == []
    headings = re.findall(r"^## (\S+)$", (ROOT / "docs" / "artefacts.md").read_text(), re.MULTILINE)
    assert sorted(headings) == sorted(KINDS)
    assert len(shown) > len(KINDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists() or target == MADE_WITH_THE_SITE, target


def test_every_rule_is_listed() -> None:
    text = (ROOT / "docs" / "policies.md").read_text()
    for identifier, record in load_builtin().rules().items():
        (row,) = re.findall(rf"^\| `{identifier}` \|.*$", text, re.MULTILINE)
        assert record["title"] in row
    assert runpy.run_path(str(ROOT / "docs" / "generate.py"))["with_table"](text) == text


def test_every_key_of_the_configuration_is_explained() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    schema = expanded("config")["properties"]
    keys = [*schema, *schema["settings"]["properties"], *schema["control_plane"]["properties"], *SURFACES]
    assert [key for key in keys if key not in text] == []


def test_the_workflows_to_copy() -> None:
    for name in ("deploy", "shards"):
        text = (ROOT / "examples" / "workflows" / f"tunegate-{name}.yml").read_text()
        assert text in blocks(ROOT / "docs" / "verify.md", "yaml")


def test_the_gitlab_job_to_copy() -> None:
    assert (ROOT / "examples" / "ci" / "tunegate.gitlab-ci.yml").read_text() in blocks(
        ROOT / "docs" / "other-ci.md", "yaml"
    )


def test_every_format_is_described() -> None:
    text = (ROOT / "docs" / "reports.md").read_text()
    assert [name for name in names() if f"\n| `{name}` |" not in text] == []


def test_the_workflow_asks_for_least_permissions() -> None:
    assert yaml.safe_load(WORKFLOW)["permissions"] == {"contents": "read"}


# -- the site


def test_reference_pages_are_those_of_the_gate() -> None:
    """They are committed; ``make docs`` writes them anew."""
    made = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()
    kept = {path.name: path.read_text() for path in (ROOT / "docs" / "reference").iterdir()}
    assert kept == made


def test_site(tmp_path: Path) -> None:
    """It is built without a warning, holds every page, and fetches nothing from elsewhere."""
    command = [str(require("mkdocs")), "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    built = {path.relative_to(tmp_path / "site") for path in (tmp_path / "site").rglob("*.html")}
    assert pages <= built
    for path in (tmp_path / "site").rglob("*.html"):
        text = path.read_text()
        assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?:https?:)?//[^\"]+", text) == [], path
    for path in (tmp_path / "site").rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//", path.read_text()), path


def test_every_page_is_in_the_navigation() -> None:
    named = re.findall(r"^ +- ([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))


def test_ruleset_to_import() -> None:
    """It is what GitHub's own description of its API takes, and it requires the job that the workflow to copy has."""
    (block,) = re.findall(r"^ +```json\n(.*?)^ +```", (ROOT / "docs/github.md").read_text(), re.MULTILINE | re.DOTALL)
    ruleset = json.loads(block)
    (checks,) = (rule["parameters"] for rule in ruleset["rules"] if rule["type"] == "required_status_checks")
    workflow = yaml.safe_load((ROOT / "examples" / "workflows" / "tunegate-required-check.yml").read_text())
    assert [row["context"] for row in checks["required_status_checks"]] == [
        job["name"] for job in workflow["jobs"].values()
    ]
    described = json.loads(optional("api.github.com.json").read_bytes())
    operation = described["paths"]["/repos/{owner}/{repo}/rulesets"]["post"]
    schema = {
        **operation["requestBody"]["content"]["application/json"]["schema"],
        "components": described["components"],
    }
    jsonschema.Draft202012Validator(schema).validate(ruleset)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({**ruleset, "enforcement": "now"})
