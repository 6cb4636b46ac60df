from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate.registry.drivers.folder import open_registry
from gate.registry.plain import Plain
from gate.registry.port import MovedError, RegistryError
from gate.values.errors import UsageError
from tests.registry import driving
from tests.registry.driving import ENVELOPE, NAME, one


@pytest.fixture
def registry(tmp_path: Path) -> Plain:
    found = open_registry(f"folder:{tmp_path}", {})
    found.register(NAME, "1", {"model.safetensors": b"first"})
    found.register(NAME, "2", {"model.safetensors": b"second"})
    return found


@pytest.mark.parametrize("does", [driving.finds, driving.attaches, driving.hints, driving.moves])
def test_does_what_a_registry_does(registry: Plain, does: object) -> None:
    assert callable(does)
    does(registry)


def test_digests_are_of_the_bytes_as_they_are_now(registry: Plain, tmp_path: Path) -> None:
    before = one(registry, "1")
    place = tmp_path / f"models/{NAME}/versions/1/files/model.safetensors"
    place.write_bytes(b"other")
    assert one(registry, "1").digest != before.digest
    (place.parent / "config.json").write_bytes(b"{}")
    several = one(registry, "1")
    assert (several.digest, sorted(several.files)) == (None, ["config.json", "model.safetensors"])


def test_name_with_a_slash(registry: Plain) -> None:
    registry.register("acme/other", "7")
    assert list(registry.names()) == ["acme/other", NAME]
    assert one(registry, "7", "acme/other").digest is None


@pytest.mark.parametrize("name", ["../x", "a/../b", "a//b", "/a", "", "a\n", ".locks"])
def test_name_that_leads_elsewhere(registry: Plain, name: str) -> None:
    with pytest.raises(UsageError, match="is not a model's name"):
        registry.find(name, "1")


@pytest.mark.parametrize("ref", ["../1", "", "a/b", "1\n"])
def test_reference_that_leads_elsewhere(registry: Plain, ref: str) -> None:
    with pytest.raises(UsageError, match="is not a version or an alias"):
        registry.find(NAME, ref)


def test_link_is_refused(registry: Plain, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("{}")
    folder = tmp_path / f"models/{NAME}/versions/1"
    (folder / "files/more.bin").symlink_to(tmp_path / "secret")
    with pytest.raises(RegistryError, match=r"more\.bin is a link"):
        registry.find(NAME, "1")
    (folder / "files/more.bin").unlink()
    (folder / "hints.json").symlink_to(tmp_path / "secret")
    with pytest.raises(RegistryError, match="leads out of the folder"):
        registry.find(NAME, "1")


@pytest.mark.parametrize("text", ["", "[]", '{"production": 1}', "{" * 100_000])
def test_aliases_that_cannot_be_read(registry: Plain, tmp_path: Path, text: str) -> None:
    (tmp_path / f"models/{NAME}/aliases.json").write_text(text)
    with pytest.raises(RegistryError, match=r"aliases\.json cannot be read"):
        registry.find(NAME, "1")


def test_large_file(registry: Plain, tmp_path: Path) -> None:
    (tmp_path / f"models/{NAME}/aliases.json").write_text(" " * 2_000_000)
    with pytest.raises(RegistryError, match="more than 1,048,576 bytes"):
        registry.find(NAME, "1")


def test_other_bytes_under_an_envelopes_name(registry: Plain, tmp_path: Path) -> None:
    version = one(registry, "1")
    registry.attach(version, ENVELOPE)
    (place,) = (tmp_path / f"models/{NAME}/versions/1/statements").iterdir()
    place.write_bytes(b"{}")
    with pytest.raises(RegistryError, match="has other bytes"):
        registry.attach(version, ENVELOPE)


def test_alias_named_as_a_version(registry: Plain, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has a version 2"):
        registry.move(NAME, "2", "1", None)
    (tmp_path / f"models/{NAME}/aliases.json").write_text(json.dumps({"2": "1"}))
    assert [row.version for row in registry.find(NAME, "2")] == ["1", "2"]  # two answers, so that nobody guesses
    with pytest.raises(UsageError, match="has no version 9"):
        registry.move(NAME, "production", "9", None)


def test_only_one_of_two_moves(registry: Plain) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def move(to: str) -> bool:
        try:
            registry.move(NAME, "production", to, None)
        except MovedError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(move, ["1", "2"] * 8)) == 1


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        open_registry(f"folder:{tmp_path}/none", {})
