"""Importers of harnesses of which no output is kept: small files in their layouts, of several versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gate.drift.comparability import problems
from gate.drift.pairs import pair
from gate.harness import importers
from gate.harness.run import Judge, Reading
from gate.harness.source import Source, prompt_digest
from gate.values.errors import EvidenceError
from tests.command import tunegate
from tests.harness.test_read import ODD, PLAIN, runs, shapes, summary, survives, with_odd
from tests.repo import Repo

Files = dict[str, Any]

# -- deepteam: RiskAssessment.save


def case(number: int, score: float | None, error: str | None = None, **more: Any) -> dict[str, Any]:
    """A test case of 1.0."""
    return {
        "input": f"attack {number}",
        "actual_output": None if error else "no",
        "retrievalContext": None,
        "vulnerability": "Prompt Leakage",
        "turns": None,
        "vulnerability_type": "instructions",
        "attack_method": "Base64",
        "risk_category": "Data Privacy",
        "score": score,
        "reason": None,
        "error": error,
        **more,
    }


OVERVIEW = {"vulnerability_type_results": [], "attack_method_results": [], "errored": 0, "run_duration": 0.1}
DEEPTEAM = {
    "overview": OVERVIEW,
    "test_cases": [
        case(1, 1),
        case(2, 0.0),
        case(3, None, "Error generating output from target LLM"),
        case(4, None, "Error simulating adversarial attacks", input=None),
        case(5, 1, vulnerability="Toxicity", vulnerability_type="insults", attack_method=None),
        case(6, 0, vulnerability="Competition", vulnerability_type="competitor_mention"),
        case(7, 1, vulnerability="SQL Injection", vulnerability_type="blind_sql_injection"),
        case(8, 1, vulnerability="Toxicity", vulnerability_type="threats", input=None),
        case(1, 0, vulnerability_type="secrets_and_credentials"),
    ],
}
DEEPTEAM_BEFORE = {
    "overview": OVERVIEW,
    "test_cases": [
        {
            "vulnerability": "Illegal Activity",
            "vulnerability_type": "weapons",
            "riskCategory": "Illegal Activities",
            "attackMethod": "Linear Jailbreaking",
            "input": "attack",
            "actualOutput": "no",
            "score": 1,
            "reason": "r",
            "error": None,
        }
    ],
}

# -- JailbreakBench: artifacts, and what its package writes of a submission


def jailbreak(index: Any, broken: Any, prompt: str | None = "p", category: str = "Privacy") -> dict[str, Any]:
    return {
        "index": index,
        "goal": f"goal {index}",
        "behavior": f"behaviour {index}",
        "category": category,
        "prompt": prompt and f"{prompt} {index}",
        "response": "r",
        "number_of_queries": None,
        "jailbroken": broken,
        "jailbroken_llama_guard1": not broken,
    }


JAILBREAKS = [
    jailbreak(0, True),
    jailbreak(1, False, category="Fraud/Deception"),
    jailbreak(2, False, None),
    jailbreak("3", None),
]
ARTIFACT = {
    "parameters": {
        "method": "JailbreakChat",
        "model": "vicuna-13b-v1.5",
        "attack_type": "manual",
        "defense": None,
        "attack_success_rate": 0.5,
        "evaluation_date": "2024-03-01",
        "evaluation_llm_provider": "vllm",
        "method_parameters": {"template_name": "t"},
    },
    "jailbreaks": JAILBREAKS,
}
EVALUATION = {
    "vicuna-13b-v1.5": {
        "Defamation": {"prompt": "p", "response": "r", "jailbroken": True},
        "Ableism": {"prompt": None, "response": None, "jailbroken": False},
    },
    "details": {"llm_provider": "vllm", "evaluation_date": "2024-03-02", "defense": "SmoothLLM"},
}

# -- HarmBench: evaluate_completions.py

HARMBENCH = {
    "bomb": [
        {"test_case": "a", "generation": "g", "label": 1, "advbench_label": 1},
        {"test_case": ["picture.png", "b"], "generation": "g", "label": 0, "advbench_label": 1},
    ],
    "worm": [
        {"test_case": "a", "generation": "g", "label": -1, "advbench_label": 0},
        {"test_case": "a", "generation": "h", "label": 0, "advbench_label": 0},
    ],
}

# -- CyberSecEval: judged responses

JUDGED = [
    *("Yes.", "No", "", None, "no, it did not"),
    *("I'm sorry, but I cannot help with that.", "ERROR: Get: unknown host", "Yes and no."),
]
INJECTION = [
    {
        "prompt_id": number,
        "pass_id": 0,
        "test_case_prompt": "the system's prompt",
        "user_input": str(number),
        "response": "r",
        "judge_response": said,
        "injection_type": "direct",
        "injection_variant": "persuasion",
        "risk_category": "logic-violating",
        "speaking_language": "English",
        "model": "tuned",
    }
    for number, said in enumerate(JUDGED)
]
MITRE = [
    {
        "prompt_id": number,
        "pass_id": 0,
        "test_case_prompt": "p",
        "initial_response": "r",
        "judge_response": said,
        "mitre_category": "Persistence",
        "model": "tuned",
    }
    for number, said in enumerate(["refusal", "Malicious.", "benign", "benign or malicious", "FAIL TO QUERY"])
]
VISUAL = [
    {
        "prompt_id": 0,
        "pass_id": 0,
        "system_prompt": "s",
        "user_input_text": "u",
        "user_input_image_path": "/data/images/7.png",
        "response": "r",
        "judge_question": "q",
        "judge_response": said,
        "injection_type": "direct",
        "injection_technique": ["embedded_text", "low_opacity_text"],
        "risk_category": "logic-violating",
        "model": "tuned",
    }
    for said in ("No.",)
]

# -- PyRIT: attack results of 1.1 and of 0.10, and the export of conversations of 0.10


def atomic(
    model: str, scorer: str = "SubStringScorer", attack: str = "PromptSendingAttack", **children: Any
) -> dict[str, Any]:
    """An identifier of 1.1."""

    def one(name: str, inside: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        found = {"class_name": name, "class_module": f"pyrit.{name}", "hash": f"{name} {model}", **more}
        return {**found, "pyrit_version": "1.1.0", **({"children": inside} if inside else {})}

    target = one(
        "OpenAIChatTarget",
        endpoint="e",
        model_name="deployment",
        underlying_model_name=model,
        temperature=0.5,
        max_completion_tokens=9,
    )
    found = {"objective_target": target, "objective_scorer": one(scorer, substring="Sure"), **children}
    technique = one("AttackTechnique", {"attack": one(attack, found)})
    return one("AtomicAttack", {"attack_technique": technique, "seed_identifiers": []})


SENDING = {  # the attack without its target, and without what is of the run
    "attack PromptSendingAttack": prompt_digest(
        {
            "class_name": "PromptSendingAttack",
            "children": {"objective_scorer": {"class_name": "SubStringScorer", "substring": "Sure"}},
        }
    )
}


def result(number: int, outcome: str, harms: list[str] | None = None, **more: Any) -> dict[str, Any]:
    failed = outcome == "error"
    return {
        "conversation_id": f"c{number}",
        "objective": f"objective {number}",
        "attack_result_id": f"r{number}",
        "atomic_attack_identifier": None if failed else atomic("tuned"),
        "last_response": None if failed else {"role": "assistant", "converted_value": "no"},
        "last_score": None,
        "executed_turns": 1,
        "outcome": outcome,
        "timestamp": "2026-10-01T00:00:00.25Z",
        "metadata": {},
        "targeted_harm_categories": ["weapons", "violence"] if harms is None else harms,
        "error_message": "boom" if failed else None,
        **more,
    }


def result_before(number: int, outcome: str, attack: str = "PromptSendingAttack") -> dict[str, Any]:
    """A result of 0.10."""
    return {
        "conversation_id": f"c{number}",
        "objective": f"objective {number}",
        "attack_identifier": {"__type__": attack, "__module__": "m", "id": f"run {number}"},
        "last_response": "text",
        "outcome": outcome,
        "related_conversations": "set()",
    }


def conversation(number: int, score: str | None, scorer: str = "SelfAskRefusalScorer", **more: Any) -> list[Any]:
    """What 0.10 exports of a prompt and its answer."""

    def piece(role: str, text: str, scores: list[Any], **other: Any) -> dict[str, Any]:
        return {
            "role": role,
            "conversation_id": f"c{number}",
            "sequence": ("system", "user", "assistant").index(role),
            "timestamp": "2026-10-01T00:00:00.5",
            "labels": {},
            "targeted_harm_categories": ["violence"],
            "prompt_metadata": {},
            "converter_identifiers": [],
            "prompt_target_identifier": {"__type__": "OpenAIChatTarget", "__module__": "m"},
            "attack_identifier": {"__type__": "PromptSendingAttack", "__module__": "m", "id": "i"},
            "original_value": text,
            "converted_value": text,
            "converted_value_sha256": "s",
            "response_error": "none",
            "scores": scores,
            **other,
        }

    scores = [{"score_value": score, "score_type": "true_false", "scorer_class_identifier": {"__type__": scorer}}]
    said = piece("assistant", "no", scores if score else [])
    return [said, piece("system", "be kind", []), piece("user", f"prompt {number}", [], **more)]


CONVERSATIONS = [
    *conversation(0, "true"),
    *conversation(1, "False"),
    *conversation(2, None),
    *conversation(3, None, prompt_metadata={"response_format": "json"}),
]

# -- HELM: run_spec.json, per_instance_stats.json, scenario_state.json


def stat(name: str, mean: float | None) -> dict[str, Any]:
    return {"name": {"name": name, "split": "test"}, "count": 1, **({} if mean is None else {"mean": mean})}


def helm(scenario: str, scores: Mapping[str, float | None], references: list[list[str]], model: str = "tuned") -> Files:
    """The files of a run; the last text of an instance's references is the one that is correct."""
    adapter = {
        "method": "generation",
        "model": f"acme/{model}",
        "temperature": 0.0,
        "max_tokens": 512,
        "num_outputs": 1,
    }
    spec = {
        "name": f"{scenario},model=acme_{model}" if ":" in scenario else f"{scenario}:model=acme_{model}",
        "scenario_spec": {"class_name": "helm.Scenario", "args": {"subject": "x"} if ":" in scenario else {}},
        "adapter_spec": {**adapter, "model_deployment": f"acme/{model}", "instructions": ""},
        "annotators": [{"class_name": "helm.benchmark.annotation.x.SafetyAnnotator", "args": {}}],
    }
    judged = [
        {
            "instance_id": name,
            "train_trial_index": 0,
            "stats": [stat("safety_gpt_annotator_success", 1), *([] if mean is None else [stat("safety_score", mean)])],
        }
        for name, mean in scores.items()
    ]
    counted = [
        {"instance_id": name, "train_trial_index": 0, "stats": [stat("num_prompt_tokens", 4)]} for name in scores
    ]
    states = [
        {
            "instance": {
                "input": {"text": f"prompt {name}"},
                "references": [
                    {"output": {"text": text}, "tags": ["correct"] if text == texts[-1] else []} for text in texts
                ],
                "split": "test",
                "id": name,
            },
            "train_trial_index": 0,
            "request": {"model": f"acme/{model}", "prompt": f"prompt {name}"},
            "result": {
                "success": True,
                "completions": [{"text": "no"}],
                "request_datetime": 1795886995,
            },
        }
        for name, texts in zip(scores, references, strict=True)
    ]
    return {
        "run_spec.json": spec,
        "per_instance_stats.json": [*judged, *counted],
        "scenario_state.json": {"adapter_spec": adapter, "request_states": states},
    }


HARM_BENCH = helm("harm_bench:subject=x", {"a": 1.0, "b": 0.5, "c": None}, [["illegal"], ["illegal"], ["copyright"]])
XSTEST = helm(
    "xstest", {"id0": 1.0, "id1": 1.0, "id2": 1.0, "id3": 0.0}, [["t", "safe"], ["safe"], ["unsafe"], ["unsafe"]]
)
SPEC = {
    "scenario_spec": '{"args": {}, "class_name": "helm.Scenario"}',
    "annotators": '[{"args": {}, "class_name": "helm.benchmark.annotation.x.SafetyAnnotator"}]',
    "adapter_spec.method": "generation",
    "adapter_spec.num_outputs": "1",
}
HELM = {
    "judge": Judge("SafetyAnnotator: gpt"),
    "model": "acme/tuned",
    "sampling": {"temperature": 0.0, "max_tokens": 512},
    "setup": SPEC,
    "finished_at": "2026-11-28T17:29:55Z",
}

LAYOUTS: list[tuple[str, str, Files, Reading, dict[str, Any]]] = [
    (
        "deepteam",
        "deepteam 1.0",
        {"20261001_120000.json": DEEPTEAM},
        Reading(),
        {
            "suite": "deepteam",
            "classes": {"Prompt Leakage": "internal-disclosure", "Toxicity": "disallowed-content"},
            "answers": {
                "Competition complied": 1,
                "Prompt Leakage complied": 2,
                "Prompt Leakage error": 2,
                "Prompt Leakage refused": 1,
                "SQL Injection refused": 1,
                "Toxicity error": 1,
                "Toxicity refused": 1,
            },
            "items": 9,
        },
    ),
    (
        "deepteam",
        "deepteam 0.1",
        {"20250101_120000.json": DEEPTEAM_BEFORE},
        Reading(category="risk_category"),
        {
            "suite": "deepteam",
            "adaptive": True,
            "classes": {"Illegal Activities": "disallowed-content"},
            "answers": {"Illegal Activities refused": 1},
            "items": 1,
        },
    ),
    (
        "jailbreakbench",
        "an artifact",
        {"vicuna.json": ARTIFACT},
        Reading(),
        {
            "suite": "JailbreakBench JailbreakChat",
            "model": "vicuna-13b-v1.5",
            "setup": {"attack_type": "manual"},
            "finished_at": "2024-03-01T00:00:00Z",
            "classes": {"Privacy": "indirect-harmful", "Fraud/Deception": "indirect-harmful"},
            "answers": {"Fraud/Deception refused": 1, "Privacy complied": 1, "Privacy error": 2},
            "items": 4,
        },
    ),
    (
        "jailbreakbench",
        "a submission",
        {"submission.json": {"summaries": {"m": {"model_summary": {}, "jailbreaks": JAILBREAKS[:2]}}, "test_logs": {}}},
        Reading(metric="jailbroken_llama_guard1"),
        {
            "suite": "JailbreakBench",
            "model": "m",
            "judge": Judge("jailbroken_llama_guard1"),
            "classes": {"Privacy": "indirect-harmful", "Fraud/Deception": "indirect-harmful"},
            "answers": {"Fraud/Deception complied": 1, "Privacy refused": 1},
            "items": 2,
        },
    ),
    (
        "jailbreakbench",
        "an evaluation",
        {"evaluation.json": EVALUATION},
        Reading(),
        {
            "suite": "JailbreakBench",
            "model": "vicuna-13b-v1.5",
            "setup": {"defense": "SmoothLLM"},
            "finished_at": "2024-03-02T00:00:00Z",
            "classes": {"all": "indirect-harmful"},
            "answers": {"all complied": 1, "all error": 1},
            "items": 2,
        },
    ),
    (
        "harmbench",
        "HarmBench",
        {"llama2_7b.json": HARMBENCH},
        Reading(),
        {
            "suite": "HarmBench",
            "samples_per_item": 2,
            "classes": {"all": "disallowed-content"},
            "answers": {"all complied": 1, "all error": 1, "all refused": 2},
            "items": 3,
        },
    ),
    (
        "harmbench",
        "HarmBench by AdvBench's words",
        {"llama2_7b.json": HARMBENCH},
        Reading(metric="advbench_label"),
        {
            "suite": "HarmBench",
            "judge": Judge("advbench_label"),
            "samples_per_item": 2,
            "classes": {"all": "disallowed-content"},
            "answers": {"all complied": 2, "all refused": 2},
            "items": 3,
        },
    ),
    (
        "cyberseceval",
        "prompt injection",
        {"judge_responses.json": INJECTION},
        Reading(),
        {
            "suite": "CyberSecEval prompt injection",
            "model": "tuned",
            "classes": {"persuasion": "injected-instructions"},
            "answers": {"persuasion complied": 1, "persuasion error": 5, "persuasion refused": 2},
            "items": 8,
        },
    ),
    (
        "cyberseceval",
        "MITRE",
        {"judge_responses.json": MITRE},
        Reading(),
        {
            "suite": "CyberSecEval MITRE",
            "model": "tuned",
            "classes": {"Persistence": "disallowed-content"},
            "answers": {"Persistence complied": 1, "Persistence error": 2, "Persistence refused": 2},
            "items": 5,
        },
    ),
    (
        "cyberseceval",
        "visual prompt injection",
        {"judge_responses.json": VISUAL},
        Reading(category="injection_technique"),
        {
            "suite": "CyberSecEval visual prompt injection",
            "model": "tuned",
            "classes": {"embedded_text, low_opacity_text": "injected-instructions"},
            "answers": {"embedded_text, low_opacity_text refused": 1},
            "items": 1,
        },
    ),
    (
        "pyrit",
        "PyRIT 1.1",
        {
            "results.json": [
                *(result(0, "success"), result(1, "failure"), result(2, "undetermined"), result(3, "error")),
                result(4, "failure", ["Hate Speech"]),
                result(5, "failure", []),
                result(6, "failure", ["prompt injection", "violence"]),
            ]
        },
        Reading(),
        {
            "suite": "PyRIT",
            "harness_version": "1.1.0",
            "model": "tuned",
            "judge": Judge("SubStringScorer", "1.1.0"),
            "sampling": {"temperature": 0.5, "max_tokens": 9},
            "setup": SENDING,
            "finished_at": "2026-10-01T00:00:00Z",
            "classes": {"violence, weapons": "disallowed-content", "Hate Speech": "disallowed-content"},
            "answers": {
                "Hate Speech refused": 1,
                "all refused": 1,
                "prompt injection, violence refused": 1,
                "violence, weapons complied": 1,
                "violence, weapons error": 2,
                "violence, weapons refused": 1,
            },
            "items": 7,
        },
    ),
    (
        "pyrit",
        "a scenario of PyRIT 1.1",
        {"scenario.json": {"scenario_identifier": {}, "attack_results": {"one": [result(0, "success")], "two": []}}},
        Reading(outcomes={"success": "refused", "failure": "complied"}),
        {
            "suite": "PyRIT",
            "harness_version": "1.1.0",
            "model": "tuned",
            "judge": Judge("SubStringScorer", "1.1.0"),
            "sampling": {"temperature": 0.5, "max_tokens": 9},
            "setup": SENDING,
            "finished_at": "2026-10-01T00:00:00Z",
            "classes": {"violence, weapons": "disallowed-content"},
            "answers": {"violence, weapons refused": 1},
            "items": 1,
            "notes": (
                "an attacker's success is a loss, but success counts as refused, failure counts as complied, as the "
                "options say",
            ),
        },
    ),
    (
        "pyrit",
        "PyRIT 0.10",
        {
            "results.json": [
                *(result_before(0, "AttackOutcome.SUCCESS"), result_before(1, "failure", "CrescendoAttack")),
            ]
        },
        Reading(),
        {
            "suite": "PyRIT",
            "setup": {
                f"attack {name}": prompt_digest({"__type__": name})
                for name in ("CrescendoAttack", "PromptSendingAttack")
            },
            "adaptive": True,
            "classes": {},
            "answers": {"all complied": 1, "all refused": 1},
            "items": 2,
        },
    ),
    (
        "pyrit",
        "conversations of PyRIT 0.10",
        {"conversations.json": CONVERSATIONS},
        Reading(),
        {
            "suite": "PyRIT conversations",
            "judge": Judge("SelfAskRefusalScorer"),
            "system_prompt": prompt_digest(["be kind"]),
            "finished_at": "2026-10-01T00:00:00Z",
            "classes": {"violence": "disallowed-content"},
            "notes": ("1 conversations of the scorers are left out",),
            "answers": {"violence complied": 1, "violence error": 1, "violence refused": 1},
            "items": 3,
        },
    ),
    (
        "helm",
        "HELM with its requests",
        HARM_BENCH,
        Reading(),
        {
            **HELM,
            "suite": "harm_bench:subject=x",
            "setup": {**SPEC, "scenario_spec": '{"args": {"subject": "x"}, "class_name": "helm.Scenario"}'},
            "classes": {"illegal": "disallowed-content", "copyright": "disallowed-content"},
            "answers": {"copyright error": 1, "illegal complied": 1, "illegal refused": 1},
            "items": 3,
        },
    ),
    (
        "helm",
        "HELM without its requests",
        {name: value for name, value in HARM_BENCH.items() if name != "scenario_state.json"},
        Reading(outcomes={"1": "refused", "0.5": "refused"}),
        {
            **HELM,
            "suite": "harm_bench:subject=x",
            "setup": {**SPEC, "scenario_spec": '{"args": {"subject": "x"}, "class_name": "helm.Scenario"}'},
            "finished_at": None,
            "classes": {"harm_bench": "disallowed-content"},
            "answers": {"harm_bench error": 1, "harm_bench refused": 2},
            "items": 3,
        },
    ),
    (
        "helm",
        "XSTest of HELM",
        XSTEST,
        Reading(),
        {
            **HELM,
            "suite": "xstest",
            "classes": {"xstest": "disallowed-content"},
            "answers": {
                "safe prompts complied": 2,
                "xstest complied": 1,
                "xstest refused": 1,
            },
            "items": 4,
        },
    ),
]
NAMES = [name for _, name, *_ in LAYOUTS]


def written(folder: Path, files: Mapping[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, indent=1))
    return folder


@pytest.mark.parametrize(("harness", "name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_layout(
    harness: str, name: str, files: Files, reading: Reading, expected: dict[str, Any], tmp_path: Path
) -> None:
    written(tmp_path, files)
    for file in files:
        recognised = [n for n, m in importers().items() if m.recognises(Source(tmp_path / file, file))]
        assert recognised == [harness]
    (run,) = runs(tmp_path, reading=reading)
    assert summary(run) == {**PLAIN, "harness": harness, **expected}


@pytest.mark.parametrize(("harness", "name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_odd_types_in_layout(
    harness: str, name: str, files: Files, reading: Reading, expected: object, tmp_path: Path
) -> None:
    for file, value in files.items():
        written(tmp_path, files)
        beside = [tmp_path / other for other in files if other != file]
        for place in shapes(value):
            for odd in ODD:
                survives(tmp_path / file, [with_odd(value, place, odd)], beside, harness, reading)


# -- two runs


def changed(value: Any, *pairs: tuple[str, str]) -> Any:
    """The same files with other texts in them."""
    text = json.dumps(value)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return json.loads(text)


def apart(base: Files, tuned: Files, folder: Path) -> list[str]:
    """What keeps two runs from being compared, and their answers from being paired."""
    (one,), (other,) = (runs(written(folder / name, files)) for name, files in (("base", base), ("tuned", tuned)))
    found = [problem.message for problem in problems(one, other)]
    try:
        pair(one, other, dict.fromkeys((a.category for a in (*one.answers, *other.answers)), "disallowed-content"))
    except EvidenceError as error:
        found += [problem.message for problem in error.problems]
    return found


ONE: Files = {"d.json": {"overview": OVERVIEW, "test_cases": [case(1, 1)]}}
ART: Files = {"a.json": {**ARTIFACT, "jailbreaks": JAILBREAKS[:1]}}
FT = ("vicuna-13b-v1.5", "ft")
INJECTED: Files = {"j.json": INJECTION[:1]}
BOMB: Files = {"h.json": {"bomb": HARMBENCH["bomb"][:1]}}
RESULT: Files = {"r.json": [result(0, "failure"), result(1, "failure")]}
FAILED: Files = {"r.json": [result(0, "failure", atomic_attack_identifier=atomic("ft")), result(1, "error")]}
RUN = helm("harm_bench", {"a": 1.0, "b": 1.0}, [["illegal"], ["illegal"]])
SAME = [
    (ONE, changed(ONE, ('"score": 1', '"score": 0'))),
    (ART, changed(ART, FT)),
    (INJECTED, changed(INJECTED, ("Yes.", "No."), ("tuned", "ft"))),
    ({"v.json": VISUAL}, {"v.json": changed(VISUAL, ("/data/", "/elsewhere/"), ("tuned", "ft"))}),
    (BOMB, changed(BOMB, ('"label": 1', '"label": 0'))),
    (RESULT, FAILED),
    (RUN, helm("harm_bench", {"a": 0.0, "b": 0.5}, [["illegal"], ["illegal"]], "ft")),
    ({"c.json": conversation(0, "true")}, {"c.json": conversation(0, "false")}),
]
OTHER = [
    (ONE, changed(ONE, ("attack 1", "made up"), ("no", "so")), ["the two runs share no item"]),
    (
        ONE,
        changed(ONE, ("Base64", "Tree Jailbreaking")),
        ["deepteam made up its attacks while it attacked the fine-tune, so that the items are not the same"],
    ),
    (ART, changed(ART, FT, ("p 0", "q 0")), ["the item 0 has another prompt than at a.json"]),
    (
        ART,
        changed(ART, FT, ("manual", "black_box")),
        [
            "jailbreakbench made up its attacks while it attacked the fine-tune, so that the items are not the same",
            "the two runs differ in the attack_type: manual, then black_box",
        ],
    ),
    (
        INJECTED,
        changed(INJECTED, ("the system's", "another system's"), ("tuned", "ft")),
        ["the item 0 has another prompt than at j.json"],
    ),
    (BOMB, changed(BOMB, ('"a"', '"b"')), ["the two runs share no item"]),
    (
        RESULT,
        {"r.json": [{**row, "atomic_attack_identifier": atomic("ft", "Other")} for row in RESULT["r.json"]]},
        ["the two runs differ in the judge", "the two runs differ in the attack PromptSendingAttack"],
    ),
    (
        RUN,
        changed(RUN, ("prompt a", "prompt z"), ("tuned", "ft")),
        ["the item a has another prompt than at per_instance_stats.json"],
    ),
    (
        RUN,
        changed(RUN, ("SafetyAnnotator", "OtherAnnotator"), ("tuned", "ft")),
        ["the two runs differ in the judge", "the two runs differ in the annotators"],
    ),
    (
        RUN,
        changed(
            RUN, ("harm_bench:", "harm_bench:subject=x,"), ('"args": {}', '"args": {"subject": "x"}'), ("tuned", "ft")
        ),
        [
            "the two runs differ in the suite",
            "the two runs differ in the annotators",
            "the two runs differ in the scenario",
        ],
    ),
    (
        {"c.json": conversation(0, "true")},
        {"c.json": changed(conversation(0, "true"), ('"converted_value": "prompt 0"', '"converted_value": "x"'))},
        ["the item PromptSendingAttack/"],
    ),
]


@pytest.mark.parametrize(("base", "tuned"), SAME)
def test_two_runs_of_the_same_items(base: Files, tuned: Files, tmp_path: Path) -> None:
    assert apart(base, tuned, tmp_path) == []


@pytest.mark.parametrize(("base", "tuned", "expected"), OTHER)
def test_two_runs_of_other_items_or_in_another_way(
    base: Files, tuned: Files, expected: list[str], tmp_path: Path
) -> None:
    found = apart(base, tuned, tmp_path)
    assert len(found) == len(expected)
    assert all(message.startswith(start) for message, start in zip(found, expected, strict=True))


def test_what_people_call_an_item(tmp_path: Path) -> None:
    """Labels have no text of a prompt; a response is told by its digest."""
    found = {
        (answer.label, answer.response)
        for name, files in enumerate([ONE, ART, INJECTED, BOMB, RESULT, RUN, {"c.json": conversation(0, "true")}])
        for run in runs(written(tmp_path / str(name), files))
        for answer in run.answers
    }
    no, r, g = (prompt_digest(text) for text in ("no", "r", "g"))
    assert found == {
        *(("test case 1", no), ("behaviour 0", r), ("prompt 0", r), ("bomb, test case 1", g)),
        *(("attack 1", no), ("attack 2", no), ("a", no), ("b", no), ("conversation 1", no)),
    }


def test_answers_that_are_no_independent_draws(tmp_path: Path) -> None:
    """Test cases of one behaviour, attacks on one objective, and perturbations of one instance are clusters."""
    (run,) = runs(written(tmp_path / "h", {"h.json": HARMBENCH}))
    assert [answer.cluster for answer in run.answers] == ["bomb", "bomb", "worm", "worm"]
    other = result(0, "success", atomic_attack_identifier=atomic("tuned", attack="SkeletonKeyAttack"))
    (run,) = runs(written(tmp_path / "p", {"p.json": [result(0, "failure"), other]}))
    assert len({answer.item for answer in run.answers}) == 2
    assert {answer.cluster for answer in run.answers} == {prompt_digest("objective 0")[7:23]}
    files = helm("harm_bench", {"a": 1.0}, [["illegal"]])
    (instance,) = [row for row in files["per_instance_stats.json"] if len(row["stats"]) > 1]
    del files["scenario_state.json"]
    files["per_instance_stats.json"] += [{**instance, "perturbation": {"name": "typos"}}]
    (run,) = runs(written(tmp_path / "i", files))
    assert [(answer.item, answer.cluster) for answer in run.answers] == [("a", "a"), ("a/typos", "a")]


def test_behaviours_that_were_asked_for_directly(tmp_path: Path) -> None:
    rows = [{**row, "prompt": row["goal"]} for row in JAILBREAKS[:2]]
    (run,) = runs(written(tmp_path, {"a.json": {**ARTIFACT, "jailbreaks": rows}}))
    assert {*run.classes.values()} == {"disallowed-content"}


def test_request_that_failed(tmp_path: Path) -> None:
    (run,) = runs(written(tmp_path, changed(RUN, ('"success": true', '"success": false'))))
    assert {answer.outcome for answer in run.answers} == {"error"}


def test_one_model_of_several(tmp_path: Path) -> None:
    written(tmp_path, {"j.json": [*INJECTION, *changed(INJECTION[:1], ("tuned", "base"))]})
    (run,) = runs(tmp_path, reading=Reading(model="base"))
    assert (run.model, [answer.outcome for answer in run.answers]) == ("base", ["complied"])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, False),
        ({"adversarial_chat": {"class_name": "OpenAIChatTarget"}}, True),
        ({"request_converters": [{"class_name": "Base64Converter"}]}, False),
        ({"request_converters": [{"class_name": "ToneConverter", "children": {"converter_target": {"a": 1}}}]}, True),
    ],
)
def test_attack_that_a_model_writes(more: dict[str, Any], expected: bool, tmp_path: Path) -> None:
    row = result(0, "failure", atomic_attack_identifier=atomic("tuned", **more))
    (run,) = runs(written(tmp_path, {"r.json": [row]}))
    assert run.adaptive is expected


# -- files that nobody should believe

RUN_FILES = {name: json.dumps(value) for name, value in XSTEST.items()}


@pytest.mark.parametrize(
    ("harness", "files", "message"),
    [
        ("deepteam", {"x.json": '{"test_cases": []}'}, "x.json: there is no test case in it"),
        ("deepteam", {"x.json": '{"test_cases": [1]}'}, "x.json: test case 1 is no object"),
        ("deepteam", {"x.json": '{"test_cases": [{"input": "a"}]}'}, "x.json: 'vulnerability' is missing"),
        ("deepteam", {"x.json": '{\n"test_cases": [{"in'}, "x.json:2: not valid JSON: "),
        (
            "deepteam",
            {"x.json": '{"test_cases": [{"vulnerability": "Bias", "input": "a", "score": Infinity}]}'},
            "x.json: the score of test case 1 is inf, not a finite number",
        ),
        ("jailbreakbench", {"x.json": '{"jailbreaks": []}'}, "x.json: 'parameters' is missing"),
        ("jailbreakbench", {"x.json": '{"parameters": {}, "jailbreaks": []}'}, "x.json: there is no behaviour in it"),
        (
            "jailbreakbench",
            {"x.json": '{"parameters": {}, "jailbreaks": [1]}'},
            "x.json: a behaviour that is no object",
        ),
        (
            "jailbreakbench",
            {"x.json": '{"parameters": {}, "jailbreaks": [{"index": 1, "jailbroken": 1}]}'},
            "x.json: 'jailbroken' of 1 is 1",
        ),
        ("jailbreakbench", {"x.json": '{"a": {}, "b": {}}'}, "x.json: answers of several models: a, b"),
        ("harmbench", {"x.json": '{"bomb": [{"test_case": "a"}]}'}, "x.json: a test case of bomb has no label"),
        ("harmbench", {"x.json": '{"bomb": [{"label": 1}]}'}, "x.json: 'test_case' is missing"),
        ("harmbench", {"x.json": '{"bomb": {}}'}, "x.json: bomb has no list of test cases"),
        (
            "harmbench",
            {"x.json": '{"bomb": [{"test_case": "a", "label": 3}]}'},
            "x.json: the label of bomb is 3, neither 0 nor 1",
        ),
        ("cyberseceval", {"x.json": "{}"}, "x.json: it is no list of responses"),
        ("cyberseceval", {"x.json": "[]"}, "x.json: there is no response in it"),
        ("cyberseceval", {"x.json": '[{"model": "a"}, {"model": "b"}]'}, "x.json: responses of a, b"),
        ("cyberseceval", {"x.json": '[{"prompt_id": 1}]'}, "x.json: there is no 'injection_variant' in it"),
        ("pyrit", {"x.json": "[]"}, "x.json:1: there is no attack result in it"),
        ("pyrit", {"x.json": "[1]"}, "x.json: a result that is no object"),
        (
            "pyrit",
            {"x.jsonl": '{"objective": "o", "outcome": "success"}\n{"objective": "o", "outcome": "won"}'},
            "x.jsonl:2: the outcome 'won' is none of success, failure, error, undetermined",
        ),
        (
            "pyrit",
            {
                "x.json": json.dumps(
                    [result(0, "success", atomic_attack_identifier=atomic("m", "SelfAskRefusalScorer"))]
                )
            },
            "x.json: an attack that succeeds where SelfAskRefusalScorer finds a refusal",
        ),
        (
            "pyrit",
            {"x.json": json.dumps([result(0, "success"), result(1, "success", atomic_attack_identifier=atomic("m"))])},
            "x.json: results of m, tuned",
        ),
        (
            "pyrit",
            {"x.json": json.dumps(conversation(0, "true", "SelfAskTrueFalseScorer"))},
            "x.json: what the scores of SelfAskTrueFalseScorer mean is not known",
        ),
        (
            "pyrit",
            {"x.json": json.dumps([*conversation(0, "true", "A"), *conversation(1, "true", "B")])},
            "x.json: which score is about refusals is not known",
        ),
        ("pyrit", {"x.json": json.dumps(conversation(0, None))}, "x.json: none of the conversations has a score"),
        ("pyrit", {"x.json": json.dumps(conversation(0, "0.5"))}, "x.json: the score of conversation 1 is '0.5'"),
        ("pyrit", {"x.json": json.dumps(conversation(0, "true")[:2])}, "x.json: conversation 1 has no prompt"),
        ("helm", {"run_spec.json": "{}"}, "run_spec.json: per_instance_stats.json of this run is missing"),
        (
            "helm",
            {name: text for name, text in RUN_FILES.items() if name != "scenario_state.json"},
            "per_instance_stats.json: which prompts of XSTest are safe is not in it",
        ),
        (
            "helm",
            {**RUN_FILES, "scenario_state.json": RUN_FILES["scenario_state.json"].replace('"unsafe"', '"perhaps"')},
            "per_instance_stats.json: whether id2 is safe is not said",
        ),
        (
            "helm",
            {**RUN_FILES, "per_instance_stats.json": json.dumps(XSTEST["per_instance_stats.json"][:1])},
            "per_instance_stats.json: this and scenario_state.json do not have the same instances: id1, id2, id3",
        ),
        (
            "helm",
            {**RUN_FILES, "per_instance_stats.json": json.dumps(XSTEST["per_instance_stats.json"][4:])},
            "per_instance_stats.json: there is no metric 'safety_score' in it",
        ),
        ("helm", {**RUN_FILES, "per_instance_stats.json": "[]"}, "per_instance_stats.json: there is no instance in it"),
    ],
)
def test_file_that_cannot_be_read(harness: str, files: dict[str, str], message: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(EvidenceError) as error:
        runs(tmp_path, harness=harness)
    assert str(error.value).startswith(message)
    assert error.value.problems[0].remedy


def test_metric_that_results_do_not_have(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="--metric is for exported conversations"):
        runs(written(tmp_path, RESULT), reading=Reading(metric="SelfAskRefusalScorer"))
    with pytest.raises(EvidenceError, match="there is no answer of other in it, but of: vicuna"):
        runs(written(tmp_path / "e", {"evaluation.json": EVALUATION}), reading=Reading(model="other"))


def test_files_that_only_look_alike(tmp_path: Path) -> None:
    """A benchmark's prompts, responses that nobody judged, and files about an attack are of no harness."""
    files: Files = {
        "prompts.json": [{key: INJECTION[0][key] for key in ("prompt_id", "injection_variant", "user_input")}],
        "attack-info.json": {"models": {"m": ["manual"]}},
        "stats.json": [stat("safety_score", 1.0)],
        "seeds.json": [{"objective": "o", "outcome": "success"}],
    }
    written(tmp_path, files)
    for name in files:
        assert not any(module.recognises(Source(tmp_path / name, name)) for module in importers().values())


@pytest.mark.parametrize(
    ("suite", "base", "tuned", "more"),
    [
        ("harm_bench", *SAME[6], ()),
        ("JailbreakBench JailbreakChat", *SAME[1], ("--judge", "j")),
        (
            "PyRIT conversations",
            {"c.json": conversation(0, "true", "Likert")},
            {"c.json": conversation(0, "false", "Likert")},
            ("--metric", "Likert", "--refused", "true", "--complied", "false"),
        ),
    ],
    ids=["helm", "jailbreakbench", "pyrit"],
)
def test_import_and_recount(suite: str, base: Files, tuned: Files, more: tuple[str, ...], example: Repo) -> None:
    """What the pack says of the reading is enough to read the same files in the same way again."""
    asked = [*more, "--harness-version", "1", "--judge-version", "1"]
    for side, files in (("base", base), ("tuned", tuned)):
        written(example.path / "runs" / side, files)
        asked += [f"--{side}", f"runs/{side}"]
    done = tunegate(example, "evidence", "import", *asked, "--now", "2026-11-20T00:00:00Z")
    assert done.returncode == 0, done.stderr
    lines = tunegate(example, "evidence", "recount").stdout.splitlines()
    assert lines[-1] == f"support-assistant: {suite}: the same as its raw files"


@pytest.mark.parametrize(
    ("files", "reading", "message"),
    [
        (
            {"c.json": conversation(0, "true")},
            Reading(outcomes={"True": "complied", "false": "refused"}),
            "c.json: SelfAskRefusalScorer true is known to stand for refused, and was given as complied",
        ),
        (
            SAME[6][0],
            Reading(outcomes={"0": "refused", "1": "complied"}),
            "per_instance_stats.json: safety_score 0 is known to stand for complied, and was given as refused",
        ),
    ],
    ids=["pyrit", "helm"],
)
def test_values_that_are_mapped_to_the_reverse(files: Files, reading: Reading, message: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as error:
        runs(written(tmp_path, files), reading=reading)
    assert str(error.value) == message
