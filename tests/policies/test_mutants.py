"""Faults in the policies that no test notices: at most one in twenty."""

from __future__ import annotations

import pytest

from tests.policies.mutants import judged, survey

KILLED = 0.95


def test_mutants(capsys: pytest.CaptureFixture[str]) -> None:
    killed, survived = survey(judged())
    share = killed / (killed + len(survived))
    with capsys.disabled():
        print(f"\n{killed} of {killed + len(survived)} faults in policies are noticed ({share:.0%}); these are not:")
        print("\n".join(f"  {row}" for row in survived))
    assert share >= KILLED
