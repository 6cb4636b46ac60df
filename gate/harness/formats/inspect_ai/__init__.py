"""inspect_ai: logs as ``.eval`` (ZIP, deflate or zstd) and ``.json``. Read: logs of 0.3.285, own tasks, and XSTest,
StrongREJECT and AgentHarm of inspect_evals 0.28.0.

A log says ``success`` though samples ended with errors, and its metrics leave them out; so the samples are read, and
those that the data set names are expected. XSTest and AgentHarm write a log for their harmful and one for their
harmless prompts: they are one run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from gate.harness.classes import by_words
from gate.harness.fields import asked, cluster, context, own_group
from gate.harness.formats.inspect_ai.file import opened
from gate.harness.formats.inspect_ai.scores import Scorer, Suite, Values, is_invalidated, scorer_of, values_in
from gate.harness.formats.inspect_ai.setup import SAMPLING, generation, judge_of, setup_of
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, moment, need, part, prompt_digest, response_digest

NAME = "inspect_ai"
OPTIONS = frozenset({"category", "cluster", "context_fields", "metric", "outcomes"})
_HARMLESS = ("safe", "benign")
# what the logs of one run have in common
_COMMON = (
    "suite_version",
    "harness_version",
    "model",
    "revision",
    "judge",
    "system_prompt",
    "chat_template",
    "sampling",
)


def recognises(source: Source) -> bool:
    head = source.head
    if head[:4] == b"PK\x03\x04":
        return source.name.endswith(".eval")
    # logs of 2024 have no eval_id
    has_name = b'"eval_id"' in head or b'"task_version"' in head
    return head.lstrip()[:1] == b"{" and has_name and b'"run_id"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a log; logs of one run that have other samples each are put together."""
    found: dict[str, Run] = {}
    apart: list[Run] = []
    for source in sources:
        run = _run(source, reading)
        first = found.setdefault(run.suite, run)
        if first is not run:
            if _are_one(first, run):
                found[run.suite] = _joined(first, run)
            else:
                apart.append(run)
    return [*found.values(), *apart]


def _are_one(one: Run, other: Run) -> bool:
    alike = all(getattr(one, name) == getattr(other, name) for name in (*_COMMON, "samples_per_item"))
    alike = alike and all(other.setup[name] == one.setup[name] for name in one.setup.keys() & other.setup.keys())
    return alike and not {answer.item for answer in one.answers} & {answer.item for answer in other.answers}


def _joined(one: Run, other: Run) -> Run:
    return replace(
        one,
        answers=one.answers + other.answers,
        files=one.files + other.files,
        setup={**one.setup, **other.setup},
        expected=one.expected | other.expected if one.expected is not None and other.expected is not None else None,
        finished_at=max(one.finished_at or "", other.finished_at or "") or None,
        classes={**one.classes, **other.classes},
        notes=tuple(dict.fromkeys(one.notes + other.notes)),
    )


def _run(source: Source, reading: Reading) -> Run:
    header, samples = opened(source)
    about = need(source, header, "eval", dict)
    scorer = scorer_of(source, about, part(source, header, "results"), reading, _values(source))
    log = _Log(source, about, scorer, reading)
    answers = [log.answer(row) for row in samples]
    log.check(header, len(answers))
    generate = generation(source, header, about)
    version = _text(about.get("task_version"))
    suffix = " (benign)" if log.benign else ""
    arguments = part(source, about, "model_args")
    template = arguments.get("chat_template")
    if scorer.suite:
        classes = {answer.category: scorer.suite.cls for answer in answers if not answer.harmless}
    else:
        classes = by_words(answer.category for answer in answers)
    return Run(
        harness=NAME,
        suite=log.suite,
        suite_version=version,
        answers=tuple(log.with_systems(answers)),
        files=(RawFile(source.name, source.digest),),
        polarity=scorer.polarity,
        harness_version=part(source, about, "packages").get("inspect_ai"),
        model=about.get("model"),
        revision=_text(arguments.get("revision")),
        judge=Judge(judge_of(source, header, about, scorer.name, scorer.options), version, _asked(scorer.options)),
        system_prompt=log.system_prompt(part(source, header, "plan")),
        chat_template=None if template is None else prompt_digest(template),
        sampling={name: generate[name] for name in SAMPLING if isinstance(generate.get(name), (int, float))},
        setup={
            name + suffix: value
            for name, value in setup_of(source, header, about, scorer.name, scorer.options).items()
            if not (log.is_xstest and name == "task argument subset")
        },
        samples_per_item=_epochs(source, part(source, about, "config")),
        expected=log.expected,
        finished_at=moment(part(source, header, "stats").get("completed_at") or about.get("created")),
        classes=classes,
        notes=(*scorer.notes, *log.notes(header)),
    )


def _values(source: Source) -> Values:
    """What the samples have of a scorer, read once more: asked for where nothing else says what counts."""
    return lambda name, key: values_in(opened(source)[1], name, key)


def _epochs(source: Source, config: Row) -> int:
    value = config.get("epochs")
    count: int = 1 if value is None else need(source, config, "epochs", int)
    return count if count > 0 else source.fail(f"'epochs' is {count}", remedy="Export the log again.")


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _asked(options: Row) -> str | None:
    """The digest of what a model that grades was asked (``model_graded_qa``), where the log has it."""
    said = {name: options[name] for name in ("template", "instructions") if isinstance(options.get(name), str)}
    return prompt_digest(said) if said else None


class _Log:
    """What is told of one log while its samples are read."""

    def __init__(self, source: Source, about: Row, scorer: Scorer, reading: Reading) -> None:
        self.source, self.about, self.scorer, self.reading = source, about, scorer, reading
        task = str(about.get("task") or "inspect task")
        benign = scorer.name == "combined_scorer" and task.endswith("agentharm_benign")
        self.suite = task.removesuffix("_benign") if benign else task
        self.is_xstest = bool(scorer.suite and scorer.suite.partial)
        self.benign = benign
        self.prefix = "benign/" if benign else ""  # AgentHarm numbers both of its data sets alike
        self.systems: list[str | None] = []  # of each sample, the system prompts that solvers added, as JSON
        self.met: Counter[str] = Counter()

    @property
    def expected(self) -> frozenset[str] | None:
        ids = part(self.source, self.about, "dataset").get("sample_ids")
        return frozenset(f"{self.prefix}{name}" for name in ids) if isinstance(ids, list) else None

    def answer(self, row: Any) -> Answer:
        source, suite = self.source, self.scorer.suite
        name = row.get("id") if isinstance(row, dict) else None
        if isinstance(name, bool) or not isinstance(name, (str, int)):
            source.fail("a sample has no id", remedy="Export the log again.")
        epoch = need(source, row, "epoch", int)
        meta = part(source, row, "metadata")
        harmless = self.benign or str(meta.get("label", "")).lower() in _HARMLESS
        self._count(row)
        return Answer(
            item=f"{self.prefix}{name}",
            category=("benign " if self.benign else "") + self._category(meta, f"sample {name}"),
            outcome=self.scorer.outcome(source, row, harmless, f"sample {name}, epoch {epoch}"),
            prompt=prompt_digest(_input(row.get("input"))),
            sample=epoch - 1,
            cluster=self._cluster(meta, suite, f"sample {name}"),
            harmless=harmless,
            path=source.name,
            response=_response(source, row),
            context=context(source, self.reading, None, meta, where=f"sample {name}"),
        )

    def _category(self, meta: Row, where: str) -> str:
        if name := self.reading.category:
            return asked(self.source, name, "--category", None, meta, where=where)
        own = self.scorer.suite.category if self.scorer.suite else ""
        return str(meta.get(own or "category") or meta.get("type") or "all")

    def _cluster(self, meta: Row, suite: Suite | None, where: str) -> str | None:
        if self.reading.cluster is None and suite and suite.cluster:
            own = str(meta[suite.cluster]) if meta.get(suite.cluster) else None
        else:
            own = own_group(meta)
        found = cluster(self.source, self.reading, None, own, meta, where=where)
        return None if found is None else self.prefix + found

    def _count(self, row: Row) -> None:
        """What a reader has to know of how samples ended; and the system prompts that are not in the input."""
        if is_invalidated(row):
            self.met["invalidated"] += 1
        if limit := part(self.source, row, "limit").get("type"):
            self.met[f"limit {limit}"] += 1
        score = part(self.source, row, "scores").get(self.scorer.name)
        if isinstance(score, dict) and score.get("history"):
            self.met["edited"] += 1
        messages, given = _messages(row.get("messages")), _messages(row.get("input"))
        theirs = [m.get("content") for m in given if m.get("role") == "system"]
        added = [m.get("content") for m in messages if m.get("role") == "system" and m.get("content") not in theirs]
        self.systems.append(json.dumps(added) if messages else None)

    def system_prompt(self, plan: Row) -> str | None:
        """The digest of the one that all samples have, or of all that there are."""
        found = sorted({text for text in self.systems if text is not None})
        if len(found) > 1:
            return prompt_digest(found)
        steps = [step for step in plan.get("steps") or () if isinstance(step, dict)]
        templates = [
            part(self.source, s, "params").get("template") for s in steps if s.get("solver") == "system_message"
        ]
        said = json.loads(found[0]) if found else templates
        return response_digest(said) if said else None

    def with_systems(self, answers: Sequence[Answer]) -> Iterator[Answer]:
        """Where the samples have several system prompts, each belongs to its item's prompt."""
        several = len({text for text in self.systems if text is not None}) > 1
        for answer, text in zip(answers, self.systems, strict=True):
            yield replace(answer, prompt=prompt_digest([text, answer.prompt])) if several and text else answer

    def check(self, header: Row, count: int) -> None:
        """Raises EvidenceError where samples are missing, none has a score, or which were invalidated is not said."""
        total = part(self.source, header, "results").get("total_samples")
        if not count:
            self.source.fail("there is no sample in it", remedy="Give the log of a complete run, with its samples.")
        if isinstance(total, int) and total != count:
            self.source.fail(
                f"the log counts {total} samples and holds {count}", remedy="Give the log as inspect_ai wrote it."
            )
        if header.get("invalidated") and not self.met["invalidated"]:
            self.source.fail(
                "the log was invalidated, and does not say which of its samples", remedy="Give the log of another run."
            )
        if self.scorer.others and not self.scorer.scored:
            others = ", ".join(sorted(map(str, self.scorer.others)))
            self.source.fail(
                f"no sample has a score of {self.scorer.name}; there are {others}", remedy="Name one with --metric."
            )

    def notes(self, header: Row) -> Iterator[str]:
        status = header.get("status") or "started"  # a log that was broken off has no word of its end
        if status != "success":
            yield f"the log says {status!r}, not 'success'"
        data, config = part(self.source, self.about, "dataset"), part(self.source, self.about, "config")
        ids, total = data.get("sample_ids"), data.get("samples")
        if (config.get("limit") or config.get("sample_id")) and isinstance(ids, list) and total != len(ids):
            yield f"the log is of {len(ids)} of the data set's {total} samples, as the run was limited to them"
        for name, count in sorted(self.met.items()):
            what, _, limit = name.partition(" ")
            if limit:
                yield f"{_samples(count)} ended by the {limit} limit; what was scored of them counts"
            elif what == "invalidated":
                yield f"{_samples(count)} invalidated after the run, which leaves no outcome"
            else:
                yield f"{_samples(count)} given another score after the run, which counts"


def _samples(count: int) -> str:
    return "1 sample was" if count == 1 else f"{count} samples were"


def _messages(value: Any) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _response(source: Source, row: Row) -> str | None:
    text = part(source, row, "output").get("completion")
    return prompt_digest(text) if isinstance(text, str) and text else None


def _input(value: Any) -> Any:
    """Text, or role and content of each message: what else stands in them differs from run to run."""
    if isinstance(value, list):
        return [[m.get("role"), json.dumps(m.get("content"))] for m in _messages(value)]
    return value
