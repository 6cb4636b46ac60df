"""Jupyter notebooks (nbformat 3 and 4): the Python of their code cells, on the lines of the file."""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents import DocumentError, parse
from gate.documents.notebook_nodes import cell_source
from gate.extract.syntaxes import python
from gate.extract.triple import Triple


def read(text: str) -> Iterator[Triple]:
    """Raises DocumentError where it is no notebook."""
    document = parse(text.encode("utf-8", "replace"), "json")
    sheets = document.child("worksheets")
    cells = (sheets.at((0,)) if sheets else document).child("cells")
    if cells is None:
        raise DocumentError("not a notebook: it has no list of cells", 1)
    for _, cell in cells.items():
        kind, source = cell.child("cell_type"), cell.child("input" if sheets else "source")
        if kind is None or source is None or kind.value != "code":
            continue
        code, lines = cell_source(source)
        if not code.lstrip().startswith("%%"):
            try:
                yield from python.read(_plain(code), lines)
            except DocumentError:
                continue  # of another language


def _plain(code: str) -> str:
    """Without the lines that are meant for IPython or the shell."""
    return "\n".join(
        line[: len(line) - len(line.lstrip())] + "pass" if line.lstrip()[:1] in ("!", "%") else line
        for line in code.split("\n")
    )
