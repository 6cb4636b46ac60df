"""What a notebook has beside its cells' sources: all metadata count but for keys that say how it looked or when it ran.

Sources: the documentation of nbformat 4 (Notebook metadata, Cell metadata); what JupyterLab, Colab, Kaggle, VS Code,
Databricks, Papermill and nteract write into the notebooks of public repositories.
"""

from __future__ import annotations

import json
from typing import Any

from gate.documents.node import Node
from gate.values.regex import regex

# keys that change with a run, a view or the program that saved the notebook; below a key, with '/'
_NOTEBOOK = frozenset(
    """colab/authorship_tag colab/collapsed_sections colab/include_colab_link colab/last_runtime colab/name
    colab/private_outputs colab/provenance colab/toc_visible hide_input interpreter
    jupytext/text_representation/format_version jupytext/text_representation/jupytext_version kernelspec/display_name
    language_info/codemirror_mode language_info/file_extension language_info/mimetype language_info/pygments_lexer
    language_info/version nteract/version orig_nbformat papermill/duration papermill/end_time papermill/exception
    papermill/input_path papermill/output_path papermill/start_time papermill/version signature toc
    toc-autonumbering toc-showcode toc-showmarkdowntxt toc-showtags trusted varInspector vscode/interpreter
    widgets""".split()
)
_CELL = frozenset(
    """ExecuteTime _cell_guid _kg_hide-input _kg_hide-output _uuid application/vnd.databricks.v1+cell/nuid cell_id
    collapsed colab/base_uri colab/height colab/referenced_widgets colab_type execution executionInfo gather/logged
    heading_collapsed hidden id jupyter/outputs_hidden jupyter/source_hidden nteract/transient outputExpanded outputId
    papermill/duration papermill/end_time papermill/exception papermill/start_time papermill/status scrolled slideshow
    toc-hr-collapsed trusted""".split()
)
_GUID = regex(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DEFAULT_KERNELS = ("python", "python3")


def of_notebook(document: Node, language: str) -> dict[str, Any]:
    """The notebook's metadata that count, without what is empty or says no more than its language does.

    The default kernel of Python counts as none, because Jupyter writes it at the first run.
    """
    found = _counted(document.child("metadata"), _NOTEBOOK)
    for group, key in (("kernelspec", "language"), ("language_info", "name"), ("language_info", "nbconvert_exporter")):
        _drop(found, group, key, (language,))
    if language == "python":
        _drop(found, "kernelspec", "name", _DEFAULT_KERNELS)
    return found


def of_cell(cell: Node, language: str) -> list[str]:
    """The metadata, attachments and language of a cell that count, as one text; nothing where there are none."""
    found: dict[str, Any] = {"metadata": _counted(cell.child("metadata"), _CELL)}
    attachments, own = cell.child("attachments"), cell.child("language")
    found["attachments"] = attachments.plain() if attachments else None
    found["language"] = own.value if own and own.value != language else None
    kept = {key: value for key, value in found.items() if value}
    return [json.dumps(kept, sort_keys=True)] if kept else []


def _drop(found: dict[str, Any], group: str, key: str, values: tuple[str, ...]) -> None:
    rows = found.get(group)
    if isinstance(rows, dict) and str(rows.get(key)).lower() in values:
        del rows[key]
        if not rows:
            del found[group]


def _counted(node: Node | None, inert: frozenset[str]) -> dict[str, Any]:
    value = node.plain() if node else None
    if not isinstance(value, dict):
        return {"": value} if value else {}
    return _without(value, inert, "")


def _without(value: dict[str, Any], inert: frozenset[str], way: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, child in value.items():
        path = f"{way}{key}"
        if path in inert or (not way and _GUID.fullmatch(key)):
            continue
        kept = _without(child, inert, f"{path}/") if isinstance(child, dict) else child
        if kept not in ({}, [], None, ""):
            found[key] = kept
    return found
