"""Arguments of calls in Python source, by its syntax tree: nothing is run or imported.

A value counts where it is a literal, or a name that the whole file binds once, to a literal. All else (a variable that
is bound twice, an expression, ``**arguments``) is left to whoever reads on, as its source in back quotes.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gate.derive.given import Source, SourceError
from gate.derive.parsing import text
from gate.derive.settings import Setting
from gate.documents import DocumentError
from gate.documents.python_nodes import called, syntax_tree

_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_DEPTH = 3  # names that lead to names


@dataclass(frozen=True, slots=True)
class Call:
    """``name`` is the last name of what is called, ``owner`` the one before it; ``open`` says that it also gets
    arguments that are not seen."""

    name: str
    owner: str
    arguments: dict[str, Setting]
    line: int
    open: bool


class Script:
    """The calls of a source, and what its names stand for. Raises SourceError where it is no Python."""

    def __init__(self, source: Source) -> None:
        try:
            self.tree = syntax_tree(text(source).replace("\r\n", "\n"))
        except DocumentError as error:
            raise SourceError(error.message, error.line, error.remedy) from None
        nodes = [*ast.walk(self.tree)]
        bound = Counter(name for node in nodes for name in _bound(node))
        pairs = (pair for node in nodes if isinstance(node, ast.Assign) for pair in _pairs(node))
        self.names = {name: value for name, value in pairs if bound[name] == 1}
        self.found = [node for node in nodes if isinstance(node, ast.Call)]

    def calls(self, *names: str) -> list[Call]:
        """The calls of these names, in the order of the file."""
        rows = [self._call(node) for node in self.found if called(node.func) in names]
        return sorted(rows, key=lambda call: call.line)

    def classes(self) -> set[str]:
        """The names of everything that is called."""
        return {called(node.func) for node in self.found}

    def _call(self, node: ast.Call) -> Call:
        given = {str(at): self.setting(value) for at, value in enumerate(node.args)}
        given |= {word.arg: self.setting(word.value, word.lineno) for word in node.keywords if word.arg}
        hidden = any(word.arg is None for word in node.keywords) or any(isinstance(a, ast.Starred) for a in node.args)
        owner = called(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        return Call(called(node.func), owner, given, node.lineno, hidden)

    def assigned(self) -> dict[str, Setting]:
        """Every name that is bound once, to a literal."""
        return {name: self.setting(value) for name, value in self.names.items()}

    def setting(self, value: ast.expr, line: int | None = None) -> Setting:
        return Setting(self._value(value, _DEPTH), line or value.lineno, value.end_lineno or value.lineno)

    def _value(self, value: ast.expr, depth: int) -> object:
        if isinstance(value, ast.Name) and value.id in self.names and depth:
            return self._value(self.names[value.id], depth - 1)
        if isinstance(value, ast.List | ast.Tuple):
            return [self._value(item, depth) for item in value.elts]
        try:
            found = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return f"`{_source(value)}`"
        return found if isinstance(found, str | int | float | bool | None) else f"`{_source(value)}`"


def _pairs(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of an assignment, and of one of several names to as many values."""
    for target in node.targets:
        if isinstance(target, ast.Name):
            yield target.id, node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for one, other in zip(target.elts, node.value.elts, strict=False):
                if isinstance(one, ast.Name) and len(target.elts) == len(node.value.elts):
                    yield one.id, other


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from (*node.names, *node.names)  # bound from elsewhere, too
    elif isinstance(node, _NAMED) and node.name:
        yield node.name


def _source(value: ast.expr) -> str:
    try:
        return ast.unparse(value)[:200]
    except (RecursionError, ValueError):
        return "..."
