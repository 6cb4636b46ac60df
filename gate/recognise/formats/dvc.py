"""DVC: data that is kept elsewhere and named by its hash."""

from collections.abc import Iterator

from gate.documents import Node
from gate.recognise.by_name import found_by_name
from gate.recognise.paths import is_data_path
from gate.recognise.recogniser import Found, Rank, deep

_HASHES = ("md5", "etag", "checksum", "version_id", "hash", "size", "nfiles", "path", "rev_lock", "rev", "url")


class Dvc:
    """``*.dvc``, ``dvc.lock`` and ``dvc.yaml``."""

    name = "dvc"
    rank = Rank.FORMAT
    formats = frozenset({"yaml"})

    def wants(self, path: str) -> bool:
        return path.endswith(".dvc") or path.rpartition("/")[2] in ("dvc.lock", "dvc.yaml")

    def find(self, path: str, root: Node) -> Iterator[Found]:
        folder = path.rpartition("/")[0]
        for pattern in (("outs", "*"), ("deps", "*"), ("stages", "*", "deps", "*"), ("stages", "*", "outs", "*")):
            for tokens, item in deep(root, pattern):
                named = item.child("path")
                name = str(named.value if named else item.value or "")
                if not is_data_path(f"{folder}/{name}".lstrip("/"), tracked=path.endswith(".dvc")):
                    continue
                for at, leaf in item.leaves(tokens):
                    if at[-1] in _HASHES or "repo" in at or len(at) == len(tokens):
                        yield Found("training_data", at, leaf)
        for tokens, parameters in deep(root, ("stages", "*", "params")):
            for at, leaf in parameters.leaves(tokens):
                yield from found_by_name(at[-1].rpartition(".")[2], leaf, at, text=False)


RECOGNISERS = (Dvc(),)
