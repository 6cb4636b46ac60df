"""The page of an incident: what a model was on a day, and which of its states learned from what is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.page.history import History, Past, moment_of
from gate.page.model import foot
from gate.page.sections.decision import DECISIONS
from gate.page.sections.timeline import event
from gate.page.subject import count, day, words
from gate.page.tree import Banner, Block, Cell, Code, Fact, Facts, Mark, Page, Paragraph, Section, Table, Timeline

if TYPE_CHECKING:
    from gate.values.origin import Origin

MOST_ROWS = 200
_CLOCK = "Days are those that the commits and documents themselves state."


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a registry answers about one version at that time."""

    place: str
    aliases: tuple[str, ...]
    status: str
    standing: Mapping[str, Any] | None


@dataclass(frozen=True)
class Incident:
    """What is known. ``as_of`` is RFC 3339. ``commit`` is the newest one of that time, None where there was none.

    ``learned`` are rows of `gate.commands._records.rows`; None where nothing was asked. ``deployed`` is None where no
    registry was asked. ``trained`` has (decision, digest of its training data, its weights) of every disposition.
    """

    model: str
    as_of: str
    now: str
    head: str
    commit: str | None
    history: History
    trained: Sequence[tuple[Past, str, str | None]]
    learned: Sequence[Mapping[str, Any]] | None
    deployed: Sequence[Deployed] | None
    origin: Origin


def page(incident: Incident) -> Page:
    """The page."""
    sections = [_then(incident), _records(incident), _trained(incident), _deployed(incident), _timeline(incident)]
    return Page(
        f"Incident: {incident.model}, as of {day(incident.as_of)}",
        _banner(incident),
        tuple(section for section in sections if section is not None),
        foot(incident.head, incident.now),
    )


def standing(incident: Incident) -> Past | None:
    """The disposition of that time: the newest one decided by then, expired or not."""
    return next((past for past in _until(incident) if past.kind == "disposition"), None)


def _until(incident: Incident) -> list[Past]:
    return [past for past in incident.history.past if moment_of(past) <= incident.as_of]


def _withdrawn(incident: Incident, past: Past) -> Past | None:
    """What took the disposition back by then."""
    for later in _until(incident):
        value = later.value
        takes = later.kind == "withdrawal" and value["withdraws"] == "disposition"
        if takes and value["state"] == past.value["state"] and moment_of(later) >= moment_of(past):
            return later
    return None


def _banner(incident: Incident) -> Banner:
    past = standing(incident)
    when = day(incident.as_of)
    if past is None:
        return Banner(Mark(f"No decision by {when}", "bad"), (("Nobody had decided on this model by then.",),))
    said = DECISIONS.get(str(past.value["decision"]), words(str(past.value["decision"])))
    by = f"{past.value['decided_by']} decided on {day(moment_of(past))}, until {day(str(past.value['expires']))}."
    if taken := _withdrawn(incident, past):
        why = f"Withdrawn on {day(moment_of(taken))} by {taken.value['withdrawn_by']}."
        return Banner(Mark("Withdrawn by then", "bad"), ((by,), (why,)))
    if str(past.value["expires"]) < incident.as_of[:10]:
        return Banner(Mark("Expired by then", "bad"), ((by,),))
    note = "This is what was written down then. Whether the evidence held is for 'tunegate verify --head COMMIT'."
    against = str(past.value["decision"]) in ("hold", "decline")
    return Banner(Mark(said, "bad" if against else "warn"), ((by,), (note,)))


def _then(incident: Incident) -> Section:
    past = standing(incident)
    commit: Cell = (Code(incident.commit[:12]),) if incident.commit else ("none by then",)
    rows = [
        Fact("Asked about", ((f"{incident.as_of[:16].replace('T', ' ')} UTC",),)),
        Fact("Commit", (commit,), "The newest commit of the branch by then."),
    ]
    if past is not None:
        weights = next((row[2] for row in incident.trained if row[0] is past), None)
        rows += [
            Fact("State", ((Code(str(past.value["state"])[7:19]),),), "Everything that was reviewed, by its digest."),
            Fact("Weights", ((Code(weights) if weights else "not named by the evidence",),)),
            Fact("Why", ((str(past.value["rationale"]).strip(),),)),
        ]
        if conditions := past.value["conditions"]:
            lines = tuple((f"{row['id']}: {row['text']} {row['owner']}, due {day(row['due'])}.",) for row in conditions)
            rows.append(Fact("Conditions", lines))
    return Section("then", "What the model was then", _CLOCK, (Facts(tuple(rows)),))


def _records(incident: Incident) -> Section | None:
    if incident.learned is None:
        return None
    rows: list[tuple[Cell, ...]] = []
    unsearched: list[tuple[Cell, ...]] = []
    for state in incident.learned:
        stood, data = day(state["committed_at"] or ""), Code(str(state["training_data"])[7:19])
        weights = ", ".join(row["weights"] for row in state["dispositions"] if row["weights"]) or "no decided version"
        for hit in state["hits"]:
            record = "the whole file" if hit["record"] is None else f"record {hit['record']}"
            about = f", about {hit['similarity']}" if "similarity" in hit else ""
            rows.append(((stood,), (data,), (f"{hit['path']}, {record}",), (f"{hit['found']}{about}",), (weights,)))
        for miss in state["not_searched"]:
            unsearched.append(((stood,), (data,), (miss["path"],), (miss["why"],)))
    blocks: list[Block] = []
    if rows:
        found = ("Data of", "State of the data", "Where", "Found as", "Weights trained on it")
        blocks.append(Table("Found", found, tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS)))
    elif incident.learned and not unsearched:
        blocks.append(Paragraph((f"Not found in any of {count(len(incident.learned), 'state')} of the data.",)))
    else:
        blocks.append(
            Paragraph((Mark("No answer:", "bad"), " it was not found, and not everything could be searched."))
        )
    if unsearched:
        head = ("Data of", "State of the data", "File", "Why it could not be searched")
        blocks.append(Table("Not searched", head, tuple(unsearched[:MOST_ROWS]), max(0, len(unsearched) - MOST_ROWS)))
    lead = "Which states of the training data had what was asked about, by the index of records."
    return Section("records", "What it learned from", lead, tuple(blocks))


def _trained(incident: Incident) -> Section:
    rows = tuple(
        (
            (day(moment_of(past)),),
            (Code(data[7:19]),),
            (Code(weights) if weights else "not named by the evidence",),
            (DECISIONS.get(str(past.value["decision"]), words(str(past.value["decision"]))),),
        )
        for past, data, weights in incident.trained[:MOST_ROWS]
    )
    head = ("Decided", "State of the data", "Weights", "Decision")
    left = max(0, len(incident.trained) - MOST_ROWS)
    blocks: tuple[Block, ...] = (
        (Table("Versions", head, rows, left),) if rows else (Paragraph(("No decision names its data.",)),)
    )
    lead = "The versions that were decided on, and the data that each was trained on. Equal digests are the same data."
    return Section("versions", "Which version learned from which data", lead, blocks)


def _deployed(incident: Incident) -> Section:
    lead = "What the registry's signed statements said at that time."
    if incident.deployed is None:
        said = "No registry was asked, so this page does not say what was deployed: add --registry and --name."
        return Section("deployed", "What was deployed", lead, (Paragraph((Mark("Unknown.", "warn"), f" {said}")),))
    if not incident.deployed:
        return Section("deployed", "What was deployed", lead, (Paragraph(("The registry has no version of it.",)),))
    rows = tuple(
        (
            (row.place,),
            (", ".join(row.aliases) or "none",),
            (Mark(row.status, "plain" if row.status == "in-force" else "bad"),),
            (f"{row.standing['decision']} until {row.standing['expires']}" if row.standing else "none",),
        )
        for row in incident.deployed[:MOST_ROWS]
    )
    head = ("Version", "Aliases today", "Review at that time", "Decision")
    left = max(0, len(incident.deployed) - MOST_ROWS)
    return Section("deployed", "What was deployed", lead, (Table("Versions in the registry", head, rows, left),))


def _timeline(incident: Incident) -> Section:
    events = tuple(event(past, incident.origin) for past in incident.history.past[:MOST_ROWS])
    blocks: list[Block] = [Timeline(events)] if events else [Paragraph(("Nothing was decided on this model.",))]
    if incident.history.cut:
        said = " this clone does not have all commits."
        blocks.append(Paragraph((Mark("Older decisions may be missing:", "warn"), said)))
    lead = "Everything that was decided on this model, before that day and after it."
    return Section("timeline", "What was decided when", lead, tuple(blocks))
