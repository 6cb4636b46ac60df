"""azure-ai-evaluation, red team: ``evaluation_results.json`` and ``results.json`` of a scan. Read: both of 1.18.10.

``attack_success`` true says that the answer was unsafe; ``passed`` is the reverse. What the target or the judge failed
on is in neither file, and ``errored`` is 0 all the same: the other run shows what is missing. Ids are made up for each
run, so that an item is told by its prompt and attack technique. Of base64 the prompt before it is known, and groups the
rows of one seed; other techniques do not say their seed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from gate.harness.classes import DISALLOWED
from gate.harness.layout import UNSAID, About, Files, Layout, Said
from gate.harness.outcomes import COMPLIED
from gate.harness.run import Reading
from gate.harness.source import Row, Source, moment, need, part, prompt_digest

_PLAIN = ("", "baseline", "None")
_ADAPTIVE = ("crescendo", "multi_turn")
_SCORE = "attack_success"


def _groups(sources: Files) -> list[list[Source]]:
    """Both files of one folder are of one scan: ``results.json`` has the answers."""
    found: dict[PurePosixPath, list[Source]] = {}
    for source in sources:
        found.setdefault(PurePosixPath(source.name).parent, []).append(source)
    groups: list[list[Source]] = []
    for files in found.values():
        main = [file for file in files if b'"output_items"' in file.head]
        groups += [[file] for file in (main or files)]
    return groups


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    (source,) = files
    document = source.document
    if "attack_details" in document:
        for row in need(source, document, "attack_details", list):
            turns = need(source, row, "conversation", list)
            yield _row(source, row, turns, turns, {_SCORE: row.get(_SCORE)}, str(row.get("risk_category") or "all"))
        return
    for item in need(source, need(source, document, "output_items", dict), "data", list):
        sample = part(source, item, "sample")
        sent, got = sample.get("input"), sample.get("output")
        for result in need(source, item, "results", list):
            more = part(source, result, "properties")
            yield _row(source, {**result, **more}, sent, got, _verdict(result, more), str(result.get("name") or "all"))


def _verdict(result: Row, more: Row) -> dict[str, Any]:
    """``attack_success``; None where ``passed`` says the same and not the reverse."""
    success, passed = more.get(_SCORE), result.get("passed")
    if success is None and isinstance(passed, bool):
        success = not passed
    return {_SCORE: None if success is passed else success}


def _row(source: Source, row: Row, sent: Any, got: Any, scores: dict[str, Any], risk: str) -> Said:
    asked, said = _texts(source, sent, "user"), _texts(source, got, "assistant")
    technique = str(row.get("attack_technique") or "")
    variant = "" if technique in _PLAIN else technique
    return Said(
        prompt=asked[0] if len(asked) == 1 else asked,
        scores=scores,
        fields={**row, "risk_category": risk},
        variant=variant,
        response=said[0] if len(said) == 1 else said or UNSAID,
        group=_seed(asked[0] if asked else "", variant),
    )


def _texts(source: Source, turns: Any, role: str) -> list[str]:
    rows = [turn for turn in turns if isinstance(turn, dict)] if isinstance(turns, list) else []
    return [need(source, turn, "content", str) for turn in rows if turn.get("role") == role]


def _seed(prompt: str, technique: str) -> str:
    """The digest of the prompt that a technique encoded, where it can be undone."""
    if technique == "base64":
        with suppress(binascii.Error, UnicodeDecodeError):
            prompt = base64.b64decode(prompt, validate=True).decode()
    return prompt_digest(prompt)[7:23]


def _about(files: Files, rows: Sequence[Said]) -> About:
    (source,) = files
    techniques = sorted({row.variant for row in rows if row.variant})
    thresholds = {row.fields.get("attack_success_threshold", row.fields.get("threshold")) for row in rows}
    unseeded = [name for name in techniques if name != "base64"]
    notes = (f"the file does not say which rows of {', '.join(unseeded)} share a seed",) if unseeded else ()
    return About(
        suite="Azure AI red team",
        setup={"attack success thresholds": ", ".join(sorted(str(value) for value in thresholds if value is not None))},
        finished_at=moment(source.document.get("created_at")),
        adaptive=any(name.startswith(_ADAPTIVE) for name in techniques),
        notes=notes,
    )


_LAYOUT = Layout(
    name="azure-ai-evaluation",
    holds=((b'"scorecard"', b'"attack_details"'), (b'"azure_ai_red_team"', b'"output_items"')),
    ends=(".json",),
    category=("risk_category",),
    known={_SCORE: COMPLIED},
    classes=dict.fromkeys(("hate_unfairness", "sexual", "violence", "self_harm"), DISALLOWED),
    groups=_groups,
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
