"""A bucket of moto's S3: the registry and the log, with conditional writes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gate.registry.drivers.bucket import open_registry
from gate.registry.log.entries import made
from gate.registry.log.places import open_log
from gate.registry.plain import Plain
from gate.registry.port import MovedError, RegistryError
from gate.registry.store import Bucket
from tests.command import NOW
from tests.registry import driving
from tests.registry.driving import NAME


@pytest.fixture
def url(aws_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from botocore.session import get_session

    for key, text in (("AWS_ENDPOINT_URL", aws_server), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")):
        monkeypatch.setenv(key, text)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    name = f"models-{uuid.uuid4().hex[:12]}"
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    get_session().create_client("s3", "us-east-1", endpoint_url=aws_server, **keys).create_bucket(Bucket=name)
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()
    yield f"s3://{name}"
    S3FileSystem.clear_instance_cache()


@pytest.fixture
def registry(url: str) -> Plain:
    found = open_registry(url, {})
    found.register(NAME, "1", {"model.safetensors": b"first"})
    found.register(NAME, "2", {"model.safetensors": b"second"})
    return found


@pytest.mark.parametrize("does", [driving.finds, driving.attaches, driving.hints, driving.moves])
def test_does_what_a_registry_does(registry: Plain, does: Callable[[Plain], None]) -> None:
    assert registry.swaps
    does(registry)


@pytest.mark.parametrize("before", [None, b"before"])
def test_someone_else_writes_between_reading_and_writing(
    url: str, before: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they wrote stays, whether the file was there or not."""
    store = Bucket(url)
    if before is not None:
        store.create("a/b", before)
    files: Any = store._files
    whole = files.pipe_file

    def raced(path: str, data: bytes, **condition: str) -> None:
        whole(path, b"theirs")
        whole(path, data, **condition)

    monkeypatch.setattr(files, "pipe_file", raced)
    with pytest.raises(MovedError, match="someone else wrote a/b"):
        store.replace("a/b", b"mine", before)
    assert Bucket(url).read("a/b", 100) == b"theirs"


def test_written_and_the_answer_lost(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library asks again, and the second request finds what the first one wrote."""
    store = Bucket(url)
    store.create("a", b"before")
    files: Any = store._files
    whole = files.pipe_file

    def twice(path: str, data: bytes, **condition: str) -> None:
        whole(path, data, **condition)
        whole(path, data, **condition)

    monkeypatch.setattr(files, "pipe_file", twice)
    store.replace("a", b"after", b"before")
    assert store.read("a", 100) == b"after"


def test_failure_is_none_of_theirs(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Bucket(url)
    store.create("a", b"before")

    def fails(*_: object, **__: object) -> None:
        raise PermissionError("https://user:secret@bucket.example")

    monkeypatch.setattr(store._files, "pipe_file", fails)
    with pytest.raises(RegistryError) as caught:
        store.replace("a", b"after", b"before")
    assert not isinstance(caught.value, MovedError)
    assert "secret" not in str(caught.value)


def test_two_writers_of_a_log(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither loses an entry: who comes second begins anew."""
    first, second = open_log(f"{url}/log", tmp_path), open_log(f"{url}/log", tmp_path)
    rows = [made("waiver", "m", NOW, f"n: {n}\n".encode()) for n in range(3)]
    first.append(rows[:1])
    whole: Any = second._put
    raced: list[object] = []

    def between(*args: Any) -> Any:
        if not raced:
            raced.append(first.append(rows[1:2]))
        return whole(*args)

    monkeypatch.setattr(second, "_put", between)
    second.append(rows[2:])
    assert first.read().entries == tuple(rows)
