"""Values of documents that other facts of the case derive again, and those that the commands fill in.

They are no sources of `gate.derive`: outcomes of suites are counted by `gate.drift`, files and data are looked up, and
rules of their own compare the results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gate.case.facts import mappings
from gate.derive.facts import said_at
from gate.documents import pointer_of

if TYPE_CHECKING:
    from gate.case.shape import ControlFacts, NamedFile
    from gate.drift.shape import DriftFacts

# of a category of the analysis, by `regression-numbers-mismatch`, and of the whole, by `regression-procedure-mismatch`
_COMPUTED = (
    "category",
    "class",
    "suite",
    "pairs",
    "loss",
    "upper_bound",
    "adjusted_p",
    "outcome",
    "units",
    "look",
    "same_as",
)
_COUNTED = ("name", "categories", "over_refusal", "samples_per_item")  # of a suite, from its outcomes
_PROCEDURE = ("/method/procedure", "/method/margin", "/method/alpha")


def proven(
    kind: str, document: Mapping[str, Any], drift: DriftFacts | None, controls: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """JSON Pointers of what follows from the outcomes of suites, item by item, and from where a control is.

    ``controls`` are the keys of the surfaces that hold controls; `control-not-reviewed` compares them.
    """
    for tokens, control in mappings(document):
        path, surface = control.get("path"), control.get("surface")
        if isinstance(path, str) and any(_is_of(key, path) for key in controls.get(str(surface), ())):
            yield pointer_of((*tokens, "surface"))
    computed = {row["suite"] for row in drift["suites"] if row["reason"] is None} if drift else set()
    if kind == "evaluation-results" and drift:
        for row in drift["suites"]:
            if row["reason"] is None and row["source"] == "records":
                yield from (
                    f"{row['pointer']}/{key}" for key in ("name", "categories", "over_refusal", "samples_per_item")
                )
    if kind == "alignment-regression" and computed:
        yield from _PROCEDURE
        for part in ("categories", "classes"):
            for index, row in enumerate(document.get(part, ())):
                if part == "classes" or row.get("suite") in computed:
                    yield from (f"/{part}/{index}/{key}" for key in _COMPUTED)


def _is_of(key: str, path: str) -> bool:
    return key == path or key.startswith((f"{path}#", f"{path}/"))


def filled(
    document: Mapping[str, Any], files: Mapping[str, NamedFile], controls: Sequence[ControlFacts] = ()
) -> Iterator[str]:
    """JSON Pointers of what commands fill in: paths and digests that are as files and controls are, and recounts."""
    yield from (
        f"{row['pointer']}/digest" for row in controls if row["said"] is not None and row["said"] == row["digest"]
    )
    for pointer, file in files.items():
        if file["digest"] is None or file["found"] != file["digest"]:
            continue
        if isinstance(said_at(document, pointer), Mapping):
            yield from (f"{pointer}/path", f"{pointer}/digest")
        else:
            yield from (pointer, f"{pointer.rpartition('/')[0]}/digest")
    for index, suite in enumerate(document.get("safety_suites", ())):
        recount = suite.get("recount", {})
        yield from (f"/safety_suites/{index}/recount/{key}" for key in recount)
        for number, row in enumerate(recount.get("categories", ())):
            yield from (f"/safety_suites/{index}/recount/categories/{number}/{key}" for key in row)
    for index, source in enumerate(document.get("sources", ())):
        for number, _ in enumerate(source.get("files", ())):
            yield from (f"/sources/{index}/files/{number}/{key}" for key in ("path", "digest"))
