"""Decisions to render: a real one, one that is as full as can be, one of hostile text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from gate.judge.decision import Decision, Step
from gate.values.findings import Finding, Related
from gate.values.origin import Origin
from gate.values.text import Text

DECISION = Decision(
    verdict="block",
    base="a" * 40,
    head="b" * 40,
    now="2026-11-23T12:00:00Z",
    engine={"name": "embedded", "version": "regorus 0.13.0"},
    policies="sha256:" + "0" * 64,
    case="sha256:" + "1" * 64,
    exit_code=1,
    models=("m",),
)


def finding(**more: object) -> Finding:
    base = Finding("some-rule", "error", "a message", "a remedy", "m", "dir/file.yaml", 3, 4)
    return replace(base, **more)  # type: ignore[arg-type]


def records(runs: tuple[tuple[int, int], ...]) -> Any:
    """A change of some runs of records of one file."""
    (line, end_line), *_ = runs
    return {
        **{"model": "m", "surface": "training_data", "change": "modified", "key": "d.jsonl", "old": None, "new": None},
        **{"path": "d.jsonl", "line": line, "end_line": end_line, "base_path": "d.jsonl", "base_line": line},
        **{"detail": f"labels updated: {len(runs)} records", "runs": [list(run) for run in runs]},
    }


def no_quote(path: str, line: int) -> Text | None:
    return None


def hard(count: int = 30) -> Decision:
    """Findings with and without a place, of all severities, with texts that mean something to a reader of SARIF."""
    rows = [
        finding(
            rule="control-plane-change",
            message=f"{{0}} [{n}](1) {n}",
            path=f"ä b/#{n}%.md",
            related=(Related("a.md", 2, 3, "[a](1)"), Related("b.md", message="{b}")),
        )
        for n in range(count)
    ]
    rows += [finding(path=None, line=None, end_line=None, severity=kind) for kind in ("warning", "notice")]
    return replace(DECISION, findings=tuple(rows), origin=Origin(url="https://forge.acme.example/acme/assistant"))


def decision_of(text: str) -> Decision:
    place = {"path": text, "line": 2, "end_line": 2, "base_path": text, "base_line": 2}
    change: Any = {
        "change": "modified",
        "surface": "base_model",
        "key": f"c#/{text}",
        "old": text,
        "new": [text],
        **place,
    }
    change["detail"] = text
    trigger: Any = {"model": text, "trigger": "base-model-change", "owner": text, "changes": [0], "answered_by": None}
    related = (Related(text, 1, 1, text), Related(text, None, None, text))
    row = finding(rule=text, message=text, remedy=text, model=text, path=text, related=related)
    side = {"n": 2, "refused": 1, "errors": 0}
    numbers: dict[str, Any] = {"n": 2, "b": 0, "c": 0, "loss": 0.0, "lower": 0.0, "upper_bound": 0.0, "adjusted_p": 1.0}
    numbers |= {"kind": "paired", "base": side, "tuned": side}
    result = {"category": text, **numbers, "outcome": "watched", "hidden": 2}
    inside = [{"suite": text, "categories": [text]}, {"suite": text, "categories": []}]
    of_class = {
        "class": text,
        **numbers,
        "units": 2,
        "look": 1,
        "outcome": "inconclusive",
        "level": 0.025,
        "rest": None,
    }
    of_class |= {"holds": False, "n_needed": 9, "p_margin": 0.5, "by_answer": 0.0}
    drift: Any = {
        "suites": [{"suite": text, "reason": text, "results": [{**result, "class": text}]}],
        "classes": [{**of_class, "regressed": inside, "unclear": inside}],
    }
    waiver: Any = {
        "config": text,
        "line": 2,
        "end_line": 2,
        "rule": text,
        "element": text,
        "owner": text,
        "expires": text,
        "reason": text,
    }
    return replace(
        DECISION,
        changes=(change,),
        triggers=(trigger,),
        findings=(row,),
        steps=(Step("redo", text, text, text, ("tunegate", text), (text,)),),
        drift=((text, drift),),
        drift_margin=0.05,
        waivers=(waiver,),
        models=(text,),
        values=((text, {"derived": 3, "attested": 2, "unproven": 1}),),
        origin=Origin(url="https://forge.acme.example/acme/assistant", forge="github"),
    )


def line_of(text: str) -> Any:
    return lambda path, line: Text(text.replace("\n", " "))


HOSTILE = st.text(min_size=1, max_size=60) | st.sampled_from(
    [
        "a|b\\|c",
        "`` ` ```",
        "<script>alert(1)</script><!--",
        "@acme/risk #1 GH-1 www.acme.example https://acme.example",
        "](https://acme.example) ![x](y) [0](1)",
        "x\n\n# title\n```\n~~~\n- [ ] y",
        "::error::x\n##[error]y",
        "\ufffe\uffff\x00\x1b]]>&amp;",
        "{0} {{1}}",
        "\\",
    ]
)
