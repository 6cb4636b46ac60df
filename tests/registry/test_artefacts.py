from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from gate.registry.artefacts import artefact
from gate.registry.port import RegistryError
from gate.values.canonical import digest_of
from gate.values.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    (made / "sub").mkdir(parents=True)
    (made / "model.safetensors").write_bytes(b"weights")
    (made / "config.json").write_bytes(b"{}")
    (made / "sub/tokenizer.json").write_bytes(b"[]")
    return made


def sign(folder: Path, **other: str) -> None:
    files = {"model.safetensors": b"weights", "config.json": b"{}", "sub/tokenizer.json": b"[]"}
    rows = [
        {"name": name, "algorithm": "sha256", "digest": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    ]
    rows += [{"name": name, "algorithm": "sha256", "digest": digest} for name, digest in other.items()]
    statement = {"predicateType": "https://model_signing/signature/v1.0", "predicate": {"resources": rows}}
    payload = base64.b64encode(json.dumps(statement).encode()).decode()
    (folder / "model.sig").write_text(json.dumps({"dsseEnvelope": {"payload": payload, "signatures": []}}))


def test_file(folder: Path) -> None:
    found = artefact(folder / "model.safetensors")
    assert (found.digest, found.digests) == (digest_of(b"weights"), (digest_of(b"weights"),))


def test_folder(folder: Path) -> None:
    """The digest is that of model_signing 1.1.1: of the files' digests in the order of their paths."""
    whole = b"".join(hashlib.sha256(data).digest() for data in (b"{}", b"weights", b"[]"))
    found = artefact(folder)
    assert found.digest == digest_of(whole)
    sign(folder)
    (folder / ".gitattributes").write_text("*.safetensors filter=lfs\n")
    signed = artefact(folder)
    assert signed.digest == found.digest
    assert set(signed.files) == {*found.files, "model.sig", ".gitattributes"}  # all of what is there is named


def test_weights_of_a_review(folder: Path) -> None:
    found = artefact(folder)
    assert found.reviewed_by([found.digest])
    assert found.reviewed_by([digest_of(b"weights")])
    assert not found.reviewed_by([digest_of(b"{}")])  # a reviewed configuration beside other weights
    (folder / "adapter.bin").write_bytes(b"more")
    assert not artefact(folder).reviewed_by([digest_of(b"weights")])
    (folder / "adapter.bin").unlink()
    (folder / "model.safetensors").unlink()
    assert not artefact(folder).reviewed_by([digest_of(b"weights")])


def test_other_files_than_were_signed(folder: Path) -> None:
    sign(folder)
    (folder / "config.json").write_bytes(b'{"auto_map": {}}')
    with pytest.raises(RegistryError, match=r"config\.json has another digest than the one that was signed"):
        artefact(folder)
    (folder / "config.json").write_bytes(b"{}")
    (folder / "modeling.py").write_bytes(b"")
    with pytest.raises(RegistryError, match=r"modeling\.py is there, and was not signed"):
        artefact(folder)
    (folder / "modeling.py").unlink()
    sign(folder, **{"gone.bin": "0" * 64})
    with pytest.raises(RegistryError, match=r"gone\.bin was signed, and is not there"):
        artefact(folder)
    (folder / "model.sig").write_text("{}")
    with pytest.raises(RegistryError, match="payload cannot be read"):
        artefact(folder)


def test_what_is_no_artefact(folder: Path, tmp_path: Path) -> None:
    (folder / "more.bin").symlink_to(folder / "config.json")
    with pytest.raises(RegistryError, match=r"more\.bin is a link"):
        artefact(folder)
    (tmp_path / "empty").mkdir()
    for name in ("none", "empty", "link"):
        if name == "link":
            (tmp_path / name).symlink_to(folder)
        with pytest.raises(UsageError):
            artefact(tmp_path / name)
