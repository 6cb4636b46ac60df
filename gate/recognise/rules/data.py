"""Data that a model is trained on: which words and looks say it."""

from __future__ import annotations

from gate.extract.triple import KEY
from gate.recognise.rules import looks
from gate.recognise.rules.classes import NEVER, Word, words_of
from gate.recognise.rules.seen import Seen
from gate.recognise.vocabulary import is_evaluation, is_key, is_place


def _dataset_words(s: Seen) -> bool:
    """The last two names, or in configuration all, speak of a data set to train on."""
    both = _near(s)
    where = both if s.file.is_code else s.all
    if where & Word.DATASET and not (s.last & Word.PROMPT):
        return True
    if s.last & Word.MODEL:
        return False
    if both & Word.DATA and words_of(s.name)[-1:] == ("dir",) and not both & Word.TRAIN:
        return False  # where data lies that may be anything
    if any(word.startswith("checkpoint") for word in words_of(s.name)):
        return False
    return bool(both & Word.DATA and (both & (Word.TRAIN | Word.ID) or s.last & Word.FILE)) or bool(
        s.last & Word.TRAIN and s.last & Word.FILE
    )


_MAX_WORDS = 4


def _near(s: Seen) -> int:
    """The classes of the last two names; a long one above, such as ``ask_for_data_lines``, does something else."""
    is_long = s.file.is_code and len(s.steps) > 1 and len(words_of(s.steps[-2])) > _MAX_WORDS
    return s.last if is_long else s.both


def _data_vetoed(s: Seen) -> bool:
    here = s.both if s.file.is_code else s.all
    if is_place(s.text) or (here | s.file.named | s.file.folder) & Word.RETRIEVAL:
        return True
    if here & (NEVER | Word.PROSE) or s.last & (Word.TYPE | Word.LIMIT):
        return True
    return ("eval" in s.text[:200] and is_evaluation(s.text)) or _of_evaluation(s)


def data_reference(s: Seen) -> bool:
    if _data_vetoed(s) or not _dataset_words(s) or (s.file.is_code and is_key(s.text)):
        return False
    text = s.text
    if s.file.is_code and not _near(s) & (Word.DATASET | Word.DATA):  # ``train_dir``
        return looks.is_data_file(text) or looks.is_data_name(text)
    return (
        looks.is_data_file(text)
        or looks.is_pair(text)
        or (looks.is_word(text) and ("/" in text or looks.is_data_name(text)) and not looks.is_other_model(text))
    )


_LOADERS = frozenset({"load_dataset", "load_dataset_builder", "loaddataset", "load_from_disk"})
_BUILDERS = frozenset("json csv parquet text arrow pandas imagefolder audiofolder webdataset".split())


def loaded(s: Seen) -> bool:
    if s.both & Word.EVAL or s.last & Word.TYPE or _of_evaluation(s) or not isinstance(s.triple.value, str):
        return False
    steps = [step.lower() for step in s.steps]
    if not _LOADERS & {*steps[-2:]}:
        return False
    name = steps[-1]
    if name in ("split", "streaming", "trust_remote_code", "cache_dir", "token"):
        return name == "split" and s.text[:5] == "train" and "[" in s.text
    return looks.is_word(s.text) and s.text not in _BUILDERS and s.text[:1] != "{"


def _of_evaluation(s: Seen) -> bool:
    """Whether the call that loads a data set takes a part of it that only measures."""
    t = s.triple
    return any(
        other.steps[: len(t.steps)] == t.steps and len(other.steps) > len(t.steps) and 0 <= other.line - t.line < 8
        for other in s.file.held_out
    )


def one_dataset(s: Seen) -> bool:
    """``dataset: alpaca``."""
    if _data_vetoed(s) or not looks.is_word(s.text) or looks.is_other_model(s.text) or is_key(s.text):
        return False
    words = [
        w for w in words_of(s.name) if w not in ("train", "training", "sft", "dpo", "hf", "name", "names", "path", "id")
    ]
    return words in (
        ["dataset"],
        ["datasets"],
        ["dataset", "mixer"],
        ["dataset", "mixture"],
        ["train", "dataset"],
    ) and (not s.file.is_code or s.name.isupper() or bool(s.steps[:-1]))


def part_of_data(s: Seen) -> bool:
    if s.file.is_code or _data_vetoed(s) or not s.last & Word.PART or isinstance(s.triple.value, bool):
        return False
    said = s.above & Word.DATASET or s.last & Word.DATASET
    return bool(said) and not s.text.startswith(("test", "eval", "val"))


def key_of_mix(s: Seen) -> bool:
    return s.triple.kind == KEY and bool(s.both & Word.DATASET) and not s.all & (NEVER | Word.PROSE)


def in_data_file(s: Seen) -> bool:
    """An identifier in a file that is named for data sets."""
    if s.file.is_code or not s.file.named & Word.DATASET or _data_vetoed(s):
        return False
    return bool(s.last & (Word.ID | Word.FILE)) and (looks.is_pair(s.text) or looks.is_data_file(s.text))


def any_data(s: Seen) -> bool:
    """A word under a name that speaks of data."""
    if s.both & (NEVER | Word.PROSE | Word.TYPE | Word.PROMPT):
        return False
    return _dataset_words(s) and looks.is_word(s.text) and not s.file.is_code


def data_file(s: Seen) -> bool:
    """A file of records, in a training path or under training words."""
    if s.last & (NEVER | Word.PROSE) or not looks.is_data_file(s.text):
        return False
    return bool((s.all | s.file.named | s.file.folders) & Word.TRAIN)
