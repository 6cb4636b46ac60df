"""Models, and the revisions that pin them: which words and looks say it."""

from __future__ import annotations

from gate.recognise.rules import looks
from gate.recognise.rules.classes import NEVER, Word, words_of
from gate.recognise.rules.seen import Seen


def _model_vetoed(s: Seen) -> bool:
    last = s.last
    if last & (NEVER | Word.PROSE) or s.prev & (Word.EVAL | Word.OTHER_MODEL):
        return True
    if last & (Word.TYPE | Word.TEXT) and not last & Word.MODEL:
        return True
    if not s.file.is_code and s.above & (Word.EVAL | Word.OTHER_MODEL):
        return True
    return bool(last & Word.LIMIT) and not last & Word.ID


def model_id(s: Seen) -> bool:
    return (
        looks.is_model_id(s.text)
        and bool(s.both & (Word.MODEL | Word.MODELISH))
        and not _model_vetoed(s)
        and not s.both & Word.DATASET
    )


def model_name(s: Seen) -> bool:
    """``org/name`` or a path under ``model_name_or_path``, ``model.path``."""
    if _model_vetoed(s) or not s.both & Word.MODEL or s.last & (Word.DATASET | Word.TYPE):
        return False
    named = s.last & Word.ID or s.last & Word.MODEL or (s.prev & Word.MODEL and s.last & Word.MODELISH)
    return bool(named) and looks.is_name_or_path(s.text) and not looks.is_data_file(s.text)


def revision(s: Seen) -> bool:
    if not s.last & Word.REVISION or s.all & NEVER or s.all & Word.DATASET or not looks.is_dated(s.text):
        return False
    if s.last & Word.PROSE or "api" in words_of(s.name):
        return False
    return bool(s.both & Word.MODEL) or s.model_beside


def model_elsewhere(s: Seen) -> bool:
    """A model's name under any other key."""
    return looks.is_model_id(s.text) and not s.last & (NEVER | Word.PROSE) and not s.above & Word.EVAL


def any_model(s: Seen) -> bool:
    """One word with a digit, a slash or a dash under ``model_name``."""
    if _model_vetoed(s) or not s.last & Word.MODEL or not looks.is_word(s.text) or looks.is_other_model(s.text):
        return False
    if s.last & (Word.DATASET | Word.TYPE):
        return False
    named = s.last & Word.ID or len(words_of(s.name)) == 1
    return bool(named) and any(c.isdigit() or c in "/-" for c in s.text)
