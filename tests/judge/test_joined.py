"""Findings as problems: what is one fact, what stays apart, and that none is lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gate.judge.joined import joined
from gate.values.findings import Finding, Related

LEAD = Finding("reassessment-required", "error", "a changed", "redo it", "a", "p.md", 3, 4, causes=(0,))
STALE = Finding(
    "artefact-stale", "error", "stale", "renew it", "a", "p.md", 3, 4, related=(Related("e/a/x.yaml", 3),), causes=(0,)
)


def change(path: str = "p.md", line: int | None = 3, model: str = "a", **more: Any) -> Any:
    base = {
        **{"model": model, "surface": "system_prompt", "change": "modified", "key": path, "old": "x", "new": "y"},
        **{"path": path, "line": line, "end_line": line, "base_path": path, "base_line": line, "detail": None},
    }
    return {**base, **more}


def of(finding: Finding, **more: Any) -> Finding:
    from dataclasses import replace

    return replace(finding, **more)


def test_one_line_is_one_problem_with_what_it_makes_stale() -> None:
    (problem,) = joined((LEAD, STALE), [change()])
    assert problem.said == ("system_prompt changed in p.md: x -> y.", "It makes stale, of a: x.")
    assert problem.positions == (0, 1)
    assert problem.remedies == ("redo it",)
    assert [(s.path, s.line) for s in problem.spots] == [("p.md", 3)]


def test_one_fact_of_two_models_is_one_problem_that_lists_both() -> None:
    rows = (LEAD, of(LEAD, model="b", causes=(1,)), STALE, of(STALE, model="b", causes=(1,)))
    (problem,) = joined(rows, [change(), change(model="b")])
    assert problem.models == ("a", "b")
    assert problem.stale == (("a", ("x",)), ("b", ("x",)))
    one, two = (
        Finding("r", "error", f"{name} is not pinned", model=name, path="p.md", line=3) for name in ("alpha", "beta")
    )
    (same,) = joined((one, two), [])
    assert same.said == ("alpha is not pinned", "The same holds of beta.")


def test_what_does_not_block_is_never_shown_with_what_blocks() -> None:
    """A waived consequence, and one that is set aside, stay beside the error."""
    waived = of(STALE, severity="warning", waived_by="w")
    aside = of(STALE, severity="warning", set_aside="observe mode")
    problems = joined((LEAD, STALE, waived, aside), [change()])
    assert [(p.lead.severity, p.lead.waived_by, p.lead.set_aside) for p in problems] == [
        ("error", None, None),
        ("warning", "w", None),
        ("warning", None, "observe mode"),
    ]


def test_files_and_surfaces_stay_apart() -> None:
    changes = [change(), change("q.md"), change(surface="output_filter")]
    rows = [LEAD, of(LEAD, path="q.md", causes=(1,)), of(LEAD, causes=(2,))]
    assert len(joined(rows, changes)) == 3


def test_many_runs_are_places_of_one_problem() -> None:
    runs = [[n, n] for n in range(1, 21)]
    (problem,) = joined((LEAD,), [change(runs=runs, more_runs=7)])
    assert (len(problem.spots), problem.more) == (20, 7)
    assert "in 27 places of p.md" in problem.said[0]


def test_records_that_were_replaced_are_said_once() -> None:
    runs = [[5, 5], [9, 9]]
    data: dict[str, Any] = {"surface": "training_data", "old": None, "new": None, "runs": runs}
    changes = [
        change("d.jsonl", None, detail="removed: 2 records (lines 5, 9 of the base)", **data),
        change("d.jsonl", 5, detail="added: 2 records (lines 5, 9)", **data),
    ]
    (problem,) = joined((LEAD, of(LEAD, causes=(1,))), changes)
    assert problem.said == ("training_data changed in 2 places of d.jsonl: replaced: 2 records (lines 5, 9).",)


def test_a_value_of_a_list_that_went_stands_at_the_list() -> None:
    gone = change("g.yml", None, change="removed", key="g.yml#/flows/1", old="check", new=None, runs=[[7, 7]])
    (problem,) = joined((of(LEAD, line=None, end_line=None),), [gone])
    assert [(s.path, s.line) for s in problem.spots] == [("g.yml", 7)]


FINDINGS = st.lists(
    st.builds(
        Finding,
        rule=st.sampled_from(["reassessment-required", "artefact-stale", "surface-unreviewed", "r"]),
        severity=st.sampled_from(["error", "warning"]),
        message=st.sampled_from(["m", "n", "a says"]),
        model=st.sampled_from([None, "a", "b"]),
        path=st.sampled_from([None, "p.md", "q/p.md"]),
        line=st.sampled_from([None, 1, 2]),
        causes=st.lists(st.integers(0, 2), max_size=2).map(tuple),
    ),
    max_size=8,
)


@given(FINDINGS)
def test_no_finding_is_lost_and_none_changes_its_severity(rows: list[Finding]) -> None:
    changes = [change(), change("q.md", model="b"), change("p.md", None, change="removed", surface="output_filter")]
    problems = joined(rows, changes)
    assert sorted({n for p in problems for n in p.positions}) == list(range(len(rows)))
    for problem in problems:
        assert {rows[n].severity for n in problem.positions} == {problem.lead.severity}
        assert problem.spots
        assert problem.said
