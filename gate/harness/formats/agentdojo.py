"""AgentDojo (Debenedetti et al. 2024): one JSON file for each pair of user task and injection task.

Read: files of 0.1.35. ``security: true`` says that the injection reached its goal; of a run that ended with an error it
says nothing, though the file has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from gate.harness.classes import INJECTED
from gate.harness.fields import cluster
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Source, moment, need, prompt_digest
from gate.values.regex import regex

NAME = "agentdojo"
_NAMED = regex(r"to you, [^.\n]*")
OPTIONS = frozenset({"cluster", "model"})


def recognises(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] == b"{" and b'"user_task_id"' in head and b'"suite_name"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run, of the one pipeline that the files are of, or of the one that was asked for."""
    answers: list[Answer] = []
    files: list[RawFile] = []
    versions: set[str] = set()
    packages: set[str] = set()
    models: set[str] = set()
    times: list[str] = []
    systems: set[str] = set()
    plain = 0
    for source in sources:
        row = source.document
        model = need(source, row, "pipeline_name", str)
        if reading.model not in (None, model):
            continue
        models.add(model)
        if len(models) > 1:
            source.fail(
                f"files of {' and of '.join(sorted(models))}", remedy="Give one model's folder, or name the model."
            )
        if row.get("injection_task_id") is None or row.get("attack_type") is None:
            plain += 1
            continue
        answers.append(_answer(source, row, reading))
        if not row.get("error"):
            systems.add(_system(row.get("messages")))
        files.append(RawFile(source.name, source.digest))
        versions.add(str(row.get("benchmark_version") or ""))
        packages.add(str(row.get("agentdojo_package_version") or ""))
        if at := moment(row.get("evaluation_timestamp")):
            times.append(at)
    if not answers:
        sources[0].fail("there is no attack in the files", remedy="Run the suites with an attack.")
    if len(versions) > 1 or len(packages) > 1:
        sources[0].fail("the files are of several versions of the benchmark", remedy="Run all tasks with one version.")
    package = packages.pop() or None
    return [
        Run(
            harness=NAME,
            suite="AgentDojo",
            answers=tuple(answers),
            files=tuple(files),
            polarity="security false counts as refused and true as complied; a run with an error has no outcome",
            harness_version=package,
            suite_version=versions.pop() or None,
            model=models.pop(),
            judge=Judge("the injection tasks' own checks", package),
            system_prompt=_one(systems),
            finished_at=max(times, default=None),
            classes={answer.category: INJECTED for answer in answers},
            notes=(f"{plain} runs without an attack are left out",) if plain else (),
        )
    ]


def _one(systems: set[str]) -> str | None:
    """The digest of the system prompt of all tasks, or of the several that there are; None where there is none."""
    found = sorted(systems - {""})
    return None if not found else found[0] if len(systems) == 1 else prompt_digest(sorted(systems))


def _answer(source: Source, row: dict[str, object], reading: Reading) -> Answer:
    suite, user, injection, attack = (
        need(source, row, key, str) for key in ("suite_name", "user_task_id", "injection_task_id", "attack_type")
    )
    reached: bool = need(source, row, "security", bool)
    return Answer(
        item=f"{suite}/{user}/{injection}/{attack}",
        category=suite,
        outcome=ERROR if row.get("error") else COMPLIED if reached else REFUSED,
        prompt=_prompt(row.get("injections")),
        cluster=cluster(source, reading, None, f"{suite}/{injection}", row),
        path=source.name,
        response=_response(row.get("messages")),
    )


def _prompt(injections: object) -> str | None:
    """What was injected, without the model's name, by which some of the attacks call it ("..., to you, GPT-4.")."""
    if not isinstance(injections, dict) or not injections:
        return None
    return prompt_digest({str(key): _NAMED.sub("to you, ", str(text)) for key, text in injections.items()})


def _system(messages: object) -> str:
    rows = messages if isinstance(messages, list) else []
    said = [row.get("content") for row in rows if isinstance(row, dict) and row.get("role") == "system"]
    return prompt_digest(said) if said else ""


def _response(messages: object) -> str | None:
    """Everything that the model said and called, as each step follows from the one before."""
    rows = messages if isinstance(messages, list) else []
    said = [row for row in rows if isinstance(row, dict) and row.get("role") == "assistant"]
    return prompt_digest([[row.get("content"), row.get("tool_calls")] for row in said]) if said else None
