"""What a disposition on a pack says of it, as `disposition draft` would write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.evidence.stated import stated

if TYPE_CHECKING:
    from gate.case.shape import StatedFacts
    from gate.evidence.pack import Pack


def stated_facts(pack: Pack) -> StatedFacts:
    """The overhang in short and what regressed, each where the pack has what it follows from."""
    found = stated(pack.artefacts)
    return {"overhang": found.get("overhang"), "regressions": found.get("regressions")}
