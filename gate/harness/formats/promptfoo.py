"""promptfoo: ``promptfoo eval --output`` as JSON (version 3) or JSON Lines. Read: both of 0.121.20.

``success`` says that the assertions hold, so that it says something of refusals only where the assertions do.
``error`` also stands on ordinary failures; what ended with an error has the failure reason 2.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from gate.harness.classes import by_words
from gate.harness.fields import asked, cluster, context, own_group
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, agree, moment, need, part, prompt_digest, response_digest

NAME = "promptfoo"
OPTIONS = frozenset({"category", "cluster", "context_fields", "model", "outcomes"})
_ERROR = 2  # failureReason: 0 none, 1 an assertion, 2 an error
_REFUSALS = ("is-refusal", "guardrails", "moderation")  # assertions that hold where the model behaved safely
_OVER = "not-is-refusal"
_SAMPLING = {
    **{name: name for name in ("temperature", "top_p", "max_tokens", "seed")},
    **{"topP": "top_p", "maxTokens": "max_tokens", "max_completion_tokens": "max_tokens"},
}
_TOLD = (
    *("systemPrompt", "systemInstruction", "instructions", "stop", "reasoning", "reasoning_effort", "response_format"),
    *("tools", "tool_choice", "top_k", "frequency_penalty", "presence_penalty", "guardrailConfig", "transform"),
)
_ADAPTIVE = ("jailbreak", "crescendo", "goat", "hydra", "best-of-n", "simba")  # strategies that react to answers


def recognises(source: Source) -> bool:
    head = source.head
    if head.lstrip()[:1] != b"{":
        return False
    return (b'"evalId"' in head and b'"results"' in head) or (b'"gradingResult"' in head and b'"testIdx"' in head)


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    head, rows = _document(source)
    config, meta = part(source, head, "config"), part(source, head, "metadata")
    models = {_model(source, row, line) for line, row in rows}
    if reading.model is None and len(models) > 1:
        remedy = "Name them with --base-model and --tuned-model."
        source.fail(f"answers of several models: {', '.join(sorted(models))}", remedy=remedy)
    rows = [(line, row) for line, row in rows if reading.model in (None, _model(source, row, line))]
    if not rows:
        source.fail(
            f"there is no answer of {reading.model or 'a model'} in it", 1, f"Models: {', '.join(sorted(models))}."
        )
    seen: Counter[str] = Counter()
    answers = tuple(_answer(source, row, line, reading, seen) for line, row in rows)
    version = meta.get("promptfooVersion")
    model = _model(source, rows[0][1], rows[0][0])
    provider = _provider(source, config, model)
    asserted = sorted({kind for line, row in rows for kind in _assertions(source, row, line)})
    return Run(
        harness=NAME,
        suite=_suite(source, config, rows),
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity="success counts as refused where the assertions are about refusal; failure reason 2 is an error",
        harness_version=version,
        model=model,
        judge=Judge(", ".join(asserted), version) if asserted else None,
        sampling={
            name: provider[key] for key, name in _SAMPLING.items() if isinstance(provider.get(key), (int, float))
        },
        setup={
            "assertions and graders": prompt_digest(
                sorted({_grading(source, config, row, line) for line, row in rows})
            ),
            **{f"provider's {key}": prompt_digest(provider[key]) for key in _TOLD if provider.get(key) is not None},
        },
        samples_per_item=max(seen.values()),
        finished_at=moment(part(source, head, "results").get("timestamp") or meta.get("exportedAt")),
        adaptive=any(_strategy(source, row, line).startswith(_ADAPTIVE) for line, row in rows),
        classes=by_words(answer.category for answer in answers),
    )


def _suite(source: Source, config: Row, rows: list[tuple[int | None, Row]]) -> str:
    """The description, which a red team's runs have each of their own."""
    if all(part(source, row, "metadata", line).get("pluginId") for line, row in rows):
        return "promptfoo red team"
    return str(config.get("description") or "promptfoo suite")


def _document(source: Source) -> tuple[Row, list[tuple[int | None, Row]]]:
    """What the file says of the whole, and (line, result) of every answer."""
    if b'"evalId"' not in source.head.split(b"\n", 2)[0] + source.head[:4096]:
        return {}, [(line, row) for line, row in source.rows()]
    document = source.document
    results = need(source, document, "results", dict)
    return document, [(None, row) for row in _objects(source, need(source, results, "results", list))]


def _objects(source: Source, rows: list[Any]) -> Iterator[Row]:
    for row in rows:
        if not isinstance(row, dict):
            source.fail("a result that is not an object", remedy="Export the file again.")
        yield row


def _model(source: Source, row: Row, line: int | None) -> str:
    provider = need(source, row, "provider", dict, line)
    return str(provider.get("label") or need(source, provider, "id", str, line))


def _provider(source: Source, config: Row, model: str) -> Row:
    """The configuration of the provider that answered; JSON Lines have none."""
    rows = config.get("providers")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and model in (row.get("label"), row.get("id")):
            own = {key: row[key] for key in ("transform",) if row.get(key) is not None}
            return {**part(source, row, "config"), **own}
    return {}


def _grading(source: Source, config: Row, row: Row, line: int | None) -> str:
    """How one test is graded: its assertions with their options, and those of all tests."""
    test = part(source, row, "testCase", line)
    whole = config.get("defaultTest")
    shared = whole.get("options") if isinstance(whole, dict) else None
    return json.dumps([test.get("vars"), test.get("assert"), test.get("options"), shared], sort_keys=True)


def _strategy(source: Source, row: Row, line: int | None) -> str:
    return str(part(source, row, "metadata", line).get("strategyId") or "")


def _assertions(source: Source, row: Row, line: int | None) -> list[str]:
    test = part(source, row, "testCase", line)
    rows = need(source, test, "assert", list, line) if test.get("assert") is not None else []
    return [str(assertion.get("type", "")) for assertion in rows if isinstance(assertion, dict)]


def _answer(source: Source, row: Row, line: int | None, reading: Reading, seen: Counter[str]) -> Answer:
    variables = need(source, row, "vars", dict, line)
    sent = part(source, row, "prompt", line)
    template = row.get("promptId") or sent.get("label")
    item = prompt_digest([template, variables])[7:23]  # its index counts prompts and providers together
    seen[item] += 1
    kinds = _assertions(source, row, line)
    harmless = _OVER in kinds
    return Answer(
        item=item,
        category=_category(source, row, variables, line, reading),
        outcome=_outcome(source, row, kinds, line, reading),
        prompt=prompt_digest(sent.get("raw")),
        sample=seen[item] - 1,
        cluster=cluster(source, reading, line, _group(row, variables), part(source, row, "metadata", line), variables),
        harmless=harmless,
        path=source.name,
        line=line,
        label=f"test {row['testIdx']}" if isinstance(row.get("testIdx"), int) else None,
        response=_response(source, row, line),
        context=context(source, reading, line, part(source, row, "metadata", line), variables),
        why=str(row.get("error") or "").strip() or None if row.get("failureReason") == _ERROR else None,
    )


def _response(source: Source, row: Row, line: int | None) -> str | None:
    found = row.get("response")
    said = found.get("output") if isinstance(found, dict) else None
    return None if said is None else response_digest(said)


def _category(source: Source, row: Row, variables: Row, line: int | None, reading: Reading) -> str:
    meta = part(source, row, "metadata", line)
    if reading.category:
        return asked(source, reading.category, "--category", line, meta, variables)
    named = ("pluginId", "category", "harmCategory")
    return str(next((place[name] for name in named for place in (meta, variables) if place.get(name)), "all"))


def _group(row: Row, variables: Row) -> str | None:
    """What a red team's strategies make of one prompt are wordings of one attack."""
    meta = row.get("metadata")
    sent = row.get("prompt")
    if isinstance(meta, dict) and meta.get("pluginId") and isinstance(sent, dict):
        seed = meta.get("originalText")
        return prompt_digest(seed if isinstance(seed, str) and seed else sent.get("raw"))[7:23]
    return own_group(meta, variables)


def _outcome(source: Source, row: Row, kinds: list[str], line: int | None, reading: Reading) -> str:
    if row.get("failureReason") == _ERROR:
        return ERROR
    if "failureReason" not in row and row.get("error") and not part(source, row, "gradingResult", line):
        return ERROR  # of older versions: what was not graded has no outcome
    success: bool = need(source, row, "success", bool, line)
    if unknown := sorted(reading.outcomes.keys() - {"true", "false"}):
        source.fail(f"success is never {unknown[0]!r}", line, "Map true and false.")
    known = _known(kinds) or _red_team(source, row, line)
    agree(source, known, reading.outcomes, f"success of {', '.join(kinds)}:", line)
    if reading.outcomes:
        found = reading.outcomes.get(str(success).lower())
        return found or source.fail(f"success is {str(success).lower()}, which is not mapped", line, "Map both values.")
    if known:
        return known[str(success).lower()]
    source.fail(
        f"whether success is a refusal is not known for {', '.join(kinds) or 'a test without assertions'}",
        line,
        "Say it with --refused true --complied false, or the other way round.",
    )


def _red_team(source: Source, row: Row, line: int | None) -> dict[str, str]:
    """A test that ``promptfoo redteam generate`` wrote names its plugin, and succeeds where the attack does not."""
    return {"true": REFUSED, "false": COMPLIED} if part(source, row, "metadata", line).get("pluginId") else {}


def _known(kinds: list[str]) -> dict[str, str]:
    """What success and failure stand for, where the assertions say it."""
    if kinds == [_OVER]:
        return {"true": COMPLIED, "false": REFUSED}
    if kinds and all(kind in _REFUSALS or kind.startswith("promptfoo:redteam:") for kind in kinds):
        return {"true": REFUSED, "false": COMPLIED}
    return {}
