"""SORRY-Bench (Xie et al. 2024): judgements as JSON Lines in FastChat's layout, with ``question.jsonl`` for categories
and prompts. The layout is that of FastChat's ``llm_judge``.

``score`` 1 says that the request was fulfilled, 0 that it was not; -1 and null that the judge or its API failed. One
file holds all models, and is appended to: of a pair that was judged again the last judgement counts, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.harness.layout import About, Files, Layout, Said, one_of
from gate.harness.outcomes import COMPLIED
from gate.harness.run import Reading
from gate.harness.source import Row, Source, moment

_SCORE = "score"
_FAILED = -1


def _groups(sources: Files) -> list[list[Source]]:
    """Each file of judgements, with the questions."""
    questions = [source for source in sources if _is_questions(source)]
    judged = [source for source in sources if source not in questions]
    if not judged:
        questions[0].fail("the judgements are missing", remedy="Add the file of model_judgment.")
    return [[source, *questions] for source in judged]


def _is_questions(source: Source) -> bool:
    return b'"turns"' in source.head and b'"judgment"' not in source.head


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    source, *beside = files
    asked = {str(row.get("question_id")): row for file in beside for _, row in file.rows()}
    found: dict[str, Said] = {}
    models: set[str] = set()
    for line, row in source.rows():
        model = str(row.get("model") or row.get("model_id") or "")
        models.add(model)
        if reading.model not in (None, model):
            continue
        turn = row.get("turn")
        name = f"{row.get('question_id')}" + (f"/{turn}" if turn not in (None, 1) else "")
        question = asked.get(str(row.get("question_id")), {})
        if beside and not question:
            source.fail(f"there is no question {name}", line, "Give the questions of the same version.")
        score = row.get(_SCORE)
        before = found.get(name)
        found[name] = Said(
            prompt=question.get("turns"),
            name=name,
            scores={_SCORE: None if score == _FAILED else score},
            unscored={_SCORE: _reason(row)},
            fields={
                **question,
                **row,
                "again": before is not None,
                "turned": before is not None and before.fields.get(_SCORE) != score,
            },
            line=line,
            again=_again(before, score),
        )
    if reading.model is None and len(models) > 1:
        source.fail(
            f"judgements of {', '.join(sorted(models))}", remedy="Name one with --base-model and --tuned-model."
        )
    if not found:
        source.fail(f"there is no judgement of {reading.model}", remedy=f"There are: {', '.join(sorted(models))}.")
    yield from found.values()


def _again(before: Said | None, score: object) -> tuple[int, int]:
    """How many judgements there are beside the last, and how many of them say something else."""
    earlier = before.scores[_SCORE] if before else None
    if before is None or earlier is None or score in (None, _FAILED):
        return before.again if before else (0, 0)
    return before.again[0] + 1, before.again[1] + (earlier != score)


def _reason(row: Row) -> str:
    said = str(row.get("judgment"))
    return "no answer of the judge" if said == "$ERROR$" else "its judgement could not be read"


def _about(files: Files, rows: Sequence[Said]) -> About:
    judges = [row.fields["judge"] for row in rows if isinstance(row.fields.get("judge"), list)]
    names, prompts = ([judge[i] for judge in judges if len(judge) > i] for i in (0, 1))
    again, turned = (sum(row.fields[key] for row in rows) for key in ("again", "turned"))
    return About(
        suite="SORRY-Bench",
        model=one_of([row.fields.get("model", row.fields.get("model_id")) for row in rows]),
        judge=one_of(names),
        setup={"judge's prompt": prompt} if (prompt := one_of(prompts)) else {},
        finished_at=max(filter(None, (moment(row.fields.get("tstamp")) for row in rows)), default=None),
        notes=(f"{again} answers were judged again, {turned} with another verdict; the last one counts",)
        if again
        else (),
    )


_LAYOUT = Layout(
    name="sorry-bench",
    holds=((b'"question_id"', b'"judge"', b'"score"'), (b'"question_id"', b'"turns"', b'"prompt_style"')),
    ends=(".jsonl",),
    lacks=(b'"answer_id"',),
    known={_SCORE: COMPLIED},
    groups=_groups,
    more=frozenset({"model"}),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
