"""Decision records in Markdown."""

from __future__ import annotations

from tests.derive.sources.samples import line, notes, read, refused, source

KIND = "madr"
RECORD = """\
---
status: accepted
date: "2026-09-07T14:30:00Z"
decision-makers: committee@acme.example
---

# Tone by a fine-tune

## Context and Problem Statement

Answers are too
long.

## Considered Options

* combination
* retrieval

## Decision Outcome

Chosen option: "combination", because tone needs training.

## Pros and Cons of the Options

### retrieval

It was tried for a week.

* Good, because facts are current.
* Bad, because tone stays as it is.
* Bad, because it is slow.
"""


def test_record() -> None:
    given = read(source("0001.md", RECORD), KIND)
    assert {value.pointer: value.value for value in given.values} == {
        "/need": "Answers are too long.",
        "/decision": "combination",
        "/rationale": "tone needs training.",
        "/alternatives/*/assessment": "It was tried for a week.",
        "/alternatives/*/reason_not_chosen": "tone stays as it is. it is slow.",
        "/decided_by": "committee@acme.example",
        "/decided_at": "2026-09-07T14:30:00Z",
    }
    assert line(given, "/decision") == 19
    assert given.facts == {"status": "accepted"}


def test_a_day_is_no_moment() -> None:
    text = RECORD.replace("T14:30:00Z", "").replace("status: accepted", "status: superseded by 0002")
    given = read(source("a.md", text), KIND)
    assert "/decided_at" not in {value.pointer for value in given.values}
    assert list(notes(given).values()) == ["the record is superseded by 0002"]


def test_no_chosen_option() -> None:
    error = refused(source("a.md", RECORD.replace("Chosen option", "We chose")), KIND)
    assert (error.message, error.line) == ("the outcome names no chosen option", 19)
