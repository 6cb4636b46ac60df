"""Jupyter notebooks by their cells: the Python of the code cells as one module, with places in the notebook's file.

Outputs and execution counts are no part of it; metadata are, but for keys that say how the notebook looked or when it
ran (`gate.documents.notebook_metadata`). The root's ``value`` is the normal form: every cell's kind and its syntax
tree, with the comments that something reads, or its text where it has none or is of another language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from gate.documents.comments import in_code
from gate.documents.json_nodes import parse_json
from gate.documents.node import DocumentError, Node, put, whole
from gate.documents.notebook_metadata import of_cell, of_notebook
from gate.documents.python_nodes import PythonReader, normal_form, syntax_tree


def parse_notebook(text: str) -> Node:
    """Parse a notebook (nbformat 3 or 4). Raises DocumentError."""
    document = whole(parse_json(text))
    sheets = document.child("worksheets")
    if sheets and document.child("cells"):
        raise DocumentError("a notebook of two formats: it has cells and worksheets", sheets.line, "Keep the cells.")
    if sheets and len(list(sheets.items())) > 1:
        raise DocumentError("the notebook has several worksheets", sheets.line, "Save it with a present Jupyter.")
    cells = (sheets.at((0,)) if sheets else document).child("cells")
    if cells is None or not isinstance(cells.children, list):
        raise DocumentError("not a notebook: it has no list of cells", document.line, "Save it with Jupyter.")
    root = Node(document.line, document.end_line, children={})
    language = _language(document)
    forms: list[list[str]] = []
    for cell in cells.children:
        kind = cell.child("cell_type")
        source = cell.child("input" if sheets else "source")
        if kind is None or source is None:
            continue
        code, lines = cell_source(source)
        form = code
        if kind.value == "code" and language == "python":
            form = _cell(root, code, lines)
        forms.append([str(kind.value), form, *of_cell(cell, language)])
    metadata = of_notebook(document, language)
    root.value = json.dumps([language, *([metadata] if metadata else []), *forms], sort_keys=True)
    return root


def _language(document: Node) -> str:
    """The language of the kernel, in lower case; Python where the notebook names none."""
    for tokens in (("metadata", "kernelspec", "language"), ("metadata", "language_info", "name")):
        node: Node | None = document
        for token in tokens:
            node = node.child(token) if node else None
        if node and isinstance(node.value, str):
            return node.value.lower()
    return "python"


def cell_source(source: Node) -> tuple[str, list[int]]:
    """The cell's text, and the file's line of each of its lines."""
    if not isinstance(source.children, list):
        code = str(source.value or "")
        return code, [source.line] * (code.count("\n") + 1)
    parts = [(str(part.value), part.line) for part in source.children if isinstance(part.value, str)]
    lines = [line for text, line in parts for _ in range(max(1, text.count("\n")))]
    return "".join(text for text, _ in parts), lines or [source.line]


def _cell(root: Node, code: str, lines: list[int]) -> str:
    """Add what a code cell names to the tree; its normal form.

    A cell that is not all Python (``%%bash``, ``%%writefile``), or whose magic goes on in the next line, is text.
    """
    if code.lstrip().startswith("%%") or any(_is_magic(line) and line.endswith("\\") for line in code.split("\n")):
        return code
    # each magic by its number: the line can stand in a string, where it is no magic
    magics = [line for line in code.split("\n") if _is_magic(line)]
    numbers = iter(range(len(magics)))
    plain = "\n".join(_without_magic(line, numbers) for line in code.split("\n"))
    try:
        tree = syntax_tree(plain)
        found = PythonReader(plain, lines).scope(tree.body, lines[0], lines[-1])
        form = normal_form(tree)
    except DocumentError:
        return code
    for name, node in found.items():
        put(root, name, node)
    return "\n".join([in_code(plain, "cell") + form, *magics])


def _is_magic(line: str) -> bool:
    return line.lstrip()[:1] in ("!", "%")


def _without_magic(line: str, numbers: Iterator[int]) -> str:
    """A line that is meant for IPython or the shell is no Python."""
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}_magic_{next(numbers)}_" if _is_magic(line) else line
