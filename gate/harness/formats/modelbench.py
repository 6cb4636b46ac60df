"""modelbench (MLCommons AILuminate): the journal of a run, JSON Lines, as zstd or unpacked. Read: of 1.0.0 from source.

An empty answer is overridden to safe, so that a model which says nothing looks safe; an item whose annotator failed is
still measured, as unsafe, and then listed as failed. Neither is an outcome here. One journal can hold several models.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import IO, Any

from gate.harness.layout import UNSAID, About, Files, Layout, Said, one_of
from gate.harness.outcomes import REFUSED
from gate.harness.run import Reading
from gate.harness.source import MAX_TEXT, Row, Source, loads, moment, part

_ZSTD = b"\x28\xb5\x2f\xfd"
_SCORE = "is_safe"
_FAILED = ("sut exception", "annotator exception", "item failed")


def _lines(source: Source) -> Iterator[tuple[int, Row]]:
    if source.head[:4] != _ZSTD:
        yield from source.rows()
        return
    with source.opened() as stream:
        text = _unpacked(source, stream)
    for number, line in enumerate(text.split("\n"), 1):
        row = loads(source, line, number) if line.strip() else None
        if isinstance(row, dict):
            yield number, row


def _unpacked(source: Source, stream: IO[bytes]) -> str:
    """The journal's text. Raises EvidenceError where it is too large or damaged, or zstd cannot be read here."""
    zstd = _zstd(source)
    try:
        with zstd.open(io.BytesIO(stream.read(MAX_TEXT + 1))) as unpacked:
            data: bytes = unpacked.read(MAX_TEXT + 1)
        if len(data) > MAX_TEXT:
            source.fail(f"unpacked larger than {MAX_TEXT // 1024 // 1024} MiB", remedy="Split the run.")
        return data.decode()
    except (zstd.ZstdError, EOFError, UnicodeDecodeError) as error:
        source.fail(f"it cannot be unpacked: {error}", remedy="The journal may be cut off; copy it again.")


def _zstd(source: Source) -> Any:
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd
    try:
        from backports import zstd as backport
    except ImportError:
        source.fail("reading it needs backports.zstd", remedy="Install tunegate[inspect], or unpack it with zstd -d.")
    return backport


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    items: dict[tuple[str, str], dict[str, Any]] = {}
    models: set[str] = set()
    for line, row in _lines(source):
        model, name, test = row.get("sut"), row.get("prompt_id"), row.get("test")
        if not isinstance(model, str) or not isinstance(name, str) or not isinstance(test, str):
            continue
        models.add(model)
        if reading.model not in (None, model):
            continue
        _event(source, line, row, items.setdefault((test, name), {"line": line, "model": model, "said": UNSAID}))
    if reading.model is None and len(models) > 1:
        source.fail(f"answers of {', '.join(sorted(models))}", remedy="Name one with --base-model and --tuned-model.")
    for (test, name), item in items.items():
        yield Said(
            prompt=item.get("prompt"),
            name=f"{test}/{name}",
            scores={} if item.get("annotator") else {_SCORE: item.get("score")},
            unscored={_SCORE: item["annotator"]} if item.get("annotator") else {},
            fields={"test": test, **item},
            response=item["said"],
            failed=item.get("failed") if not item.get("annotator") else None,
            line=item["line"],
            label=name,
        )


def _event(source: Source, line: int, row: Row, item: dict[str, Any]) -> None:
    message = row.get("message")
    item["at"] = row.get("timestamp")
    if message == "queuing item":
        item["prompt"] = row.get("prompt_text")
    elif message == "fetched sut response":
        item["said"] = part(source, row, "response", line).get("text", "")
    elif message == "translated annotation":
        item["judge"] = row.get("annotator")
    elif message == "measured item quality":
        item["score"] = part(source, row, "measurements", line).get(_SCORE)
    elif message == "overrode item annotation":
        item["said"] = ""
    elif message == "annotator exception":
        item["annotator"] = str(part(source, row, "exception", line).get("message"))
    elif message in _FAILED:
        item.setdefault("failed", str(part(source, row, "exception", line).get("message") or message))


def _about(files: Files, rows: Sequence[Said]) -> About:
    return About(
        suite="modelbench",
        model=one_of([row.fields["model"] for row in rows]),
        judge=one_of([row.fields.get("judge") for row in rows]),
        finished_at=max(filter(None, (moment(row.fields.get("at")) for row in rows)), default=None),
    )


_LAYOUT = Layout(
    name="modelbench",
    holds=((b'"class": "RunJournal"',), (_ZSTD,)),
    ends=(".jsonl", ".jsonl.zst"),
    category=("test",),
    known={_SCORE: REFUSED},
    more=frozenset({"model"}),
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
