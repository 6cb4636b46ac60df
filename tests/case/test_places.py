"""The lines that the case keeps are those that rules point at: no rule's is missing, and none is for no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

import pytest
import regorus

from gate.case.places import POINTED_AT, lines
from gate.documents import parse
from tests.policies.test_policies import POLICIES, TESTS

DOCUMENT = b"""\
schema: x
evidence:
  a/b: 1
sources:
- id: s
  legal_basis:
    copyright: {status: own}
    other: 2
  files:
  - path: p
    digest: d
conditions:
- due: 2026-11-23
  text: >-
    two
    lines
terms:
  quorum: 1
  list: [3]
"""


def test_lines_of_a_document() -> None:
    assert lines(parse(DOCUMENT, "yaml"), ["/sources/0/files/0/digest"]) == {
        "": [1, 19],
        "/schema": [1, 1],
        "/evidence": [2, 3],
        "/evidence/a~1b": [3, 3],
        "/sources": [4, 11],
        "/sources/0": [5, 11],
        "/sources/0/legal_basis": [6, 8],
        "/sources/0/legal_basis/copyright": [7, 7],
        "/sources/0/files/0": [10, 11],
        "/sources/0/files/0/digest": [11, 11],
        "/conditions": [12, 16],
        "/conditions/0": [13, 16],
        "/conditions/0/due": [13, 13],
        "/terms": [17, 19],
    }


def test_document_that_is_no_mapping() -> None:
    assert lines(parse(b"- 1\n- 2\n", "yaml")) == {"": [1, 2], "/0": [1, 1], "/1": [2, 2]}


@cache
def pointed_at() -> frozenset[str]:
    """Every pointer that a rule's own tests have it point at, all indices as ``#``: each of its findings is in them."""
    facts = re.sub(r"(?m)^place\(", "_place(", (POLICIES / "lib" / "facts.rego").read_text())
    facts += '\nplace(doc, pointer) := _place(doc, pointer) if print("POINTED AT", pointer)\n'
    engine = regorus.Engine()
    engine.set_gather_prints(True)
    for path in sorted(POLICIES.rglob("*.rego")):
        if not path.name.endswith("_test.rego") or path.name.endswith("fixture_test.rego"):
            engine.add_policy(str(path), facts if path == POLICIES / "lib" / "facts.rego" else path.read_text())
    return frozenset(_asked(engine))


def _asked(engine: regorus.Engine) -> Iterator[str]:
    rules = (test for test in TESTS if POLICIES / "rules" in test[0].parents)
    for path, tests in groupby(rules, lambda test: test[0]):
        clone = engine.clone()
        clone.set_gather_prints(True)
        clone.add_policy(str(path), path.read_text())
        # at once, as it prepares anew for each question
        clone.eval_query_as_json("\n".join(f"{query} == true" for _, query in tests))
        for line in clone.take_prints():
            if found := re.search(r"POINTED AT ?(.*)$", line):
                yield re.sub(r"/\d+(?=/|$)", "/#", found[1])


def always_there(pointer: str) -> bool:
    """Whether the case has its lines whatever it is: the whole document's, its keys' and their items'."""
    return pointer.count("/") < 2 or re.fullmatch(r"/[^/]+/#", pointer) is not None


def fits(pointer: str, pattern: str) -> bool:
    steps, wanted = pointer.split("/"), pattern.split("/")
    return len(steps) == len(wanted) and all(one in ("*", other) for one, other in zip(wanted, steps, strict=True))


def test_the_case_keeps_what_a_rule_points_at() -> None:
    """A pointer that fails here goes into ``POINTED_AT`` of gate/case/places.py."""
    deep = {pointer for pointer in pointed_at() if not always_there(pointer)}
    assert len(deep) > 20
    assert {pointer for pointer in deep if not any(fits(pointer, pattern) for pattern in POINTED_AT)} == set()


@pytest.mark.parametrize("pattern", POINTED_AT)
def test_a_rule_points_at_what_the_case_keeps(pattern: str) -> None:
    assert any(fits(pointer, pattern) for pointer in pointed_at())
