"""Pieces of a verification that several processes made: what each writes, and what they come to.

Shard I of N has every N-th model in the order of their names, from the I-th on. What concerns no model alone is left to
whoever merges, in the repository, where a shard that is missing, or of another commit, time, configuration or policy,
is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gate import __version__
from gate.documents.schema import expanded, misfit
from gate.judge.parts import Piece
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import UndecidedError, UsageError

if TYPE_CHECKING:
    from gate.case.parts import Parts
    from gate.policy import Engine

SCHEMA = "tunegate/shard/v1"
MAX_SHARD = 1024**3  # bytes
_SAME = {
    "tunegate": "by another version of tunegate",
    "head": "of another commit",
    "now": "of another time",
    "policies": "by other policies",
    "engine": "by another engine",
    "frame": "of another configuration or trusted branch, or with other options",
}


def names_of(parts: Parts, index: int, count: int) -> Sequence[str]:
    """The models of a shard (``index`` from 1)."""
    return parts.names[index - 1 :: count]


def document(parts: Parts, engine: Engine, shard: tuple[int, int], made: Sequence[Piece]) -> dict[str, Any]:
    """What a shard writes: ``schemas/shard.schema.json``."""
    index, count = shard
    return {"schema": SCHEMA, "shard": index, "of": count, **_common(parts, engine), "pieces": list(made)}


def _common(parts: Parts, engine: Engine) -> dict[str, Any]:
    """What has to be the same in every shard."""
    frame = parts.case
    return {
        "tunegate": __version__,
        "head": frame["head"],
        "now": frame["now"],
        "policies": engine.policies,
        "frame": digest_of(canonical_json(frame)),
        "engine": dict(engine.identity),
    }


def read(path: str) -> dict[str, Any]:
    """A shard's document. Raises UsageError for a file that is none."""
    remedy = "Name the files that 'tunegate verify --shard I/N --part FILE' wrote."
    try:
        if Path(path).stat().st_size > MAX_SHARD:
            raise UsageError("the file is larger than any part of a verification", path=path, remedy=remedy)
        value = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path, remedy="Name a file.") from None
    except (ValueError, RecursionError):
        raise UsageError("not JSON", path=path, remedy=remedy) from None
    if why := misfit(expanded("shard"), value):
        raise UsageError(f"not a part of a verification: {why}", path=path, remedy=remedy)
    found: dict[str, Any] = value
    return found


def merged(shards: Sequence[tuple[str, Mapping[str, Any]]], parts: Parts, engine: Engine) -> list[Piece]:
    """The pieces of every model, in the order of their names. ``shards`` are paths and documents.

    Raises UndecidedError where one is missing, given twice, or not of what is verified here.
    """
    own = _common(parts, engine)
    seen: dict[int, str] = {}
    found: dict[str, Piece] = {}
    count = shards[0][1]["of"] if shards else 0
    for path, shard in shards:
        if shard["of"] != count:
            raise _other(path, f"this is one part of {shard['of']}, and the first one named is one of {count}")
        for key, what in _SAME.items():
            if shard[key] != own[key]:
                raise _other(path, f"this part is {what}: {_short(shard[key], own[key])}")
        if shard["shard"] in seen:
            raise _other(path, f"part {shard['shard']} of {count} is here twice, also as {seen[shard['shard']]}")
        seen[shard["shard"]] = path
        names = [piece["model"] for piece in shard["pieces"]]
        if not 0 < shard["shard"] <= count or names != list(names_of(parts, shard["shard"], count)):
            raise _other(path, f"the models are not those of part {shard['shard']} of {count}")
        found.update((piece["model"], piece) for piece in shard["pieces"])
    if missing := [str(index) for index in range(1, count + 1) if index not in seen]:
        raise UndecidedError(
            f"part {', '.join(missing)} of {count} is missing, so {len(missing)} of {count} shards were not judged",
            remedy="Run 'tunegate verify --shard' for it, and name its file too.",
        )
    return [found[name] for name in parts.names]


def _other(path: str, message: str) -> UndecidedError:
    return UndecidedError(message, path=path, remedy="Run every shard on one commit, with the same options and --now.")


def _short(theirs: Any, own: Any) -> str:
    return f"{canonical_json(theirs).decode()[:80]}, and here {canonical_json(own).decode()[:80]}"
