"""Sources that nobody has to name: files of the state itself, and files that documents name."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.derive.bind import is_end_of
from gate.values.terms import TRAINING_DATA

if TYPE_CHECKING:
    from gate.values.elements import State

RUN = "training-run"
SYSTEM_PROMPT = "system_prompt"
SURFACES = (TRAINING_DATA, "training_recipe", "base_model", "fine_tuned_model")
# kinds of files that lie beside the weights of any model
OF_ANY_MODEL = frozenset(
    "model-card model-config adapter-config training-args trainer-state trainer-log training-results "
    "chat-template".split()
)
# names of files with chat templates, which stand on the surface of the system prompt as well
TEMPLATES = ("tokenizer_config.json", "chat_template.json")
DATA_FORMATS = frozenset(("jsonl", "data"))
# the document that a surface's files are about, where they give no value
HOME = {
    TRAINING_DATA: "training-data-manifest",
    "training_recipe": RUN,
    "base_model": RUN,
    "fine_tuned_model": RUN,
    SYSTEM_PROMPT: RUN,
}


@dataclass(frozen=True, slots=True)
class Implied:
    """A file that is read untold. ``surfaces`` are those that it is on; none for one that only a document names, which
    ``document`` is the kind of. ``is_data``: its bytes are records."""

    path: str
    surfaces: tuple[str, ...] = ()
    document: str | None = None
    is_data: bool = False

    @property
    def homes(self) -> frozenset[str]:
        """The documents that have the source among theirs, whatever it gives."""
        named = [self.document] if self.document else []
        return frozenset([*named, *(HOME[surface] for surface in self.surfaces)])


def implied(state: State, documents: Mapping[str, Mapping[str, Any]]) -> list[Implied]:
    """The files, sorted by path. ``documents`` are those of the pack by kind."""
    surfaces: dict[str, set[str]] = {}
    data: set[str] = set()
    for surface in SURFACES:
        for element in state.by_surface.get(surface, ()):
            surfaces.setdefault(element.path, set()).add(surface)
            if element.is_file and element.format in DATA_FORMATS:
                data.add(element.path)
    for element in state.by_surface.get(SYSTEM_PROMPT, ()):
        if is_template(element.path):
            surfaces.setdefault(element.path, set()).add(SYSTEM_PROMPT)
    found = {path: Implied(path, tuple(sorted(on)), is_data=path in data) for path, on in surfaces.items()}
    lock = documents.get(RUN, {}).get("lock_file")
    if isinstance(lock, Mapping) and isinstance(lock.get("path"), str) and "://" not in lock["path"]:
        found.setdefault(lock["path"], Implied(lock["path"], document=RUN))
    return [found[path] for path in sorted(found)]


def is_template(path: str) -> bool:
    """Whether a file's name says that it has a chat template."""
    name = path.rpartition("/")[2].lower()
    return name in TEMPLATES or name.endswith(".jinja")


def words(command: Any) -> list[str]:
    """The words of the command that started a run; none where it is not text or a quote is left open."""
    try:
        return shlex.split(command) if isinstance(command, str) else []
    except ValueError:
        return []


def named_by(command: Any, paths: Iterable[str]) -> set[str]:
    """The files that a command names; it may have been run from another folder, or in another place."""
    said = [part for word in words(command) for part in (word, word.partition("=")[2]) if part]
    return {path for path in paths if any(is_end_of(path, one) or _is_end_of(one, path) for one in said)}


def _is_end_of(word: str, path: str) -> bool:
    """Whether a path ends with what a command says of it: ``train.yaml``, run from ``configs``."""
    return "." in word and path.endswith("/" + word.removeprefix("./"))


def overrides(command: Any) -> dict[str, str]:
    """What a command sets itself, by the last part of the name: ``--learning_rate 1e-4``, ``optimizer.lr=1e-4``."""
    found: dict[str, str] = {}
    parts = words(command)
    for index, word in enumerate(parts):
        name, sign, value = word.partition("=")
        if word.startswith("--") and not sign:
            following = parts[index + 1] if index + 1 < len(parts) else ""
            value = "" if following.startswith("--") else following
        elif not sign:
            continue
        key = name.lstrip("-+~").rpartition(".")[2].replace("-", "_")
        if key.isidentifier() and value:
            found[key] = value
    return found
