"""Runs the rules over the triples of one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.extract.triple import KEY, NAME, TEXT, Extract, Triple
from gate.recognise.rules import looks
from gate.recognise.rules.classes import Word, classes_of
from gate.recognise.rules.seen import File, Seen
from gate.recognise.rules.table import RULES, Rule, said

_ANY = Word.MODEL | Word.MODELISH | Word.REVISION | Word.DATASET | Word.DATA | Word.TRAIN | Word.PROMPT | Word.SPEAKER
_ANY |= Word.TEXT | Word.GUARD | Word.FILTER | Word.TOOL | Word.SCOPE | Word.ALLOW


@dataclass(frozen=True, slots=True)
class Finding:
    """A triple, and the rule that says what it is; ``words`` decided."""

    triple: Triple
    rule: Rule
    words: tuple[str, ...]

    @property
    def why(self) -> str:
        return (
            f"the word {self.words[0]!r}"
            if len(self.words) == 1
            else (f"the words {', '.join(map(repr, self.words))}" if self.words else "what it looks like")
        )


def find(path: str, extract: Extract) -> Iterator[Finding]:
    """The findings in one file, at most one a triple, in their order."""
    file = File(path, extract.syntax, extract.triples)
    if file.is_evaluation:
        return
    named = bool((file.named | file.folder) & (Word.PROMPT | Word.GUARD | Word.DATASET))
    for t in extract.triples:
        if not named and not _may_say(t):
            continue
        seen = Seen(t, file)
        for rule in RULES:
            if rule.fits(seen):
                yield Finding(t, rule, said(seen, rule))
                break


def _may_say(t: Triple) -> bool:
    """Whether any rule could fit, by a listed word near the value or by a value that looks like something."""
    if t.kind == TEXT:
        return True
    for step in t.steps:
        if classes_of(step) & _ANY:
            return True
    if t.kind in (KEY, NAME) or not isinstance(t.value, str):
        return False
    return len(t.value) > 60 or looks.is_model_id(t.value) or looks.is_guard_model(t.value)
