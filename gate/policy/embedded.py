"""The engine inside the process: microsoft/regorus, as packaged by ``gordon-to-regorus``."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gate.policy.bundle import Bundle
from gate.policy.confined import run
from gate.policy.engine_errors import not_installed, policy_error, undecided
from gate.policy.protocol import EVALUATION_SECONDS, QUERY


class EmbeddedEngine:
    """Evaluates a bundle that was read by the gate."""

    name = "embedded"

    def __init__(self, bundle: Bundle, seconds: float = EVALUATION_SECONDS) -> None:
        """``seconds`` limits the evaluation of policies that are not the gate's own.

        Raises ConfigError where a policy does not parse.
        """
        self.bundle: Bundle | None = bundle
        self.version: str | None = _version()
        self._seconds = seconds
        self._engine = None if bundle.foreign else _kept(bundle)

    @property
    def identity(self) -> Mapping[str, Any]:
        return {"name": self.name, "version": self.version}

    @property
    def policies(self) -> str | None:
        return self.bundle.digest if self.bundle else None

    def query(self, case: bytes) -> Any:
        return self.value(QUERY, case)

    def value(self, rule: Sequence[str], document: bytes) -> Any:
        """The value of a rule, named by its path below ``data``, over a JSON document; None where it is undefined.

        Raises UndecidedError.
        """
        answer = json.loads(self._evaluate(document.decode(), "data." + ".".join(rule)))
        rows = answer.get("result") or []
        values = [expression["value"] for row in rows for expression in row["expressions"]]
        return values[0] if len(values) == 1 else None

    def _evaluate(self, case: str, query: str) -> str:
        if self._engine is None:
            modules = self.bundle.modules if self.bundle else {}
            given, answer = run(modules, [["input", case], ["query", query]], seconds=self._seconds)
            if error := given.get("error") or answer.get("error"):
                raise undecided(error)
            return answer["json"]
        try:
            self._engine.set_input_json(case)
            return str(self._engine.eval_query_as_json(query))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the engine is no Exception
            raise undecided(str(error) or type(error).__name__) from None


_KEPT: dict[str, Any] = {}  # digest of a bundle -> the engine that holds it
_COMPILED: set[str] = set()  # of those, which are compiled


def _kept(bundle: Bundle) -> Any:
    """An engine with the gate's own policies. A clone shares what was parsed and compiled, and no input."""
    engine = _KEPT.get(bundle.digest)
    if engine is None:
        engine = _KEPT[bundle.digest] = parsed(bundle.modules)  # the first clone compiles them: no more is needed once
    elif bundle.digest not in _COMPILED:
        _COMPILED.add(bundle.digest)
        _compile(engine)
    return engine.clone()


def _compile(engine: Any) -> None:
    """Have the policies compiled before they are cloned, so that no further clone has to do it."""
    try:
        engine.eval_query_as_json("true")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: S110  # whoever asks a clone is told
        pass


def parsed(modules: Mapping[str, str]) -> Any:
    """An engine that holds the modules. Raises ConfigError where one does not parse."""
    os.environ["RUST_LIB_BACKTRACE"] = "0"  # or the parser collects one at each try that fails: twice the time
    regorus = _regorus()
    engine = regorus.Engine()
    engine.set_gather_prints(True)  # what a policy prints can be a value of the pull request, and a runner's command
    for path, text in modules.items():
        try:
            engine.add_policy(path, text)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            raise policy_error(str(error) or type(error).__name__, path) from None
    return engine


def _regorus() -> Any:
    """The engine's module. Raises UndecidedError where it is not installed."""
    try:
        import regorus
    except ImportError:
        raise not_installed() from None
    return regorus


def _version() -> str:
    """The package's version, from the name of its metadata folder: importlib.metadata takes 15 ms to import."""
    regorus = _regorus()
    folders = list(Path(regorus.__file__).parent.parent.glob("gordon_to_regorus-*.dist-info"))
    if len(folders) == 1:
        return "regorus " + folders[0].name.removesuffix(".dist-info").rpartition("-")[2]
    from importlib.metadata import version

    return "regorus " + version("gordon-to-regorus")
