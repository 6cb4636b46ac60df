"""The baselines of before: what the commits whose word counts have of one, and which of them have a disposition.

A baseline could begin anew for ever, or take the place of a review. So the head's is held against those of the base, of
the tip of its branch and of the trusted branch. Nothing is looked for in history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from gate.evidence.pack import baseline_at, has_disposition
from gate.values.errors import EvidenceError

if TYPE_CHECKING:
    from gate.evidence.shape import AdoptedBefore
    from gate.git.snapshot import Snapshot


def adopted_before(snapshots: Mapping[str, Snapshot], folders: Iterable[str]) -> AdoptedBefore:
    """What the snapshots, each by its name, have in folders of evidence.

    Raises EvidenceError for a baseline that cannot be read: it may say since when the model is not reviewed.
    """
    found: AdoptedBefore = {"baselines": [], "decided": []}
    for name, snapshot in snapshots.items():
        for folder in sorted(set(folders)):
            pack = baseline_at(snapshot, folder)
            if pack.problems:
                problem = pack.problems[0]
                raise EvidenceError(
                    f"the baseline at the {name} commit cannot be read: {problem.message}",
                    path=problem.path,
                    remedy="Repair it on that commit's branch: it says since when the model is not reviewed.",
                )
            if pack.baseline is not None:
                value = pack.baseline.value
                found["baselines"].append(
                    {
                        "at": name,
                        "path": pack.baseline.path,
                        "digest": pack.baseline.digest,
                        "adopted_at": value["adopted_at"],
                        "since": value["since"],
                        "expires": value["expires"],
                    }
                )
            if has_disposition(snapshot, folder) and name not in found["decided"]:
                found["decided"].append(name)
    return found
