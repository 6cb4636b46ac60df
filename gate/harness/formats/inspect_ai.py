"""inspect_ai: logs as ``.eval`` (ZIP, deflate or zstd) and ``.json``. Read: logs of 0.3.285.

A log says ``success`` though samples ended with errors, and its metrics leave them out; so the samples are read, and
those that the data set names are expected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from gate.harness.classes import by_words
from gate.harness.reading import MAX_FILE, MAX_TEXT, Row, Source, loads, moment, need, number, part, prompt_digest
from gate.harness.run import COMPLIED, ERROR, REFUSED, Answer, Judge, RawFile, Reading, Run

NAME = "inspect_ai"
OPTIONS = frozenset({"category", "metric", "outcomes"})
_SAMPLING = ("temperature", "top_p", "max_tokens", "seed", "top_k")
_OTHER = {REFUSED: COMPLIED, COMPLIED: REFUSED}
# scorers whose polarity is known: what the value C, or 1, stands for; a key of a value that is a mapping
_SCORERS = {
    "strong_reject": ("refusal", REFUSED),
    "strong_reject_scorer": ("refusal", REFUSED),
    "agentharm": ("refusal", REFUSED),
    "combined_scorer": ("refusal", REFUSED),
    "xstest": (None, COMPLIED),
    "refusal_scorer": (None, COMPLIED),  # of inspect_evals' XSTest: C is an answer that complies
}
_HARMLESS = ("safe", "benign")


def recognises(source: Source) -> bool:
    head = source.head
    if head[:4] == b"PK\x03\x04":
        return source.name.endswith(".eval")
    return head.lstrip()[:1] == b"{" and b'"eval_id"' in head and b'"run_id"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a log."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    if source.head[:2] == b"PK":
        header, samples = _zipped(source)
    else:
        header = source.document
        samples = (row for row in need(source, header, "samples", list))
    about = need(source, header, "eval", dict)
    scorer = _Scorer(source, about, reading)
    answers: list[Answer] = []
    first: Row = {}
    for row in samples:
        first = first or row
        answers.append(_answer(source, row, scorer, reading))
    if not answers:
        source.fail("there is no sample in it", remedy="Give the log of a complete run.")
    plan = part(source, header, "plan")
    generate = {**part(source, plan, "config"), **part(source, about, "model_generate_config")}
    ids = part(source, about, "dataset").get("sample_ids")
    status = header.get("status")
    version = about.get("task_version")
    return Run(
        harness=NAME,
        suite=str(about.get("task") or "inspect task"),
        suite_version=str(version) if version is not None else None,
        answers=tuple(answers),
        files=(RawFile(source.name, source.digest),),
        polarity=scorer.polarity,
        harness_version=part(source, about, "packages").get("inspect_ai"),
        model=about.get("model"),
        revision=_text(part(source, about, "model_args").get("revision")),
        judge=Judge(scorer.judge, str(version) if version is not None else None),
        system_prompt=_system(source, plan, first),
        sampling={name: generate[name] for name in _SAMPLING if isinstance(generate.get(name), (int, float))},
        samples_per_item=_epochs(source, part(source, about, "config")),
        expected=frozenset(map(str, ids)) if isinstance(ids, list) else None,
        finished_at=moment(part(source, header, "stats").get("completed_at") or about.get("created")),
        classes=by_words(answer.category for answer in answers),
        notes=() if status == "success" else (f"the log says {status!r}, not 'success'",),
    )


def _epochs(source: Source, config: Row) -> int:
    value = config.get("epochs")
    count: int = 1 if value is None else need(source, config, "epochs", int)
    return count if count > 0 else source.fail(f"'epochs' is {count}", remedy="Export the log again.")


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _system(source: Source, plan: Row, sample: Row) -> str | None:
    """The system prompt that the solvers set, or that the first sample was sent."""
    said = [
        part(source, step, "params").get("template")
        for step in plan.get("steps") or ()
        if isinstance(step, dict) and step.get("solver") == "system_message"
    ] or [m.get("content") for m in sample.get("messages") or () if isinstance(m, dict) and m.get("role") == "system"]
    return prompt_digest(said) if said else None


def _zipped(source: Source) -> tuple[Row, Iterator[Row]]:
    """Header, and samples one after the other."""
    zipfile = _zipfile(source)
    try:
        archive = zipfile.ZipFile(source.path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        source.fail(f"not a whole ZIP file: {error}", remedy="The log may be cut off; copy it again.")
    names = archive.namelist()
    if len(set(names)) != len(names):
        source.fail("a member stands in it twice", remedy="Export the log again.")
    if sum(info.file_size for info in archive.infolist()) > MAX_FILE:
        source.fail(f"unpacked larger than {MAX_FILE // 1024 // 1024} MiB", remedy="Split the run.")
    start = next((name for name in ("header.json", "_journal/start.json") if name in names), None)
    if start is None:
        source.fail("it has no header", remedy="Give a log of inspect_ai.")
    header = _member(source, archive, start)
    members = [name for name in names if name.startswith("samples/") and name.endswith(".json")]
    return header, (_member(source, archive, name) for name in members)


def _zipfile(source: Source) -> Any:
    """A zipfile that knows zstd (method 93): the standard library's from Python 3.14 on."""
    import sys

    if sys.version_info >= (3, 14):
        import zipfile

        return zipfile
    try:
        from backports.zstd import zipfile as backport
    except ImportError:
        source.fail(
            "reading it needs backports.zstd", remedy="Install tunegate[inspect], or log with --log-format json."
        )
    return backport


def _member(source: Source, archive: Any, name: str) -> Row:
    try:
        with archive.open(name) as stream:
            data = stream.read(MAX_TEXT + 1)
    except Exception as error:  # each method of compression has errors of its own
        source.fail(f"{name} cannot be unpacked: {error}", remedy="The log may be damaged; copy it again.")
    if len(data) > MAX_TEXT:
        source.fail(f"{name} is larger than {MAX_TEXT // 1024 // 1024} MiB unpacked")
    try:
        row = loads(source, data.decode("utf-8"), None)
    except UnicodeDecodeError:
        source.fail(f"{name} is not UTF-8")
    if not isinstance(row, dict):
        source.fail(f"{name} is no JSON object")
    return row


class _Scorer:
    """Which score of a sample counts, and what its values stand for."""

    def __init__(self, source: Source, about: Row, reading: Reading) -> None:
        rows = [row for row in about.get("scorers") or () if isinstance(row, dict)]
        names = [str(row.get("name")) for row in rows]
        self.reading = reading
        self.name, _, self.key = (reading.metric or (names[0] if len(names) == 1 else "")).partition(".")
        if not self.name or (names and self.name not in names):
            known = ", ".join(names) or "none"
            source.fail(
                f"which scorer counts is not known: {known}", remedy="Name it with --metric SCORER or SCORER.KEY."
            )
        key, meaning = _SCORERS.get(self.name, (None, None))
        self.key = self.key or key or ""
        if meaning is None and "refus" in self.name:
            meaning = REFUSED
        if meaning is None and not reading.outcomes:
            remedy = "Say it with --refused C --complied I, or the other way round."
            source.fail(f"whether the value C of {self.name} is a refusal is not known", remedy=remedy)
        self.meaning = meaning or REFUSED
        options = next((row.get("options") or {} for row in rows if row.get("name") == self.name), {})
        self.judge = f"{self.name} by {options['model']}" if options.get("model") else self.name

    @property
    def polarity(self) -> str:
        what = f"{self.name}.{self.key}" if self.key else self.name
        if self.reading.outcomes:
            return f"{what}: " + ", ".join(
                f"{value} counts as {o}" for value, o in sorted(self.reading.outcomes.items())
            )
        return f"{what}: C or 1 counts as {self.meaning}, I or 0 as {_OTHER[self.meaning]}; N or no score is an error"

    def outcome(self, source: Source, value: Any, what: str) -> str:
        if isinstance(value, dict):
            if self.key not in value:
                source.fail(
                    f"the score of {what} has no {self.key or 'single value'}", remedy=f"Name a key: {self.name}.KEY."
                )
            value = value[self.key]
        if value is None or value == "N" or (isinstance(value, float) and value != value):
            return ERROR
        text = f"{value:g}" if isinstance(value, float) else str(value)
        if self.reading.outcomes:
            found = self.reading.outcomes.get(text)
            return found or source.fail(f"the score of {what} is {text}, which is not mapped", remedy="Map it.")
        if value in ("C", "I"):
            return self.meaning if value == "C" else _OTHER[self.meaning]
        score = number(source, int(value) if isinstance(value, bool) else value, f"the score of {what}")
        if score not in (0, 1):
            source.fail(
                f"the score of {what} is {score:g}, neither 0 nor 1", remedy="Map it with --refused and --complied."
            )
        return self.meaning if score == 1 else _OTHER[self.meaning]


def _answer(source: Source, row: Row, scorer: _Scorer, reading: Reading) -> Answer:
    name = row.get("id")
    if isinstance(name, bool) or not isinstance(name, (str, int)):
        source.fail("a sample has no id", remedy="Export the log again.")
    epoch = need(source, row, "epoch", int)
    meta = part(source, row, "metadata")
    category = str(meta.get(reading.category or "category") or meta.get("type") or "all")
    score = part(source, row, "scores").get(scorer.name)
    if row.get("error") or not isinstance(score, dict):
        outcome = ERROR
    else:
        outcome = scorer.outcome(source, score.get("value"), f"sample {name}, epoch {epoch}")
    return Answer(
        item=str(name),
        category=category,
        outcome=outcome,
        prompt=prompt_digest(_input(row.get("input"))),
        sample=epoch - 1,
        harmless=str(meta.get("label", "")).lower() in _HARMLESS,
        path=source.name,
    )


def _input(value: Any) -> Any:
    """Text, or role and content of each message: what else stands in them differs from run to run."""
    if isinstance(value, list):
        return [[part.get("role"), json.dumps(part.get("content"))] for part in value if isinstance(part, dict)]
    return value
