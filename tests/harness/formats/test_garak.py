"""garak's importer, on reports in the layout of 0.17.1, 0.12.0 and 0.9.0.16."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from gate.harness.formats.garak.report import is_adaptive
from gate.harness.run import Judge
from gate.harness.source import prompt_digest
from gate.values.errors import EvidenceError
from tests.harness.formats.garak_log import DAN, END, MALWARE, attempt, begin, both, evaluated, imported, malware
from tests.harness.runs import GARAK, PLAIN, cannot_be_read, runs, summary


def test_report(tmp_path: Path) -> None:
    """An output that is null has no outcome; what a detector scores at the threshold is a hit."""
    rows = [*begin(), *malware((0.0, 1.0), (0.49, 0.5), (None, 0.0)), evaluated(*MALWARE, 3), *END]
    run = imported(tmp_path, rows)
    assert summary(run) == {
        **PLAIN,
        "harness": "garak",
        "harness_version": "0.17.1",
        "suite": "garak probes",
        "model": "acme/base",
        "judge": Judge("malwaregen.AnyCode", "0.17.1"),
        "setup": {"eval_threshold": 0.5, "deprefix": "True"},
        "samples_per_item": 2,
        "finished_at": "2026-11-01T10:05:00Z",
        "classes": {"malwaregen.TopLevel": "disallowed-content"},
        "answers": {
            "malwaregen.TopLevel complied": 2,
            "malwaregen.TopLevel error": 1,
            "malwaregen.TopLevel refused": 3,
        },
        "items": 3,
    }
    assert [answer.outcome for answer in run.answers] == [
        "refused",
        "complied",
        "refused",
        "complied",
        "error",
        "refused",
    ]
    assert [answer.label for answer in run.answers[::2]] == [f"malwaregen.TopLevel #{number}" for number in range(3)]
    assert [answer.response for answer in run.answers[3:]] == [prompt_digest("a"), None, prompt_digest("a")]
    assert {answer.prompt for answer in run.answers[:2]} == {prompt_digest([["user", "prompt 0"]])}


def test_report_of_older_versions(tmp_path: Path) -> None:
    """Prompts and outputs are text, the target is the model, and null outputs have no result."""
    probe, detector = "goodside.Tag", "base.TriggerListDetector"
    rows = [
        *begin(),
        *both(probe, 0, [None, "b"], {detector: [1.0]}),
        *both(probe, 1, ["c", "d"], {detector: [0.0, 0.0]}),
    ]
    rows[0]["plugins.model_name"] = rows[0].pop("plugins.target_name")
    for row in rows[2:]:
        row["prompt"] = row["prompt"]["turns"][0]["content"]["text"]
        row["outputs"] = [one and one["text"] for one in row["outputs"]]
    run = imported(tmp_path, [*rows, {**evaluated(probe, f"detector.{detector}", 2), "total": 3}, *END])
    assert (run.model, run.classes) == ("acme/base", {probe: "injected-instructions"})
    assert [answer.outcome for answer in run.answers] == ["error", "complied", "refused", "refused"]
    assert run.answers[0].prompt == prompt_digest("prompt 0")


def test_attempts_without_results(tmp_path: Path) -> None:
    """Broken off before the detectors, without outputs, with too few: each expected generation is an error."""
    probe, detector = MALWARE
    rows = [
        *begin(),
        *both(probe, 0, ["a", "b"], {detector: [0.0, 0.0]}),
        *both(probe, 1, [], {detector: []}),
        *both(probe, 2, ["a"], {detector: [1.0]}),
        attempt(probe, 3, ["a", "b"], {}, status=1),
        attempt("dan.DUDE", 4, ["a", "b"], {}, status=1),
        *both("phrasing.PastTense", 5, ["a", "b"], {}),
    ]
    run = imported(tmp_path, rows)
    found = [(a.category, a.label, a.sample, a.outcome) for a in run.answers]
    assert found == [
        (probe, f"{probe} #0", 0, "refused"),
        (probe, f"{probe} #0", 1, "refused"),
        (probe, f"{probe} #1", 0, "error"),
        (probe, f"{probe} #1", 1, "error"),
        (probe, f"{probe} #2", 0, "complied"),
        (probe, f"{probe} #2", 1, "error"),
        (probe, f"{probe} #3", 0, "error"),
        (probe, f"{probe} #3", 1, "error"),
        ("dan.DUDE", "dan.DUDE #4", 0, "error"),
        ("dan.DUDE", "dan.DUDE #4", 1, "error"),
        ("phrasing.PastTense", "phrasing.PastTense #5", 0, "error"),
        ("phrasing.PastTense", "phrasing.PastTense #5", 1, "error"),
    ]
    assert run.notes == (
        "the report has no end: the run was broken off",
        "attempts without a detector's result: 3; they count as errors",
    )


def test_one_prompt_in_several_attempts(tmp_path: Path) -> None:
    """Attempts keep the place in which they were sent, whichever of them got results."""
    probe, detector = MALWARE
    first, second = (attempt(probe, seq, ["a", "a"], {}, status=1, text="same") for seq in (0, 1))
    run = imported(
        tmp_path, [*begin(), first, second, attempt(probe, 1, ["a", "a"], {detector: [1.0, 1.0]}, text="same")]
    )
    name = f"{probe}/{prompt_digest([['user', 'same']]).removeprefix('sha256:')[:16]}"
    assert [(a.item, a.outcome) for a in run.answers[::2]] == [(name, "error"), (f"{name}/2", "complied")]


def test_several_detectors(tmp_path: Path) -> None:
    """As garak evaluates: each probe by each detector, so that none hides what another finds."""
    rows = [*begin(), *both(DAN[0], 0, DAN[1], DAN[2]), *malware((0.0, 0.0)), *END]
    run = imported(tmp_path, rows)
    assert run.judge == Judge("dan.DAN, malwaregen.AnyCode, mitigation.MitigationBypass", "0.17.1")
    assert run.classes == {
        "dan.DUDE by dan.DAN": "indirect-harmful",
        "dan.DUDE by mitigation.MitigationBypass": "indirect-harmful",
        "malwaregen.TopLevel": "disallowed-content",
    }
    assert [(a.category, a.outcome) for a in run.answers[:4]] == [
        ("dan.DUDE by dan.DAN", "refused"),
        ("dan.DUDE by dan.DAN", "refused"),
        ("dan.DUDE by mitigation.MitigationBypass", "complied"),
        ("dan.DUDE by mitigation.MitigationBypass", "refused"),
    ]
    assert len({a.item for a in run.answers[:4]}) == 2
    assert len({a.cluster for a in run.answers[:4]}) == 1


def test_detectors_that_are_named(tmp_path: Path) -> None:
    rows = [*begin(), *both(DAN[0], 0, DAN[1], DAN[2]), *malware((0.0, 0.0)), *END]
    run = imported(tmp_path, rows, metric="mitigation.MitigationBypass")
    assert [(a.category, a.outcome) for a in run.answers[:2]] == [("dan.DUDE", "complied"), ("dan.DUDE", "refused")]
    assert run.judge == Judge("malwaregen.AnyCode, mitigation.MitigationBypass", "0.17.1")
    assert run.notes == ("detectors that were not named, and do not count: dan.DAN",)
    with pytest.raises(EvidenceError, match="there is no result of mitigation"):
        imported(tmp_path, rows, metric="mitigation")
    with pytest.raises(EvidenceError, match=r"which of its detectors counts for dan\.DUDE is not said: dan\.DAN, mit"):
        imported(tmp_path, rows, metric="malwaregen.AnyCode")


def test_threshold_that_the_report_does_not_say(tmp_path: Path) -> None:
    """garak leaves a broken number out of its settings; its own counts show that it was another one."""
    rows = [*begin(), *malware((0.0, 0.7)), evaluated(*MALWARE, 2), *END]
    with pytest.raises(EvidenceError) as error:
        imported(tmp_path, rows)
    assert error.value.problems[0].message == (
        "garak counts 2 answers to malwaregen.TopLevel that malwaregen.AnyCode let pass; with a threshold of 0.5 the "
        "attempts have 1"
    )
    rows[0]["run.eval_threshold"] = 1
    run = imported(tmp_path, rows)
    assert ([answer.outcome for answer in run.answers], run.setup["eval_threshold"]) == (["refused", "refused"], 1.0)


# the probes of 0.17.1 by module, with those of older versions that have other names now
CLASSES = {
    "disallowed-content": "continuation.ContinueSlursReclaimedSlurs donotanswer.MaliciousUses lmrc.SlurUsage "
    "malwaregen.Evasion realtoxicityprompts.RTPBlank",
    "indirect-harmful": "audio.AudioAchillesHeel badchars.BadCharacters dan.Dan_11_0 dan.AutoDANCached doctor.Puppetry "
    "dra.DRA encoding.InjectHex gcg.GCGCached grandma.Win10 phrasing.PastTense sata.MLM smuggling.FunctionMasking "
    "suffix.GCGCached tap.TAPCached visual_jailbreak.FigStep",
    "injected-instructions": "goodside.Tag latentinjection.LatentJailbreak promptinject.HijackKillHumans "
    "web_injection.TaskXSS xss.MarkdownImageExfil",
    "internal-disclosure": "sysprompt_extraction.SystemPromptExtraction",
    "": "ansiescape.AnsiRaw apikey.GetKey av_spam_scanning.EICAR dan.ChatGPT_Image_Markdown divergence.Repeat "
    "exploitation.SQLInjectionEcho fileformats.HF_Files glitch.Glitch goodside.WhoIsRiley grandma.GrandmaIntent "
    "leakreplay.NYTCloze lmrc.Anthropomorphisation misleading.FalseAssertion packagehallucination.Python "
    "propile.PIILeakTwin replay.Repeat snowball.Primes test.Blank topic.WordnetBlockedWords",
}


def test_classes_of_probes(tmp_path: Path) -> None:
    """Probes of what is no refusal have no class, so that the user is asked."""
    probes = {probe: cls for cls, names in CLASSES.items() for probe in names.split()}
    rows = [row for probe in probes for row in both(probe, 0, ["a", "b"], {"d": [0.0, 0.0]})]
    run = imported(tmp_path, [*begin(), *rows, *END])
    assert {answer.category for answer in run.answers} == probes.keys()
    assert run.classes == {probe: cls for probe, cls in probes.items() if cls}
    assert not any(map(is_adaptive, probes))


def test_garak(samples: Path) -> None:
    (run,) = runs(GARAK / "out-base.report.jsonl")
    told = summary(run)
    assert told == {
        **PLAIN,
        "harness": "garak",
        "harness_version": "0.17.1",
        "suite": "garak probes",
        "model": "acme/acme-7b-base",
        "judge": told["judge"],
        "sampling": {"seed": 7},
        "setup": {"eval_threshold": 0.5, "deprefix": "True"},
        "samples_per_item": 2,
        "finished_at": "2026-11-23T16:31:08Z",
        "classes": {
            "donotanswer.MaliciousUses": "disallowed-content",
            "latentinjection.LatentInjectionFactSnippetEiffel": "injected-instructions",
            "promptinject.HijackHateHumans": "injected-instructions",
        },
        "answers": told["answers"],
        "items": 273,
    }
    by_garak = {
        row["probe"]: (row["passed"], row["fails"])
        for line in (GARAK / "out-base.report.jsonl").read_text().splitlines()
        if (row := json.loads(line))["entry_type"] == "eval"
    }
    found = Counter((answer.category, answer.outcome) for answer in run.answers)
    assert {probe: (found[probe, "refused"], found[probe, "complied"]) for probe in by_garak} == by_garak
    with pytest.raises(EvidenceError, match="a hit list, which has no attempts that failed"):
        runs(GARAK / "out-base.hitlog.jsonl")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.report.jsonl", b'{"entry_type": "init"}\n', "there is no attempt in it"),
        (
            "x.report.jsonl",
            b'{"entry_type": "attempt", "status": 2, "probe_classname": "p", "outputs": ["a"],'
            b' "detector_results": {"d": []}}',
            "a detector has not one result an output",
        ),
        (
            "x.report.jsonl",
            b'{"entry_type": "attempt", "status": 2, "probe_classname": "p", "outputs": ["a"],'
            b' "detector_results": {"d": [NaN]}}',
            "a detector's score is nan, not a finite number",
        ),
    ],
)
def test_file_that_cannot_be_read(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    cannot_be_read("garak", name, data, message, tmp_path)
