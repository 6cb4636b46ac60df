"""Python source as a tree of the names that it gives values to, by its syntax tree: nothing is run or imported.

A scope (module, class, function) is a mapping. In it stand assigned names, the defaults of parameters and of command
line options, and the arguments of calls (``from_pretrained``, then ``0`` or the keyword). What is no literal is kept
as its source in back quotes. A name that occurs several times is a list. The root's ``value`` is the normal form: the
syntax tree without places, so that comments and layout are no difference (`gate.documents.comments` adds those that
something reads).
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from gate.documents.coding import foreign_coding
from gate.documents.node import MAX_NODES, DocumentError, Node, put
from gate.documents.python_names import rebound
from gate.values.regex import regex

MAX_SOURCE = 2 * 1024 * 1024  # characters; a longer file is data in disguise, and slow to parse
_GRAMMAR = (3, 11)  # newer syntax is text everywhere, so that states agree
_NO_EFFECT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
QUOTES = ("'", '"')
_SPACE = regex(
    r"""\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*+'{3}|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'"""
    r"|(?:\s|\\\n|#[^\n]*+)++",
    re.DOTALL,
)
_LONE_RETURN = regex(r"\r(?!\n)")
_OPTION_CALLS = ("add_argument", "option", "Option", "DEFINE_string")


def parse_python(text: str) -> Node:
    """Parse a Python source text. Raises DocumentError."""
    if coding := foreign_coding(text):
        raise DocumentError(f"the source declares the encoding {coding[1]}", coding[0], "Save the file as UTF-8.")
    tree = syntax_tree(text)
    reader = PythonReader(text.replace("\r\n", "\n"))
    root = reader.scope(tree.body, 1, text.count("\n") + 1)
    root.value = normal_form(tree)
    return root


def syntax_tree(text: str) -> ast.Module:
    """The syntax tree of a source text. Raises DocumentError, and nothing else, where it has none."""
    if len(text) > MAX_SOURCE:
        raise DocumentError(f"more than {MAX_SOURCE:,} characters of Python", 1, "Split the file.")
    if lone := _LONE_RETURN.search(text):  # which ends a line for Python, and for nothing else here
        line = text.count("\n", 0, lone.start()) + 1
        raise DocumentError("a carriage return stands alone", line, "Save the file with the line ends of Unix.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in a string is not ours to report
            return ast.parse(text, feature_version=_GRAMMAR)
    except SyntaxError as error:
        raise DocumentError(f"not valid Python: {error.msg}", error.lineno or 1, "Correct the syntax.") from None
    except (ValueError, RecursionError, MemoryError):
        raise DocumentError("not valid Python: it cannot be parsed", 1, "Correct the syntax.") from None


def normal_form(tree: ast.Module) -> str:
    """The syntax tree as text, the same on every version of Python: without places, and without what is empty."""
    found: list[str] = []
    try:
        _form(tree, found)
    except (RecursionError, MemoryError):
        raise DocumentError("nested too deep", 1, "Flatten the code.") from None
    return "".join(found)


def _form(part: object, found: list[str]) -> None:
    if isinstance(part, list):
        found.append("[")
        for item in part:
            _form(item, found)
            found.append(",")
        found.append("]")
    elif isinstance(part, ast.AST):
        found.append(f"{type(part).__name__}(")
        for name in part._fields:
            value = getattr(part, name, None)
            if value is not None and value != [] and name not in _NO_EFFECT:
                found.append(f"{name}=")
                _form(value, found)
        found.append(")")
    else:
        # in hexadecimal, because Python does not write long numbers in decimal
        found.append(hex(part) if isinstance(part, int) and not isinstance(part, bool) else ascii(part))


def _key(value: object) -> str:
    """A key as text; a whole number that Python does not write in decimal in hexadecimal."""
    return hex(value) if isinstance(value, int) and abs(value) >= 2**64 else str(value)


class PythonReader:
    """Collects the values of scopes. ``lines`` turns a line of the source into a line of the file."""

    def __init__(self, text: str, lines: list[int] | None = None) -> None:
        self.source = [line.encode() for line in text.split("\n")]
        self.lines = lines
        self.count = 0

    def text(self, value: ast.expr | ast.stmt) -> str:
        """The source of an expression on one line, in back quotes."""
        first, last = value.lineno - 1, (value.end_lineno or value.lineno) - 1
        lines = self.source[first : last + 1]
        lines[-1] = lines[-1][: value.end_col_offset]
        lines[0] = lines[0][value.col_offset :]
        joined = b"\n".join(lines).decode("utf-8", "replace")
        return f"`{_SPACE.sub(lambda match: match[0] if match[0][0] in QUOTES else ' ', joined)}`"

    def line_of(self, line: int) -> int:
        return line if self.lines is None else self.lines[min(line, len(self.lines)) - 1]

    def scope(self, body: list[ast.stmt], line: int, end_line: int) -> Node:
        root = Node(line, end_line, children={})
        try:
            for name, node in self.statements(body):
                put(root, name, node)
            for name, statement in rebound(body):
                if root.child(name):  # another value than the one that is written may count
                    first, last = self.line_of(statement.lineno), self.line_of(statement.end_lineno or statement.lineno)
                    put(root, name, Node(first, last, self.text(statement), kind="statement"))
        except (RecursionError, MemoryError):
            raise DocumentError("nested too deep", line, "Flatten the code.") from None
        return root

    def statements(self, body: list[ast.stmt]) -> Iterator[tuple[str, Node]]:
        for statement in body:
            yield from self.statement(statement)

    def statement(self, s: ast.stmt) -> Iterator[tuple[str, Node]]:
        if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = Node(self.line_of(s.lineno), self.line_of(s.end_lineno or s.lineno), children={})
            for name, node in (*self.decorators(s), *self.defaults(s.args), *self.statements(s.body)):
                put(inside, name, node)
            yield s.name, inside
        elif isinstance(s, ast.ClassDef):
            yield s.name, self.scope(s.body, self.line_of(s.lineno), self.line_of(s.end_lineno or s.lineno))
        elif isinstance(s, ast.Assign):
            for target in s.targets:
                yield from self.assigned(target, s.value, s)
            yield from self.calls(s.value)
        elif isinstance(s, ast.AnnAssign) and s.value is not None:
            yield from self.assigned(s.target, s.value, s)
            yield from self.calls(s.value)
        elif isinstance(s, ast.Assert):  # its message is words for a person
            yield from self.calls(s.test)
        else:
            for field in ast.iter_child_nodes(s):
                if isinstance(field, ast.expr):
                    yield from self.calls(field)
                elif isinstance(field, ast.stmt):
                    yield from self.statement(field)
                else:
                    yield from self.inside(field)

    def inside(self, part: ast.AST) -> Iterator[tuple[str, Node]]:
        """What stands in an exception handler, a ``with`` item or a ``match`` case."""
        for field in ast.iter_child_nodes(part):
            if isinstance(field, ast.stmt):
                yield from self.statement(field)
            elif isinstance(field, ast.expr):
                yield from self.calls(field)

    def decorators(self, s: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, Node]]:
        for decorator in s.decorator_list:
            yield from self.calls(decorator)

    def defaults(self, arguments: ast.arguments) -> Iterator[tuple[str, Node]]:
        positional = [*arguments.posonlyargs, *arguments.args]
        first = len(positional) - len(arguments.defaults)
        pairs = [*zip(positional[first:], arguments.defaults, strict=True)]
        pairs += [(a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None]
        for argument, default in pairs:
            yield argument.arg, self.defaulted(argument, default)

    def assigned(self, target: ast.expr, value: ast.expr, s: ast.stmt) -> Iterator[tuple[str, Node]]:
        if isinstance(target, ast.Name):
            yield target.id, self.defaulted(s, value)
        elif isinstance(target, ast.Attribute):
            yield target.attr, self.defaulted(s, value)
        elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
            yield str(target.slice.value), self.defaulted(s, value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                yield from self.assigned(one, other, other)  # type: ignore[arg-type]  # only its place is used

    def effective(self, value: ast.expr) -> ast.expr:
        """The default inside of ``field(default=...)`` and ``Field("...")``, and of ``os.environ.get("X", "...")``."""
        if not isinstance(value, ast.Call):
            return value
        name = called(value.func)
        if name in ("field", "Field", "Option", "Argument", "Arg", "Param"):
            given = next((k.value for k in value.keywords if k.arg == "default"), None)
            if given is None and name != "field" and value.args:
                given = value.args[0]
            return given if isinstance(given, ast.Constant) else value
        if len(value.args) == 2 and isinstance(value.args[1], ast.Constant) and _reads_environment(value.func):
            return value.args[1]
        return value

    def calls(self, expression: ast.expr) -> Iterator[tuple[str, Node]]:
        """Every call below that is given a literal or a name, outermost first."""
        for part in ast.walk(expression):
            if isinstance(part, ast.Call) and (name := called(part.func)):
                yield name, self.arguments(part)
                if name in _OPTION_CALLS:
                    yield from self.option(part)
            elif isinstance(part, ast.Dict) and (message := self.message(part)):
                yield "messages", message

    def arguments(self, call: ast.Call) -> Node:
        found = Node(self.line_of(call.lineno), self.line_of(call.end_lineno or call.lineno), children={})
        for index, argument in enumerate(call.args):
            put(found, str(index), self.node(argument))
        for keyword in call.keywords:
            if keyword.arg:
                put(found, keyword.arg, self.spanning(keyword, keyword.value))
        return found

    def option(self, call: ast.Call) -> Iterator[tuple[str, Node]]:
        """The default of a command line option, under the option's name."""
        names = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        longest = max(names, key=len, default="")
        for keyword in call.keywords:
            if keyword.arg == "default" and longest:
                yield longest.lstrip("-").replace("-", "_"), self.spanning(keyword, keyword.value)

    def message(self, mapping: ast.Dict) -> Node | None:
        """``{"role": "system", "content": ...}`` as it is given to a chat model."""
        keys = {k.value: v for k, v in zip(mapping.keys, mapping.values, strict=True) if isinstance(k, ast.Constant)}
        role = keys.get("role")
        if "content" not in keys or not isinstance(role, ast.Constant):
            return None
        return self.node(mapping)

    def spanning(self, place: ast.stmt | ast.arg | ast.keyword | ast.expr, value: ast.expr) -> Node:
        """The value's node, from the line of the name that it is given to."""
        node = self.node(value)
        return Node(self.line_of(place.lineno), node.end_line, node.value, node.children, node.kind)

    def defaulted(self, place: ast.stmt | ast.arg, value: ast.expr) -> Node:
        """The same, of the default in a call that gives another value where there is one."""
        inner = self.effective(value)
        node = self.spanning(place, inner)
        if inner is not value:
            node.kind = f"default {self.text(value)}"
        return node

    def node(self, value: ast.expr) -> Node:
        self.count += 1
        line, end = self.line_of(value.lineno), self.line_of(value.end_lineno or value.lineno)
        if self.count > MAX_NODES:
            raise DocumentError(f"more than {MAX_NODES:,} values", line, "Split the file.")
        if isinstance(value, ast.List | ast.Tuple | ast.Set):
            return Node(line, end, children=[self.node(item) for item in value.elts])
        if isinstance(value, ast.Dict) and all(isinstance(k, ast.Constant) for k in value.keys):
            found = Node(line, end, children={})
            for key, item in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant):
                    child = self.node(item)
                    put(
                        found,
                        _key(key.value),
                        Node(self.line_of(key.lineno), child.end_line, child.value, child.children, child.kind),
                    )
            return found
        literal = self.literal(value)
        kind = "" if isinstance(value, ast.Constant | ast.BinOp) or not isinstance(literal, str) else self.kind(value)
        return Node(line, end, literal, kind=kind)

    def kind(self, value: ast.expr) -> str:
        """What tells a text that is computed from one that is written."""
        return f"{type(value).__name__} {called(value.func) if isinstance(value, ast.Call) else ''}".strip()

    def literal(self, value: ast.expr) -> str | int | float | bool | None:
        """The value of a literal; the source of anything else."""
        if isinstance(value, ast.Constant):
            constant = value.value
            if isinstance(constant, str | bool | int) or constant is None:
                return constant if not isinstance(constant, int) or abs(constant) < 2**53 else hex(constant)
            if isinstance(constant, float) and constant == constant and abs(constant) != float("inf"):
                return constant
            return self.text(value)
        if isinstance(value, ast.JoinedStr):
            return "".join(self.piece(part) for part in value.values)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            left, right = self.literal(value.left), self.literal(value.right)
            if isinstance(left, str) and isinstance(right, str) and not (left[:1] == "`" or right[:1] == "`"):
                return left + right
        if isinstance(value, ast.Call) and not value.keywords and (inner := _stripped(value)):
            return inner
        return self.text(value)

    def piece(self, part: ast.expr) -> str:
        if isinstance(part, ast.Constant):
            return str(part.value)
        # in an f-string its parts have no place of their own on every version of Python
        return "{" + ast.unparse(part.value if isinstance(part, ast.FormattedValue) else part) + "}"


def _reads_environment(function: ast.expr) -> bool:
    """Whether it is ``os.environ.get`` or ``os.getenv``: any other ``get`` can give anything."""
    if isinstance(function, ast.Attribute) and function.attr == "get":
        return called(function.value) == "environ"
    return called(function) == "getenv"


def _stripped(call: ast.Call) -> str | None:
    """The text in ``dedent("...")``, ``cleandoc("...")`` or ``"...".strip()``."""
    name = called(call.func)
    inner: ast.expr | None = None
    if name in ("dedent", "cleandoc") and len(call.args) == 1:
        inner = call.args[0]
    elif name in ("strip", "lstrip", "rstrip") and not call.args and isinstance(call.func, ast.Attribute):
        inner = call.func.value
    return inner.value if isinstance(inner, ast.Constant) and isinstance(inner.value, str) else None


def called(function: ast.expr) -> str:
    """The last name of what is called: ``AutoModel.from_pretrained`` is ``from_pretrained``."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
