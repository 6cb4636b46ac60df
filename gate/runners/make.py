"""The targets of a Makefile and the recipes of a justfile: of the file, what each of them needs.

Sources: GNU make 4.4, manual, 3.7 (how a makefile is read), 4.6 (special targets), 5.7.2 (variables of a sub-make),
6.8 (``define``), 7 (conditionals), 10.5 (pattern rules); just 1.40, manual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gate.runners.settings import is_setting
from gate.values.regex import regex

MISSING = "#missing"  # in the place of a task's name: what counts for one that the file does not have

_RULE = regex(r"^(?![\s#])@?(?P<names>[\w./%$(){}-]+(?:\s+[^\s:=]+)*?(?:\s+[\w+*$-]+=\S*)*)\s*::?(?!=)(?P<needs>.*)$")
_VARIABLE = regex(r"^(?P<lead>(?:(?:export|override|private)\s+)*)(?P<name>[\w.-]+)\s*(?:\?|:{1,3}|\+|!)?=")
_DEFINE = regex(r"^\s*(?P<lead>(?:(?:export|override)\s+)*)define\s+(?P<name>[\w.-]+)")
_ALIAS = regex(r"^alias\s+(?P<name>[\w-]+)\s*:=")
_CONDITION = regex(r"^\s*(?:ifn?eq|ifn?def|else|endif)\b")
_ATTRIBUTE = regex(r"^\[[\w-]+.*\]\s*$")
_SETTINGS = regex(r"^\s*(?:-?include|sinclude|import|mod|set|export|unexport|vpath|load|-load|\.\w+|\$[({])")
_EVERY = regex(r"(?m)^(?:export\s*$|\.EXPORT_ALL_VARIABLES\b|set\s+export\b)")
_GOAL = regex(r"(?m)^\.DEFAULT_GOAL\s*[:?]*=\s*(\S+)")
_INTERPRETED = regex(r"^\.?(?:[A-Z]*SHELL\w*|MAKE\w*|\.[A-Z_]+)$")
_USED = regex(r"\$[({]([^(){}$\n]*)|\$(\w)|\{\{([^{}\n]*)\}\}")
_NAME = regex(r"[\w.-]+")
_CALLED = regex(r"(?:\$[({]MAKE[)}]|make|just)\s([^\n;&|]*)")

Tasks = Mapping[str, str]


def made(text: str) -> Tasks:
    """Name of each target -> its lines, with those of its prerequisites and the variables they use.

    What goes for the whole file is in each: includes, settings, exported variables, conditions. ``MISSING`` has that,
    and the rules whose names are patterns or variables.
    """
    reader = _Reader()
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        reader.take(line)
    if _EVERY.search(text):
        reader.common += reader.variables.values()
    shared = "\n".join(reader.common)
    shared += "\n" + _used(shared, reader.variables)
    needs = {name: body + _used(body, reader.variables) for name, body in reader.bodies.items()}
    found = {name: f"{shared}\n{closure(name, needs, _needed)}" for name in needs}
    if (goal := _GOAL.search(text)) and goal[1] in found:
        found = {goal[1]: found.pop(goal[1]), **found}
    found[MISSING] = "\n".join([shared, *(found[name] for name in needs if "%" in name)])
    return found


class _Reader:
    """Lines of a Makefile or a justfile, one after the other."""

    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.common: list[str] = []
        self._at: list[str] = []
        self._defined = ""  # the variable whose ``define`` is open
        self._attributes = ""

    def take(self, line: str) -> None:
        define = _DEFINE.match(line)
        if self._defined or define:
            self._defined = self._defined or (define["name"] if define else "")
            self._keep(self._defined, line, exported=bool(define and define["lead"]))
            self._defined = "" if line.strip().startswith("endef") else self._defined
        elif _CONDITION.match(line):
            self._add(line)
            self.common.append(line)
        elif line[:1] in ("\t", " ") and self._at:
            self._add(line)
        elif _ATTRIBUTE.match(line):
            self._attributes += line + "\n"
        else:
            self._statement(line)

    def _statement(self, line: str) -> None:
        variable = _VARIABLE.match(line)
        rule = None if variable else _RULE.match(line)
        alias = _ALIAS.match(line)
        if alias:
            self._at = [alias["name"]]
            self._add(line)
        elif rule:
            self._at = rule["names"].split()
            if any("$" in name for name in self._at):  # which targets these are, the variables say
                self.common.append(line)
            self._add(self._attributes + line)
            self._attributes = ""
        elif variable:
            self._at = []
            self._keep(variable["name"], line, exported="export" in variable["lead"])
        elif line.strip() and not line.startswith("#"):
            self._at = []
            if _SETTINGS.match(line):
                self.common.append(line)

    def _add(self, line: str) -> None:
        for name in self._at:
            if "$" in name:
                self.common.append(line)
            else:
                self.bodies[name] = self.bodies.get(name, "") + line + "\n"

    def _keep(self, name: str, line: str, *, exported: bool) -> None:
        if exported or _INTERPRETED.match(name) or is_setting(name):
            self.common.append(line)  # programs read it that no line names
        self.variables[name] = self.variables.get(name, "") + line + "\n"


def closure(name: str, texts: Tasks, below: Callable[[str, Iterable[str]], list[str]]) -> str:
    """The text of a task with all that it needs; ``below`` says what a text needs of the known names."""
    done: dict[str, None] = {}
    todo = [name]
    while todo:
        at = todo.pop()
        if at not in done and at in texts:
            done[at] = None
            todo += below(texts[at], texts)
    return "\n".join(texts[at] for at in done)


def _used(body: str, variables: Tasks) -> str:
    done: dict[str, str] = {}
    todo = [body]
    while todo:
        for match in _USED.finditer(todo.pop()):
            for name in _NAME.findall(match[1] or match[2] or match[3] or ""):
                if name in variables and name not in done:
                    done[name] = variables[name]
                    todo.append(variables[name])
    return "".join(done.values())


def _needed(body: str, known: Iterable[str]) -> list[str]:
    """The targets that a rule needs, or that its recipe makes by another call; patterns that a word fits count."""
    names = set(known)
    words = [word for line in body.splitlines() if line[:1] not in ("\t", " ") for word in line.split()]
    words += [word for call in _CALLED.findall(body) for word in call.split()]
    patterns = [(name, name.split("%", 1)) for name in names if "%" in name]
    fitting = [
        name for name, (start, end) in patterns for word in words if word.startswith(start) and word.endswith(end)
    ]
    return [word for word in dict.fromkeys([*words, *sorted(fitting)]) if word in names]
