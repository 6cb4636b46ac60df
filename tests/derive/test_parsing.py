"""Hostile and broken sources: whatever the bytes are, a reader gives values or says what is wrong, and where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gate.derive import readers
from gate.derive.given import MAX_SOURCE, Source, SourceError
from gate.derive.parsing import json_lines, python_json
from tests.derive.sources.samples import FOLDER, source

KINDS = sorted(readers())
PATHS = {
    "training-args": "training_args.json",
    "requirements": "requirements.txt",
    "toml-lock": "uv.lock",
    "trainer-log": "trainer_log.jsonl",
    "openrlhf": "run.sh",
    "training-script": "train.py",
    "xtuner": "train.py",
    "model-card": "README.md",
    "dvc": "dvc.lock",
}
HOSTILE = {
    "empty": b"",
    "white space": b" \n\t\n",
    "NUL": b"\0" * 1000,
    "no UTF-8": b"\xff\xfe{\x00}\x00",
    "byte-order mark": b"\xef\xbb\xbf{}",
    "half": b'{"a": [1, 2',
    "deep lists": b"[" * 200_000,
    "deep mappings": b'{"a":' * 100_000,
    "deep YAML": b"".join(b" " * depth + b"a:\n" for depth in range(300)),
    "a long number": b'{"seed": ' + b"9" * 50_000 + b"}",
    "a number beyond a double": b'{"seed": 1e999, "global_step": 1e999, "max_steps": -1e999, "log_history": []}',
    "not a number": b'{"global_step": NaN, "max_steps": Infinity, "log_history": [NaN]}',
    "a key twice": b'{"a": 1, "a": 2}',
    "half of a pair": b'{"model": "\\ud800", "id": "\\udfff"}',
    "a list": b"[1, 2, 3]",
    "a text": b'"x"',
    "null": b"null",
    "an alias bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "an object of Python": b"a: !!python/object/apply:os.system ['touch /tmp/ran']\n",
    "one long line": b"x" * 300_000,
    "many lines": b"x==1\n" * 10_000,
    "carriage returns": b"a: 1\rb: 2\r",
}


@pytest.mark.parametrize("kind", KINDS)
def test_hostile(kind: str) -> None:
    for name, data in HOSTILE.items():
        read(kind, Source(PATHS.get(kind, "file.json" if "{" in name else f"dir/{kind}.yaml"), data))
        read(kind, Source(f"dir/{kind}.json", data))


def read(kind: str, given: Source) -> None:
    """A reader gives values with places that are there, or raises its own error."""
    readers()[kind].recognises(given)
    problem: SourceError | None = None
    try:
        found = readers()[kind].read(given)
    except SourceError as error:
        problem = error
    if problem is not None:
        assert problem.message
        assert problem.line is None or problem.line >= 1
        return
    lines = given.data.count(b"\n") + 1
    assert all(1 <= value.line <= value.end_line <= lines for value in found.values)
    assert json.dumps([value.value for value in found.values], allow_nan=False)


# -- samples with one value of another type


def samples() -> list[str]:
    found = [path for path in FOLDER.rglob("*.json") if path.name != "expected.json" and path.stat().st_size < 9_000]
    return sorted(path.relative_to(FOLDER).as_posix() for path in found)


def spoiled(value: Any) -> Iterator[Any]:
    """The value with each of its parts as something else."""
    others: tuple[Any, ...] = (None, [], {}, "x", -1, True, 1e300, [[]], {"a": {}})
    if isinstance(value, dict):
        for key, child in value.items():
            yield {name: each for name, each in value.items() if name != key}
            yield from ({**value, key: other} for other in others)
            yield from ({**value, key: below} for below in spoiled(child))
    elif isinstance(value, list) and value:
        yield [*value, *value]
        yield from ([other, *value[1:]] for other in others)
        yield from ([below, *value[1:]] for below in spoiled(value[0]))


@pytest.mark.parametrize("path", samples() or ["none"])
def test_one_value_of_another_type(path: str) -> None:
    if path == "none":
        pytest.skip("the samples of real tools are not at hand")
    data = (FOLDER / path).read_bytes()
    kinds = [kind for kind, reader in readers().items() if reader.recognises(Source(path, data))]
    try:
        value = json.loads(data)
    except ValueError:
        return
    for kind in kinds:
        for number, other in enumerate(spoiled(value)):
            if number % 5 == 0:
                read(kind, Source(path, json.dumps(other, indent=1).encode()))


# -- the parsers themselves


def test_too_long() -> None:
    with pytest.raises(SourceError, match="a source may have"):
        python_json(Source("a.json", b" " * (MAX_SOURCE + 1)))


def test_too_many_values() -> None:
    with pytest.raises(SourceError, match="more than"):
        python_json(Source("a.json", b"[" + b"0," * 4_000_001 + b"0]"))


def test_where_it_ends() -> None:
    with pytest.raises(SourceError) as caught:
        python_json(source("a.json", '{\n "a": 1,\n "b": [1,\n'))
    assert (caught.value.message, caught.value.line) == ("the file ends early", 4)
    with pytest.raises(SourceError) as caught:
        python_json(source("a.json", '{\n "a" 1}'))
    assert caught.value.line == 2


def test_lines() -> None:
    rows = [*json_lines(source("a.jsonl", '{"a": 1}\n\nx\n{"a": NaN}'))]
    assert [line for line, _ in rows] == [1, 3, 4]
    assert isinstance(rows[1][1], SourceError)
    assert rows[1][1].line == 3
