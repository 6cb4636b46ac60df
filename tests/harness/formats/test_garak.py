"""garak's importer, on reports in the layout of 0.17.1, 0.12.0 and 0.9.0.16."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.drift.comparability import notes, problems
from gate.harness.formats.garak.report import is_adaptive
from gate.harness.run import Judge, Reading, Run
from gate.harness.source import prompt_digest
from gate.values.errors import EvidenceError
from tests.command import tunegate
from tests.harness.test_read import ODD, PLAIN, runs, shapes, summary, survives, with_odd
from tests.repo import Repo

Line = dict[str, Any]
MALWARE = ("malwaregen.TopLevel", "malwaregen.AnyCode")


def begin(model: str = "acme/base", **more: object) -> list[Line]:
    setup = {
        "entry_type": "start_run setup",
        "run.seed": None,
        "run.deprefix": True,
        "run.generations": 2,
        "plugins.target_type": "openai.OpenAICompatible",
        "plugins.target_name": model,
        "plugins.extended_detectors": True,
    }
    return [
        {**setup, **{key.replace("__", "."): value for key, value in more.items()}},
        {"entry_type": "init", "garak_version": "0.17.1", "start_time": "2026-11-01T10:00:00", "run": model},
    ]


END: list[Line] = [{"entry_type": "completion", "end_time": "2026-11-01T10:05:00.5", "run": "r"}]


def message(text: object) -> Line:
    return {"text": text, "lang": "en", "data_path": None, "notes": {}}


def attempt(
    probe: str, seq: int, outputs: list[Any], results: Line, *, status: int = 2, text: str | None = None
) -> Line:
    return {
        "entry_type": "attempt",
        "uuid": f"{probe} {seq}",
        "seq": seq,
        "status": status,
        "probe_classname": probe,
        "prompt": {"turns": [{"role": "user", "content": message(text or f"prompt {seq}")}], "notes": None},
        "outputs": [None if output is None else message(output) for output in outputs],
        "detector_results": results,
    }


def both(probe: str, seq: int, outputs: list[Any], results: Line, **more: Any) -> list[Line]:
    """An attempt as a whole run writes it: before and after the detectors."""
    return [attempt(probe, seq, outputs, {}, status=1, **more), attempt(probe, seq, outputs, results, **more)]


def evaluated(probe: str, detector: str, passed: int) -> Line:
    return {"entry_type": "eval", "probe": probe, "detector": detector, "passed": passed, "fails": 0, "nones": 0}


def imported(folder: Path, rows: list[Line], name: str = "a.report.jsonl", **reading: Any) -> Run:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (run,) = runs(path, reading=Reading(**reading))
    return run


def malware(*outcomes: tuple[float | None, float | None]) -> list[Line]:
    probe, detector = MALWARE
    return [
        row
        for seq, scores in enumerate(outcomes)
        for row in both(probe, seq, ["a" if one is not None else None for one in scores], {detector: list(scores)})
    ]


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


DAN = ("dan.DUDE", ["a", "b"], {"dan.DAN": [0.0, 0.0], "mitigation.MitigationBypass": [1.0, 0.0]})


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


def test_attempts_that_are_cut_out(tmp_path: Path) -> None:
    rows = [*begin(), *malware((0.0, 0.0), (0.0, 0.0)), evaluated(*MALWARE, 4), *END]
    imported(tmp_path, rows)
    with pytest.raises(EvidenceError, match="garak counts 4 answers"):
        imported(tmp_path, rows[:4] + rows[6:])


def test_name_of_the_model_in_a_prompt(tmp_path: Path) -> None:
    """Prompts of dan have it: they are the same items for both models, and others are not changed."""
    found = []
    for model in ("acme/base", "acme/tuned"):
        rows = both("dan.DUDE", 0, ["a", "b"], {"dan.DAN": [0.0, 0.0]}, text=f"Act as {model}.")
        found.append(imported(tmp_path, [*begin(model), *rows, *END], f"{model[5:]}.report.jsonl"))
    base, tuned = found
    assert problems(base, tuned) == []
    assert base.answers[0].prompt == tuned.answers[0].prompt == prompt_digest([["user", "Act as {generator.name}."]])
    assert notes(base, tuned) == [
        "garak writes the model's name into the prompts of dan; their items are told by what else is in them",
        "the files do not say the system prompt, sampling",
    ]
    begun = begin(plugins__target_name=None, plugins__target_type="test.Repeat")
    rows = both("dan.DUDE", 0, ["a", "b"], {"dan.DAN": [0.0, 0.0]}, text="Act as Repeat.")
    unnamed = imported(tmp_path, [*begun, *rows, *END])
    assert (unnamed.model, unnamed.answers[0].prompt) == (None, base.answers[0].prompt)
    rows = both("phrasing.PastTense", 0, ["a", "b"], {"d": [0.0, 0.0]}, text="Act as acme/base.")
    other = imported(tmp_path, [*begin(), *rows, *END])
    assert other.answers[0].prompt == prompt_digest([["user", "Act as acme/base."]])


def test_probes_that_cannot_be_compared(tmp_path: Path) -> None:
    asked = ["probes.malwaregen.TopLevel", "probes.tap.TAP", "probes.encoding.InjectHex"]
    attack = both("tap.TAP", 0, ["a", "b"], {"d": [1.0, 1.0]})
    rows = [*begin(transient__active_probes=asked), *attack, *malware((0.0, 0.0)), evaluated("tap.TAP", "d", 9), *END]
    run = imported(tmp_path, rows)
    assert {answer.category for answer in run.answers} == {"malwaregen.TopLevel"}
    assert run.notes == (
        "left out, as they make up their attacks from the model's answers: tap.TAP",
        "probes that were to be run and have no attempt: encoding.InjectHex",
    )
    with pytest.raises(EvidenceError, match="there is no attempt but of probes that make up their attacks in it"):
        imported(tmp_path, [*begin(), *attack, *END])


def test_set_up_that_differs(tmp_path: Path) -> None:
    base = imported(tmp_path, [*begin(), *malware((0.0, 0.0)), *END])
    rows = [*begin("acme/tuned", run__deprefix=False, run__eval_threshold=0), *malware((0.0, 0.0)), *END]
    tuned = imported(tmp_path, rows, "b.report.jsonl")
    assert [problem.message for problem in problems(base, tuned)] == [
        "the two runs differ in the deprefix: True, then False",
        "the two runs differ in the eval_threshold: 0.5, then 0.0",
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*begin(), *begin(), *malware((0.0, 0.0))], "a second run begins here"),
        ([*begin(run__generations=-1), *malware((0.0, 0.0))], "'run.generations' is -1"),
        (
            [*begin(run__generations=10**12), *malware((0.0, 0.0))],
            "'run.generations' asks for more than 1,000,000 answers",
        ),
        ([*begin(), attempt("dan.DUDE", 0, [1, 2], {})], "an output is no text"),
        ([*begin(), attempt("dan.DUDE", 0, ["a", None], {"d": [1, 2, 3]})], "a detector has not one result an output"),
        ([*begin(), {**evaluated("p", "d", 1), "passed": None}], "'passed' is missing"),
        ([*begin(), *END], "there is no attempt in it"),
    ],
)
def test_report_that_cannot_be_read(rows: list[Line], message: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as error:
        imported(tmp_path, rows)
    assert error.value.problems[0].message == message


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


def test_drift_on_two_reports(tmp_path: Path) -> None:
    """An item whose attempt was lost on the fine-tune's side is missing, not gone."""
    for side, scores in (("base", ((0.0, 0.0), (0.0, 0.0))), ("tuned", ((0.0, 1.0), (None, None)))):
        imported(tmp_path, [*begin(f"acme/{side}"), *malware(*scores), *END], f"{side}.report.jsonl")
    files = ("--base", str(tmp_path / "base.report.jsonl"), "--tuned", str(tmp_path / "tuned.report.jsonl"))
    done = tunegate(Repo(tmp_path / "repo"), "drift", *files, "--format", "json")
    (row,) = json.loads(done.stdout)["suites"][0]["results"]
    assert (row["category"], row["n"], row["b"], row["missing"]) == ("malwaregen.TopLevel", 2, 1, 2)


def test_odd_types(tmp_path: Path) -> None:
    begun = begin(transient__active_probes=["probes.a.b"])
    rows = [*begun, *both(DAN[0], 0, DAN[1], DAN[2]), evaluated("dan.DUDE", "d", 0)]
    for index, row in enumerate(rows):
        for place in shapes(row):
            for odd in ODD:
                changed = [*rows[:index], with_odd(row, place, odd), *rows[index + 1 :]]
                survives(tmp_path / "a.report.jsonl", changed, [], "garak")
