"""A repository as the Hugging Face Hub has them: ``hf-layout:PATH`` or ``hf-layout:https://HOST/OWNER/NAME``.

It is a git repository of one model. A tag is a version, a branch other than the default one an alias of the version
whose commit it leads to. Files are vouched for by the SHA-256 in their LFS pointers, which the Hub computes, and
otherwise by their own bytes in git. An envelope is the file ``tunegate/statements/COMMIT/SHA256.json`` on the default
branch, beside the weights, so that it outlives a version's tag. Branches are compared and moved in one step.

Sources: git-lfs, docs/spec.md; huggingface_hub, "Environment variables" (``HF_TOKEN``, ``HF_ENDPOINT``), and "Git over
HTTP": any user name, with the token as the password.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from gate.git.lfs import read_pointer
from gate.git.remote import Remote
from gate.registry.door import LATER, base_of, token_for
from gate.registry.port import (
    MAX_ENVELOPE,
    MovedError,
    RegistryError,
    Version,
    check_name,
    check_version,
    hint_of,
    refuse_large,
    refuse_many,
)
from gate.values.canonical import canonical_json, digest_of
from gate.values.digests import is_digest
from gate.values.errors import UndecidedError, UsageError
from gate.values.regex import regex

SCHEMES = ("hf-layout",)
FOLDER = "tunegate"
MAX_FILE = 16 * 1024 * 1024  # bytes of a file that is no LFS pointer; the Hub asks for LFS above 10 MB
_ENDPOINT = "https://huggingface.co"
_SSH = regex(r"ssh://[A-Za-z0-9][\w.@-]*(?::\d{1,5})?/[\w./-]+|[A-Za-z0-9][\w.-]*@[A-Za-z0-9][\w.-]*:[\w./-]+")
_TRIES = 8


def open_registry(url: str, environment: Mapping[str, str]) -> Hub:
    place = url.partition(":")[2]
    settings: dict[str, str] = {}
    if place.startswith(("http://", "https://")):
        place = base_of(place, "hf-layout:")
        host = f"{urlsplit(place).scheme}://{urlsplit(place).netloc}"
        given = token_for(host, {"HF_ENDPOINT": _ENDPOINT, **environment}, ("HF_TOKEN",), "HF_ENDPOINT")
        if token := given.get("HF_TOKEN"):
            basic = base64.b64encode(f"hf:{token}".encode()).decode()
            settings[f"http.{host}/.extraHeader"] = f"Authorization: Basic {basic}"
    elif not _SSH.fullmatch(place):
        if not Path(place).is_dir():
            raise UsageError(f"there is no repository {place[:200]}", remedy="Clone it, or give its https:// URL.")
        place = str(Path(place).resolve())
    name = place.rstrip("/").rpartition("/")[2].removesuffix(".git")
    return Hub(f"hf-layout:{url.partition(':')[2]}", check_name(name), place, settings)


class Hub:
    """A `gate.registry.port.Registry`."""

    swaps = True

    def __init__(self, url: str, name: str, place: str, settings: Mapping[str, str]) -> None:
        self.url = url
        self._name = name
        with self._asked():
            self._remote = Remote(place, settings)

    def names(self) -> Iterator[str]:
        yield self._name

    def versions(self, name: str) -> Iterator[Version]:
        yield from self._read(self._tags(name))

    def find(self, name: str, ref: str) -> tuple[Version, ...]:
        tags = self._tags(name)
        if not is_digest(ref):
            at = self._commit(f"refs/heads/{check_version(ref)}")
            tags = {tag: commit for tag, commit in tags.items() if tag == ref or (commit == at and self._is_alias(ref))}
        rows = tuple(self._read(tags))
        return tuple(row for row in rows if ref in row.files.values()) if is_digest(ref) else rows

    def attached(self, version: Version) -> tuple[bytes, ...]:
        with self._asked():
            self._remote.fetch()
            folder = f"{FOLDER}/statements/{version.etag}/"
            kept = self._remote.files(self._branch())
            found = {path: entry for path, entry in kept.items() if path.startswith(folder) and path.endswith(".json")}
            refuse_many(len(found), version)
            return tuple(
                self._remote.read(str(entry.oid), MAX_ENVELOPE, path)
                for path, entry in sorted(found.items())
                if entry.is_regular
            )

    def attach(self, version: Version, envelope: bytes) -> bool:
        refuse_large(envelope, self.url)
        path = f"{FOLDER}/statements/{version.etag}/{hashlib.sha256(envelope).hexdigest()}.json"
        return self._write(version, path, lambda _: envelope, f"Attach a statement to {version.version}")

    def hint(self, version: Version, hints: Mapping[str, str]) -> None:
        def merged(old: bytes | None) -> bytes:
            return canonical_json({**_texts(old), **dict(hint_of(key, value) for key, value in hints.items())})

        self._write(version, f"{FOLDER}/hints/{version.etag}.json", merged, f"Hint at the state of {version.version}")

    def move(self, name: str, alias: str, to: str, expected: str | None) -> None:
        with self._asked():
            self._remote.fetch()
        tags = self._tags(name)
        if check_version(to) not in tags:
            raise UsageError(f"{name} has no version {to}", remedy="Name one that the registry has.")
        if check_version(alias) in tags or not self._is_alias(alias):
            raise UsageError(f"{alias} is a version or the default branch", remedy="Name the alias otherwise.")
        ref = f"refs/heads/{alias}"
        now, wanted = self._commit(ref), "" if expected is None else tags.get(expected, "?")
        with self._asked():
            if now == wanted and self._remote.push(ref, tags[to], now):
                return
        raise self._moved(name, alias, expected)

    def drop(self, name: str, alias: str, expected: str) -> None:
        with self._asked():
            self._remote.fetch()
        ref = f"refs/heads/{check_version(alias)}"
        now = self._commit(ref)
        if not now or not self._is_alias(alias):
            return
        with self._asked():
            if now == self._tags(name).get(expected) and self._remote.push(ref, "", now):
                return
        raise self._moved(name, alias, expected)

    def _moved(self, name: str, alias: str, expected: str | None) -> MovedError:
        with self._asked():
            self._remote.fetch()
        now = self._commit(f"refs/heads/{alias}")
        stands = next((tag for tag, commit in self._tags(name).items() if commit == now), None)
        return MovedError(
            f"{name}: the alias {alias} stands for {f'version {stands}' if stands else 'no version'}, "
            f"not for {expected or 'none'}",
            self.url,
            "Someone else moved it. Ask the gate again.",
        )

    def _write(self, version: Version, path: str, new: Callable[[bytes | None], bytes], message: str) -> bool:
        """Commit a file onto the default branch; again where someone else pushed first. False where it is there."""
        for _ in range(_TRIES):
            with self._asked():
                self._remote.fetch()
                if version.etag not in self._tags(version.name).values():
                    raise RegistryError(f"{version.place} is not in the registry any more", self.url, "Tag it again.")
                entry = self._remote.files(self._branch()).get(path)
                old = self._remote.read(str(entry.oid), MAX_ENVELOPE * 2, path) if entry and entry.is_regular else None
                data = new(old)
                if data == old:
                    return False
                if self._remote.add(self._remote.default, {path: data}, message):
                    return True
        raise RegistryError(f"others push to {self._remote.default} all the time", self.url, LATER)

    def _read(self, tags: Mapping[str, str]) -> Iterator[Version]:
        aliases: dict[str, list[str]] = {}
        for ref in self._remote.refs:
            alias = ref.removeprefix("refs/heads/")
            if alias != ref and self._is_alias(alias):
                aliases.setdefault(self._commit(ref), []).append(alias)
        with self._asked():
            kept = self._remote.files(self._branch())
        for tag, commit in tags.items():
            with self._asked():
                files = self._files(commit)
                hints = kept.get(f"{FOLDER}/hints/{commit}.json")
                said = self._remote.read(str(hints.oid), MAX_ENVELOPE, "hints") if hints is not None else None
            large = [digest for path, (digest, is_pointer) in files.items() if is_pointer]
            digest = large[0] if len(large) == 1 else None
            named = tuple(sorted(aliases.get(commit, [])))
            plain = {path: digest for path, (digest, _) in files.items()}
            yield Version(self.url, self._name, tag, digest, plain, named, _texts(said), commit)

    def _files(self, commit: str) -> dict[str, tuple[str, bool]]:
        """Path -> (SHA-256 of the file, whether an LFS pointer says it)."""
        found: dict[str, tuple[str, bool]] = {}
        for path, entry in self._remote.files(commit).items():
            if path.startswith(f"{FOLDER}/"):
                continue
            if not entry.is_regular:
                raise RegistryError(f"{path[:200]} is a link or a submodule", self.url, "Commit the file itself.")
            data = self._remote.read(str(entry.oid), MAX_FILE, path)
            pointer = read_pointer(data)
            found[path] = (f"sha256:{pointer.oid}", True) if pointer is not None else (digest_of(data), False)
        return found

    def _tags(self, name: str) -> dict[str, str]:
        """Version -> commit; none for another model than the repository's."""
        found: dict[str, str] = {}
        for ref in self._remote.refs if check_name(name) == self._name else ():
            tag = ref.removeprefix("refs/tags/")
            if tag != ref and _is_version(tag) and (commit := self._commit(ref)):
                found[tag] = commit
        return found

    def _is_alias(self, name: str) -> bool:
        return f"refs/heads/{name}" != self._remote.default

    def _branch(self) -> str:
        commit = self._commit(self._remote.default)
        if not commit:
            raise RegistryError("the repository has no default branch", self.url, "Push one; its HEAD has to name it.")
        return commit

    def _commit(self, ref: str) -> str:
        with self._asked():
            return self._remote.commit(ref)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Whatever git says went wrong is an error of this registry."""
        try:
            yield
        except RegistryError:
            raise
        except UndecidedError as error:
            first = error.problems[0]
            raise RegistryError(first.message, self.url, first.remedy or LATER) from None


def _is_version(tag: str) -> bool:
    try:
        return check_version(tag) == tag
    except UsageError:
        return False


def _texts(data: bytes | None) -> dict[str, str]:
    try:
        value = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)} if isinstance(value, dict) else {}
