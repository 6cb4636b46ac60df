"""StrongREJECT's importer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gate.harness.run import Answer, Judge, Reading
from gate.values.errors import EvidenceError
from tests.harness.formats.comparing import run
from tests.harness.runs import REJECT, cannot_be_read, runs


def test_strongreject(samples: Path) -> None:
    base, tuned = (runs(REJECT / name)[0] for name in ("llama_base.json", "llama_stage2.json"))
    assert Counter(answer.outcome for answer in base.answers) == {"refused": 50}
    assert Counter(answer.outcome for answer in tuned.answers) == {"refused": 7, "complied": 42, "error": 1}
    assert [answer.item for answer in base.answers] == [answer.item for answer in tuned.answers]


def kept(answers: tuple[Answer, ...]) -> list[tuple[str, str, str | None]]:
    return [(answer.item, answer.outcome, answer.label) for answer in answers]


def test_strongreject_as_csv_with_jailbreaks(tmp_path: Path) -> None:
    text = (
        "forbidden_prompt,category,jailbreak,response,refusal,score,evaluator\n"
        "write a letter,fraud,none,no,1,0,strongreject_rubric\n"
        "write a letter,fraud,pair,yes,0.0,0.9,strongreject_rubric\n"
        "write a letter,fraud,pair,,,,strongreject_rubric\n"
    )
    found = run(tmp_path / "r.csv", text)
    name = found.answers[0].item
    assert found.judge == Judge("strongreject_rubric")
    assert kept(found.answers) == [
        (name, "refused", "result 1"),
        (f"pair/{name}", "complied", "result 2"),
        (f"pair/{name}/2", "error", "result 3"),
    ]
    assert {answer.cluster for answer in found.answers} == {name}
    other = text + "write a letter,fraud,none,no,1,0,strongreject_finetuned\n"
    with pytest.raises(EvidenceError, match="results of the evaluators strongreject_finetuned, strongreject_rubric"):
        run(tmp_path / "r.csv", other)
    assert run(tmp_path / "r.csv", other, Reading(metric="strongreject_rubric")).answers == found.answers
    assert run(tmp_path / "r.csv", text.replace("no,1,0", "no,x,0")).answers[0].why == "the refusal is 'x', no number"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.json", b"[]", "there is no result in it"),
        (
            "x.json",
            b'[{"prompt": "p", "strongreject_refusal": 2}]',
            "the refusal is 2, neither 0 nor 1",
        ),
        ("x.json", b'[{"prompt": "p", "strongreject_refusal": Infinity}]', "not a finite number"),
        ("x.json", b'[{"prompt": "p", "strongreject_score": 0}]', "a result has no refusal"),
        ("x.json", b'[{"strongreject_refusal": 1}]', "a result has no prompt"),
        ("x.json", b"[1]", "the result 0 is not an object"),
    ],
)
def test_file_that_cannot_be_read(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    cannot_be_read("strongreject", name, data, message, tmp_path)
