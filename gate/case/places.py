"""Where the values of a document are that a rule can point at: the ``lines`` of the case.

A document of the pack has some hundred values, and lines of each would be two fifths of the case. What is not here is
found at the nearest key above it (``place`` in ``policies/lib/facts.rego``), and no rule of the gate needs that:
``tests/case/test_places.py`` holds the table to what the rules' own tests point at.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from gate.documents import Node, escape, tokens_of

if TYPE_CHECKING:
    from gate.case.shape import Lines

Steps: TypeAlias = "dict[str, Steps]"
_HERE = ""  # no key of a document that fits its schema

# JSON Pointers below the items of a document's lists, or below its other keys; "*" is any one step
POINTED_AT = (
    "/base_model/id",
    "/base_model/revision",
    "/capability_classes/*/controls/*/path",
    "/checkpoints/*/kept_until",
    "/conditions/*/due",
    "/conditions/*/met_reference",
    "/environment/image",
    "/evidence/*",
    "/findings/*/disposition",
    "/hosted/job",
    "/hosted/result_model",
    "/inherited_properties/*",
    "/lock_file/digest",
    "/method/*",
    "/output/id",
    "/reward_model/data/*",
    "/safety_suites/*/categories/*",
    "/safety_suites/*/over_refusal",
    "/safety_suites/*/over_refusal/*",
    "/safety_suites/*/raw_files",
    "/safety_suites/*/reading/finished_at/*",
    "/safety_suites/*/reading/left_out",
    "/safety_suites/*/reading/models",
    "/safety_suites/*/reading/models/*",
    "/safety_suites/*/reading/notes",
    "/safety_suites/*/records",
    "/safety_suites/*/recount",
    "/safety_suites/*/run_at",
    "/sources/*/corpus",
    "/sources/*/corpus/licence",
    "/sources/*/files/*",
    "/sources/*/hosted_datasets/*",
    "/sources/*/inspection",
    "/sources/*/inspection/*",
    "/sources/*/inspection/findings/*",
    "/sources/*/legal_basis",
    "/sources/*/legal_basis/contract/*",
    "/sources/*/legal_basis/copyright",
    "/sources/*/legal_basis/copyright/licence",
    "/sources/*/legal_basis/generator/*",
    "/sources/*/legal_basis/generator/terms/permits_training",
    "/sources/*/legal_basis/personal_data",
    "/sources/*/quality_controls/adversarial_examples",
    "/sources/*/quality_controls/inter_rater_agreement/*",
    "/sources/*/retention/*",
    "/sources/*/sensitivity_scan",
    "/sources/*/sensitivity_scan/*",
    "/sources/*/sensitivity_scan/matches_disposition/*",
    "/task_evaluations/*/dataset",
    "/tested_model/digest",
    "/tested_model/id",
    "/tuned_model/digest",
)


def lines(node: Node, others: Iterable[str] = ()) -> dict[str, Lines]:
    """JSON Pointer -> [first line, last line] of a document, its keys and the items of their lists; of what is pointed
    at below; and of the pointers in ``others``."""
    found: dict[str, Lines] = {"": [node.line, node.end_line]}
    for key, child in node.items():
        _walk(child, _table().get(key, {}), f"/{escape(key)}", found)
        found[f"/{escape(key)}"] = [child.line, child.end_line]
        for index, item in child.items() if isinstance(child.children, list) else ():
            found[f"/{escape(key)}/{index}"] = [item.line, item.end_line]
    return {**found, **lines_at(node, others)}


def lines_at(node: Node, pointers: Iterable[str]) -> dict[str, Lines]:
    """The same of the pointers alone; of a value that is not there, the lines of the nearest one above it."""
    spots = {pointer: node.at(tokens_of(pointer)) for pointer in pointers}
    return {pointer: [spot.line, spot.end_line] for pointer, spot in spots.items()}


def _walk(node: Node, steps: Steps, pointer: str, found: dict[str, Lines]) -> None:
    if _HERE in steps:
        found[pointer] = [node.line, node.end_line]
    for key, child in node.items() if steps else ():
        below = steps.get(key) or steps.get("*")
        if below:
            _walk(child, below, f"{pointer}/{escape(key)}", found)


@cache
def _table() -> Steps:
    """The pointers as a tree of steps."""
    top: Steps = {}
    for pointer in POINTED_AT:
        here = top
        for token in tokens_of(pointer):
            here = here.setdefault(token, {})
        here[_HERE] = {}
    return top
