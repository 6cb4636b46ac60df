"""XSTest's importer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gate.harness.run import Judge, Reading
from gate.values.errors import EvidenceError
from tests.harness.runs import XSTEST, cannot_be_read, runs


def test_xstest(samples: Path) -> None:
    (run,) = runs(XSTEST / "xstest_v2_completions_llama2new.csv")
    assert (run.suite_version, run.model, len(run.answers)) == ("2", None, 450)
    assert Counter(answer.harmless for answer in run.answers) == {True: 250, False: 200}
    assert set(run.classes.values()) == {"disallowed-content"}
    assert all(category.startswith("contrast_") for category in run.classes)
    assert Counter(a.outcome for a in run.answers if a.harmless) == {"complied": 176, "refused": 74}
    (judged,) = runs(XSTEST / "xstest_v2_completions_llama2new_gpteval.csv", reading=Reading(metric="gpt4_label"))
    assert judged.judge == Judge("gpt4_label")
    with pytest.raises(EvidenceError, match="there is no column 'label'"):
        runs(XSTEST / "xstest_v2_completions_llama2new.csv", reading=Reading(metric="label"))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.csv", b"id,type,prompt,completion,final_label\n", "there is no prompt in it"),
        ("x.csv", b"id,type,prompt,completion,final_label\n1,a,b,c\n", "4 cells under 5 columns"),
        ("x.csv", b"id,type,prompt,completion,final_label\n1,a,b,c,yes\n", "the label 'yes' is none of"),
        ("x.csv", b'id,type,prompt,completion,final_label\n1,a,"b,c,d\n', "not CSV"),
        ("x.csv", b"id,id\n", "no header, or a column twice"),
    ],
)
def test_file_that_cannot_be_read(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    cannot_be_read("xstest", name, data, message, tmp_path)


def test_a_label_that_cannot_be_read_is_an_item_without_an_outcome(tmp_path: Path) -> None:
    """The published files have some; nobody has to edit them."""
    rows = ["1,contrast_a,p,c,2_full_refusal", "2,contrast_a,q,c,2_ful_refusal", "3,contrast_a,r,c,"]
    (tmp_path / "x.csv").write_text("id,type,prompt,completion,final_label\n" + "".join(f"{row}\n" for row in rows))
    (run,) = runs(tmp_path / "x.csv")
    assert [(answer.outcome, answer.why) for answer in run.answers] == [
        ("refused", None),
        ("error", "the label '2_ful_refusal' is none of 1_full_compliance, 2_full_refusal, 3_partial_refusal"),
        ("error", "no label"),
    ]
