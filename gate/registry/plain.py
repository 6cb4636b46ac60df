"""The layout of a registry that is no more than files, in a folder or a bucket: nobody but the gate writes it.

::

    models/NAME/versions/VERSION/version.json     {"schema": "tunegate/registered-version/v1"}
    models/NAME/versions/VERSION/files/...         the artefact, where it is kept here
    models/NAME/versions/VERSION/statements/HEX.json   envelopes, by the SHA-256 of their bytes
    models/NAME/versions/VERSION/hints.json        tags
    models/NAME/aliases.json                       {alias: version}

The '/' of a name is written '~'. What is vouched for is the SHA-256 of the files' own bytes, computed when asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from gate.registry.port import (
    MAX_ENVELOPE,
    MAX_ROWS,
    MovedError,
    RegistryError,
    Version,
    check_name,
    check_version,
    hint_of,
    refuse_large,
    refuse_many,
)
from gate.registry.store import Store
from gate.values.canonical import canonical_json
from gate.values.digests import is_digest
from gate.values.errors import UsageError

SCHEMA = "tunegate/registered-version/v1"
_LIMIT = 1 << 20


class Plain:
    """A `gate.registry.port.Registry` over a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.url = store.where
        self.swaps = store.swaps

    def register(self, name: str, version: str, files: Mapping[str, bytes] | None = None) -> Version:
        """Add a version, with small files where it has some; what is there already stays. For folders that nothing
        else fills."""
        folder = self._version(check_name(name), check_version(version))
        for path, data in (files or {}).items():
            if not self._store.create(f"{folder}/files/{path}", data):
                raise RegistryError(f"{name}@{version} has {path} already", self.url, "Register another version.")
        self._store.create(f"{folder}/version.json", canonical_json({"schema": SCHEMA}))
        return self._read(name, version)

    def names(self) -> Iterator[str]:
        names = self._store.names("models")
        if len(names) > MAX_ROWS:
            raise RegistryError(f"the registry has more than {MAX_ROWS:,} models", self.url, "Name one model.")
        for name in names:
            yield self._checked(name.replace("~", "/"))

    def versions(self, name: str) -> Iterator[Version]:
        for version in self._numbers(check_name(name)):
            yield self._read(name, version)

    def find(self, name: str, ref: str) -> tuple[Version, ...]:
        check_name(name)
        if is_digest(ref):
            rows = tuple(self.versions(name))
            return tuple(row for row in rows if ref == row.digest or ref in row.files.values())
        check_version(ref)
        numbers = self._numbers(name)
        named = {ref, self._aliases(name).get(ref, ref)}  # an alias that is spelled as a version makes two answers
        return tuple(self._read(name, version) for version in numbers if version in named)

    def attached(self, version: Version) -> tuple[bytes, ...]:
        folder = f"{self._version(version.name, version.version)}/statements"
        names = [name for name in self._store.names(folder) if name.endswith(".json")]
        refuse_many(len(names), version)
        found = (self._store.read(f"{folder}/{name}", MAX_ENVELOPE) for name in names)
        return tuple(data for data in found if data is not None)

    def attach(self, version: Version, envelope: bytes) -> bool:
        refuse_large(envelope, self.url)
        self._there(version)
        name = f"{hashlib.sha256(envelope).hexdigest()}.json"
        path = f"{self._version(version.name, version.version)}/statements/{name}"
        if self._store.create(path, envelope):
            return True
        if self._store.read(path, MAX_ENVELOPE) != envelope:
            raise RegistryError(
                f"{version.place} has other bytes in statements/{name}", self.url, "Take that file out; run it again."
            )
        return False

    def hint(self, version: Version, hints: Mapping[str, str]) -> None:
        self._there(version)
        path = f"{self._version(version.name, version.version)}/hints.json"
        data, old = self._object(path)
        new = {**old, **dict(hint_of(key, value) for key, value in hints.items())}
        if new != old:
            self._store.replace(path, canonical_json(new), data)

    def move(self, name: str, alias: str, to: str, expected: str | None) -> None:
        check_name(name)
        if check_version(to) not in self._numbers(name):
            raise UsageError(f"{name} has no version {to}", remedy="Name one that the registry has.")
        if check_version(alias) in self._numbers(name):
            raise UsageError(f"{name} has a version {alias}", remedy="Name the alias otherwise.")
        path = f"{self._model(name)}/aliases.json"
        data, old = self._object(path)
        if old.get(alias) != expected:
            stands = f"version {old[alias]}" if alias in old else "no version"
            raise MovedError(
                f"{name}: the alias {alias} stands for {stands}, not for {expected or 'none'}",
                self.url,
                "Someone else moved it. Ask the gate again.",
            )
        self._store.replace(path, canonical_json({**old, alias: to}), data)

    def drop(self, name: str, alias: str, expected: str) -> None:
        path = f"{self._model(check_name(name))}/aliases.json"
        data, old = self._object(path)
        if check_version(alias) not in old:
            return
        if old[alias] != expected:
            raise MovedError(
                f"{name}: the alias {alias} stands for version {old[alias]}, not for {expected}",
                self.url,
                "Someone else moved it. Ask the gate again.",
            )
        self._store.replace(path, canonical_json({key: text for key, text in old.items() if key != alias}), data)

    def _read(self, name: str, version: str) -> Version:
        folder = self._version(name, version)
        files = self._store.digests(f"{folder}/files")
        _, hints = self._object(f"{folder}/hints.json")
        aliases = tuple(sorted(alias for alias, stands in self._aliases(name).items() if stands == version))
        digest = next(iter(files.values())) if len(files) == 1 else None
        return Version(self.url, name, version, digest, files, aliases, hints)

    def _numbers(self, name: str) -> list[str]:
        folder = f"{self._model(name)}/versions"
        return [
            version
            for version in self._store.names(folder)
            if self._store.read(f"{folder}/{version}/version.json", _LIMIT) is not None
        ]

    def _there(self, version: Version) -> None:
        if version.version not in self._numbers(version.name):
            raise RegistryError(f"{version.place} is not in the registry any more", self.url, "Register it again.")

    def _aliases(self, name: str) -> dict[str, str]:
        return self._object(f"{self._model(name)}/aliases.json")[1]

    def _object(self, path: str) -> tuple[bytes | None, dict[str, str]]:
        """The bytes of a file and the texts in it. Raises RegistryError for one that maps anything but strings."""
        data = self._store.read(path, _LIMIT)
        if data is None:
            return None, {}
        try:
            value: Any = json.loads(data)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise RegistryError(f"{path} cannot be read", self.url, "Restore it from a backup, or remove it.")
        return data, value

    def _checked(self, name: str) -> str:
        try:
            return check_name(name)
        except UsageError as error:
            raise RegistryError(error.problems[0].message, self.url, "Take the folder out.") from None

    def _model(self, name: str) -> str:
        return f"models/{name.replace('/', '~')}"

    def _version(self, name: str, version: str) -> str:
        return f"{self._model(name)}/versions/{version}"
