"""Shell launchers: variables and flags of the training and serving commands."""

from collections.abc import Iterator

from gate.documents import Node
from gate.recognise.by_name import flags, found_by_name
from gate.recognise.recogniser import Found, Rank


class Shell:
    """Words of a script, by the names of its variables and flags."""

    name = "shell"
    rank = Rank.ANY
    formats = frozenset({"shell", "zsh"})

    def wants(self, path: str) -> bool:
        return path.endswith((".sh", ".bash", ".slurm", ".sbatch", ".zsh", ".job"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        for name, node in root.items():
            if name.startswith("-"):
                yield from flags(name, node, (name,))
            else:
                yield from found_by_name(name, node, (name,), text=False)


RECOGNISERS = (Shell(),)
