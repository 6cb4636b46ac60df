"""Points in time as tools write them, as a document writes them: UTC, whole seconds, 'Z'."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def moment(value: Any) -> str | None:
    """``2026-10-20T09:12:31Z`` of seconds or milliseconds since 1970, or of a text in ISO 8601; without an offset it is
    UTC. None where the value is none of these."""
    try:
        if isinstance(value, str):
            said = datetime.fromisoformat(value)
            found = said if said.tzinfo else said.replace(tzinfo=UTC)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value / 1000 if value > 10**11 else value, UTC)
        else:
            return None
        return found.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    except (ValueError, OverflowError, OSError):
        return None


def seconds_between(start: str | None, end: str | None) -> int | None:
    """Seconds from one moment to another, where the other is later."""
    if start is None or end is None:
        return None
    found = int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())
    return found if found > 0 else None
