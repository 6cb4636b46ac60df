"""Which requests count, and what is read where there are none."""

from __future__ import annotations

from gate.case.context import Context
from gate.case.deletions import is_request, kept_requests, read_deletions
from gate.case.sides import Sides, read_sides
from gate.git.repository import Repository
from gate.surfaces.reader import Reader
from tests.command import NOW
from tests.repo import Repo

REQUEST = """\
schema: tunegate/deletion-request/v1
reference: DSR-1
owner: privacy@acme.example
requested_at: "2026-11-01T00:00:00Z"
due: "2026-12-01"
key: "0123456789abcdef"
find:
  - by: record
    digest: "00112233445566"
carried_by: []
"""
PATH = "deletion-requests/a.yaml"


def sides(repo: Repo) -> Sides:
    opened = Repository(repo.path)
    return read_sides(opened, Context("local", opened.commit("HEAD~1"), opened.commit("HEAD"), NOW))


def test_without_a_register(example: Repo) -> None:
    example.write("deletion-requests.md", "How to ask.\n")
    example.commit("a page")
    assert read_deletions(sides(example), Reader(), {"deletion-requests.md"}) is None


def test_the_base_counts(example: Repo) -> None:
    example.write(PATH, REQUEST)
    example.commit("a request")
    example.remove(PATH)
    example.commit("it is gone")
    found = sides(example)
    assert kept_requests(found) == [PATH]
    deletions = read_deletions(found, Reader(), {PATH})
    assert deletions is not None
    facts = deletions.facts({})
    assert (facts["decides"], [row["due"] for row in facts["requests"]]) == (False, ["2026-12-01"])
    assert facts["removed"] == [{"path": PATH, "line": None, "reference": "DSR-1"}]
    assert deletions.carriers() == []  # without a key nothing is known to have it


def test_what_a_request_is() -> None:
    assert [*map(is_request, (PATH, "deletion-requests/a.txt", "x/deletion-requests/a.yaml"))] == [True, False, False]
