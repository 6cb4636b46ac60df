"""Adopting a model: the baseline that lets in what exists until it is reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from gate.config.load import Model
from gate.documents import parse
from gate.documents.schema import problems
from gate.evidence.files import existing, write, write_state
from gate.evidence.pack import BASELINE, Pack
from gate.evidence.scaffold import scaffold
from gate.values.elements import State
from gate.values.errors import EvidenceError, UsageError

DAYS, DAYS_IN_ALL = 180, 360  # of one baseline, and since the first one; 'policies/lib/baselines.rego' judges by them


def new_baseline(
    root: Path, model: Model, state: State, pack: Pack, *, given: Mapping[str, str | None], now: str, renew: bool
) -> list[str]:
    """Write a baseline for a state; the paths that were written. ``now`` is RFC 3339.

    ``given`` has ``owner``, ``reason`` and ``expires``; what is left out stays empty, but for the last day, which is
    the latest that is allowed. Raises UsageError where the model is decided on or adopted already, or cannot be
    adopted any longer, EvidenceError for a value that does not fit.
    """
    last = pack.baseline
    if pack.disposition is not None:
        raise UsageError(
            f"{model.name} has a disposition, which a baseline does not take back",
            path=pack.disposition.path,
            remedy="Decide on the model again: tunegate disposition draft.",
        )
    if last is not None and not renew:
        raise UsageError(
            f"{model.name} is adopted until {last.value['expires']}",
            path=last.path,
            remedy="To adopt it for longer: --renew, which those who are asked to approve have to sign.",
        )
    if last is None and renew:
        raise UsageError(f"{model.name} has no baseline to renew", remedy="Leave --renew out.")
    since = last.value["since"] if last is not None else now
    latest = min(_day(now) + timedelta(days=DAYS), _day(since) + timedelta(days=DAYS_IN_ALL))
    if latest <= _day(now):
        raise UsageError(
            f"{model.name} is adopted since {since[:10]}, and {DAYS_IN_ALL} days are all there are",
            path=last.path if last is not None else None,
            remedy="Decide on the model: tunegate disposition draft.",
        )
    known = {
        "schema": f"tunegate/{BASELINE}/v1",
        "model": model.name,
        "state": state.digest,
        "adopted_at": now,
        "since": since,
        "expires": given.get("expires") or latest.isoformat(),
        "renews": last.digest if last is not None else None,
        **{name: value for name in ("owner", "reason") if (value := given.get(name))},
    }
    text = scaffold(BASELINE, known)
    path = existing(root, model.evidence, BASELINE) or f"{model.evidence}/{BASELINE}.yaml"
    if given.get("owner") and given.get("reason") and (found := problems(BASELINE, parse(text.encode(), "yaml"), path)):
        raise EvidenceError(found)
    return [*write_state(root, model.evidence, state), write(root, path, text)]


def _day(moment: str) -> date:
    return date.fromisoformat(moment[:10])
