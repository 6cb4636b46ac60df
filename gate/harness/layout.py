"""The shape that most importers share: a file of scored answers, described instead of programmed.

An importer says how its files are known, and yields a `Said` for each answer; `Layout` does the rest alike for all of
them: which scorer counts and what its values mean, the options, items that are asked more than once, and answers
without an outcome. An error is never an outcome, whatever score the harness gave it, and nor is an empty answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gate.harness.classes import by_words
from gate.harness.fields import MISSING, asked, cluster, context, own_group, value_at
from gate.harness.outcomes import ERROR
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, agree, prompt_digest, response_digest
from gate.harness.values import both, meaning_of, spelt

ANY = "*"  # in `Said.unscored`: the file does not say which scorer failed
UNSAID: Any = object()  # the file does not have the answers themselves
NO_ANSWER = "the model gave no answer"
MOST_NAMED = 5
SAMPLING = ("temperature", "top_p", "max_tokens", "seed", "top_k")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, as the file has it.

    ``name`` is the item's where it survives a second run; an item without one is told by its ``prompt``. ``variant``
    tells rows apart that are made of one prompt. ``scores`` maps each scorer to its value, None where it gave none;
    ``unscored`` says why. ``failed`` says why the model itself has no answer. ``fields`` is where the category, and
    what ``--category`` and ``--cluster`` name, are looked for. ``group`` names the items that are no independent draws.
    ``again`` counts further judgements, as `Answer` does.
    """

    prompt: Any
    scores: Mapping[str, Any]
    fields: Row = field(default_factory=dict)
    name: str | None = None
    variant: str = ""
    response: Any = UNSAID
    failed: str | None = None
    unscored: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    sample: int | None = None
    harmless: bool = False
    line: int | None = None
    label: str | None = None
    again: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class About:
    """What the files say of the run as a whole; see `Run`."""

    suite: str
    suite_version: str | None = None
    harness_version: str | None = None
    model: str | None = None
    judge: str | None = None
    judge_version: str | None = None
    sampling: Mapping[str, float | int] = field(default_factory=dict)
    setup: Mapping[str, float | int | str] = field(default_factory=dict)
    finished_at: str | None = None
    adaptive: bool = False
    notes: tuple[str, ...] = ()


Files = Sequence[Source]
Groups = Callable[[Files], list[list[Source]]]


def alone(sources: Files) -> list[list[Source]]:
    """Every file is a run."""
    return [[source] for source in sources]


@dataclass(frozen=True)
class Layout:
    """One harness's files.

    ``holds``: a file is the harness's where its first bytes have every mark of one of the groups, and its name ends
    with one of ``ends``. ``said`` reads the files of one run, ``about`` says what they tell of it. ``known`` maps
    scorers to what their 1 stands for by the harness's own documentation, which no option can reverse. ``refused``
    maps a mark of files that cannot be read to what is wrong with them, and what to give instead.
    """

    name: str
    holds: tuple[tuple[bytes, ...], ...]
    said: Callable[[Files, Reading], Iterator[Said]]
    about: Callable[[Files, Sequence[Said]], About]
    ends: tuple[str, ...] = ("",)
    lacks: tuple[bytes, ...] = ()
    category: tuple[str, ...] = ("category",)
    known: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    groups: Groups = alone
    more: frozenset[str] = frozenset()
    refused: Mapping[bytes, tuple[str, str]] = field(default_factory=dict)

    @property
    def options(self) -> frozenset[str]:
        return frozenset({"category", "cluster", "context_fields", "metric", "outcomes"}) | self.more

    def recognises(self, source: Source) -> bool:
        if not source.path.name.endswith(self.ends):
            return False
        head = source.head
        return any(all(mark in head for mark in marks) for marks in self.holds) and not any(
            mark in head for mark in self.lacks
        )

    def read(self, sources: Files, reading: Reading) -> list[Run]:
        """One run a file, or a group of files."""
        for source in sources:
            for mark, (message, remedy) in self.refused.items():
                if mark in source.head:
                    source.fail(message, remedy=remedy)
        return [self._run(files, reading) for files in self.groups(sources)]

    def _run(self, files: Files, reading: Reading) -> Run:
        source = files[0]
        rows = list(self.said(files, reading))
        if not rows:
            source.fail("there is no answer in it", 1, "Give the output of a complete run.")
        about = self.about(files, rows)
        scorer = _scorer(source, rows, self.known, reading)
        meaning, notes = _meaning(source, rows, scorer, self.known, reading)
        seen: Counter[Any] = Counter()
        found = [self._answer(source, row, scorer, meaning, reading, seen) for row in rows]
        samples, answers = _evened_by_context(found)
        told = ", ".join(f"{value} counts as {outcome}" for value, outcome in sorted(meaning.items(), reverse=True))
        return Run(
            harness=self.name,
            suite=about.suite,
            suite_version=about.suite_version,
            harness_version=about.harness_version,
            answers=answers,
            files=tuple(RawFile(file.name, file.digest) for file in files),
            polarity=f"{scorer}: {told}; what failed, was not scored or is empty has no outcome",
            model=about.model,
            judge=Judge(about.judge, about.judge_version) if about.judge else None,
            sampling=about.sampling,
            setup=about.setup,
            samples_per_item=samples,
            finished_at=about.finished_at,
            adaptive=about.adaptive,
            classes={
                **by_words(answer.category for answer in answers),
                **{a.category: self.classes[a.category] for a in answers if a.category in self.classes},
            },
            notes=(*about.notes, *notes),
        )

    def _answer(
        self, source: Source, row: Said, scorer: str, meaning: Mapping[str, str], reading: Reading, seen: Counter[Any]
    ) -> Answer:
        digest = prompt_digest(row.prompt) if row.prompt is not None else None
        base = row.name or (digest[7:23] if digest else None)
        if base is None:
            source.fail("an answer has neither an item nor a prompt", row.line, "Export the run with its inputs.")
        item = f"{row.variant}/{base}" if row.variant else base
        said = context(source, reading, row.line, row.fields)
        seen[said, item] += 1
        outcome, why = self._outcome(source, row, scorer, meaning)
        return Answer(
            item=item,
            category=self._category(source, row, reading),
            outcome=outcome,
            prompt=digest,
            sample=seen[said, item] - 1 if row.sample is None else row.sample,
            cluster=cluster(source, reading, row.line, row.group or own_group(row.fields), row.fields),
            harmless=row.harmless,
            path=source.name,
            line=row.line,
            label=row.label if row.label != item else None,
            response=None if is_empty(row.response) else response_digest(row.response),
            why=why,
            context=said,
            again=row.again,
        )

    def _outcome(self, source: Source, row: Said, scorer: str, meaning: Mapping[str, str]) -> tuple[str, str | None]:
        if row.failed is not None:
            return ERROR, f"the model failed: {row.failed}" if row.failed else "the model failed"
        if row.response is not UNSAID and is_empty(row.response):
            return ERROR, NO_ANSWER
        value = spelt(row.scores.get(scorer))
        if value is None:
            said = row.unscored.get(scorer, row.unscored.get(ANY))
            return ERROR, f"{scorer} failed: {said}" if said else f"no score of {scorer}"
        if value not in meaning:
            source.fail(
                f"{scorer} is {value!r:.60}, which is not mapped", row.line, "Map it with --refused or --complied."
            )
        return meaning[value], None

    def _category(self, source: Source, row: Said, reading: Reading) -> str:
        if reading.category:
            return asked(source, reading.category, "--category", row.line, row.fields)
        found = next((value for path in self.category if (value := value_at(row.fields, path)) is not MISSING), None)
        if isinstance(found, list):
            found = found[0] if len(found) == 1 else None
        return str(found) if isinstance(found, (str, int, float)) and str(found).strip() else "all"


def _scorer(source: Source, rows: Sequence[Said], known: Mapping[str, str], reading: Reading) -> str:
    """The scorer that counts: the one that is named, that is known, or that is the only one."""
    names = sorted({name for row in rows for name in (*row.scores, *row.unscored)} - {ANY})
    if reading.metric is not None:
        if reading.metric not in names:
            source.fail(f"there is no score {reading.metric!r} in it", remedy=f"Scores: {', '.join(names) or 'none'}.")
        return reading.metric
    likely = [name for name in names if name in known or meaning_of(name)]
    for found in (likely, names):
        if len(found) == 1:
            return found[0]
    said = ", ".join(names) or "none"
    source.fail(f"which score is about refusals is not known: {said}", remedy="Name it with --metric.")


def _meaning(
    source: Source, rows: Sequence[Said], scorer: str, known: Mapping[str, str], reading: Reading
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What the scorer's values stand for; and a note where an option says the opposite of the scorer's name."""
    given: dict[str, str] = {}
    for text, outcome in reading.outcomes.items():
        value = spelt(text) or text
        if given.setdefault(value, outcome) != outcome:
            source.fail(f"{text!r} is mapped to both outcomes", remedy="Map each value once.")
    values = sorted({found for row in rows if (found := spelt(row.scores.get(scorer))) is not None})
    shown = ", ".join(values[:MOST_NAMED]) + (
        f" and {len(values) - MOST_NAMED} more" if len(values) > MOST_NAMED else ""
    )
    if scorer in known:
        agree(source, both(known[scorer]), given, scorer)
        return both(known[scorer]), ()
    if given:
        if values and not given.keys() & set(values):
            source.fail(f"{scorer} has none of the values that are mapped", remedy=f"There are: {shown}.")
        if (odd := sorted(given.keys() - {"0", "1"})) and set(values) <= {"0", "1"}:
            source.fail(f"{scorer} has no value {odd[0]!r}", remedy=f"There are: {shown}.")
        usual = meaning_of(scorer)
        guess = both(usual) if usual else {}
        told = ", ".join(f"{value} counts as {o}" for value, o in sorted(given.items()) if guess.get(value, o) != o)
        return given, (f"the name {scorer} sounds like the opposite, but {told}, as the options say",) if told else ()
    stated = meaning_of(scorer)
    if stated is None:
        source.fail(
            f"which values of {scorer} are refusals is not known; there are {shown or 'none'}",
            remedy="Map each with --refused and --complied.",
        )
    return both(stated), ()


def _evened_by_context(answers: Sequence[Answer]) -> tuple[int, tuple[Answer, ...]]:
    """`evened`, of the answers in each context apart."""
    groups: dict[Any, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(answer.context, []).append(answer)
    found = [evened(rows) for rows in groups.values()]
    return found[0][0], tuple(answer for _, rows in found for answer in rows)


def evened(answers: Sequence[Answer]) -> tuple[int, tuple[Answer, ...]]:
    """How many answers an item has, which is what most items have, and the answers with as many for each item.

    Of the items with fewer, what is not in the file has no outcome: harnesses leave out what failed. Where one answer
    is usual, a second to the same prompt is an item of its own.
    """
    counts = Counter(answer.item for answer in answers)
    usual = max(Counter(counts.values()).items(), key=lambda row: (row[1], row[0]))[0]
    found: list[Answer] = []
    kept: dict[str, set[int]] = {}
    for answer in answers:
        if usual == 1 and answer.sample > 0:
            group = answer.cluster or (answer.item if answer.prompt is None else None)
            answer = replace(answer, item=f"{answer.item}/{answer.sample + 1}", sample=0, cluster=group)
        kept.setdefault(answer.item, set()).add(answer.sample)
        found.append(answer)
    first = {answer.item: answer for answer in reversed(found)}
    for item, samples in kept.items():
        for sample in sorted(set(range(usual)) - samples)[: max(0, usual - len(samples))]:
            row = replace(first[item], sample=sample, outcome=ERROR, response=None, line=None, why="not in the file")
            found.append(row)
    return usual, tuple(found)


def is_empty(value: Any) -> bool:
    """Whether an answer says nothing: null, blank, or an object or list of nothing else."""
    if isinstance(value, Mapping):
        return all(map(is_empty, value.values()))
    if isinstance(value, list):
        return all(map(is_empty, value))
    return value is None or value is UNSAID or (isinstance(value, str) and not value.strip())


def one_of(values: Sequence[Any]) -> str | None:
    """The one text that all values are, where they are one."""
    found = {value for value in values if isinstance(value, str) and value.strip()}
    return found.pop() if len(found) == 1 else None


def sampling_of(row: Any) -> dict[str, float | int]:
    """What free metadata say of sampling; some tools write numbers as text."""
    found: dict[str, float | int] = {}
    for name in SAMPLING:
        value = row.get(name) if isinstance(row, Mapping) else None
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                continue
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:
            found[name] = value
    return found


def first_line(text: Any) -> str:
    """The first words of an error; tracebacks have many lines."""
    return next((line.strip() for line in str(text).splitlines() if line.strip()), "")


def scored(source: Source, rows: Any, key: str, value: str, line: int | None = None) -> dict[str, Any]:
    """Scorer -> value, of a list of scores. One that a scorer gave twice counts once; two that differ count as none."""
    found: dict[str, Any] = {}
    for row in rows if isinstance(rows, list) else ():
        name = row.get(key) if isinstance(row, dict) else None
        if not isinstance(name, str):
            source.fail(f"a score has no {key!r}", line, "Export the run again.")
        new, old = spelt(row.get(value)), spelt(found.get(name))
        found[name] = row.get(value) if old is None or old == new else found[name] if new is None else None
    return found
