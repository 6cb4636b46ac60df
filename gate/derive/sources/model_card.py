"""Model cards of the Hugging Face hub (huggingface-hub 2.4: ``ModelCardData``): the YAML in front, and the lists that
transformers' ``create_model_card`` writes below it.

What a card of several bases, of a merge, or of a base itself says proves no base. A licence of ``other`` has its name
beside it; ``licence: license`` is the placeholder of TRL's template. Facts: ``license``, ``license_name``,
``license_link``, ``base_models``, ``relation``, ``datasets``, ``library``, ``has_axolotl_config``, ``evaluations``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.derive.given import Given, Source, Value
from gate.derive.parsing import tree
from gate.derive.settings import Setting, literal, number
from gate.derive.trainer import Run, is_folder
from gate.documents import Node
from gate.values.regex import regex

KIND = "model-card"
_NAMES = frozenset({"readme.md", "modelcard.md", "model_card.md", "model-card.md"})
_MARKS = regex(rb"^(?:base_model|library_name|pipeline_tag|model-index|model_name):", 8)
_DATA = regex(rb"^(?:dataset_info|task_categories|size_categories|configs|annotations_creators):", 8)
_ITEM = regex(r"^- ([A-Za-z_]+):? +(\S+)$", 8)
_USED = ("learning_rate", "gradient_accumulation_steps", "num_epochs", "lr_scheduler_type")
_FRAMEWORKS = {
    "PEFT": "peft",
    "TRL": "trl",
    "Transformers": "transformers",
    "Pytorch": "torch",
    "Datasets": "datasets",
    "Tokenizers": "tokenizers",
}
_USE, _LIMITS = ("overhang-statement", "/intended_use"), ("evaluation-results", "/limitations")
_SECTIONS = {"direct use": _USE, "intended use": _USE, "limitations": _LIMITS, "bias, risks, and limitations": _LIMITS}
_AXOLOTL = regex(r"axolotl version: `([^`\s]+)`")


def recognises(source: Source) -> bool:
    named = source.name.lower() in _NAMES or source.name.lower().startswith("model-card")
    front = source.head.split(b"\n---", 1)[0]
    return named and source.data.startswith(b"---") and _MARKS.search(front) is not None and not _DATA.search(front)


def read(source: Source) -> Given:
    root = tree(source, "frontmatter")
    run = Run(facts={"license": _plain(root, "license"), "relation": _plain(root, "base_model_relation")})
    run.facts |= {name: _plain(root, name) for name in ("license_name", "license_link", "datasets")}
    run.facts["library"] = _plain(root, "library_name")
    run.facts["evaluations"] = _evaluations(_plain(root, "model-index"))
    if run.facts["license"] is None:
        run.note("the card states no licence", 1, "Name it under 'license' in the card's front matter.")
    _base(run, root)
    body = root.child("body")
    if body is not None and isinstance(body.value, str):
        _lists(run, body.value, body.line)
        run.values += _sections(body.value, body.line)
    return run.given()


def _plain(root: Node, name: str) -> Any:
    found = root.child(name)
    return found.plain() if found is not None else None


def _base(run: Run, root: Node) -> None:
    node = root.child("base_model")
    value = node.plain() if node else None
    names = [value] if isinstance(value, str) else [str(each) for each in value] if isinstance(value, list) else []
    run.facts["base_models"] = names
    if node is None or not names:
        run.note("the card names no base model", 1, "Name it under 'base_model'.", "/base_model/id")
    elif len(names) > 1:
        run.note(
            f"the card names {len(names)} base models", node.line, "Name the one that was trained.", "/base_model/id"
        )
    elif is_folder(names[0]):
        run.facts["base_path"] = names[0]
        run.note(f"the base model is the folder {names[0]}", node.line, pointer="/base_model/id")
    else:
        run.give("/base_model/id", names[0], Setting(None, node.line, node.end_line))


def _lists(run: Run, body: str, first: int) -> None:
    heading, version = "", _AXOLOTL.search(body)
    run.facts["has_axolotl_config"] = version is not None
    if version:
        run.give("/environment/frameworks/axolotl", version[1], first + body.count("\n", 0, version.start()))
    for line, text in enumerate(body.split("\n"), first):
        if text.startswith("#"):
            heading = text.strip("# ").lower()
        match = _ITEM.match(text) if heading else None
        if match is None:
            continue
        name, value = match[1], match[2]
        if heading == "framework versions" and name in _FRAMEWORKS:
            run.give(f"/environment/frameworks/{_FRAMEWORKS[name]}", value.partition("+")[0], line)
        elif heading == "training hyperparameters" and name == "seed" and isinstance(number(value), int):
            run.give("/seed", number(value), line)
        elif heading == "training hyperparameters" and name in _USED:
            run.give(f"/hyperparameters/{name}", literal(value), line)


def _sections(body: str, first: int) -> Iterator[Value]:
    """The text below the headings of the hub's template that a pack says, too; its placeholder is none."""
    heading, at, said = "", first, list[str]()
    for line, text in [*enumerate(body.split("\n"), first), (first, "# ")]:
        if not text.startswith("#"):
            said.append(text)
            continue
        document, pointer = _SECTIONS.get(heading, ("", ""))
        whole = " ".join(" ".join(said).split())
        if document and whole and not whole.startswith(("[More Information", "More information needed", "<!--")):
            yield Value(document, pointer, whole, at, at + len(said), is_worded=True)
        heading, at, said = text.strip("# ").lower(), line, []


def _evaluations(index: Any) -> list[dict[str, Any]]:
    """[{dataset, metric, value}] of a card's model-index."""
    rows = []
    for model in index if isinstance(index, list) else []:
        results = model.get("results") if isinstance(model, dict) else None
        for result in results if isinstance(results, list) else []:
            metrics = result.get("metrics") if isinstance(result, dict) else None
            dataset = result.get("dataset") if isinstance(result, dict) else None
            name = dataset.get("name") if isinstance(dataset, dict) else None
            for metric in metrics if isinstance(metrics, list) else []:
                if isinstance(metric, dict):
                    rows.append({"dataset": name, "metric": metric.get("type"), "value": metric.get("value")})
    return rows
