from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from gate.registry.drivers.bucket import open_registry
from gate.registry.plain import Plain
from gate.registry.port import MovedError, RegistryError
from tests.registry import driving
from tests.registry.driving import NAME

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def registry() -> Iterator[Plain]:
    name = uuid4().hex
    found = open_registry(f"memory://{name}", {})
    found.register(NAME, "1", {"model.safetensors": b"first"})
    found.register(NAME, "2", {"model.safetensors": b"second"})
    yield found
    fsspec.filesystem("memory").rm(f"/{name}", recursive=True)


@pytest.mark.parametrize("does", [driving.finds, driving.attaches, driving.hints, driving.moves])
def test_does_what_a_registry_does(registry: Plain, does: object) -> None:
    assert callable(does)
    does(registry)


def test_someone_else_writes_at_the_same_time(registry: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    files = fsspec.filesystem("memory")
    whole = type(files).pipe_file

    def raced(self: object, path: str, value: bytes, **kwargs: str) -> None:
        whole(self, path, value, **kwargs)
        whole(self, path, b'{"production":"2"}')

    monkeypatch.setattr(type(files), "pipe_file", raced)
    with pytest.raises(MovedError, match="at the same time"):
        registry.move(NAME, "production", "1", None)


def test_what_goes_wrong_is_said_without_its_text(registry: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("https://user:secret@bucket.example")

    monkeypatch.setattr(type(fsspec.filesystem("memory")), "ls", fails)
    with pytest.raises(RegistryError) as caught:
        list(registry.names())
    assert "secret" not in str(caught.value)
    assert "OSError" in str(caught.value)
