"""Rego modules: the ones that ship with the gate, those of the repository, and what their METADATA says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from gate.documents import DocumentError, parse
from gate.process.resources import resource
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import ConfigError


@dataclass(frozen=True)
class Bundle:
    """Path -> Rego text. The digest is of all paths and texts. ``foreign``: some of them are not the gate's own."""

    modules: Mapping[str, str]
    foreign: bool = False

    @cached_property
    def digest(self) -> str:
        return digest_of(canonical_json(dict(self.modules)))

    def rules(self, wanted: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
        """Rule id -> METADATA (title, description and the custom keys), of the wanted rules or of all.

        Raises ConfigError where a METADATA block cannot be read.
        """
        names = None if wanted is None else set(wanted)
        found: dict[str, dict[str, Any]] = {}
        for path, text in self.modules.items():
            if names is not None and not any(name in text for name in names):
                continue
            metadata = read_metadata(path, text)
            identifier = metadata.get("id")
            if isinstance(identifier, str) and (names is None or identifier in names):
                found[identifier] = metadata
        return found


def read_metadata(path: str, text: str) -> dict[str, Any]:
    """The first METADATA block of a module (OPA, "Annotations"), its custom keys lifted to the top."""
    return dict(_metadata(path, text))


@lru_cache(maxsize=1024)
def _metadata(path: str, text: str) -> dict[str, Any]:
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.strip() == "# METADATA"), None)
    if start is None:
        return {}
    block: list[str] = []
    for line in lines[start + 1 :]:
        if not line.startswith("#"):
            break
        block.append(line[1:].removeprefix(" "))
    try:
        value = parse("\n".join(block).encode(), "yaml").plain()
    except DocumentError as error:
        raise ConfigError(
            f"the METADATA cannot be read: {error.message}",
            path=path,
            line=start + 1 + (error.line or 1),
            remedy=error.remedy,
        ) from None
    if not isinstance(value, dict):
        return {}
    custom = value.pop("custom", None)
    return {**value, **(custom if isinstance(custom, dict) else {})}


@cache
def load_builtin(*, rules: bool = True) -> Bundle:
    """The policies that ship with the gate, without their tests, and if wanted without the rules that judge a case.

    Raises ConfigError where there are none.
    """
    root = str(resource("policies"))
    modules: dict[str, str] = {}
    for folder, folders, names in os.walk(root):  # in half the time of pathlib's rglob
        if folder == root and not rules:
            folders[:] = ["lib"]
        place = folder.removeprefix(root).replace(os.sep, "/")
        for name in names:
            if name.endswith(".rego") and not name.endswith("_test.rego"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    modules[f"policies{place}/{name}"] = file.read()
    if not modules:
        raise ConfigError("the gate's own policies are missing", remedy="Install tunegate again.")
    return Bundle(dict(sorted(modules.items())))


def load_fixtures() -> dict[str, str]:
    """What the tests of the gate's own policies share; nothing where only the policies are installed."""
    root = resource("policies")
    return {
        f"policies/{path.relative_to(root).as_posix()}": path.read_text(encoding="utf-8")
        for path in sorted(root.glob("lib/*fixture_test.rego"))
    }
