"""An outline of the public summary of training content for the modification of a general-purpose AI model.

Sources: Regulation (EU) 2024/1689, Article 53(1)(d); European Commission, "Explanatory Notice and Template for the
Public Summary of Training Content for general-purpose AI models", C(2025) 5235 final (24.7.2025), issued again as
C(2025) 8311 final (5.12.2025). The headings 1.1 to 3.3 and their points were compared on 1 December 2026 with the form
as providers filled it in and published it (the Swiss AI Initiative for Apertus, 1.9.2025; MiniMax, Cohere and DeepSeek,
2026). The Commission's own file could not be had: its notes to each field are unchecked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from gate.page.outline import outline, point, said, told
from gate.page.sources import copyright_of, data_sets, name_of, records_of, sources_of
from gate.page.subject import Subject, cell, codes, count, day, words
from gate.page.tree import Cell, Fact, Page, Place

ABOUT = (
    "What the Commission's template asks of whoever modifies a general-purpose AI model, for the data of the "
    "modification alone; the summary of the base model is its provider's.",
    "Checked on 1 December 2026: sections and points are those of the template, as providers have published it filled "
    "in. Unchecked: the Commission's notes to each field, and whether what is filled in here is enough. Whether your "
    "fine-tune makes you a provider under Article 53 is a question for your lawyers.",
)
Placed = tuple[Mapping[str, Any], Place]
"""A source, and its place in the manifest."""
MOST_SOURCES = 50
NO_MANIFEST = "there is no training-data manifest that can be read"


def build(subject: Subject) -> Page:
    return outline(
        subject,
        "Public summary of training content",
        ABOUT,
        (
            ("general", "General information (section 1)", _general(subject)),
            ("sources", "Sources of data (section 2)", _sources(subject)),
            ("processing", "Processing of data (section 3)", _processing(subject)),
        ),
    )


def _general(subject: Subject) -> list[Fact]:
    manifest = subject.document("training-data-manifest")
    size = (cell(count(sum(map(records_of, sources_of(manifest))), "record")),) if manifest is not None else ()
    return [
        point("1", "Version and date of the summary", (), "its number and day, with links to the earlier ones"),
        point("1.1", "Provider", (), "name and contact"),
        point("1.1", "Authorised representative", (), "name and contact, of a provider outside the Union"),
        point(
            "1.2",
            "Versioned model name",
            told(subject, "evaluation-results", "tuned_model", "id"),
            "the model's name and version",
        ),
        point("1.2", "Model dependencies", _base(subject), "the modified model, with a link to its summary"),
        point("1.2", "Placed on the Union market", (), "the day"),
        point("1.3", "Modalities", (), "text, image, audio, video or other"),
        point("1.3", "Size of the training data", size, "how much data, by modality"),
        point("1.3", "Types of content", (), "what kind of texts or pictures, by modality"),
        point("1.3", "Latest collection of data", (), "month and year, and whether training goes on"),
        point("1.3", "Languages", (), "the languages of the data"),
        point("1.3", "Other characteristics", (), "such as regions or groups of people that the data is about"),
    ]


def _base(subject: Subject) -> Iterator[Cell]:
    if run := subject.artefact("training-run"):
        base = run["document"]["base_model"]
        at = f" at {base['revision']}" if base.get("revision") else ""
        where = subject.within(run, "/base_model")
        yield cell(f"{base['id']}{at}; the link to its summary is yours to add ", where)


def _sources(subject: Subject) -> list[Fact]:
    found = subject.artefact("training-data-manifest")
    if found is None:
        return [point("2", "Sources", (), NO_MANIFEST)]
    by_origin: dict[str, list[Placed]] = {}
    for index, source in enumerate(sources_of(found["document"])):
        where = subject.within(found, f"/sources/{index}")
        by_origin.setdefault(str(source.get("origin")), []).append((source, where))
    bought = by_origin.get("vendor", [])
    licensed = [row for row in bought if copyright_of(row[0]).get("status") == "licensed"]
    others = [row for row in bought if copyright_of(row[0]).get("status") != "licensed"]
    crawled = "whether you crawled or scraped, and then crawlers, period, content and domains; no manifest says it"
    return [
        point("2.1", "Publicly available data sets", _listed(by_origin.get("public-corpus", ())), ""),
        point("2.2.1", "Data licensed from rightsholders", _listed(licensed), ""),
        point("2.2.2", "Private data of other third parties", _listed(others), ""),
        point("2.3", "Data crawled and scraped from the web", (), crawled),
        point("2.4", "Data of users", _listed(by_origin.get("customer-submission", ())), ""),
        point("2.4", "From which of your services", (), "whether users gave it to the model or to another service"),
        point("2.5", "Synthetic data", _listed(by_origin.get("synthetic", ()), _generator), ""),
        point("2.6", "Other sources", _listed(by_origin.get("internal", ())), ""),
    ]


def _nothing(_source: Mapping[str, Any]) -> Iterable[Cell]:
    return ()


def _listed(sources: Sequence[Placed], more: Callable[[Mapping[str, Any]], Iterable[Cell]] = _nothing) -> list[Cell]:
    if not sources:
        return [cell("No source of this kind.")]
    rows = [row for source, where in sources[:MOST_SOURCES] for row in (*_source(source, where), *more(source))]
    left = len(sources) - MOST_SOURCES
    return [*rows, cell(f"{count(left, 'more source')}; the manifest has all of them.")] if left > 0 else rows


def _source(source: Mapping[str, Any], where: Place) -> Iterator[Cell]:
    names = [f"{name} at {revision}" if revision else name for name, revision in data_sets(source)]
    named = (" (", *codes(names), ")") if names else ()
    yield cell(name_of(source), *named, f": {count(records_of(source), 'record')} ", where)
    yield from said(source, "description")
    right = copyright_of(source)
    if right.get("status"):
        yield cell(f"{words(str(right['status']))}{': ' + str(right['licence']) if right.get('licence') else ''}")


def _generator(source: Mapping[str, Any]) -> Iterator[Cell]:
    """The model that made the data, which point 2.5 asks for."""
    made = source.get("legal_basis", {}).get("generator") or {}
    if model := made.get("model"):
        at = f" at {model['revision']}" if model.get("revision") else ""
        yield cell(f"made by {model['id']}{at}, of {made.get('provider', 'a provider that is not named')}")


def _processing(subject: Subject) -> list[Fact]:
    manifest = subject.document("training-data-manifest")
    opted = "whether you signed the Code of Practice, and how opt-outs were respected before and during collection"
    return [
        point("3.1", "Reservations of rights (text and data mining)", (), opted),
        point("3.2", "Removal of illegal content", (), "how illegal content was found and removed"),
        point("3.3", "Scans for personal data and secrets", _scans(manifest), "optional: what you scanned for"),
        point("3.3", "Other", told(subject, "training-data-manifest", "change_summary"), "optional: anything else"),
    ]


def _scans(manifest: Mapping[str, Any] | None) -> Iterator[Cell]:
    for source in sources_of(manifest)[:MOST_SOURCES]:
        scan = source.get("sensitivity_scan", {})
        done = ("removed", "redacted")
        gone = sum(row["count"] for row in scan.get("matches_disposition", ()) if row["action"] in done)
        if scan.get("scanned_at"):
            at, tool = day(str(scan["scanned_at"])), scan.get("tool", "a tool")
            yield cell(f"{name_of(source)}: scanned {at} with {tool}, {gone} removed or redacted")
