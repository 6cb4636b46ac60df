"""OCI registries: ``oci://HOST[:PORT][/PREFIX]``; a model's name is a repository below the prefix.

A version is a tag that starts with a digit, or with ``v`` and a digit (``1.2.0``, ``v3``); other tags are aliases. A
version's digest is that of its manifest, computed from its bytes. An envelope is the layer of a manifest of its own,
with ``artifactType`` ``application/vnd.in-toto+json`` and the version's manifest as its ``subject``. It is pushed under
the tag ``sha256-DIGEST.PART``, so that concurrent publishes lose none and garbage collection keeps it; where the
registry has no referrers API, the index under the tag ``sha256-DIGEST`` lists it, too, which is where other clients
look. A tag is not compared and moved in one step.

Sources: OCI distribution specification 1.1, "Pulling manifests", "Pushing manifests with subject", "Listing referrers",
"Referrers tag schema"; OCI image specification 1.1, "Guidelines for artifact usage"; in-toto attestation, "DSSE".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gate.registry.oci_http import Http, open_http
from gate.registry.port import (
    HINT,
    MAX_ENVELOPE,
    MAX_ROWS,
    MovedError,
    RegistryError,
    Version,
    check_name,
    check_version,
    hint_of,
    pages,
    refuse_large,
    refuse_many,
)
from gate.values.canonical import canonical_json, digest_of
from gate.values.digests import is_digest
from gate.values.errors import UsageError
from gate.values.regex import regex

SCHEMES = ("oci",)
IN_TOTO = "application/vnd.in-toto+json"
DSSE = "application/vnd.dsse.envelope.v1+json"
HINTS = "application/vnd.tunegate.hints.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_MANIFESTS = {
    "Accept": f"{_INDEX}, {_MANIFEST}, application/vnd.docker.distribution.manifest.v2+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json"
}
_EMPTY = b"{}"
_REPOSITORY = regex(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*")
_TAG = regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_NUMBERED = regex(r"v?[0-9][A-Za-z0-9._-]*")
_KEPT = regex(r"sha256-[0-9a-f]{64}(?:\..*)?")  # referrers, hints, and what other tools keep beside a manifest
_PATHS = ("org.cncf.model.filepath", "org.opencontainers.image.title")
_PACKED = (".tar", "+gzip", "+zstd", "tar+", ".tar.gzip")  # media types of layers whose digest is of no single file
_TRIES = 5


def open_registry(url: str, environment: Mapping[str, str]) -> Oci:
    return Oci(open_http(url, environment))


class Oci:
    """A `gate.registry.port.Registry`."""

    swaps = False

    def __init__(self, http: Http) -> None:
        self._http = http
        self.url = http.where

    def names(self) -> Iterator[str]:
        prefix = self._http.prefix
        for name in pages(self.url, lambda token: self._list(token or "/v2/_catalog?n=1000", "repositories", "")):
            if name.startswith(prefix) and _is_name(name.removeprefix(prefix)):
                yield name.removeprefix(prefix)

    def versions(self, name: str) -> Iterator[Version]:
        yield from self._read(name, self._tags(name))

    def find(self, name: str, ref: str) -> tuple[Version, ...]:
        tags = self._tags(name)
        if is_digest(ref):
            rows = tuple(self._read(name, tags))
            return tuple(row for row in rows if ref == row.digest or ref in row.files.values())
        if check_version(ref) not in tags:
            return ()
        if _NUMBERED.fullmatch(ref):
            return tuple(self._read(name, {ref, *(tag for tag in tags if not _NUMBERED.fullmatch(tag))}, (ref,)))
        found = [row for row in self._read(name, tags) if ref in (*row.aliases, row.version)]
        return tuple(sorted(found, key=lambda row: (len(row.version), row.version))[-1:])  # 1.2.0, not 1

    def attached(self, version: Version) -> tuple[bytes, ...]:
        digests = self._referring(version)
        refuse_many(len(digests), version)
        found = {envelope for digest in digests if (envelope := self._envelope(version, digest)) is not None}
        return tuple(sorted(found))

    def attach(self, version: Version, envelope: bytes) -> bool:
        refuse_large(envelope, self.url)
        subject = self._subject(version)
        layer = {"mediaType": DSSE, "digest": digest_of(envelope), "size": len(envelope)}
        body = _artifact(IN_TOTO, layer, subject, {})
        digest, tag = digest_of(body), f"{_kept(version)}.{hashlib.sha256(envelope).hexdigest()[:32]}"
        referring = self._referring(version)
        is_listed = digest in self._listed(version)
        if digest in referring and is_listed and self._envelope(version, digest) == envelope:
            return False
        refuse_many(len(referring) + 1, version)
        self._blob(version.name, _EMPTY)
        self._blob(version.name, envelope)
        self._put(version.name, tag, body)
        self._index(version)
        return True

    def hint(self, version: Version, hints: Mapping[str, str]) -> None:
        old = self._hints(version.name, version.digest or "")
        new = {**old, **dict(hint_of(key, value) for key, value in hints.items())}
        if new != old:
            self._blob(version.name, _EMPTY)
            layer = {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest_of(_EMPTY), "size": len(_EMPTY)}
            self._put(version.name, f"{_kept(version)}.hints", _artifact(HINTS, layer, self._subject(version), new))

    def move(self, name: str, alias: str, to: str, expected: str | None) -> None:
        if _NUMBERED.fullmatch(check_version(alias)) or _KEPT.fullmatch(alias) or not _TAG.fullmatch(alias):
            raise UsageError(f"{alias} names a version", remedy="Name an alias that starts with another letter than v.")
        if not _NUMBERED.fullmatch(check_version(to)):
            raise UsageError(f"{to} is not a version", remedy="Name a tag that starts with a digit.")
        found = self._manifest(name, to)
        if found is None:
            raise UsageError(f"{name} has no version {to}", remedy="Name one that the registry has.")
        self._stands(
            name, alias, None if expected is None else digest_of(self._manifest(name, expected) or b""), expected
        )
        self._put(name, alias, found)
        self._stands(name, alias, digest_of(found), to)

    def drop(self, name: str, alias: str, expected: str) -> None:
        if self._manifest(name, check_version(alias)) is not None:
            self._stands(name, alias, digest_of(self._manifest(name, expected) or b""), expected)
            self._http.ask("DELETE", f"/v2/{self._http.prefix}{name}/manifests/{alias}", ok=(202, 404))
            self._stands(name, alias, None, None)

    def _stands(self, name: str, alias: str, digest: str | None, expected: str | None) -> None:
        now = self._manifest(name, alias)
        if (None if now is None else digest_of(now)) != digest:
            version = next((row.version for row in self.find(name, alias)), None) if now is not None else None
            raise MovedError(
                f"{name}: the alias {alias} stands for {f'version {version}' if version else 'no version'}, "
                f"not for {expected or 'none'}",
                self.url,
                "Someone else moved it. Ask the gate again.",
            )

    def _read(self, name: str, tags: Iterable[str], only: tuple[str, ...] = ()) -> Iterator[Version]:
        """The versions among these tags, with those of the others that stand for the same manifest as aliases."""
        bodies = {tag: body for tag in sorted(tags) if (body := self._manifest(name, tag)) is not None}
        by_digest: dict[str, list[str]] = {}
        for tag, body in bodies.items():
            by_digest.setdefault(digest_of(body), []).append(tag)
        for digest, same in by_digest.items():
            aliases = [tag for tag in same if not _NUMBERED.fullmatch(tag)]
            for tag in [tag for tag in same if _NUMBERED.fullmatch(tag)] or ([] if only else aliases[:1]):
                others = tuple(alias for alias in aliases if alias != tag)
                yield Version(
                    self.url, name, tag, digest, self._files(bodies[tag]), others, self._hints(name, digest), digest
                )

    def _files(self, body: bytes) -> dict[str, str]:
        """The digests of the layers that are one file each, by the path that the manifest gives."""
        found: dict[str, str] = {}
        for layer in self._object(body).get("layers") or []:
            notes: Any = layer.get("annotations") if isinstance(layer, dict) else None
            path = next((notes[key] for key in _PATHS if key in notes), None) if isinstance(notes, dict) else None
            kind, digest = str(layer.get("mediaType", "")), layer.get("digest")
            if not isinstance(path, str) or not isinstance(digest, str) or any(part in kind for part in _PACKED):
                continue
            if notes.get("io.deis.oras.content.unpack") == "true":
                continue
            if path in found:
                raise RegistryError(f"a manifest has {path[:80]!r} twice", self.url, "Push the version anew.")
            found[path] = digest
        return found

    def _hints(self, name: str, digest: str) -> dict[str, str]:
        body = self._manifest(name, f"{digest.replace(':', '-')}.hints")
        notes = {} if body is None else self._object(body).get("annotations") or {}
        pairs = notes.items() if isinstance(notes, dict) else []
        return {key: value for key, value in pairs if key.startswith(HINT) and isinstance(value, str)}

    def _subject(self, version: Version) -> dict[str, Any]:
        body = self._manifest(version.name, version.digest or version.version)
        if body is None:
            raise RegistryError(f"{version.place} is not in the registry any more", self.url, "Push it again.")
        kind = self._object(body).get("mediaType")
        return {"mediaType": kind if isinstance(kind, str) else _MANIFEST, "digest": digest_of(body), "size": len(body)}

    def _referring(self, version: Version) -> list[str]:
        """The digests of all manifests that hold an envelope for this one, by the list and by our own tags."""
        prefix = f"{_kept(version)}."
        tags = [
            tag for tag in self._tags(version.name, kept=True) if tag.startswith(prefix) and not tag.endswith(".hints")
        ]
        refuse_many(len(tags), version)
        tagged = (self._manifest(version.name, tag) for tag in tags)
        ours = [digest_of(body) for body in tagged if body is not None and self._is_envelope(body, version)]
        return sorted({*ours, *self._listed(version)})

    def _is_envelope(self, body: bytes, version: Version) -> bool:
        value = self._object(body)
        subject = value.get("subject")
        return (
            value.get("artifactType") == IN_TOTO
            and isinstance(subject, dict)
            and subject.get("digest") == version.digest
        )

    def _listed(self, version: Version) -> list[str]:
        """What the referrers API lists, and without one the index of the tag schema."""
        path = f"/v2/{self._http.prefix}{version.name}/referrers/{version.digest}"
        reply = self._http.ask("GET", path, {"Accept": _INDEX}, ok=(200, 400, 404, 405))
        if reply.status == 200:
            rows = pages(self.url, lambda token: self._list(token or path, "manifests", _INDEX))
        else:
            rows = iter(self._fallback(version))
        found = [row.get("digest") for row in rows if isinstance(row, dict) and row.get("artifactType") == IN_TOTO]
        return [digest for digest in found if isinstance(digest, str) and is_digest(digest)]

    def _fallback(self, version: Version) -> list[Any]:
        body = self._manifest(version.name, _kept(version))
        rows = [] if body is None else self._object(body).get("manifests")
        return rows if isinstance(rows, list) else []

    def _index(self, version: Version) -> None:
        """List all that our tags hold where the registry has no referrers API. Someone who writes the index at the same
        time can take ours out of it: it is read again, and the next one to attach lists it."""
        for _ in range(_TRIES):
            referring, listed = self._referring(version), self._listed(version)
            if not set(referring) - set(listed):
                return
            kept = {row.get("digest"): row for row in self._fallback(version) if isinstance(row, dict)}
            for digest in referring:
                size = len(self._manifest(version.name, digest) or b"")
                new = {"mediaType": _MANIFEST, "digest": digest, "size": size, "artifactType": IN_TOTO}
                kept.setdefault(digest, new)
            index = {"schemaVersion": 2, "mediaType": _INDEX, "manifests": list(kept.values())}
            self._put(version.name, _kept(version), canonical_json(index), _INDEX)
        raise RegistryError(
            f"{version.place}: others write its list of referrers all the time", self.url, "Run the command again."
        )

    def _envelope(self, version: Version, digest: str) -> bytes | None:
        """The envelope of a referring manifest; None where it holds something else."""
        body = self._manifest(version.name, digest)
        layers = self._object(body).get("layers") if body is not None and self._is_envelope(body, version) else None
        layer = layers[0] if isinstance(layers, list) and len(layers) == 1 and isinstance(layers[0], dict) else {}
        named, size = layer.get("digest"), layer.get("size")
        if layer.get("mediaType") != DSSE or not isinstance(named, str) or not is_digest(named):
            return None
        if not isinstance(size, int) or size > MAX_ENVELOPE:
            raise RegistryError(
                f"{version.place}: an envelope has more than {MAX_ENVELOPE:,} bytes", self.url, "Take it out."
            )
        reply = self._http.ask("GET", f"/v2/{self._http.prefix}{version.name}/blobs/{named}")
        return self._http.checked(reply.body, named)

    def _manifest(self, name: str, ref: str) -> bytes | None:
        """The bytes of a manifest, by tag or digest, checked against the digest that was said; None for none."""
        path = f"/v2/{self._http.prefix}{_repository(name)}/manifests/{ref}"
        reply = self._http.ask("GET", path, _MANIFESTS, ok=(200, 404))
        if reply.status == 404:
            return None
        said = reply.headers.get("Docker-Content-Digest", "")
        for digest in (said, ref):
            if is_digest(digest):
                self._http.checked(reply.body, digest)
        return reply.body

    def _blob(self, name: str, data: bytes) -> None:
        folder = f"/v2/{self._http.prefix}{name}/blobs"
        if self._http.ask("HEAD", f"{folder}/{digest_of(data)}", ok=(200, 404)).status == 200:
            return
        place = self._http.ask("POST", f"{folder}/uploads/", body=b"", ok=(202,)).headers.get("Location", "")
        url = f"{place}{'&' if '?' in place else '?'}digest={digest_of(data)}"
        self._http.ask("PUT", url, {"Content-Type": "application/octet-stream"}, data, ok=(201,))

    def _put(self, name: str, ref: str, body: bytes, kind: str = "") -> None:
        named = kind or self._object(body).get("mediaType") or _MANIFEST
        path = f"/v2/{self._http.prefix}{name}/manifests/{ref}"
        self._http.ask("PUT", path, {"Content-Type": str(named)}, body, ok=(201,))

    def _tags(self, name: str, *, kept: bool = False) -> set[str]:
        start = f"/v2/{self._http.prefix}{_repository(name)}/tags/list?n=1000"
        found: set[str] = set()
        for tag in pages(self.url, lambda token: self._list(token or start, "tags", "")):
            if tag in found:
                raise RegistryError(f"the registry lists {name}@{tag[:80]} twice", self.url, "Ask who runs it.")
            if _TAG.fullmatch(tag) and (kept or not _KEPT.fullmatch(tag)):
                found.add(tag)
        return found

    def _list(self, path: str, field: str, kind: str) -> tuple[list[Any], str]:
        reply = self._http.ask("GET", path, {"Accept": kind} if kind else {}, ok=(200, 404))
        if reply.status == 404:
            if field == "repositories":
                raise RegistryError("the registry does not list its repositories", self.url, "Name one model.")
            return [], ""
        rows = self._object(reply.body).get(field) or []
        wanted: type = dict if field == "manifests" else str
        if not isinstance(rows, list) or len(rows) > MAX_ROWS or not all(isinstance(row, wanted) for row in rows):
            raise RegistryError(f"the registry's answer is not a list of {field}", self.url, "Check its URL.")
        return rows, self._http.next_page(reply)

    def _object(self, body: bytes) -> dict[str, Any]:
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise RegistryError("the registry's answer is not an object of JSON", self.url, "Check its URL.")
        return value


def _artifact(kind: str, layer: Mapping[str, Any], subject: Mapping[str, Any], notes: Mapping[str, str]) -> bytes:
    """A manifest with one layer. The same bytes each time, so that a repeat is no second one."""
    empty = {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest_of(_EMPTY), "size": len(_EMPTY)}
    value = {"schemaVersion": 2, "mediaType": _MANIFEST, "artifactType": kind, "config": empty, "layers": [layer]}
    return canonical_json({**value, "subject": subject, **({"annotations": dict(notes)} if notes else {})})


def _kept(version: Version) -> str:
    """The tag of the tag schema. Source: "Referrers tag schema": the digest with ':' as '-'."""
    return (version.digest or "").replace(":", "-")


def _repository(name: str) -> str:
    if not _is_name(name):
        raise UsageError(
            f"{name!r} is not a repository's name", remedy="Use lower-case letters, digits, '.', '_', '-'."
        )
    return name


def _is_name(name: str) -> bool:
    try:
        return _REPOSITORY.fullmatch(check_name(name)) is not None
    except UsageError:
        return False
