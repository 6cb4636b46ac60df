"""An outline of the public summary of training content for the modification of a general-purpose AI model.

Sources: Regulation (EU) 2024/1689, Article 53(1)(d); European Commission, "Explanatory Notice and Template for the
Public Summary of Training Content for general-purpose AI models" (24 July 2025). The headings of the template are from
descriptions of it, not from the form itself: unchecked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gate.page.outline import outline, point, said, when
from gate.page.subject import Subject, cell, count, day, words
from gate.page.tree import Cell, Fact, Page

ABOUT = (
    "What the Commission's template asks of whoever modifies a general-purpose AI model, for the data of the "
    "modification alone; the summary of the base model is its provider's.",
    "Unchecked: the headings follow descriptions of the template, not the form itself. Whether your fine-tune makes "
    "you a provider under Article 53 is a question for your lawyers.",
)
_KINDS: Sequence[tuple[str, str, str]] = (  # of the template, and the origin in a manifest
    ("2.1", "Publicly available data sets", "public-corpus"),
    ("2.2", "Data of third parties, licensed or bought", "vendor"),
    ("2.4", "Data of users", "customer-submission"),
    ("2.5", "Synthetic data", "synthetic"),
    ("2.6", "Other data of your own", "internal"),
)


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
    run, evaluated = subject.document("training-run"), subject.document("evaluation-results")
    manifest = subject.document("training-data-manifest")
    records = sum(map(_records, (manifest or {}).get("sources", ())))
    size = (cell(count(records, "record")),) if manifest is not None else ()
    return [
        point("1.1", "Provider", (), "name and contact"),
        point("1.2", "Model", said(evaluated, "tuned_model", "id"), "the model's name and version"),
        point("1.2", "Modified model", said(run, "base_model", "id"), "the model that was modified"),
        point("1.2", "Training date", when(run, "started_at"), "when it was trained"),
        point("1.3", "Modalities", (), "text, image, audio, video"),
        point("1.3", "Size of the training data", size, "how much data, by modality"),
        point("1.3", "Languages", (), "the languages of the data"),
    ]


def _sources(subject: Subject) -> list[Fact]:
    manifest = subject.document("training-data-manifest")
    if manifest is None:
        return [point("2", "Sources", (), "there is no training-data manifest that can be read")]
    sources = list(manifest["sources"])
    rows = []
    for number, title, origin in _KINDS:
        found = [source for source in sources if source.get("origin") == origin]
        values = [cell("None.")] if not found else [row for source in found[:50] for row in _source(source)]
        rows.append(point(number, title, values, ""))
    crawled = "whether data was crawled or scraped; a manifest has no such origin"
    rows.insert(2, point("2.3", "Data crawled and scraped from the web", (), crawled))
    return rows


def _source(source: Mapping[str, Any]) -> Iterator[Cell]:
    corpus = source.get("public_corpus") or {}
    named = f" ({corpus['id']})" if corpus.get("id") else ""
    yield cell(f"{source.get('name', source['id'])}{named}: {count(_records(source), 'record')}")
    yield from said(source, "description")
    licence = source.get("legal_basis", {}).get("copyright", {})
    if licence.get("status"):
        yield cell(f"{words(str(licence['status']))}{': ' + str(licence['licence']) if licence.get('licence') else ''}")


def _processing(subject: Subject) -> list[Fact]:
    manifest = subject.document("training-data-manifest") or {}
    return [
        point("3.1", "Reservations of rights (text and data mining)", (), "how opt-outs were respected"),
        point("3.2", "Removal of illegal content", _removed(manifest), "how illegal content was found and removed"),
        point("3.3", "Other", said(manifest, "change_summary"), "anything else, if you want to"),
    ]


def _removed(manifest: Mapping[str, Any]) -> Iterator[Cell]:
    for source in list(manifest.get("sources", ()))[:50]:
        scan = source.get("sensitivity_scan", {})
        gone = sum(
            row["count"] for row in scan.get("matches_disposition", ()) if row["action"] in ("removed", "redacted")
        )
        if scan.get("scanned_at"):
            name = source.get("name", source["id"])
            yield cell(
                f"{name}: scanned {day(str(scan['scanned_at']))} with {scan.get('tool', 'a tool')}, {gone} removed"
            )


def _records(source: Mapping[str, Any]) -> int:
    return sum(row["records"] for row in source.get("files", ()) if isinstance(row.get("records"), int))
