"""What is recognised in a change and not covered: which files are looked at, and what that costs."""

from __future__ import annotations

import sys

from gate.case.context import Context
from gate.case.coverage import uncovered_files
from gate.case.sides import read_sides
from gate.case.touched import changed_paths
from gate.extract.cold import ENDINGS as COLD
from gate.extract.cold import is_cold
from gate.git.repository import Repository
from gate.recognise import recognisers
from gate.recognise.scan import is_candidate
from gate.surfaces.reader import Reader
from tests.command import NOW
from tests.repo import Repo


def test_nothing_is_recognised_in_what_is_passed_over() -> None:
    """An ending that a recogniser learns to look at has to leave the list."""
    assert [ending for ending in sorted(COLD) if is_candidate(f"src/app.{ending}")] == []
    globs = [glob for recogniser in recognisers() for glob in getattr(recogniser, "files", ())]
    assert len(globs) > 20
    assert [glob for glob in globs if glob.rpartition(".")[2].lower() in COLD] == []
    names = "dvc.lock dvc.yaml a.dvc Modelfile adapter_config.json README.md Dockerfile .env Makefile a.tf a.bicep a.co"
    assert [name for name in names.split() if is_candidate(name) and is_cold(name)] == []


def test_a_markdown_file_is_passed_over_only_where_none_is_recognised() -> None:
    names = "prompt system_prompt prompts/a chat_template system_message guardrail_policy content_policy blocklist "
    names += (
        "moderation_categories unsafe_categories banned_words blocked_words personas/a guard_prompt safeguard_policy"
    )
    paths = [f"{name}.md" for name in names.split()]
    assert [path for path in paths if not is_candidate(path)] == []
    assert [path for path in paths if is_cold(path)] == []
    assert is_cold("docs/quick-start.md")


def test_a_change_that_touches_nothing_recognised_imports_no_recogniser(example: Repo) -> None:
    base = example.head()
    example.write("README.md", "# another\n")
    example.write("src/app.ts", "export {}\n")
    example.write("prompts/system.md", "You answer for Acme.\n")
    example.commit()
    known = [name for name in sys.modules if name.startswith("gate.recognise")]
    saved = {name: sys.modules.pop(name) for name in known}
    try:
        with Repository(example.path) as repository:
            sides = read_sides(repository, Context("local", base, example.head(), NOW))
            assert uncovered_files(sides, Reader(), changed_paths(sides)) == []
        assert not [name for name in sys.modules if name.startswith("gate.recognise")]
    finally:
        sys.modules.update(saved)


def test_where_nothing_is_compared_nothing_is_looked_for(example: Repo) -> None:
    with Repository(example.path) as repository:
        sides = read_sides(repository, Context("local", None, example.head(), NOW))
        assert uncovered_files(sides, Reader(), changed_paths(sides)) == []
