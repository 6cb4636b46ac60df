"""One triple as the rules look at it: the classes of the words on its way, its neighbours, and its file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from gate.extract.triple import NAME, TEXT, Triple
from gate.recognise.rules import looks
from gate.recognise.rules.classes import Word, classes_of, head_of, telling, words_of

_CODE = frozenset({"code", "python", "notebook"})
_ROLE = ("role", "type", "from", "author")


@dataclass
class File:
    """What the path of a file and its other values say about each of them."""

    path: str
    syntax: str
    triples: tuple[Triple, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words_of(self.path)

    @cached_property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def named(self) -> int:
        """The classes of the file's own name."""
        return classes_of(self.name.rpartition(".")[0] or self.name)

    @cached_property
    def folders(self) -> int:
        found = 0
        for folder in self.path.split("/")[:-1]:
            found |= classes_of(folder)
        return found

    @cached_property
    def folder(self) -> int:
        """The classes of the folder that the file is in."""
        return classes_of(self.path.rpartition("/")[0].rpartition("/")[2]) if "/" in self.path else 0

    @cached_property
    def is_code(self) -> bool:
        return self.syntax in _CODE

    @cached_property
    def is_evaluation(self) -> bool:
        """Whether it measures models, by its path: what it names answers nobody."""
        return bool((self.named | self.folders) & Word.EVAL)

    @cached_property
    def beside(self) -> dict[tuple[str, ...], dict[str, Triple]]:
        """The steps above -> last step -> value, of values that stand in one mapping, call or scope."""
        found: dict[tuple[str, ...], dict[str, Triple]] = {}
        for t in self.triples:
            if t.steps:
                found.setdefault(t.steps[:-1], {}).setdefault(t.steps[-1], t)
        return found

    @cached_property
    def models_at(self) -> dict[tuple[str, ...], int]:
        """The steps -> how many models stand at them."""
        found: dict[tuple[str, ...], set[str]] = {}
        for t in self.triples:
            if isinstance(t.value, str) and t.kind != NAME and looks.is_model_id(t.value):
                found.setdefault(t.steps, set()).add(t.value)
        return {steps: len(values) for steps, values in found.items()}

    @cached_property
    def _lines_of_names(self) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for t in self.triples:
            if t.kind == NAME:
                found.setdefault(t.steps, []).append(t.line)
        return found

    def names_beside(self, t: Triple) -> bool:
        """Whether another identifier stands in one list with this one: at the same steps, on its line or the next."""
        return sum(abs(line - t.line) <= 1 for line in self._lines_of_names.get(t.steps, ())) > 1

    @cached_property
    def has_model(self) -> bool:
        """Whether a model or a prompt stands in the file."""
        about = Word.MODEL | Word.PROMPT
        named = (t for t in self.triples if t.steps)
        return any(classes_of(t.steps[-1]) & about or looks.is_model_id(str(t.value)) for t in named)

    @cached_property
    def loading(self) -> frozenset[str]:
        """The outermost scopes in which a data set is loaded: what they put together is a record."""
        loads = ("load_dataset", "load_from_disk")
        return frozenset(t.steps[0] for t in self.triples if len(t.steps) > 1 and not {*loads}.isdisjoint(t.steps[1:]))

    @cached_property
    def held_out(self) -> tuple[Triple, ...]:
        """The values that name a part of data that only measures: ``split="test"``."""
        parts = (t for t in self.triples if t.steps and t.steps[-1] == "split")
        return tuple(t for t in parts if str(t.value).startswith(("test", "valid", "eval", "dev")))

    @cached_property
    def roles(self) -> dict[int, Triple]:
        """``id`` of a value -> the role that stands last before it under the same steps."""
        found: dict[int, Triple] = {}
        last: dict[tuple[str, ...], Triple] = {}
        for t in self.triples:
            if t.steps and t.steps[-1].lower() in _ROLE:
                last[t.steps[:-1]] = t
            elif t.steps and (role := last.get(t.steps[:-1])) is not None:
                found[id(t)] = role
        return found


@dataclass
class Seen:
    """A triple in its file."""

    triple: Triple
    file: File
    steps: tuple[str, ...] = field(init=False)
    last: int = field(init=False)
    prev: int = field(init=False)
    above: int = field(init=False)

    def __post_init__(self) -> None:
        self.steps = telling(self.triple.steps) if self.triple.steps else ()
        classes = [classes_of(step) for step in self.steps]
        self.last = classes[-1] if classes else 0
        self.prev = classes[-2] if len(classes) > 1 else 0
        self.above = 0
        for one in classes[:-1]:
            self.above |= one

    @property
    def both(self) -> int:
        """The last two names."""
        return self.last | self.prev

    @cached_property
    def head(self) -> int:
        """What the last name says that the thing is."""
        return head_of(self.name)

    @property
    def all(self) -> int:
        return self.last | self.above

    @cached_property
    def text(self) -> str:
        """The value, if it is a text; "" for all else, and for an identifier, which names what is said elsewhere."""
        value = self.triple.value
        return value if isinstance(value, str) and self.triple.kind != NAME else ""

    @cached_property
    def count(self) -> int:
        return looks.count_words(self.text)

    @cached_property
    def shapes(self) -> frozenset[str]:
        return looks.shapes(self.text)

    @cached_property
    def is_prose(self) -> bool:
        """Words for a reader, and no name, code or markup."""
        return self.count >= 4 and not looks.is_code_text(self.text)

    @property
    def is_text(self) -> bool:
        return self.triple.kind == TEXT

    @property
    def name(self) -> str:
        return self.steps[-1] if self.steps else ""

    @cached_property
    def role(self) -> str:
        """The role of the message that the value is the text of."""
        found = self.file.roles.get(id(self.triple))
        return str(found.value).lower() if found is not None else ""

    def neighbours(self) -> Iterable[tuple[str, Triple]]:
        return self.file.beside.get(self.triple.steps[:-1], {}).items() if self.triple.steps else ()

    @cached_property
    def model_beside(self) -> bool:
        """Whether a model stands beside the value."""
        for name, t in self.neighbours():
            if t is not self.triple and isinstance(t.value, str) and looks.is_word(t.value):
                said = classes_of(name)
                if said & Word.MODEL and not said & (Word.EVAL | Word.TYPE | Word.REVISION):
                    return True
                if looks.is_model_id(t.value):
                    return True
        return False
