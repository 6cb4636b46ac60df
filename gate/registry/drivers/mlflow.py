"""MLflow's model registry, by its REST API: ``mlflow+https://HOST[:PORT][/PATH]``.

An envelope is a tag of the version, ``tunegate.statement.SHA256`` with the envelope as its value; 3.17 holds values of
100,000 characters. MLflow vouches for no digest of an artefact, keeps no history of tags and aliases, and cannot
compare and move an alias in one step.

Source: MLflow 3.17, REST API: ``registered-models/{search,get,alias}``, ``model-versions/{get,search,set-tag}``; and
"Environment variables": ``MLFLOW_TRACKING_URI`` with ``_TOKEN``, or ``_USERNAME`` and ``_PASSWORD``.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from gate.registry.door import Door, base_of, token_for
from gate.registry.port import (
    HINT,
    MovedError,
    RegistryError,
    Version,
    check_name,
    check_version,
    hint_of,
    pages,
    refuse_large,
    refuse_many,
    single,
)
from gate.upstream.door import Reply
from gate.values.digests import is_digest
from gate.values.errors import UsageError
from gate.values.text import one_line

SCHEMES = ("mlflow+http", "mlflow+https")
STATEMENT = f"{HINT}statement."
PAGE = 20  # rows: each brings its envelopes along
_API = "/api/2.0/mlflow"
_DENIED = "Set MLFLOW_TRACKING_URI to this server, and MLFLOW_TRACKING_TOKEN, or _USERNAME and _PASSWORD."
_NAMES = ("MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD")


def open_registry(url: str, environment: Mapping[str, str]) -> Mlflow:
    base = base_of(url, "mlflow+")
    given = token_for(base, environment, _NAMES, "MLFLOW_TRACKING_URI")
    headers: dict[str, str] = {}
    if user := given.get(_NAMES[1]):
        text = base64.b64encode(f"{user}:{given.get(_NAMES[2], '')}".encode()).decode()
        headers["Authorization"] = f"Basic {text}"
    elif token := given.get(_NAMES[0]):
        headers["Authorization"] = f"Bearer {token}"
    return Mlflow(Door(base, f"mlflow+{base}", _DENIED), headers)


class Mlflow:
    """A `gate.registry.port.Registry`."""

    swaps = False

    def __init__(self, door: Door, headers: Mapping[str, str]) -> None:
        self._door = door
        self._headers = headers
        self.url = door.where

    def names(self) -> Iterator[str]:
        for row in pages(self.url, lambda token: self._page("registered-models", "registered_models", token)):
            name = row.get("name")
            try:
                yield check_name(name if isinstance(name, str) else "")
            except UsageError:  # another team's, which no command line can name
                continue

    def versions(self, name: str) -> Iterator[Version]:
        asked = f"name='{check_name(name)}'"  # which has no quote
        found = pages(self.url, lambda token: self._page("model-versions", "model_versions", token, asked))
        yield from single((self._version(row, name) for row in found), self.url)

    def find(self, name: str, ref: str) -> tuple[Version, ...]:
        check_name(name)
        if is_digest(ref):
            return ()  # there is none that MLflow vouches for
        check_version(ref)
        found = {row.version: row for row in self._aliased(name, ref)}
        if ref.isdigit() and (row := self._get(name, ref)) is not None:
            found[row.version] = row
        return tuple(found.values())

    def attached(self, version: Version) -> tuple[bytes, ...]:
        tags = self._tags(version)
        found = [value.encode() for key, value in tags.items() if key.startswith(STATEMENT)]
        refuse_many(len(found), version)
        return tuple(found)

    def attach(self, version: Version, envelope: bytes) -> bool:
        refuse_large(envelope, self.url)
        key = STATEMENT + hashlib.sha256(envelope).hexdigest()
        text = envelope.decode("ascii", "backslashreplace")
        if text.encode() != envelope:
            raise UsageError(
                "the envelope is not ASCII", remedy="Write its JSON with escapes, as 'statement sign' does."
            )
        tags = self._tags(version)
        if tags.get(key) == text:
            return False
        refuse_many(sum(name.startswith(STATEMENT) for name in tags) + 1, version)
        self._set(version, key, text)
        if self._tags(version).get(key) != text:
            raise RegistryError(
                f"{version.place}: the registry took the envelope, and gives back another one",
                self.url,
                "Update the server: MLflow 3.17 holds 100,000 characters in a tag.",
            )
        return True

    def hint(self, version: Version, hints: Mapping[str, str]) -> None:
        tags = self._tags(version)
        for key, value in (hint_of(*pair) for pair in hints.items()):
            if tags.get(key) != value:
                self._set(version, key, value)

    def move(self, name: str, alias: str, to: str, expected: str | None) -> None:
        check_version(alias)
        if not check_version(to).isdigit() or self._get(name, to) is None:
            raise UsageError(f"{name} has no version {to}", remedy="Name one that the registry has.")
        if alias.isdigit() and self._get(name, alias) is not None:
            raise UsageError(f"{name} has a version {alias}", remedy="Name the alias otherwise.")
        self._stands(name, alias, expected)
        self._post("registered-models/alias", {"name": name, "alias": alias, "version": to})
        self._stands(name, alias, to)

    def drop(self, name: str, alias: str, expected: str) -> None:
        if self._aliased(name, check_version(alias)):
            self._stands(name, alias, expected)
            self._post("registered-models/alias", {"name": name, "alias": alias}, "DELETE")
            self._stands(name, alias, None)

    def _stands(self, name: str, alias: str, expected: str | None) -> None:
        now = next((row.version for row in self._aliased(name, alias)), None)
        if now != expected:
            raise MovedError(
                f"{name}: the alias {alias} stands for {f'version {now}' if now else 'no version'}, "
                f"not for {expected or 'none'}",
                self.url,
                "Someone else moved it. Ask the gate again.",
            )

    def _aliased(self, name: str, alias: str) -> tuple[Version, ...]:
        reply = self._get_row("registered-models/alias", {"name": check_name(name), "alias": alias})
        if reply is None:
            return ()
        row = self._version(reply.get("model_version"), name)
        return (row,)

    def _get(self, name: str, version: str) -> Version | None:
        reply = self._get_row("model-versions/get", {"name": check_name(name), "version": version})
        row = None if reply is None else self._version(reply.get("model_version"), name)
        if row is not None and row.version != version.lstrip("0"):
            raise RegistryError(
                f"asked for {name}@{version}, the registry gives {row.place}", self.url, "Check the server."
            )
        return row

    def _tags(self, version: Version) -> dict[str, str]:
        reply = self._get_row("model-versions/get", {"name": version.name, "version": version.version})
        if reply is None:
            raise RegistryError(f"{version.place} is not in the registry any more", self.url, "Register it again.")
        row: Any = reply.get("model_version")
        self._version(row, version.name)
        return _pairs(row.get("tags"), self.url)

    def _page(self, kind: str, field: str, token: str, asked: str = "") -> tuple[Iterable[dict[str, Any]], str]:
        query = {"max_results": str(PAGE), **({"filter": asked} if asked else {})}
        if token:
            query["page_token"] = token
        reply = self._object(self._door.send("GET", f"{_API}/{kind}/search?{urlencode(query)}", self._headers))
        rows, after = reply.get(field, []), reply.get("next_page_token", "")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or not isinstance(after, str):
            raise self._unlike(f"a list of {field}")
        return rows, after

    def _get_row(self, path: str, query: Mapping[str, str]) -> dict[str, Any] | None:
        """What is there of that name, None for nothing. An alias that there is not is 400 in MLflow 3, a name 404."""
        reply = self._door.send("GET", f"{_API}/{path}?{urlencode(query)}", self._headers, ok=(200, 400, 404))
        value = self._object(reply)
        if reply.status == 200:
            return value
        code = value.get("error_code")
        if code == "RESOURCE_DOES_NOT_EXIST" or (code == "INVALID_PARAMETER_VALUE" and path.endswith("/alias")):
            return None
        raise self._door.refused(reply, f"GET {path}")

    def _set(self, version: Version, key: str, value: str) -> None:
        body = {"name": version.name, "version": version.version, "key": key, "value": value}
        self._post("model-versions/set-tag", body)

    def _post(self, path: str, body: Mapping[str, str], method: str = "POST") -> None:
        headers = {**self._headers, "Content-Type": "application/json"}
        self._door.send(method, f"{_API}/{path}", headers, json.dumps(body).encode())

    def _version(self, row: Any, name: str) -> Version:
        """Raises RegistryError for what is no version of that model."""
        number = str(row.get("version", "")) if isinstance(row, dict) else ""
        if not number.isdigit() or len(number) > 18 or row.get("name") != name:
            raise self._unlike(f"a version of {name}")
        aliases = row.get("aliases", [])
        if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            raise self._unlike("a list of aliases")
        tags = _pairs(row.get("tags"), self.url)
        hints = {key: value for key, value in tags.items() if key.startswith(HINT) and not key.startswith(STATEMENT)}
        edition = row.get("last_updated_timestamp")
        return Version(
            self.url, name, number, None, {}, tuple(sorted(aliases)), hints, None if edition is None else str(edition)
        )

    def _object(self, reply: Reply) -> dict[str, Any]:
        value = self._door.json(reply)
        if not isinstance(value, dict):
            raise self._unlike("an object")
        return value

    def _unlike(self, what: str) -> RegistryError:
        return RegistryError(f"the registry's answer is not {one_line(what)}", self.url, "Check its URL.")


def _pairs(rows: Any, where: str) -> dict[str, str]:
    """Tags by key. Raises RegistryError for a key that appears twice, and for anything but a list of tags."""
    found: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else [] if rows is None else [None]:
        key, value = (row.get("key"), row.get("value", "")) if isinstance(row, dict) else (None, None)
        if not isinstance(key, str) or not isinstance(value, str) or key in found:
            raise RegistryError("the registry's tags cannot be read, or one is there twice", where, "Check its URL.")
        found[key] = value
    return found
