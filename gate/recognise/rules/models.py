"""Models, and the revisions that pin them: which words and looks say it."""

from __future__ import annotations

from gate.extract.triple import NAME
from gate.recognise.rules import looks
from gate.recognise.rules.classes import NEVER, Word, words_of
from gate.recognise.rules.seen import Seen
from gate.recognise.vocabulary import is_key, is_place, is_route

_ANSWERS = ("Response", "Chunk", "ModelCard", "ModelInfo")  # what a server says of itself


def _model_vetoed(s: Seen) -> bool:
    last = s.last
    if is_key(s.text) or is_place(s.text) or looks.is_no_name(s.text):
        return True
    if last & (NEVER | Word.PROSE) or s.prev & (Word.EVAL | Word.OTHER_MODEL):
        return True
    if last & (Word.TYPE | Word.TEXT) and not last & Word.MODEL:
        return True
    if is_route(s.text) or any(step.endswith(_ANSWERS) for step in s.steps[-3:-1]):
        return True
    if not s.file.is_code and s.above & (Word.EVAL | Word.OTHER_MODEL):
        return True
    return bool(last & Word.LIMIT) and not last & Word.ID


def model_id(s: Seen) -> bool:
    if looks.is_model_uri(s.text) and not _elsewhere(s):
        return not _listed(s)
    if s.both & Word.DATASET or _model_vetoed(s):
        return False
    if not s.both & (Word.MODEL | Word.MODELISH) and not _in_model_file(s):
        return False
    if not looks.is_model_id(s.text) and not (_says_model(s) and looks.is_named_model(s.text)):
        return False
    return not _listed(s)


def _in_model_file(s: Seen) -> bool:
    """``name_or_path: org/model``, and ``name: org/model`` in configuration that is named for models or lies so."""
    if words_of(s.name)[:3] == ("name", "or", "path"):
        return True
    here = (s.file.named | s.file.folder) & Word.MODEL and not s.file.is_code and "/" in s.text
    return bool(here and s.last & Word.ID and not s.all & (NEVER | Word.DATASET))


def _elsewhere(s: Seen) -> bool:
    """Whether names speak of another thing than the model that answers; ``url`` alone does not."""
    is_prose = s.head & Word.PROSE and not s.head & Word.ID
    return bool(is_prose or s.both & NEVER or s.all & (Word.EVAL | Word.OTHER_MODEL | Word.DATASET))


def model_constant(s: Seen) -> bool:
    """``Model: openai.GPT4o``, ``agent(anthropic::CLAUDE_3_7_SONNET)``: one that a library has a name for."""
    if s.triple.kind != NAME or not s.both & (Word.MODEL | Word.MODELISH) or _model_vetoed(s):
        return False
    if s.file.names_beside(s.triple):  # several in one list: what may be chosen
        return False
    return looks.is_model_constant(str(s.triple.value))


def _says_model(s: Seen) -> bool:
    """``model``, ``CHAT_MODEL``, ``model_name``: what is given is one model."""
    return bool(s.head & Word.MODEL or (s.head & Word.ID and s.last & Word.MODEL)) and not s.last & Word.TYPE


_MANY = 4
_CATALOGUE = 40
_FACTS = frozenset("price pricing cost costs capabilities knowledge cutoff window deprecated released".split())


def _listed(s: Seen) -> bool:
    """Whether the model is one of those that a program knows: a constant that is called after it, one of a list, one
    with its price. Which of them answers is said elsewhere."""
    count = s.file.models_at.get(s.triple.steps, 0)
    if not s.file.is_code:
        return count > _CATALOGUE
    if s.above & (Word.MODEL | Word.MODELISH) and names_after(s.name, s.text):
        return True
    if count < _MANY:
        return False
    facts = {word for name, _ in s.neighbours() for word in words_of(name)}
    return bool(facts & _FACTS) or not s.last & Word.ID


def names_after(name: str, value: str) -> bool:
    """``CLAUDE_3_HAIKU = "anthropic.claude-3-haiku-20240307"``: the name says nothing but the value."""
    said, known = "".join(words_of(name)), "".join(words_of(value))
    if not any(c.isdigit() for c in said):
        return False
    short, long = sorted((said, known), key=len)
    return short in long or {*words_of(name)} <= {*words_of(value)}


def model_name(s: Seen) -> bool:
    """``org/name`` or a path under ``model_name_or_path``, ``model.path``."""
    if _model_vetoed(s) or not s.both & Word.MODEL or s.last & (Word.DATASET | Word.TYPE):
        return False
    named = s.last & Word.ID or s.last & Word.MODEL or (s.prev & Word.MODEL and s.last & Word.MODELISH)
    if not named or not looks.is_name_or_path(s.text) or looks.is_data_file(s.text):
        return False
    return not looks.is_model_id(s.text) or not _listed(s)


def revision(s: Seen) -> bool:
    if not s.last & Word.REVISION or s.all & NEVER or s.all & Word.DATASET or not looks.is_dated(s.text):
        return False
    if s.last & Word.PROSE or "api" in words_of(s.name):
        return False
    if s.file.is_code and len(s.steps) < 2:  # a constant: what stands beside it may be anything
        return bool(s.last & Word.MODEL)
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
