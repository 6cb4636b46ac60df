"""Seed datasets of PyRIT (0.9 and later): the patterns that a red team attacks with, one file each.

``dataset_name`` is the pattern's id in the red-team report, ``name`` and ``description`` what it says of it; or it is
the name of an adversarial test of the evaluation results, whose method the description is. Facts:
``seeds`` (how many), ``groups`` and ``harm_categories``.
"""

from __future__ import annotations

from gate.derive.given import Given, Note, Source, SourceError, Value
from gate.derive.parsing import tree, yaml_keys

KIND = "pyrit-dataset"
_REPORT, _RESULTS = "red-team-report", "evaluation-results"
_METHOD = "/adversarial_tests/*/method"
_LISTS = ("in_scope_patterns", "out_of_scope_patterns")
_SEEDS = ("seeds", "prompts")


def recognises(source: Source) -> bool:
    keys = yaml_keys(source)
    is_named = "dataset_name" in keys and not keys.isdisjoint(_SEEDS)
    return source.name.lower().endswith((".yaml", ".yml", ".prompt")) and is_named


def read(source: Source) -> Given:
    """Raises SourceError where the dataset has no name or no seed."""
    root = tree(source, "yaml")
    name = root.child("dataset_name")
    seeds = next((node for key in _SEEDS if (node := root.child(key)) is not None), None)
    if name is None or not isinstance(name.value, str) or not name.value.strip():
        raise SourceError("the dataset has no 'dataset_name'", 1, "Give it the id of the pattern.")
    if seeds is None or not list(seeds.items()):
        raise SourceError("the dataset has no seed", name.line, "Record the dataset that the attacks started from.")
    values, notes = [], []
    for key in ("name", "description"):
        node = root.child(key)
        if node is None or not isinstance(node.value, str) or not node.value.strip():
            notes.append(Note(f"the dataset has no '{key}'", 1, "Add it to the dataset."))
            continue
        said = " ".join(node.value.split())
        about = (name.value.strip(),)
        places = [(_REPORT, f"/{rows}/*/{key}") for rows in _LISTS]
        places += [(_RESULTS, _METHOD)] if key == "description" else []
        values += [
            Value(document, pointer, said, node.line, node.end_line, about, is_worded=True)
            for document, pointer in places
        ]
    facts = {key: node.plain() for key in ("groups", "harm_categories") if (node := root.child(key)) is not None}
    facts["seeds"] = len(list(seeds.items()))
    return Given(tool="PyRIT", values=tuple(values), facts=facts, notes=tuple(notes))
