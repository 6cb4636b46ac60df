"""An artefact on disk, a file or a folder of weights, as digests of what lies there now.

A folder's own digest is that of OpenSSF model-signing 1.1 ('model_signing digest'): SHA-256 over the digests of its
files, one after the other, sorted by path. A signature of model-signing (``model.sig``) in it is read, and has to name
exactly these files with these digests. Where keys are listed that sign weights, one of them has to have made it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.derive.given import Source, SourceError
from gate.derive.sources import model_signing
from gate.registry.model_signing import WeightsKeys, refuse_unsigned
from gate.registry.port import RegistryError
from gate.registry.store import files_below, hashed
from gate.values.errors import UsageError

WEIGHTS = (".safetensors", ".bin", ".gguf", ".pt", ".pth", ".ckpt", ".nemo", ".onnx", ".pkl", ".h5", ".npz", ".msgpack")
SIGNATURE = "model.sig"  # the name that model_signing(1) gives it
MAX_SIGNATURE = 64 * 1024 * 1024
# what model_signing leaves out of a folder by default
_LEFT_OUT = (".git", ".gitattributes", ".github", ".gitignore")
_AGAIN = "Sign the folder again: model_signing sign; or publish what was signed."


@dataclass(frozen=True, slots=True)
class Artefact:
    """``files`` is path -> ``sha256:...``; ``digest`` that of the one file, or of the folder."""

    path: str
    files: Mapping[str, str]
    digest: str

    @property
    def content(self) -> Mapping[str, str]:
        """The files that are signed: without the signature itself, and what is git's."""
        return {path: digest for path, digest in self.files.items() if is_content(path)}

    @property
    def digests(self) -> tuple[str, ...]:
        """All of them, sorted."""
        return tuple(sorted({self.digest, *self.files.values()}))

    def reviewed_by(self, reviewed: Iterable[str]) -> bool:
        """Whether these are the weights of a review: the whole of it, or each of its files of weights."""
        known = set(reviewed)
        weights = [digest for path, digest in self.files.items() if path.lower().endswith(WEIGHTS)]
        return self.digest in known or (bool(weights) and known.issuperset(weights))


def artefact(path: Path, keys: WeightsKeys | None = None) -> Artefact:
    """Hash what lies at a path. ``keys`` are those that sign folders of weights; None where nobody has to.

    Raises UsageError where nothing is there, RegistryError for a link, for a file that is other than its model-signing
    signature says, and where no listed key made that signature.
    """
    where = str(path)
    if keys is not None and path.is_file():
        raise RegistryError(
            "a file alone has no signature, and 'signing.weights_keys' asks for one", where, "Name its folder."
        )
    if path.is_file() and not path.is_symlink():
        with path.open("rb") as file:
            digest = hashed(file)
        return Artefact(where, {path.name: digest}, digest)
    if path.is_symlink() or not path.is_dir():
        raise UsageError("there is no file or folder of weights", path=where, remedy="Name the weights themselves.")
    files: dict[str, str] = {}
    for place in files_below(path, where):
        name = place.relative_to(path).as_posix()
        if not name.startswith(".git/"):
            with place.open("rb") as file:
                files[name] = hashed(file)
    content = {name: digest for name, digest in files.items() if is_content(name)}
    if not content:
        raise UsageError("the folder is empty", path=where, remedy="Name the folder of the weights.")
    if SIGNATURE in files:
        data = _read(path / SIGNATURE)
        _refuse_other(path / SIGNATURE, data, content)
        if keys is not None:
            refuse_unsigned(data, str(path / SIGNATURE), keys)
    elif keys is not None:
        raise RegistryError(f"the folder has no {SIGNATURE}, and 'signing.weights_keys' asks for one", where, _AGAIN)
    return Artefact(where, files, folder_digest(content))


def is_content(path: str) -> bool:
    """Whether a file counts for the folder's digest: its signature does not, nor what is git's."""
    return path != SIGNATURE and path.partition("/")[0] not in _LEFT_OUT


def folder_digest(files: Mapping[str, str]) -> str:
    """The digest of a folder, as ``model_signing digest`` prints it."""
    whole = b"".join(bytes.fromhex(files[path].removeprefix("sha256:")) for path in sorted(files))
    return f"sha256:{hashlib.sha256(whole).hexdigest()}"


def _read(signature: Path) -> bytes:
    with signature.open("rb") as file:
        data = file.read(MAX_SIGNATURE + 1)
    if len(data) > MAX_SIGNATURE:
        raise RegistryError(f"the signature has more than {MAX_SIGNATURE:,} bytes", str(signature), _AGAIN)
    return data


def _refuse_other(signature: Path, data: bytes, files: Mapping[str, str]) -> None:
    where = str(signature)
    try:
        given = model_signing.read(Source(where, data))
    except SourceError as error:
        raise RegistryError(str(error), where, _AGAIN) from None
    facts: Any = given.facts
    said: Mapping[str, str] = {name: f"sha256:{digest}" for name, digest in facts["resources"].items()}
    for name in sorted({*said, *files}):
        if name not in files:
            raise RegistryError(f"{name} was signed, and is not there", where, _AGAIN)
        if name not in said:
            raise RegistryError(f"{name} is there, and was not signed", where, _AGAIN)
        if said[name] != files[name]:
            raise RegistryError(f"{name} has another digest than the one that was signed", where, _AGAIN)
