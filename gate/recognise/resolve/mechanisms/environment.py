"""``${VAR}`` and ``${VAR:-x}`` of Compose, scripts and OmegaConf: ``.env``, ``env_file``, variables of the file itself.

Sources: Compose Specification, "Interpolation" and "env_file"; OmegaConf 2.3, "Resolvers" (``oc.env``); python-dotenv.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.recognise.resolve import Value, from_folders
from gate.recognise.resolve.places import Files, Place
from gate.values.regex import regex

_VARIABLE = regex(
    r"\$\{(?:oc\.env:|env:)?([A-Za-z_]\w*)\b|\$([A-Za-z_]\w*)\b|\b(?:getenv|environ(?:\.get)?)[(\[]['\"](\w+)"
)
_NAMES = (".env", ".env.local", ".env.production", "env.sh", ".envrc")
_FORMATS = (".yaml", ".yml", ".sh", ".bash", ".py", ".toml", ".json", ".slurm", ".sbatch", ".env")


def places(value: Value, files: Files) -> Iterator[Place]:
    names = {name for found in _VARIABLE.findall(value.text) for name in found if name}
    if not names or not value.tokens or not value.path.endswith(_FORMATS):
        return
    said = [path for name in _NAMES for path in from_folders(value.path, name)]
    for path in dict.fromkeys([*_env_files(value, files), *said]):
        root = files.node(path) if path != value.path else None
        for name in sorted(names) if root is not None else ():
            node = root.child(name) if root is not None else None
            if node is not None:
                yield Place(path, (name,), node, "environment")
    own = files.node(value.path) if value.path.endswith((".sh", ".bash", ".slurm", ".sbatch")) else None
    for name in sorted(names) if own is not None else ():
        node = own.child(name) if own is not None else None
        if node is not None:
            yield Place(value.path, (name,), node, "environment")


def _env_files(value: Value, files: Files) -> Iterator[str]:
    """What the service, or any other of the file, reads its variables from."""
    root = files.node(value.path) if value.path.endswith((".yaml", ".yml")) else None
    services = root.child("services") if root is not None else None
    for _, service in services.items() if services is not None else ():
        named = service.child("env_file")
        for _, leaf in named.leaves() if named is not None else ():
            if isinstance(leaf.value, str):
                yield from from_folders(value.path, leaf.value)
