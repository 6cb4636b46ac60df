"""The decisions of all models as tables, for databases and spreadsheets: one schema, whatever file it is written into.

``docs/portfolio.md`` documents it; a test compares the two. Texts are redacted and have no control character.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gate import __version__
from gate.page.answer import answer, blocking, concerning, days_left
from gate.page.history import moment_of
from gate.page.model import signers
from gate.page.sources import copyright_of, name_of, personal_data_of, records_of, sources_of
from gate.page.subject import Fleet, Subject
from gate.values.text import Text

VERSION = 1
"""Of the schema. A column may be added; one that changes its meaning makes another version."""

Value = str | int | float | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns, each with its type (``text``, ``integer`` or ``real``). A day is ``YYYY-MM-DD``."""

    name: str
    columns: Mapping[str, str]


TABLES = (
    Table(
        "fleet", {"version": "integer", "judged_at": "text", "commit_id": "text", "repository": "text", "tool": "text"}
    ),
    Table(
        "models",
        {
            **{"model": "text", "answer": "text", "decision": "text", "decided_by": "text", "decided_at": "text"},
            **{"expires": "text", "days_left": "integer", "signatures": "integer", "conditions": "integer"},
            **{"overdue": "integer", "blocking": "integer", "warnings": "integer", "waived": "integer"},
            **{"state": "text", "path": "text"},
        },
    ),
    Table(
        "decisions",
        {
            **{"model": "text", "kind": "text", "decision": "text", "decided_by": "text", "decided_at": "text"},
            **{"expires": "text", "state": "text", "reason": "text", "path": "text", "commit_id": "text"},
        },
    ),
    Table("signatures", {"model": "text", "signer": "text", "method": "text"}),
    Table(
        "conditions",
        {"model": "text", "id": "text", "text": "text", "owner": "text", "due": "text", "overdue": "integer"},
    ),
    Table("risks", {"model": "text", "risk": "text", "accepted_by": "text"}),
    Table(
        "findings",
        {
            **{"model": "text", "rule": "text", "severity": "text", "message": "text", "remedy": "text"},
            **{"path": "text", "line": "integer", "waived_by": "text"},
        },
    ),
    Table("waivers", {"model": "text", "rule": "text", "owner": "text", "expires": "text", "reason": "text"}),
    Table(
        "drift",
        {
            **{"model": "text", "class": "text", "outcome": "text", "loss": "real", "lower": "real", "upper": "real"},
            **{"safe_before": "integer", "asked_before": "integer", "safe_after": "integer", "asked_after": "integer"},
        },
    ),
    Table(
        "sources",
        {
            **{"model": "text", "source": "text", "origin": "text", "records": "integer", "personal_data": "text"},
            **{"copyright": "text", "licence": "text"},
        },
    ),
)


def rows(fleet: Fleet) -> Mapping[str, list[Row]]:
    """Table -> its rows, sorted by model. A table without rows is there, too."""
    found: dict[str, list[Row]] = {table.name: [] for table in TABLES}
    url = fleet.subjects[0].decision.origin.url if fleet.subjects else None
    found["fleet"].append(
        {
            "version": VERSION,
            "judged_at": fleet.now,
            "commit_id": fleet.head,
            "repository": url,
            "tool": f"tunegate {__version__}",
        }
    )
    for subject in sorted(fleet.subjects, key=lambda one: one.model):
        found["models"].append(_model(subject))
        for table, build in _OF_MODEL.items():
            found[table] += [{"model": subject.model, **row} for row in build(subject)]
    return {name: [_clean(row) for row in made] for name, made in found.items()}


def _clean(row: Row) -> Row:
    return {name: Text(value) if isinstance(value, str) else value for name, value in row.items()}


def _model(subject: Subject) -> Row:
    disposition, facts = subject.disposition or {}, subject.facts
    document = subject.documented("disposition")
    due = list(disposition.get("conditions", ()))
    warned = [found for found in concerning(subject) if found.severity == "warning"]
    return {
        "model": subject.model,
        "answer": answer(subject).value,
        "decision": disposition.get("decision"),
        "decided_by": disposition.get("decided_by"),
        "decided_at": disposition.get("decided_at"),
        "expires": disposition.get("expires"),
        "days_left": days_left(subject) if disposition else None,
        "signatures": len(signers(subject)),
        "conditions": len(due),
        "overdue": sum(_is_overdue(subject, row) for row in due),
        "blocking": len(blocking(subject)),
        "warnings": len(warned),
        "waived": sum(found.waived_by is not None for found in warned),
        "state": facts["state"]["digest"] if facts is not None else None,
        "path": document["path"] if document is not None else None,
    }


def _is_overdue(subject: Subject, row: Mapping[str, Any]) -> bool:
    return str(row.get("due", "9999"))[:10] < subject.today.isoformat()


def _decisions(subject: Subject) -> Iterator[Row]:
    for past in subject.history.past if subject.history is not None else ():
        value = past.value
        who = value.get("decided_by") or value.get("owner") or value.get("withdrawn_by")
        yield {
            "kind": past.kind,
            "decision": value.get("decision"),
            "decided_by": who,
            "decided_at": moment_of(past),
            "expires": value.get("expires"),
            "state": value.get("state"),
            "reason": str(value.get("rationale") or value.get("reason") or "").strip(),
            "path": past.path,
            "commit_id": past.commit,
        }


def _signatures(subject: Subject) -> Iterator[Row]:
    facts = subject.facts
    found = facts["evidence"]["disposition"] if facts is not None else None
    for row in found["approval"]["counted"] if found is not None else ():
        for means in row["approvals"]:
            yield {"signer": row["principal"], "method": means["method"]}


def _conditions(subject: Subject) -> Iterator[Row]:
    for row in (subject.disposition or {}).get("conditions", ()):
        said = {name: str(row[name]).strip() for name in ("id", "text", "owner", "due") if row.get(name) is not None}
        yield {"text": None, "owner": None, "due": None, **said, "overdue": int(_is_overdue(subject, row))}


def _risks(subject: Subject) -> Iterator[Row]:
    for row in (subject.disposition or {}).get("residual_risks", ()):
        yield {"risk": str(row["risk"]).strip(), "accepted_by": str(row["accepted_by"])}


def _findings(subject: Subject) -> Iterator[Row]:
    for found in concerning(subject):
        named = {name: getattr(found, name) for name in ("rule", "severity", "message", "remedy", "path", "line")}
        yield {**named, "waived_by": found.waived_by}


def _waivers(subject: Subject) -> Iterator[Row]:
    for row in subject.decision.waivers:
        if row["model"] == subject.model:
            yield {name: str(row[name]) for name in ("rule", "owner", "expires", "reason")}


def _drift(subject: Subject) -> Iterator[Row]:
    facts = subject.facts
    drift = facts["evidence"]["drift"] if facts is not None else None
    for row in drift["classes"] if drift is not None else ():
        yield {
            "class": row["class"],
            "outcome": row["outcome"],
            "loss": row["loss"],
            "lower": row["lower"],
            "upper": row["upper_bound"],
            "safe_before": row["base"]["refused"],
            "asked_before": row["base"]["n"],
            "safe_after": row["tuned"]["refused"],
            "asked_after": row["tuned"]["n"],
        }


def _sources(subject: Subject) -> Iterator[Row]:
    for source in sources_of(subject.document("training-data-manifest")):
        right = copyright_of(source)
        yield {
            "source": name_of(source),
            "origin": source.get("origin"),
            "records": records_of(source),
            "personal_data": personal_data_of(source).get("contains"),
            "copyright": right.get("status"),
            "licence": right.get("licence"),
        }


_OF_MODEL = {
    "decisions": _decisions,
    "signatures": _signatures,
    "conditions": _conditions,
    "risks": _risks,
    "findings": _findings,
    "waivers": _waivers,
    "drift": _drift,
    "sources": _sources,
}
