"""Policies that are not the gate's own are evaluated in a process that can be ended (``gate/policy/child.py``).

The embedded engine has no time limit, cannot be interrupted, and ends the process where the stack or the memory is not
enough. In a child all of that is an error that the gate reports.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from gate.policy.engine_errors import not_installed, policy_error
from gate.policy.protocol import EVALUATION_SECONDS
from gate.process.limits import run_program
from gate.values.errors import UndecidedError

MAX_MEMORY = 2 * 1024**3  # bytes of address space
_REMEDY = "Make the policy cheaper; 'tunegate policy test' and 'opa eval --profile' show what it costs."


def run(
    modules: Mapping[str, str],
    steps: Sequence[Sequence[str]],
    *,
    coverage: bool = False,
    seconds: float = EVALUATION_SECONDS,
    memory: int = MAX_MEMORY,
) -> list[dict[str, str]]:
    """``{"json": text}`` or ``{"error": text}`` for every step.

    Raises ConfigError where a module does not parse, UndecidedError where the child gives no answer in time, needs too
    much memory, or crashes.
    """
    if not (engine := _where_the_engine_is()):
        raise not_installed()
    done = _child(
        json.dumps(
            {
                "path": engine,
                "modules": dict(modules),
                "coverage": coverage,
                "steps": [list(step) for step in steps],
                "memory": memory,
                "seconds": int(seconds) + 5,
            }
        ).encode("utf-8", "surrogatepass"),
        seconds,
    )
    try:
        value = json.loads(done)
        if "module" in value:
            raise policy_error(str(value["error"]), str(value["module"]))
        answers = value["answers"]
        if len(answers) != len(steps) or not all(isinstance(row, dict) and len(row) == 1 for row in answers):
            raise ValueError("another shape")
    except (ValueError, LookupError, TypeError):
        raise UndecidedError("the policy engine's process gave no answer that can be read", remedy=_REMEDY) from None
    return list(answers)


def _child(request: bytes, seconds: float) -> bytes:
    script = Path(__file__).with_name("child.py")
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-B", str(script)]
    try:
        child = run_program(command, request, seconds)
    except subprocess.TimeoutExpired:
        raise UndecidedError(f"the policies took longer than {seconds:g} s", remedy=_REMEDY) from None
    except OSError as error:
        raise UndecidedError(
            f"the policy engine's process cannot be started: {error.strerror}", remedy="Allow more processes."
        ) from None
    if child.returncode:
        how = f"by signal {-child.returncode}" if child.returncode < 0 else f"with status {child.returncode}"
        raise UndecidedError(
            f"the policy engine's process ended {how}: it crashed, or had not enough memory", remedy=_REMEDY
        )
    return child.stdout


def _where_the_engine_is() -> list[str]:
    """The folder that this process imports the engine from, which the child's own path may not have."""
    from importlib.util import find_spec

    spec = find_spec("regorus")
    return [str(Path(spec.origin).parent.parent)] if spec and spec.origin else []


@lru_cache(maxsize=2)  # two questions are asked of the same modules
def _tree(modules: tuple[tuple[str, str], ...]) -> str:
    (answer,) = run(dict(modules), [["tree"]])
    if "error" in answer:
        raise UndecidedError(f"the policies cannot be looked at: {answer['error'][:300]}", remedy=_REMEDY)
    return answer["json"]


def tree(modules: Mapping[str, str]) -> Any:
    """The engine's syntax tree of the modules. Raises as `run` does."""
    return json.loads(_tree(tuple(modules.items())))
