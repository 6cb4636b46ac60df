"""Where the training data came from, with licences and personal data at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gate.page.sources import copyright_of, name_of, personal_data_of, records_of
from gate.page.subject import MOST_ROWS, Subject, cell, count, day, missing, words
from gate.page.tree import Block, Cell, Inline, Mark, Paragraph, Section, Table
from gate.values.regex import regex

if TYPE_CHECKING:
    from gate.case.shape import DocumentFacts

LEAD = (
    "Every source of examples that the model was trained on, on which legal ground each may be used, and what a scan "
    "for personal data and secrets found in it. A record is one example. A false alarm is a match that is none, such "
    "as an order number that looks like a telephone's. LicenseRef names terms that are not a standard licence."
)
_FALSE = "false-positive"
_LEFT = (_FALSE, "kept")  # what a scan of the files as they are still finds in them
_PERIOD = regex(r"P([0-9]{1,5})([YMD])")
_PERSONAL: dict[str, tuple[str, bool]] = {
    "none": ("none", False),
    "personal": ("personal data", True),
    "special-categories": ("special categories (GDPR Article 9)", True),
}


def section(subject: Subject) -> Section:
    """One row a source; sums above."""
    found = subject.artefact("training-data-manifest")
    if found is None:
        said = missing(subject, "Not documented.", "There is no training-data manifest that can be read.")
        return Section("data", "What it was trained on", LEAD, (said,))
    sources = list(found["document"]["sources"])
    rows = tuple(_row(subject, found, index, source) for index, source in enumerate(sources[:MOST_ROWS]))
    head = ("Source", "Records", "Comes from", "Personal data", "Licence or right", "Scan", "Kept until", "Where")
    blocks: list[Block] = [
        Paragraph(_sums(sources)),
        Table("Sources of training data", head, rows, len(sources) - len(rows)),
    ]
    if summary := found["document"].get("change_summary"):
        new = f"What is new in this build: {str(summary).strip()} "
        blocks.append(Paragraph((new, subject.within(found, "/change_summary"))))
    return Section("data", "What it was trained on", LEAD, tuple(blocks))


def _sums(sources: list[Mapping[str, Any]]) -> Cell:
    records = sum(records_of(source) for source in sources)
    personal = [source for source in sources if personal_data_of(source).get("contains") not in (None, "none")]
    said = f"{count(records, 'record')} from {count(len(sources), 'source')}. "
    if not personal:
        return (said, "None of them is said to hold personal data.")
    number = sum(records_of(source) for source in personal)
    return (
        said,
        Mark(f"{count(len(personal), 'source')} with personal data", "warn"),
        f" ({count(number, 'record')}).",
    )


def _row(subject: Subject, found: DocumentFacts, index: int, source: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        cell(name_of(source)),
        cell(f"{records_of(source):,}"),
        cell(words(str(source.get("origin", "")))),
        _personal(personal_data_of(source)),
        cell(_licence(copyright_of(source))),
        cell(_scan(source.get("sensitivity_scan", {}))),
        cell(_kept(source.get("retention", {}))),
        cell(subject.within(found, f"/sources/{index}")),
    )


def _personal(basis: Mapping[str, Any]) -> Cell:
    said, is_personal = _PERSONAL.get(str(basis.get("contains")), ("not said", True))
    grounds: list[Inline] = []
    if basis.get("article6_basis"):
        grounds.append(f", on the ground of {words(str(basis['article6_basis']))} (GDPR Article 6)")
    if basis.get("article9_condition"):
        grounds.append(f", {words(str(basis['article9_condition']))} (Article 9)")
    return cell(Mark(said, "warn" if is_personal else "plain"), *grounds)


def _licence(copyright_: Mapping[str, Any]) -> str:
    status = words(str(copyright_.get("status", "not said")))
    licence = copyright_.get("licence")
    return f"{status}: {licence}" if licence else status


def _scan(scan: Mapping[str, Any]) -> str:
    if "matches" not in scan:
        return "not said"
    matches = scan["matches"]
    if not matches:
        return "nothing found"
    done: dict[str, int] = {}
    for row in scan.get("matches_disposition", ()):
        done[str(row["action"])] = done.get(str(row["action"]), 0) + row["count"]
    left = {action: number for action, number in done.items() if action in _LEFT or "matches_by_category" not in scan}
    found = count(matches, "match", "matches") + (f": {_actions(left)}" if left else "")
    before = {action: number for action, number in done.items() if action not in left}
    return f"{found}; before that scan {_actions(before)}" if before else found


def _actions(done: Mapping[str, int]) -> str:
    return ", ".join(_action(action, number) for action, number in sorted(done.items()))


def _action(action: str, number: int) -> str:
    return count(number, "false alarm") if action == _FALSE else f"{number:,} {words(action)}"


def _kept(retention: Mapping[str, Any]) -> str:
    if until := retention.get("retention_until"):
        return day(str(until))
    return _period(str(retention.get("retention_period", "not said")))


def _period(text: str) -> str:
    """An ISO 8601 duration of years, months or days as words; another text as it is."""
    found = _PERIOD.fullmatch(text)
    return count(int(found[1]), {"Y": "year", "M": "month", "D": "day"}[found[2]]) if found else text
