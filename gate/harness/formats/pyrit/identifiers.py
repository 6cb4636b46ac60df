"""What PyRIT writes of its components: objects with ``class_name`` and ``children``, once with ``__type__`` alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gate.harness.source import Row, prompt_digest

# what is of the run or of the release, not of how the attack works
_PASSING = {"hash", "eval_hash", "pyrit_version", "class_module", "__module__", "id", "objective_target"}
# attacks that write the next prompt from the last answer, or have a model write the prompts
_ADAPTIVE = ("crescendo", "redteaming", "treeofattacks", "tap", "pair", "contextcompliance", "roleplay")


@dataclass(frozen=True)
class Attack:
    """One attack. ``name`` is its class and those of its converters, ``digest`` is of everything but its target."""

    name: str
    target: Mapping[str, Any]
    scorer: Mapping[str, Any]
    digest: str
    is_adaptive: bool


def class_name(identifier: Any) -> str:
    """The component's class; empty where it is not said."""
    found = identifier.get("class_name") or identifier.get("__type__") if isinstance(identifier, dict) else None
    return found if isinstance(found, str) else ""


def scorer_name(identifier: Any) -> str:
    """The scorer's class, with the scorers and the model that it asks in brackets."""
    children = _children(identifier)
    inner = [scorer_name(child) for child in _list(children.get("sub_scorers"))]
    inner += [name for child in _list(children.get("prompt_target")) if (name := model(child))]
    return class_name(identifier) + (f" ({', '.join(inner)})" if inner else "")


def model(target: Any) -> str | None:
    """The model of a target; None where it is not said."""
    found = target.get("underlying_model_name") or target.get("model_name") if isinstance(target, dict) else None
    return found if isinstance(found, str) and found else None


def attack(row: Row) -> Attack | None:
    """The attack of a result; None where the result does not say it, as those of errors do not."""
    atomic = _children(row.get("atomic_attack_identifier"))
    found = _children(atomic.get("attack_technique")).get("attack") or atomic.get("attack")
    found = found or row.get("attack_identifier") or row.get("attack_strategy_identifier")
    if not class_name(found):
        return None
    children = _children(found)
    converters = _list(children.get("request_converters"))
    return Attack(
        name="+".join([class_name(found), *(class_name(converter) for converter in converters)]),
        target=_dict(children.get("objective_target")),
        scorer=_dict(children.get("objective_scorer")),
        digest=prompt_digest(_lasting(found)),
        is_adaptive=is_adaptive(class_name(found))
        or bool(children.get("adversarial_chat"))
        or any(_children(converter).get("converter_target") for converter in converters),
    )


def is_adaptive(name: str) -> bool:
    """Whether attacks of a class write the next prompt from the last answer."""
    return name.lower().startswith(_ADAPTIVE)


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lasting(child) for key, child in value.items() if key not in _PASSING}
    return [_lasting(child) for child in value] if isinstance(value, list) else value


def _children(identifier: Any) -> Row:
    return _dict(identifier.get("children")) if isinstance(identifier, dict) else {}


def _dict(value: Any) -> Row:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
