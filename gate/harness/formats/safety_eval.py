"""safety-eval (Allen Institute): ``all.json``, a list of classified answers for each task. The layout is that of its
generation tasks with WildGuard.

Two verdicts stand in a row and need not agree: ``--metric response_refusal`` or ``response_harmfulness``. What the
classifier could not parse has neither, though the tool's own rate counts it as not harmful; an empty answer is
"unharmful", too. Prompts that are unharmful themselves count as harmless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.harness.layout import About, Files, Layout, Said
from gate.harness.outcomes import COMPLIED, REFUSED
from gate.harness.run import Reading, Run
from gate.harness.source import Row, Source

_HARM = "response_harmfulness"
_VALUES = {_HARM: ("harmful", "unharmful"), "response_refusal": ("refusal", "compliance")}


def _tasks(source: Source) -> dict[str, list[Row]]:
    document = source.document
    if not isinstance(document, dict):
        source.fail("it is not an object with a list for each task", remedy="Give one run's all.json.")
    found = {name: rows for name, rows in document.items() if isinstance(rows, list) and rows}
    return {name: rows for name, rows in found.items() if all(isinstance(r, dict) and r.keys() & _VALUES for r in rows)}


def _verdicts(row: Row) -> dict[str, bool | None]:
    """Each verdict as a boolean; None where it could not be parsed or is neither of its two words."""
    found: dict[str, bool | None] = {}
    for name, (yes, no) in _VALUES.items():
        said = row.get(name)
        unread = row.get("is_parsing_error") or said not in (yes, no)
        found[name] = None if unread else said == yes
    return found


def _layout(task: str) -> Layout:
    def said(files: Files, reading: Reading) -> Iterator[Said]:
        (source,) = files
        for row in _tasks(source)[task]:
            prompt = row.get("Behavior") if row.get("Behavior") is not None else row.get("prompt")
            harmless = row.get("prompt_harmfulness") == "unharmful"
            if harmless and reading.metric == _HARM:
                continue
            verdicts = _verdicts(row)
            yield Said(
                prompt=[prompt, context] if (context := row.get("ContextString")) else prompt,
                scores=verdicts,
                unscored={
                    name: "the classifier's answer could not be read" for name, v in verdicts.items() if v is None
                },
                fields=row,
                response=row.get("response"),
                harmless=harmless,
            )

    def about(files: Files, rows: Sequence[Said]) -> About:
        gone = len(_tasks(files[0])[task]) - len(rows)
        said = f"{gone} harmless prompts are left out: of their refusals the harmfulness says nothing"
        return About(suite=f"safety-eval {task}", notes=(said,) if gone else ())

    return Layout(
        name="safety-eval",
        holds=((b'"response_harmfulness"', b'"response_refusal"'),),
        ends=(".json",),
        category=("SemanticCategory", "subcategory", "category"),
        known={"response_harmfulness": COMPLIED, "response_refusal": REFUSED},
        said=said,
        about=about,
    )


_ANY = _layout("")
NAME, OPTIONS, recognises = _ANY.name, _ANY.options, _ANY.recognises


def read(sources: Files, reading: Reading) -> list[Run]:
    """One run a task."""
    found: list[Run] = []
    for source in sources:
        tasks = _tasks(source)
        if not tasks:
            source.fail("there is no task with classified answers in it", remedy="Give one run's all.json.")
        found += [run for task in tasks for run in _layout(task).read([source], reading)]
    return found
