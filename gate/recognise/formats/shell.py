"""Shell launchers: variables and flags of the training and serving commands."""

from collections.abc import Iterator
from dataclasses import replace

from gate.documents import Node
from gate.recognise.by_name import command_line, found_by_name
from gate.recognise.recogniser import Found, Rank
from gate.recognise.revisions import is_revision, normal, revision_of
from gate.recognise.vocabulary import is_source
from gate.values.regex import regex

_VARIABLE = regex(r"\$\{?(\w+)\}?")


class Shell:
    """Words of a script, by the names of its variables and flags."""

    name = "shell"
    rank = Rank.ANY
    formats = frozenset({"shell", "zsh"})

    def wants(self, path: str) -> bool:
        return path.endswith((".sh", ".bash", ".slurm", ".sbatch", ".zsh", ".job"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        given = {name: _known(node, root) for name, node in root.items()}
        around = {
            normal(name): node.value
            for name, node in given.items()
            if is_revision(name) and isinstance(node.value, str) and not is_source(node.value)
        }
        yield from command_line({name: node for name, node in given.items() if name.startswith("-")}, (), around)
        for name, node in root.items():
            if name.startswith("-"):
                continue
            for found in found_by_name(name, node, (name,), text=False):
                revision, _ = revision_of(name, found.surface, around.get) if found.reference else (None, "")
                yield replace(found, revision=revision)
                if found.surface == "base_model" and (said := root.child("REVISION")) is not None:
                    yield Found("base_model", ("REVISION",), said)


def _known(node: Node, root: Node) -> Node:
    """The value of a revision's flag that is a variable of the script."""
    match = _VARIABLE.fullmatch(node.value) if isinstance(node.value, str) else None
    said = root.child(match[1]) if match else None
    if said is None or not is_revision(match[1] if match else "") or not isinstance(said.value, str):
        return node
    return Node(node.line, node.end_line, said.value)


RECOGNISERS = (Shell(),)
