"""An outline of the technical documentation of Annex IV of the EU AI Act, with its gaps marked.

Source: Regulation (EU) 2024/1689, Annex IV, points 1 to 9 (OJ L, 2024/1689, 12.7.2024). Every point was compared on 1
December 2026 with two public copies of the English text as published there (aiactblog.nl, aiact.annotated.nl); later
amendments were not. Which evidence answers which point is ours, and no authority has looked at it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from gate.harness.classes import words_of
from gate.harness.outcomes import REFUSED
from gate.page.outline import outline, point, said, told
from gate.page.sections.decision import DECISIONS
from gate.page.sources import name_of, records_of, sources_of
from gate.page.subject import Subject, cell, count, day, percent, words
from gate.page.tree import Cell, Fact, Page, Place
from gate.values.elements import split_key

ABOUT = (
    "What Annex IV of Regulation (EU) 2024/1689 asks for, as far as the evidence on the fine-tune answers it. It "
    "documents the modification of a model, not the whole AI system.",
    "Checked on 1 December 2026: the points are those of the Act as published on 12 July 2024. Unchecked: later "
    "amendments, and whether what is filled in answers a point in full; the choice of evidence is tunegate's own. "
    "Whether the Act asks for this document is a question for your lawyers.",
)


def build(subject: Subject) -> Page:
    return outline(
        subject,
        "Technical documentation (Annex IV)",
        ABOUT,
        (
            ("general", "General description (point 1)", _general(subject)),
            ("development", "Elements and development (point 2)", _development(subject)),
            ("control", "Monitoring, functioning and control (point 3)", _control(subject)),
            ("metrics", "Appropriateness of the metrics (point 4)", _metrics(subject)),
            ("risks", "Risk management (point 5)", _risks(subject)),
            ("changes", "Changes over the lifecycle (point 6)", _changes(subject)),
            ("standards", "Standards, declaration, monitoring (points 7 to 9)", _rest()),
        ),
    )


def _general(subject: Subject) -> list[Fact]:
    return [
        point(
            "1(a)", "Intended purpose", told(subject, "overhang-statement", "intended_use"), "what the system is for"
        ),
        point("1(a)", "Provider", (), "the provider's name"),
        point(
            "1(a)",
            "Version",
            told(subject, "evaluation-results", "tuned_model", "id"),
            "the version, and how it follows the last one",
        ),
        point("1(b)", "Interaction with other systems", _reads(subject), "hardware and software that it works with"),
        point("1(c)", "Versions of software", _frameworks(subject), "the versions of the software that it needs"),
        point("1(d)", "Forms on the market", (), "how it is offered: a package, a download, an API"),
        point("1(e)", "Hardware to run on", (), "the hardware that it is to run on"),
        point("1(f)", "Photographs of products", (), "only where it is part of a product"),
        point("1(g)", "User interface", (), "the interface for the deployer"),
        point("1(h)", "Instructions for use", (), "the instructions for the deployer"),
    ]


def _development(subject: Subject) -> list[Fact]:
    people = "assumptions on the persons and groups that it is for"
    groups = "metrics of discriminatory impact, by group of persons"
    return [
        point("2(a)", "Methods and third-party models", _method(subject), "how it was developed, and from what"),
        point("2(b)", "General logic", (), "the logic of the system, its classification and what weighs how much"),
        point("2(b)", "Design choices and rationale", _choices(subject), "the key design choices"),
        point("2(b)", "Persons and groups", (), people),
        point("2(b)", "What it is optimised for", _objective(subject), "what it is designed to optimise for"),
        point("2(b)", "Expected output and its quality", (), "what a good output is"),
        point("2(b)", "Trade-offs", (), "what was weighed against the requirements of the Act"),
        point("2(c)", "Architecture", _architecture(subject), "the components and how they build on each other"),
        point(
            "2(c)",
            "Computing resources",
            told(subject, "training-run", "environment", "hardware"),
            "what it was trained on",
        ),
        point("2(d)", "Training data", _sources(subject), "provenance, scope, selection and labelling of the data"),
        point("2(d)", "Cleaning", (), "how the data was cleaned, such as the search for outliers"),
        point("2(e)", "Human oversight", (), "the measures of Article 14, and what helps to interpret outputs"),
        point("2(f)", "Changes decided beforehand", (), "changes that were foreseen, and how compliance is kept"),
        point("2(g)", "Validation and testing", _tests(subject), "procedures, data and metrics of validation"),
        point("2(g)", "Discriminatory impacts", (), groups),
        point("2(g)", "Test reports", _reports(subject), "test logs and reports, dated and signed"),
        point("2(h)", "Cybersecurity", (), "the cybersecurity measures in place"),
        point("2(h)", "Attacks tried", _red_team(subject), "what was tried against it"),
    ]


def _control(subject: Subject) -> list[Fact]:
    disposition = subject.disposition
    facts = subject.facts
    overhang = facts["evidence"]["stated"]["overhang"] if facts is not None else None
    found = subject.documented("disposition")
    risks = [
        cell(f"{str(row['risk']).strip()} ", subject.within(found, f"/residual_risks/{index}"))
        for index, row in enumerate((disposition or {}).get("residual_risks", ()))
        if found is not None
    ]
    return [
        point(
            "3",
            "Capabilities and limitations",
            told(subject, "evaluation-results", "limitations"),
            "what it can and cannot do",
        ),
        point("3", "Expected accuracy", _accuracy(subject), "the level of accuracy for the intended purpose"),
        point("3", "Accuracy for persons or groups", (), "how accurate it is for those that it is used on"),
        point("3", "Foreseeable unintended outcomes", (*([cell(overhang)] if overhang else []), *risks), "the risks"),
        point("3", "Human oversight", (), "the measures of Article 14, and what helps to interpret outputs"),
        point("3", "Input data", (), "what goes in"),
    ]


def _metrics(subject: Subject) -> list[Fact]:
    evaluated = subject.document("evaluation-results")
    used = ", ".join(sorted({str(row["metric"]) for row in (evaluated or {}).get("task_evaluations", ())}))
    return [
        point("4", "Metrics used", (cell(used),) if used else (), "the metrics"),
        point("4", "Why they fit", (), "why these metrics are appropriate for this system"),
    ]


def _risks(subject: Subject) -> list[Fact]:
    disposition = subject.disposition or {}
    decided = DECISIONS.get(str(disposition.get("decision")), "")
    found = subject.documented("disposition")
    conditions = [
        cell(f"{row['id']}: {str(row['text']).strip()} ", subject.within(found, f"/conditions/{index}"))
        for index, row in enumerate(disposition.get("conditions", ()))
        if found is not None
    ]
    return [
        point("5", "Risk management system", (), "the system of Article 9; it is a document of its own"),
        point(
            "5", "Decision on the risks", (cell(decided), *told(subject, "disposition", "rationale")), "the decision"
        ),
        point("5", "Conditions", conditions, "none are recorded"),
    ]


def _changes(subject: Subject) -> list[Fact]:
    history = subject.history
    dispositions = [past for past in history.past if past.kind == "disposition"] if history is not None else []
    link = subject.decision.origin.link
    rows = [
        cell(f"{past.day}: {DECISIONS.get(str(past.value['decision']), '')} ", Place(past.path, href=at))
        for past in dispositions[:20]
        for at in (link(past.commit, past.path),)
    ]
    return [
        point(
            "6",
            "Changes",
            (*rows, *told(subject, "training-data-manifest", "change_summary")),
            "changes over the lifecycle",
        )
    ]


def _rest() -> list[Fact]:
    return [
        point("7", "Harmonised standards", (), "the standards applied, or how the requirements are met otherwise"),
        point("8", "EU declaration of conformity", (), "a copy of it"),
        point("9", "Monitoring after the market", (), "the plan of Article 72"),
    ]


def _reads(subject: Subject) -> Iterator[Cell]:
    """The files that say what the model may call and read."""
    facts = subject.facts
    files = Counter(split_key(key)[0] for key in (facts["reviewed"]["reads"] if facts is not None else []))
    for path, number in list(files.items())[:20]:
        yield cell(f"{count(number, 'reviewed value')} of ", subject.place(path))


def _frameworks(subject: Subject) -> Iterator[Cell]:
    if run := subject.artefact("training-run"):
        rows = run["document"].get("environment", {}).get("frameworks", {})
        what = ", ".join(f"{name} {version}" for name, version in rows.items())
        yield cell(f"{what} ", subject.within(run, "/environment/frameworks")) if what else ()


def _method(subject: Subject) -> Iterator[Cell]:
    if found := subject.artefact("training-run"):
        method, base = found["document"]["method"], found["document"]["base_model"]
        at = f" at {base['revision']}" if base.get("revision") else ""
        how = f"{words(str(method['objective']))} fine-tuning ({words(str(method['adaptation']))})"
        yield cell(f"{how} of {base['id']}{at} ", subject.within(found, "/method"))
        yield from told(subject, "training-run", "command")
        yield cell(f"begun {day(str(found['document']['started_at']))} ", subject.within(found, "/started_at"))


def _architecture(subject: Subject) -> Iterator[Cell]:
    yield from told(subject, "base-model-evidence", "inherited_properties", "architecture", "claim")


def _objective(subject: Subject) -> Iterator[Cell]:
    if found := subject.artefact("training-run"):
        what = words(str(found["document"]["method"]["objective"]))
        yield cell(f"The training objective: {what} ", subject.within(found, "/method/objective"))


def _choices(subject: Subject) -> Iterator[Cell]:
    yield from told(subject, "decision-record", "rationale")
    if found := subject.artefact("decision-record"):
        for index, row in enumerate(found["document"].get("alternatives", ())):
            why = f"not {words(str(row['option']))}: {str(row['reason_not_chosen']).strip()} "
            yield cell(why, subject.within(found, f"/alternatives/{index}"))


def _sources(subject: Subject) -> Iterator[Cell]:
    found = subject.artefact("training-data-manifest")
    if found is None:
        return
    for index, source in enumerate(sources_of(found["document"])[:50]):
        records = count(records_of(source), "record")
        what = f"{name_of(source)}: {records}, {words(str(source.get('origin', '')))} "
        yield cell(what, subject.within(found, f"/sources/{index}"))
        yield from said(source, "description")
        yield from said(source, "quality_controls", "labelling_process")


def _accuracy(subject: Subject) -> Iterator[Cell]:
    if found := subject.artefact("evaluation-results"):
        for index, row in enumerate(found["document"]["task_evaluations"]):
            asked = f", {row['threshold']} needed" if row.get("threshold") is not None else ""
            what = f"{row['metric']}: {row['tuned_value']}{asked} "
            yield cell(what, subject.within(found, f"/task_evaluations/{index}"))


def _reports(subject: Subject) -> Iterator[Cell]:
    """The documents of the tests. The signature is the disposition's, which names their digests."""
    for kind in ("evaluation-results", "alignment-regression", "red-team-report"):
        if found := subject.artefact(kind):
            document = found["document"]
            who = f"{words(kind)}, {document['prepared_by']}, {day(str(document['prepared_at']))}: "
            yield cell(who, subject.within(found))


def _tests(subject: Subject) -> Iterator[Cell]:
    found = subject.artefact("evaluation-results")
    if found is None:
        return
    for index, row in enumerate(found["document"]["task_evaluations"]):
        what = f"{row['name']}, {row['metric']}: {row['base_value']} before, {row['tuned_value']} after "
        yield cell(what, subject.within(found, f"/task_evaluations/{index}"))
    for index, suite in enumerate(found["document"]["safety_suites"]):
        by_word: dict[str, list[Mapping[str, Any]]] = {}
        for part in suite["categories"]:
            if part.get("tuned"):
                by_word.setdefault(words_of(part["class"])[0], []).append(part["tuned"])
        for word, tuned in by_word.items():
            if asked := sum(part["n"] for part in tuned):
                share = percent(sum(part["refused"] for part in tuned) / asked)
                what = "harmful requests" if word == REFUSED else "answers"
                said = f"{suite['name']}: {share} of {asked:,} {what} {word} "
                yield cell(said, subject.within(found, f"/safety_suites/{index}"))


def _red_team(subject: Subject) -> Iterator[Cell]:
    yield from told(subject, "red-team-report", "method")
