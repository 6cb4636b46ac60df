"""Commands of launcher scripts: the flags that a program is started with, by the words of the shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gate.derive.given import Source, SourceError
from gate.derive.parsing import text
from gate.derive.settings import Setting, literal
from gate.documents import DocumentError, Node
from gate.documents.shell_nodes import commands, parse_shell
from gate.documents.shell_words import Word, flags
from gate.values.regex import regex

MAX_SCRIPT = 256 * 1024  # characters; a launcher has some thousand, and the words of a megabyte take seconds
_VARIABLE = regex(r"\$\{?([A-Za-z_]\w*)\}?")


@dataclass(frozen=True, slots=True)
class Command:
    """``words`` are the words without quotes; ``flags`` have their names without dashes, '_' for '-'."""

    words: list[str]
    flags: dict[str, Setting]
    line: int


def commands_of(source: Source, starts: Callable[[list[str]], bool]) -> list[Command]:
    """The commands of a script whose words ``starts`` accepts. Raises SourceError for binary or overlong scripts."""
    script = text(source)
    if len(script) > MAX_SCRIPT:
        raise SourceError(
            f"the script has {len(script):,} characters; a launcher may have {MAX_SCRIPT:,}",
            1,
            "Move what does not start the training into a file of its own.",
        )
    return [*_commands(script, starts)]


def only(found: list[Command], what: str) -> Command:
    """The one command that starts the training. Raises SourceError where it is not clear which one that is."""
    if len(found) != 1:
        last = found[-1].line if found else 1
        said = f"{len(found)} commands start {what}" if found else f"no command starts {what}"
        raise SourceError(said, last, "Keep one in this file, or record the configuration that the trainer wrote out.")
    return found[0]


def _commands(script: str, starts: Callable[[list[str]], bool]) -> Iterator[Command]:
    try:
        root, rows = parse_shell(script), commands(script)
    except DocumentError as error:
        raise SourceError(error.message, error.line, error.remedy) from None
    for row in rows:
        words = [word.text for word in row]
        if starts(words):
            yield Command(words, dict(_flags(root, row)), row[0].line)


def _flags(root: Node, row: list[Word]) -> Iterator[tuple[str, Setting]]:
    given = Node(1, 1, children={})
    flags(given, row)
    for name, node in given.items():
        if name.startswith("--") and name.strip("-"):
            value = node.plain()
            texts = value if isinstance(value, list) else [value]
            read = [_value(root, each) for each in texts]
            yield name.lstrip("-"), Setting(read if isinstance(value, list) else read[0], node.line, node.end_line)


def _value(root: Node, value: object) -> object:
    """A number, true or false, or the text; of a variable that the script sets once to a literal, that."""
    if not isinstance(value, str):
        return value
    if match := _VARIABLE.fullmatch(value):
        found = root.child(match[1])
        if found is not None and found.children is None and isinstance(found.value, str) and "+" not in found.kind[:1]:
            return literal(found.value)
        return value
    return literal(value)
