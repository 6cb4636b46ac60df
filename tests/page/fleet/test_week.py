from __future__ import annotations

from dataclasses import replace

from gate.page.fleet.week import build
from gate.page.interval import Interval
from gate.page.markdown import markdown
from gate.page.subject import Fleet
from gate.values.changes import Change
from tests.command import MODEL


def shown(fleet: Fleet) -> str:
    return markdown(build(fleet))


def test_what_a_week_brought(fleet: Fleet) -> None:
    change = Change(MODEL, "training_data", "added", "data/x.jsonl")
    changes = {MODEL: (change, change, replace(change, surface="system_prompt")), "soon": (), "blocked": None}
    interval = Interval("2026-11-01T00:00:00Z", "2" * 40, changes, ("new",), ("gone",))
    text = shown(replace(fleet, interval=interval))
    assert text.startswith(
        "# Models, 1 November 2026 to 23 November 2026\n\n⚠️ **3 decided, 2 open, 1 ending within 60 days**\n"
    )
    assert f"| 2 November 2026 | {MODEL} | Deploy it, on conditions | ai-committee@acme.example | 31 May 2027 |" in text
    assert "| soon | 24 December 2026 | 31 days |" in text
    assert "| broken | not valid YAML. | Correct it. |" in text
    assert f"| {MODEL} | system prompt: 1 change, training data: 2 changes |" in text
    assert "| blocked | ⚠️ **cannot be compared** |" in text
    assert "| soon | " not in text.partition("## What changed")[2]
    assert "\nNew: `new`.\n\nGone: `gone`.\n" in text


def test_nothing_happened(fleet: Fleet) -> None:
    calm = [subject for subject in fleet.subjects if subject.model == MODEL]
    interval = Interval("2026-11-16T00:00:00Z", "2" * 40, {MODEL: ()})
    text = shown(replace(fleet, subjects=calm, interval=interval))
    assert "Nothing was decided." in text
    assert "✅ **Nothing is open.** Every model is approved." in text
    assert "No model and no reviewed part of one." in text


def test_a_configuration_of_then_that_cannot_be_read(fleet: Fleet) -> None:
    interval = Interval("2026-11-16T00:00:00Z", "2" * 40, {}, unreadable=True)
    assert "❌ **Unknown.** The configuration of then cannot be read." in shown(replace(fleet, interval=interval))
