"""Whether a file of records is training data: its path says so, or the shape of its first record."""

from __future__ import annotations

import json
import re

from gate.recognise.paths import data_word, extension, is_data_path, may_be_data

PEEK = 256 * 1024  # bytes of a file that are looked at
LFS = b"version https://git-lfs"

_SHAPES = (
    {"messages"},
    {"conversations"},
    {"conversation"},
    {"prompt", "completion"},
    {"prompt", "response"},
    {"prompt", "chosen"},
    {"chosen", "rejected"},
    {"instruction", "output"},
    {"instruction", "response"},
    {"question", "answer"},
    {"query", "response"},
    {"input", "output"},
    {"context", "response"},
    {"source", "target"},
    {"text", "label"},
)


def is_training_data(path: str, head: bytes | None) -> bool:
    """``head`` are the first bytes of the file, or None where they are not in this clone."""
    if head is None or head.startswith(LFS):
        return is_data_path(path) or (head is not None and may_be_data(path) and extension(path) != ".json")
    named = is_data_path(path)
    if extension(path) in (".parquet", ".txt"):
        return named
    if not named and not may_be_data(path):
        return False
    keys = record_keys(path, head)
    if keys is None:
        return False
    shaped = any(shape <= keys for shape in _SHAPES)
    return shaped or (named and extension(path) != ".json") or (named and bool(keys))


def why_training_data(path: str, head: bytes | None) -> str:
    """What a file of training data was recognised by: a word of its path, or the fields of its first record."""
    word = data_word(path)
    if word:
        return f"the word {word!r} in the path"
    keys = None if head is None or head.startswith(LFS) else record_keys(path, head)
    shape = next((shape for shape in _SHAPES if keys is not None and shape <= keys), None)
    return f"the fields {', '.join(sorted(shape))} of the first record" if shape else "its records"


def record_keys(path: str, head: bytes) -> set[str] | None:
    """The lower-case names of the first record's fields; None where the file holds no records."""
    text = head.decode("utf-8-sig", "replace").lstrip()
    kind = extension(path)
    if kind in (".csv", ".tsv"):
        import csv

        try:
            row = next(csv.reader(text.splitlines(), delimiter="\t" if kind == ".tsv" else ","), [])
        except csv.Error:
            return None
        return {name.strip().lower() for name in row}
    if kind == ".json" and not text.startswith("["):
        match = re.match(
            r'\{\s*"(data|train|training|examples|records|rows|samples|dataset|conversations)"\s*:\s*\[\s*', text
        )
        if not match:
            return None
        text = "[" + text[match.end() :]
    if kind == ".json":
        text = text[1:].lstrip()
    try:
        record, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return _first_keys(text)
    if isinstance(record, dict):
        return {str(key).lower() for key in record}
    return set() if kind != ".json" and isinstance(record, list) else None


def _first_keys(text: str) -> set[str] | None:
    """The keys of a record that is cut off or broken, as far as they can be seen."""
    return {key.lower() for key in re.findall(r'"(\w{1,40})"\s*:', text[:100_000])} if text.startswith("{") else None
