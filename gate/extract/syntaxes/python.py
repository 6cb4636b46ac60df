"""Python by its syntax tree; nothing is run or imported.

On the way to a value are the classes and functions around it, the name that it is assigned to, the calls that it is
given to with their keywords, and the keys of mappings. In ``add_argument("--model", default="x")`` and
``getenv("MODEL", "x")`` the first argument is a name for the others. Left out are comments, docstrings, imports,
annotations, comparisons, and what is logged, printed, raised or asserted.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gate.documents.python_nodes import syntax_tree
from gate.extract.triple import KEY, NAME, Steps, Triple
from gate.values.regex import regex

_SILENT = frozenset(
    "print debug info warning warn error exception critical log format_exc startswith endswith replace split rsplit "
    "join index isinstance getattr setattr hasattr sub match search compile fullmatch getLogger get_logger "
    "skip skipif mark raises encode decode partition rpartition find count".split()
)
_READERS = frozenset("get getenv pop setdefault __getitem__ get_value getlist has_key get_secret".split())
_KEYED = regex(r"-{0,2}[A-Za-z_][\w.\-]{1,60}")
_MAX_DEPTH = 90


def read(text: str, lines: list[int] | None = None) -> Iterator[Triple]:
    """``lines`` are those of the file for each line of the text. Raises DocumentError."""
    tree = syntax_tree(text)
    reader = _Reader(lines)
    try:
        reader.body(tree.body, (), 0)
    except RecursionError:
        reader.deep = True
    yield from reader.found


class _Reader:
    def __init__(self, lines: list[int] | None) -> None:
        self.lines = lines
        self.found: list[Triple] = []
        self.deep = False

    def line(self, number: int) -> int:
        return number if self.lines is None else self.lines[min(number, len(self.lines)) - 1]

    def add(self, steps: Steps, value: object, place: ast.AST, first: int | None, kind: str = "value") -> None:
        if value is None or value is Ellipsis or value == "" or not isinstance(value, str | bool | int | float):
            return
        line: int = getattr(place, "lineno", 1)
        end: int = getattr(place, "end_lineno", None) or line
        self.found.append(Triple(steps, value, self.line(first or line), self.line(end), kind))

    def body(self, statements: list[ast.stmt], steps: Steps, depth: int) -> None:
        for s in statements:
            self.statement(s, steps, depth + 1)

    def statement(self, s: ast.stmt, steps: Steps, depth: int) -> None:
        if depth > _MAX_DEPTH or isinstance(s, ast.Import | ast.ImportFrom | ast.Raise | ast.Assert):
            return
        if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = (*steps, s.name)
            for decorator in s.decorator_list:
                self.value(decorator, inside, None, depth)
            self.defaults(s.args, inside, depth)
            self.body(s.body, inside, depth)
        elif isinstance(s, ast.ClassDef):
            if any(_dotted(base).rpartition(".")[2].endswith("Signature") for base in s.bases):
                self.instructions(s, (*steps, s.name))
            self.body(s.body, (*steps, s.name), depth)
        elif isinstance(s, ast.For | ast.AsyncFor):  # its target is given no value that is written here
            self.value(s.iter, steps, None, depth)
            self.body([*s.body, *s.orelse], steps, depth)
        elif isinstance(s, ast.Assign):
            for target in s.targets:
                self.assigned(target, s.value, steps, s, depth)
        elif isinstance(s, ast.AnnAssign | ast.AugAssign):
            if s.value is not None:
                self.assigned(s.target, s.value, steps, s, depth)
        elif isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant):
            return  # a docstring, or text that nothing reads
        else:
            for child in ast.iter_child_nodes(s):
                self.part(child, steps, depth)

    def instructions(self, s: ast.ClassDef, steps: Steps) -> None:
        """The docstring of a signature, which the model is given as its instructions (DSPy)."""
        first = s.body[0] if s.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            self.add((*steps, "instructions"), first.value.value, first, None)

    def part(self, child: ast.AST, steps: Steps, depth: int) -> None:
        if isinstance(child, ast.stmt):
            self.statement(child, steps, depth + 1)
        elif isinstance(child, ast.expr):
            self.value(child, steps, None, depth + 1)
        elif isinstance(child, ast.comprehension):
            self.value(child.iter, steps, None, depth + 1)
        else:
            for below in ast.iter_child_nodes(child):
                if not isinstance(below, ast.pattern):
                    self.part(below, steps, depth + 1)

    def defaults(self, arguments: ast.arguments, steps: Steps, depth: int) -> None:
        positional = [*arguments.posonlyargs, *arguments.args]
        first = len(positional) - len(arguments.defaults)
        pairs: list[tuple[ast.arg, ast.expr | None]] = [*zip(positional[first:], arguments.defaults, strict=True)]
        pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        for argument, default in pairs:
            if default is not None:
                self.value(default, (*steps, argument.arg), argument.lineno, depth)

    def assigned(self, target: ast.expr, value: ast.expr, steps: Steps, s: ast.stmt, depth: int) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                self.assigned(one, other, steps, s, depth)
            return
        self.value(value, (*steps, *_target(target)), s.lineno, depth)

    def value(self, node: ast.expr, steps: Steps, first: int | None, depth: int) -> None:
        """``first`` is the line of the name that the value is given to."""
        if depth > _MAX_DEPTH:
            return
        depth += 1
        if isinstance(node, ast.Constant):
            self.add(steps, node.value, node, first)
        elif isinstance(node, ast.JoinedStr):
            self.add(steps, "".join(_piece(part) for part in node.values), node, first)
        elif isinstance(node, ast.BinOp):
            text = _joined(node)
            if text is not None:
                self.add(steps, text, node, first)
            else:
                self.value(node.left, steps, first, depth)
                self.value(node.right, steps, first, depth)
        elif isinstance(node, ast.Call):
            self.call(node, steps, first, depth)
        elif isinstance(node, ast.Dict):
            self.mapping(node, steps, depth)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            self.items(node.elts, steps, depth)
        elif isinstance(node, ast.IfExp):
            self.value(node.body, steps, first, depth)
            self.value(node.orelse, steps, first, depth)
        elif isinstance(node, ast.Lambda):
            self.value(node.body, steps, first, depth)
        elif isinstance(node, ast.Name | ast.Attribute) and steps and _is_numbered(_dotted(node).rpartition(".")[2]):
            self.add(steps, _dotted(node), node, first, NAME)
        elif isinstance(node, ast.Compare | ast.Name | ast.Attribute):
            return
        elif isinstance(node, ast.Subscript):
            self.value(node.value, steps, first, depth)
        else:
            for child in ast.iter_child_nodes(node):
                self.part(child, steps, depth)

    def mapping(self, node: ast.Dict, steps: Steps, depth: int) -> None:
        for key, item in zip(node.keys, node.values, strict=True):
            name = key.value if isinstance(key, ast.Constant) else None
            below = (*steps, str(name)) if name is not None else steps
            self.value(item, below, key.lineno if key is not None else None, depth)
            if isinstance(name, str) and "/" in name and " " not in name:
                self.add(steps, name, key or item, None, KEY)

    def items(self, elements: list[ast.expr], steps: Steps, depth: int) -> None:
        for item in elements:
            if isinstance(item, ast.Name | ast.Attribute):
                self.add(steps, _dotted(item), item, None, NAME)
            else:
                self.value(item, steps, None, depth)

    def call(self, node: ast.Call, steps: Steps, first: int | None, depth: int) -> None:
        name = _dotted(node.func)
        last = name.rpartition(".")[2] or (node.func.attr if isinstance(node.func, ast.Attribute) else "")
        if last == "join" and (text := _list_joined(node)) is not None:
            self.add(steps, text, node, first)
            return
        if last in _SILENT or name.startswith(("logger.", "logging.", "log.", "console.")):
            return
        if isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Constant | ast.JoinedStr):  # "...".format(...), "...".strip()
                self.value(node.func.value, steps, first, depth)
            elif isinstance(node.func.value, ast.Call):
                self.value(node.func.value, steps, None, depth)
        owner = name.rpartition(".")[0].rpartition(".")[2]
        named = (owner, last) if owner[:1].isupper() else (last,)
        below = (*steps, *(step for step in named if step))
        rest = list(node.args)
        if last in _READERS and len(rest) == 1 and not node.keywords:
            return  # the key of what is read
        if len(rest) + len(node.keywords) > 1 and rest and (key := _name_of_others(rest)):
            below = (*below, key)
            rest = [a for a in rest if not (isinstance(a, ast.Constant) and str(a.value).startswith("-"))]
            if rest and isinstance(rest[0], ast.Constant) and rest[0].value == key:
                if last not in _READERS:
                    self.add(below[:-1], key, rest[0], None)
                rest = rest[1:]
        for argument in rest:
            self.value(argument, below, first, depth)
        for keyword in node.keywords:
            self.value(keyword.value, (*below, keyword.arg) if keyword.arg else below, keyword.lineno, depth)


def _is_numbered(name: str) -> bool:
    """A constant with a number, such as ``ChatModel.GPT_4O``."""
    return name.isupper() and any(c.isdigit() for c in name)


def _target(target: ast.expr) -> Steps:
    if isinstance(target, ast.Subscript):
        name = (str(target.slice.value),) if isinstance(target.slice, ast.Constant) else ()
        return (*_target(target.value), *name)
    if isinstance(target, ast.Attribute):
        return (target.attr,)
    if isinstance(target, ast.Tuple | ast.List):
        return _target(target.elts[0]) if target.elts else ()
    return (target.id,) if isinstance(target, ast.Name) else ()


def _name_of_others(arguments: list[ast.expr]) -> str | None:
    """The argument that names the others: the longest flag, or a first word that looks like an identifier."""
    texts = [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    flags = [text for text in texts if text.startswith("-")]
    if flags:
        return max(flags, key=len)
    first = arguments[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and _KEYED.fullmatch(first.value):
        return first.value
    return None


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))


def _piece(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "{x}"


def _list_joined(node: ast.Call) -> str | None:
    """The text of ``"sep".join(["a b", x])``; None where it is not a list, or where no item is of several words."""
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1:
        return None
    between, items = node.func.value, node.args[0]
    if not isinstance(between, ast.Constant) or not isinstance(between.value, str):
        return None
    if not isinstance(items, ast.List | ast.Tuple):
        return None
    parts = [_joined(item) for item in items.elts]
    if not any(part and " " in part.strip() for part in parts):
        return None
    return between.value.join("{x}" if part is None else part for part in parts)


def _joined(node: ast.expr) -> str | None:
    """The text of ``"a" + x + "b"`` with ``{x}`` for what is no literal; None where no part is a text."""
    parts: list[str] = []
    stack: list[ast.expr] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add):
            stack += [one.right, one.left]
        elif isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mod) and isinstance(one.left, ast.Constant):
            stack.append(one.left)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            parts.append(one.value)
        elif isinstance(one, ast.JoinedStr):
            parts.append("".join(_piece(part) for part in one.values))
        else:
            parts.append("{x}")
    return "".join(parts) if any(part != "{x}" for part in parts) else None
