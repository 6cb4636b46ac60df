"""The facts of a fleet: the example's model, one that is blocked, one that ends soon and one that cannot be read."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any, cast

import pytest

from gate.judge.decision import Decision
from gate.page.history import History, Past
from gate.page.subject import Fleet, Subject
from gate.values.findings import Finding
from gate.values.origin import Origin
from tests.command import MODEL, NOW, tunegate
from tests.hostile import SECRET
from tests.repo import Repo

HOSTILE = f"a,b;c\\n\nBEGIN:VEVENT\r\n::error::x\x1b[31m\u202e '{SECRET}'; DROP TABLE models; é" * 3
ORIGIN = Origin("tunegate.yaml", "https://forge.example/acme/support", "github")


def _soon(model: dict[str, Any]) -> dict[str, Any]:
    found = copy.deepcopy(model)
    document = found["evidence"]["disposition"]["document"]
    document["expires"], document["rationale"], document["decided_by"] = "2026-12-24", HOSTILE, HOSTILE
    document["conditions"] = [{"id": "C-9", "text": HOSTILE, "owner": HOSTILE, "due": "2026-11-01"}]
    return found


@pytest.fixture(scope="session")
def fleet(prepared: Any) -> Fleet:
    case = json.loads(tunegate(Repo(prepared), "case", "--verify", "--trusted", "main", "--now", NOW).stdout)
    model = case["models"][MODEL]
    case["models"] |= {"blocked": copy.deepcopy(model), "soon": _soon(model)}
    finding = Finding("disposition-stale", "error", HOSTILE, "Decide again.", "blocked", "evidence/d.yaml", 4, 4)
    decision = Decision(
        "block", None, case["head"], NOW, {}, None, "sha256:0", findings=(finding,), origin=ORIGIN, mode="verify"
    )
    document = model["evidence"]["disposition"]["document"]
    past = Past("disposition", "evidence/d.yaml", "sha256:1", document, "1" * 40, "2026-11-02")
    history = History((past,), None, False, 0)
    subjects = [Subject(name, decision, cast(Any, case), history) for name in case["models"]]
    broken = Finding("evidence-unreadable", "error", "not valid YAML", "Correct it.", "broken", "evidence/r.yaml", 2, 2)
    subjects.append(Subject("broken", replace(decision, verdict="error", findings=(broken,), case=None)))
    return Fleet(subjects, case["head"], NOW)
