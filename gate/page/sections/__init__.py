"""The parts of a model's page, one module each: a `Subject` in, a `Section` out; None where there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable

from gate.page.sections import controls, data, decision, drift, findings, identity, proof, red_team, since, timeline
from gate.page.subject import Subject
from gate.page.tree import Section

SECTIONS: tuple[Callable[[Subject], Section | None], ...] = (
    decision.section,
    findings.section,
    identity.section,
    since.section,
    data.section,
    drift.section,
    red_team.section,
    controls.section,
    proof.section,
    timeline.section,
)
"""In the order in which the page shows them."""
