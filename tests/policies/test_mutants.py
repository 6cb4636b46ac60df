"""Faults in the policies that no test notices: at most one in twenty."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from tests.policies.mutants import judged, survey

KILLED = 0.95
RULE = re.compile(r"policies/rules/\w+/")


def test_mutants(capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config) -> None:
    """Of every policy; with ``--attempts first`` of the first rule of each topic."""
    paths = judged()
    if pytestconfig.getoption("attempts") == "first":
        paths = [next(rows) for _, rows in groupby(filter(RULE.match, paths), lambda path: path.split("/")[2])]
        assert len(paths) > 8
    killed, survived = survey(paths)
    share = killed / (killed + len(survived))
    with capsys.disabled():
        print(f"\n{killed} of {killed + len(survived)} faults in policies are noticed ({share:.0%}); these are not:")
        print("\n".join(f"  {row}" for row in survived))
    assert share >= KILLED
