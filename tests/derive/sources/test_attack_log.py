from __future__ import annotations

import json

import pytest

from gate.derive import kinds_of
from gate.derive.bind import pointers
from gate.derive.given import Source, SourceError
from gate.derive.sources import attack_log

ROWS = [
    {"pattern": "IN-1", "success": False, "transcript": "x"},
    {"pattern": "OUT-1", "success": True},
    {"pattern": "IN-1", "success": True},
    {"pattern": "pressure", "success": False, "model": "tuned"},
    {"pattern": "pressure", "success": True, "model": "base"},
]


def source(*rows: object) -> Source:
    return Source("sources/attacks.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())


def test_counts_by_pattern() -> None:
    assert list(kinds_of(source(*ROWS))) == ["attack-log"]
    given = attack_log.read(source(*ROWS))
    found = {(v.document, v.pointer, v.about[0]): (v.value, v.line, v.end_line) for v in given.values}
    assert found["red-team-report", "/in_scope_patterns/*/attempts", "IN-1"] == (2, 1, 3)
    assert found["red-team-report", "/out_of_scope_patterns/*/successes", "OUT-1"] == (1, 2, 2)
    assert found["evaluation-results", "/adversarial_tests/*/attempts", "pressure"] == (1, 4, 4)
    assert found["evaluation-results", "/adversarial_tests/*/base_successes", "pressure"] == (1, 5, 5)
    assert ("red-team-report", "/in_scope_patterns/*/attempts", "no") not in found
    assert given.facts["patterns"]["IN-1"] == {"attempts": 2, "successes": 1}


def test_bound_by_id_and_by_name() -> None:
    (value, *_) = [v for v in attack_log.read(source(*ROWS)).values if v.pointer == "/in_scope_patterns/*/attempts"]
    document = {"in_scope_patterns": [{"id": "IN-0"}, {"id": "IN-1"}, {"name": "IN-1"}, "IN-1", {"id": None}]}
    assert pointers(value, document) == ["/in_scope_patterns/1/attempts", "/in_scope_patterns/2/attempts"]
    assert pointers(value, {"in_scope_patterns": "IN-1"}) == []


def test_what_the_red_team_calls_a_pattern() -> None:
    rows = [
        {"pattern": "IN-1", "success": False, "name": "refund pressure"},
        {"pattern": "IN-1", "success": False},
        {"pattern": "OUT-1", "success": False, "scope": "out", "name": "stories"},
        {"pattern": "OUT-2", "success": False, "scope": "out", "name": "one"},
        {"pattern": "OUT-2", "success": False, "scope": "out", "name": "another"},
        {"pattern": "personas", "success": False, "kind": "jailbreak", "name": "sixty personas"},
        {"pattern": "base", "success": False, "model": "base", "name": "of the base"},
        {"pattern": "odd", "success": False, "name": 7},
    ]
    named = [v for v in attack_log.read(source(*rows)).values if v.pointer.endswith("/name")]
    assert all(v.is_worded and v.document == "red-team-report" for v in named)
    assert [(v.pointer, v.value, v.about) for v in named] == [
        ("/in_scope_patterns/*/name", "refund pressure", ("IN-1",)),
        ("/out_of_scope_patterns/*/name", "refund pressure", ("IN-1",)),
        ("/out_of_scope_patterns/*/name", "stories", ("OUT-1",)),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"success": True}, "names no pattern"),
        ({"pattern": " ", "success": True}, "names no pattern"),
        ({"pattern": "IN-1", "success": 1}, "neither true nor false"),
        ({"pattern": "IN-1", "success": "false"}, "neither true nor false"),
        ({"pattern": "IN-1", "success": None}, "neither true nor false"),
        ({"pattern": "IN-1", "success": True, "model": "other"}, "'model' is none of"),
        (["IN-1", True], "names no pattern"),
    ],
)
def test_line_that_says_too_little(row: object, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        attack_log.read(source(ROWS[0], row))
    assert caught.value.line == 2


def test_file_that_is_cut_off_or_empty() -> None:
    with pytest.raises(SourceError) as caught:
        attack_log.read(Source("a.jsonl", b'{"pattern": "IN-1", "success": true}\n{"pattern": "IN'))
    assert caught.value.line == 2
    with pytest.raises(SourceError):
        attack_log.read(Source("a.jsonl", b"\n\n"))
    assert not attack_log.recognises(Source("a.jsonl", b""))
    assert not attack_log.recognises(Source("a.json", b'{"pattern": "IN-1", "success": true}'))


def test_times_retests_and_kinds() -> None:
    rows = [
        {"pattern": "IN-1", "success": True, "at": "2026-10-26T08:00:00Z"},
        {"pattern": "IN-1", "success": False, "at": "2026-10-29T15:20:00Z", "retest": "RT-01"},
        {"pattern": "recall", "success": False, "at": "2026-10-27T08:00:00Z", "kind": "extraction"},
    ]
    given = attack_log.read(source(*rows))
    found = {(v.pointer, *v.about): v.value for v in given.values}
    assert (found["/performed_at/from",], found["/performed_at/until",]) == ("2026-10-26", "2026-10-29")
    assert found["/findings/*/retest/attempts", "RT-01"] == 1
    assert found["/findings/*/retest/run_at", "RT-01"] == "2026-10-29T15:20:00Z"
    assert found["/in_scope_patterns/*/attempts", "IN-1"] == 1  # the retest is not among them
    assert found["/findings/*/pattern", "IN-1"] == "IN-1"
    assert found["/adversarial_tests/*/kind", "recall"] == "extraction"
    assert found["/adversarial_tests/*/run_at", "recall"] == "2026-10-27T08:00:00Z"
    assert given.facts["patterns"]["IN-1"] == {"attempts": 1, "successes": 1}


def test_days_need_every_moment() -> None:
    rows = [{"pattern": "IN-1", "success": True, "at": "2026-10-26T08:00:00Z"}, {"pattern": "IN-1", "success": True}]
    assert not [v for v in attack_log.read(source(*rows)).values if v.pointer.startswith("/performed_at")]


@pytest.mark.parametrize("more", [{"at": "soon"}, {"retest": 7}, {"retest": "RT-01", "model": "base"}])
def test_bad_times_and_retests(more: dict[str, object]) -> None:
    with pytest.raises(SourceError) as caught:
        attack_log.read(source({"pattern": "IN-1", "success": True, **more}))
    assert caught.value.line == 1


def test_scope_and_kind_say_what_a_pattern_is() -> None:
    rows = [
        {"pattern": "IN-1", "success": False, "scope": "in"},
        {"pattern": "OUT-1", "success": False, "scope": "out"},
        {"pattern": "recall", "success": False, "kind": "extraction"},
        {"pattern": "untold", "success": False},
    ]
    given = attack_log.read(source(*rows))
    lists = {(v.about[0], v.pointer.split("/")[1]) for v in given.values if v.pointer.endswith("/attempts")}
    assert {one for one in lists if one[0] != "untold"} == {
        ("IN-1", "in_scope_patterns"),
        ("OUT-1", "out_of_scope_patterns"),
        ("recall", "adversarial_tests"),
    }
    assert given.facts["told"] == ["IN-1", "OUT-1", "recall"]
    with pytest.raises(SourceError, match="'scope' is none of in, out"):
        attack_log.read(source({"pattern": "IN-1", "success": False, "scope": "both"}))
