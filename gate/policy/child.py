"""Evaluates Rego in a process of its own, which the gate can end: a script that imports nothing of the gate.

Reads one JSON object from standard input: ``path`` (folders to import from), ``modules`` (path -> text), ``coverage``
(bool), ``steps`` (lists: ``["input", text]``, ``["query", text]``, ``["tree"]``, ``["coverage"]``), ``memory`` (bytes),
``seconds``. Writes one: ``{"answers": [...]}`` with ``{"json": text}`` or ``{"error": text}`` for every step, or
``{"module": path, "error": text}`` for a module that does not parse.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import Any


def answer(engine: Any, step: list[str]) -> dict[str, str]:
    kind, *rest = step
    try:
        if kind == "input":
            engine.set_input_json(rest[0])
            return {"json": "null"}
        if kind == "query":
            return {"json": engine.eval_query_as_json(rest[0])}
        return {"json": engine.get_ast_as_json() if kind == "tree" else engine.get_coverage_report_as_json()}
    except BaseException as error:  # a panic of the engine is no Exception
        return {"error": str(error) or type(error).__name__}


def confine(memory: int, seconds: int) -> None:
    """The system's own limits, for a parent that is gone and for memory; Windows has none of them."""
    try:
        import resource
    except ImportError:
        return
    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):  # a lower limit is in force, or the system has none of the kind
            resource.setrlimit(limit, (most, most))


def main() -> dict[str, Any]:
    request = json.loads(sys.stdin.buffer.read())
    confine(request["memory"], request["seconds"])
    sys.path.extend(request["path"])
    os.environ["RUST_LIB_BACKTRACE"] = "0"  # or the parser collects one at each try that fails: twice the time
    import regorus

    engine = regorus.Engine()
    engine.set_gather_prints(True)  # what a policy prints must not stand in the answer
    for path, text in request["modules"].items():
        try:
            engine.add_policy(path, text)
        except BaseException as error:
            return {"module": path, "error": str(error) or type(error).__name__}
    engine.set_enable_coverage(request["coverage"])
    return {"answers": [answer(engine, step) for step in request["steps"]]}


if __name__ == "__main__":
    said = json.dumps(main())
    sys.stdout.buffer.write(said.encode())  # noqa: TID251  into the pipe of the gate
