"""What every driver of a registry has to do, whichever it is: call these from the driver's own tests."""

from __future__ import annotations

import pytest

from gate.registry.port import MAX_ENVELOPE, MovedError, Registry, RegistryError, Version, single
from gate.values.digests import is_digest

NAME = "support-assistant"
ENVELOPE = b'{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[]}'


def one(registry: Registry, ref: str, name: str = NAME) -> Version:
    (found,) = registry.find(name, ref)
    return found


def finds(registry: Registry) -> None:
    """``registry`` has the versions 1 and 2 of ``NAME``, with artefacts whose digest it vouches for."""
    assert list(registry.names()) == [NAME]
    rows = single(registry.versions(NAME), registry.url)
    assert sorted(row.version for row in rows) == ["1", "2"]
    assert {row.registry for row in rows} == {registry.url}
    first = one(registry, "1")
    assert first.digest is not None
    assert is_digest(first.digest)
    assert [row.version for row in registry.find(NAME, first.digest)] == ["1"]
    assert registry.find(NAME, "nobody") == ()
    assert registry.find(NAME, "sha256:" + "0" * 64) == ()
    assert list(registry.versions("another-model")) == []


def attaches(registry: Registry, name: str = NAME) -> None:
    version = one(registry, "1", name)
    assert registry.attached(version) == ()
    assert registry.attach(version, ENVELOPE)
    assert not registry.attach(version, ENVELOPE)  # a repeat writes nothing
    other = ENVELOPE.replace(b"e30=", b"e30K")
    assert registry.attach(version, other)
    assert sorted(registry.attached(one(registry, "1", name))) == sorted([ENVELOPE, other])
    assert registry.attached(one(registry, "2", name)) == ()
    largest = ENVELOPE[:-1] + b" " * (MAX_ENVELOPE - len(ENVELOPE)) + b"}"
    assert registry.attach(version, largest)
    assert largest in registry.attached(version)
    with pytest.raises(RegistryError, match="the most is 90,000"):
        registry.attach(version, largest + b" ")


def hints(registry: Registry, name: str = NAME) -> None:
    version = one(registry, "2", name)
    registry.hint(version, {"status": "in-force", "tunegate.expires": "2027-01-01"})
    registry.hint(version, {"status": "x" * 2000})
    found = dict(one(registry, "2", name).hints)
    assert found.pop("tunegate.status") in {"x" * length for length in range(200, 501)}
    assert found == {"tunegate.expires": "2027-01-01"}


def moves(registry: Registry, name: str = NAME) -> None:
    registry.move(name, "production", "1", None)
    assert one(registry, "production", name).version == "1"
    assert one(registry, "1", name).aliases == ("production",)
    with pytest.raises(MovedError, match="stands for version 1"):
        registry.move(name, "production", "2", None)
    with pytest.raises(MovedError):
        registry.move(name, "production", "2", "2")
    registry.move(name, "production", "2", "1")
    assert one(registry, "production", name).version == "2"
    assert one(registry, "1", name).aliases == ()
    with pytest.raises(MovedError):
        registry.drop(name, "production", "1")
    registry.drop(name, "production", "2")
    assert registry.find(name, "production") == ()
    registry.drop(name, "production", "2")  # a repeat does nothing
