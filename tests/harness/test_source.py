"""Times and digests of what files say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.harness.source import Source, loads, moment, prompt_digest
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import EvidenceError
from gate.values.strict_json import RepeatedKeyError, unique


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-23T16:18:12+00:00", "2026-11-23T16:18:12Z"),
        ("2026-11-23 16:30:24", "2026-11-23T16:30:24Z"),
        ("2026-11-23T16:30:24.5+02:00", "2026-11-23T14:30:24Z"),
        (1795450934.28, "2026-11-23T16:22:14Z"),
        ("yesterday", None),
        (None, None),
        (True, None),
        (float("inf"), None),
    ],
)
def test_moments(value: object, expected: str | None) -> None:
    assert moment(value) == expected


def test_digest_of_variables_that_are_no_json() -> None:
    digests = [prompt_digest(value) for value in ({"a": float("nan")}, {"a": "NaN"}, {"a": float("inf")}, {"a": None})]
    assert len({*digests}) == 4
    assert prompt_digest({"b": 1, "a": "é"}) == digest_of(canonical_json({"a": "é", "b": 1}))


SCALARS = st.one_of(st.text(max_size=4), st.integers(), st.floats(), st.booleans(), st.none())
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.text(max_size=2), SCALARS, max_size=2))
PAIRS = st.lists(st.tuples(st.sampled_from(["a", "b", "c", "é", "a\\", ""]), VALUES), max_size=5)


def said(read: Any) -> Any:
    """What is read, as text in which 1 is not 1.0 and NaN is itself; or why nothing is."""
    try:
        return repr(read())
    except (EvidenceError, RepeatedKeyError) as error:
        return str(error).partition(" twice")[0]


@given(PAIRS, st.booleans(), st.sampled_from(["", "\n", "\r\n", " \n", "x", "{}"]))
def test_a_line_is_read_as_a_document_is(pairs: list[tuple[str, Any]], ascii: bool, end: str) -> None:
    """A key that is there twice is refused, whatever the lost value was; so is what follows the object."""
    rows = [f"{json.dumps(key, ensure_ascii=ascii)}: {json.dumps(value, ensure_ascii=ascii)}" for key, value in pairs]
    text = "{" + ", ".join(rows) + "}" + end
    source = Source(Path("a.jsonl"), "a.jsonl")

    def strictly() -> Any:
        try:
            return json.loads(text, object_pairs_hook=unique)
        except json.JSONDecodeError as error:
            return source.fail(f"not valid JSON: {error.msg.lower()}", 3)
        except RepeatedKeyError as error:
            return source.fail(f"the key {error.key!r} twice in one object", 3)

    assert said(lambda: loads(source, text, 3)) == said(strictly)


@pytest.mark.parametrize(
    "lines",
    [
        ['{"a": 1},{"b": 1}', '{"x": 2', '"y": 3}'],
        ['{"a": 1},{"b": 1}', '{"x": [{"y": 1}', '{"z": 1}]}'],
        ['{"a": 1},{"b": 1}', '{"x": "', '"}'],
        ['{"a": 1}', "1"],
        ['{"a": 1, "a": 2}', '{"b": 1}'],
    ],
)
def test_objects_of_several_lines_and_several_of_one_are_refused(tmp_path: Path, lines: list[str]) -> None:
    """Many lines are read at once: as many objects as lines are not enough."""
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(EvidenceError):
        list(Source(path, "rows.jsonl").rows())


def test_lines_keep_their_numbers_over_batches_blank_lines_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows: list[dict[str, Any]] = [{"n": number, "text": "x" * 50} for number in range(5000)]
    path.write_bytes(b"".join(json.dumps(row).encode() + (b"\r\n" if row["n"] % 2 else b"\n") for row in rows))
    assert list(Source(path, "rows.jsonl").rows()) == list(enumerate(rows, 1))
    path.write_text('\ufeff{"a": 1}\n\n{"b": {"c": "\\\\"}}\n')
    assert list(Source(path, "rows.jsonl").rows()) == [(1, {"a": 1}), (3, {"b": {"c": "\\"}})]
