"""Two versions of a file of records, and how they differ."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from gate.surfaces.records import Ranges, RecordChange, Source, compare_records


def lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def once(data: bytes) -> Source:
    """The bytes in small pieces."""
    return lambda: (data[at : at + 1000] for at in range(0, len(data), 1000))


def compared(base: bytes, head: bytes, format: str | None = "jsonl") -> list[RecordChange]:
    return compare_records(once(base), once(head), format)


def spread(ranges: Ranges) -> tuple[int, ...]:
    return tuple(line for first, last in ranges.runs for line in range(first, last + 1))


def found(base: bytes, head: bytes, format: str = "jsonl") -> list[tuple[str, int, tuple[int, ...], tuple[int, ...]]]:
    return [(c.kind, c.count, spread(c.lines), spread(c.base_lines)) for c in compared(base, head, format)]


def chat(answer: str, **more: object) -> dict[str, object]:
    return {
        "messages": [
            {"role": "system", "content": "s"},
            {"role": "user", "content": "q"},
            {"role": "assistant", "content": answer, **more},
        ]
    }


def tool_chat(name: str, result: str = "{}") -> dict[str, object]:
    call = {"id": "1", "type": "function", "function": {"name": name, "arguments": "{}"}}
    return {
        "messages": [
            {"role": "user", "content": "q"},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "1", "content": result},
        ],
        "tools": [{"type": "function", "function": {"name": "lookup"}}],
    }


A, B, C = ({"prompt": p, "completion": p} for p in "abc")


def reference(base: list[tuple[Any, str]], head: list[tuple[Any, str]]) -> dict[str, int]:
    """The counts by sets with repeats: equal texts, then equal values, then equal inputs."""
    texts, values, inputs = (
        (Counter(map(key, base)), Counter(map(key, head)))
        for key in (lambda r: r[1], lambda r: tuple(sorted(r[0].items())), lambda r: r[0]["prompt"])
    )
    same_text, same_value, same_input = ((old & new).total() for old, new in (texts, values, inputs))
    counts = {
        "labels updated": same_input - same_value,
        "added": len(head) - same_input,
        "removed": len(base) - same_input,
        "reformatted": same_value - same_text,
    }
    return {kind: count for kind, count in counts.items() if count}
