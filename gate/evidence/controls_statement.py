"""A controls statement: what controls a repository has at one commit, for repositories that rely on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from gate.documents import parse
from gate.documents.schema import problems
from gate.evidence.controls import control_digest
from gate.evidence.pack import STATEMENT
from gate.evidence.scaffold import scaffold
from gate.values.elements import State
from gate.values.errors import EvidenceError, UsageError
from gate.values.terms import CONTROL_SURFACES

DAYS = 180  # 'policies/lib/controls.rego' judges by them
PUBLISHED = "published"  # folder of a pack


def listed(state: State, asked: Sequence[str]) -> list[dict[str, str]]:
    """(surface, path) of each file on the surfaces that hold controls, and of what was asked for beside them.

    ``asked`` are ``SURFACE=PATH#POINTER``. Raises UsageError for one that is not on its surface.
    """
    found = {
        (surface, element.key.partition("#")[0]): None
        for surface in CONTROL_SURFACES
        for element in state.by_surface.get(surface, ())
    }
    for text in asked:
        surface, equals, path = text.partition("=")
        if not equals or surface not in CONTROL_SURFACES or control_digest(state, surface, path) is None:
            raise UsageError(
                f"--control {text!r} is on none of the surfaces that hold controls",
                remedy="Write SURFACE=PATH#POINTER, as 'tunegate state' shows them.",
            )
        found[surface, path] = None
    if not found:
        raise UsageError(
            "the model has no controls here", remedy=f"Select them in tunegate.yaml: {', '.join(CONTROL_SURFACES)}."
        )
    return [{"surface": surface, "path": path} for surface, path in found]


def statement_text(
    state: State,
    rows: Sequence[Mapping[str, Any]],
    *,
    repository: str,
    model: str,
    commit: str,
    now: str,
    given: Mapping[str, str | None],
) -> str:
    """The YAML text of a statement on controls, each with its digest, whether it has content, and what is off.

    ``given`` has ``stated_by`` and ``expires``; without a day it is the latest that is allowed. Raises EvidenceError
    for a value that does not fit.
    """
    last = date.fromisoformat(now[:10]) + timedelta(days=DAYS)
    known = {
        "schema": f"tunegate/{STATEMENT}/v1",
        "repository": repository,
        "model": model,
        "commit": commit,
        "state": state.digest,
        "stated_at": now,
        "expires": given.get("expires") or last.isoformat(),
        **({"stated_by": given["stated_by"]} if given.get("stated_by") else {}),
        "surfaces": {
            surface: {"digest": state.surface_digests[surface], "elements": len(state.by_surface[surface])}
            for surface in CONTROL_SURFACES
            if state.by_surface.get(surface)
        },
        "controls": [dict(row) for row in rows],
    }
    text = scaffold(STATEMENT, known)
    if given.get("stated_by") and (found := problems(STATEMENT, parse(text.encode(), "yaml"), STATEMENT)):
        raise EvidenceError(found)
    return text
