"""A new format is one new file beside the others, and nothing else.

Of documents and of reports here; of recognisers and of importers on the pages that `test_contributing` follows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import NOW
from tests.project.checkout import Checkout, checkout
from tests.repo import Repo

PARSER = '''\
"""INI files: sections of values, all of them texts."""

from __future__ import annotations

from gate.documents.node import DocumentError, Node

FILES = ("*.ini",)
BY_VALUE = ("*.ini",)
CODE = False
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    root = Node(1, text.count("\\n") + 1, children={})
    section = root
    for number, line in enumerate(text.splitlines(), 1):
        name, equals, value = (part.strip() for part in line.partition("="))
        if name.startswith("["):
            section = root.children[name.strip("[]")] = Node(number, number, children={})
        elif equals:
            section.children[name] = Node(number, number, value)
        elif name and not name.startswith(";"):
            raise DocumentError("neither a section nor a value", number, "Correct the file.")
    return root
'''
RENDERER = '''\
"""A line for each finding, of values separated by commas."""

from __future__ import annotations

from gate.report.common import Quote

RANK = 15


def render(decision: object, quote: Quote) -> str:
    rows = [(f.severity, f.rule, f.path, str(f.line)) for f in decision.findings]
    return "".join(",".join(row) + "\\n" for row in [("severity", "rule", "path", "line"), *rows])
'''
CONFIG = """\
version: 1
models:
  support-assistant:
    surfaces:
      base_model: ["train.ini#/model/base"]
      training_data: ["data.ini"]
control_plane:
  owner: risk@acme.example
"""


@pytest.fixture
def copy(tmp_path: Path) -> Checkout:
    return checkout(tmp_path / "copy")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two commits: another base model, another data set, and a comment."""
    found = Repo(tmp_path / "repo")
    found.write("tunegate.yaml", CONFIG)
    found.write("train.ini", "; how it is trained\n[model]\nbase = acme/base-8b\nsteps = 100\n")
    found.write("data.ini", "[data]\npath = acme/chats\n")
    found.commit()
    found.write("train.ini", "[model]\nbase = acme/base-9b\nsteps = 200\n")
    found.write("data.ini", "; which data\n[data]\npath = acme/chats-2\n")
    found.commit()
    return found


def test_a_format_of_documents(copy: Checkout, repo: Repo) -> None:
    between = ("diff", "--base", "HEAD^", "--head", "HEAD")
    before = copy.tunegate(repo.path, *between)
    assert (before.returncode, before.stdout) == (2, "")
    assert "points into a file that has no keys or names to point at" in before.stderr
    copy.write("gate/documents/formats/ini.py", PARSER)
    after = copy.tunegate(repo.path, *between)
    assert (after.stdout, after.stderr, after.returncode) == (
        "support-assistant\n"
        "  modified train.ini:2  base_model /model/base: acme/base-8b -> acme/base-9b\n"
        "  modified data.ini:3  training_data /data/path: acme/chats -> acme/chats-2\n",
        "",
        0,
    )
    repo.write("data.ini", "[data]\nno value\n")
    wrong = copy.tunegate(repo.path, "state")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "error: data.ini:2: neither a section nor a value\n  fix: Correct the file. To compare it as it is, "
        "write under training_data: - {path: data.ini, as: bytes}\n",
    )


def test_a_format_of_reports(copy: Checkout, repo: Repo, tmp_path: Path) -> None:
    copy.write("gate/documents/formats/ini.py", PARSER)
    given = ("check", "--base", "HEAD^", "--head", "HEAD", "--now", NOW)
    before = copy.tunegate(repo.path, *given, "--format", "csv")
    assert before.returncode == 2
    assert "'csv' is not one of 'text', 'json', 'github'" in before.stderr
    copy.write("gate/report/formats/csv.py", RENDERER)
    report = tmp_path / "report.csv"
    after = copy.tunegate(repo.path, *given, "--format", "csv", "--report", f"csv={report}")
    assert (after.stderr, after.returncode) == ("", 1)
    rows = after.stdout.splitlines()
    assert rows[0] == "severity,rule,path,line"
    assert "error,reassessment-required,train.ini,2" in rows
    assert report.read_text() == after.stdout
    # it stands where it asks to stand
    assert "--format [text|csv|json|github|" in copy.tunegate(repo.path, "check", "--help").stdout
