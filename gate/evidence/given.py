"""Values that a command line gives for a document, held to its schema before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gate.documents.schema import misfit
from gate.evidence.questions import part_of, rule_of, sentence
from gate.values.errors import UsageError


def fitting_values(kind: str, values: Mapping[str, Any], option: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The values that are not None, by their keys. Raises UsageError for one that does not fit the schema of the kind.

    ``option`` names the option of a key where that is not ``--key``.
    """
    found = {key: value for key, value in values.items() if value is not None}
    for key, value in found.items():
        refuse_misfit(kind, key.split("/"), value, (option or {}).get(key, "--" + key.replace("_", "-")))
    return found


def refuse_misfit(kind: str, tokens: Sequence[str], value: Any, option: str) -> None:
    """Raises UsageError where a value does not fit the part of a kind's schema that the tokens lead to."""
    schema = part_of(kind, tokens)
    wrong = misfit(schema, value) if schema is not None else "there is no such value"
    if wrong:
        rule = rule_of(schema) if schema is not None else ""
        says = str(schema.get("description", "")) if schema is not None else ""
        remedy = " ".join(filter(None, (says, sentence(rule) if rule and rule not in wrong else "")))
        raise UsageError(f"{option}: {wrong}", remedy=remedy or "Look at the schema.")
