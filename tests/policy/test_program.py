"""The pinned program: which path and bytes are taken, and what is said of those that are not."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from gate.policy.opa_binary import version_of
from gate.policy.program import Pinned, opened
from gate.values.errors import TunegateError, UndecidedError, UsageError
from tests.tools import require

DIGEST = "0" * 64
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths and programs are those of Linux and macOS")


def pin(path: Path) -> Pinned:
    return Pinned(path, hashlib.sha256(path.read_bytes()).hexdigest())


def program(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("path", "digest", "message"),
    [
        ("opa", DIGEST, "not an absolute path"),
        ("./opa", DIGEST, "not an absolute path"),
        ("~/opa", DIGEST, "not an absolute path"),
        ("/usr/bin/opa", None, "needs --opa-sha256"),
        ("/usr/bin/opa", "", "is no SHA-256"),
        ("/usr/bin/opa", DIGEST[1:], "is no SHA-256"),
        ("/usr/bin/opa", "sha512:" + DIGEST, "is no SHA-256"),
        ("/usr/bin/opa", DIGEST + "\n", "is no SHA-256"),
        ("/usr/bin/opa", "\u0661" * 64, "is no SHA-256"),
    ],
)
def test_options_that_do_not_pin(path: str, digest: str | None, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        Pinned.of(path, digest, tmp_path)
    assert caught.value.problems[0].remedy


def test_digest_as_other_tools_write_it(tmp_path: Path) -> None:
    assert Pinned.of("/usr/bin/opa", "SHA256:" + "AB" * 32, tmp_path).sha256 == "ab" * 32


def test_inside_of_the_checkout(tmp_path: Path) -> None:
    """By its name, by a link to it, by a link in it, by a folder that is a link, and through the parent folder."""
    checkout, outside = tmp_path / "checkout", tmp_path / "outside"
    (checkout / "bin").mkdir(parents=True)
    outside.mkdir()
    program(checkout / "bin" / "opa", ELF)
    program(outside / "opa", ELF)
    (checkout / "link").symlink_to(outside / "opa")
    (outside / "link").symlink_to(checkout / "bin" / "opa")
    (outside / "folder").symlink_to(checkout)
    for path in (
        *(checkout / "bin" / "opa", checkout / "link", outside / "link", outside / "folder" / "link"),
        *(outside / ".." / "checkout" / "bin" / "opa", checkout / "not-there"),
    ):
        with pytest.raises(UsageError, match="inside of the checkout"):
            Pinned.of(str(path), DIGEST, checkout)
    assert Pinned.of(str(outside / "opa"), DIGEST, checkout).path == outside / "opa"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'#!/bin/sh\nexec opa "$@"\n', "is a script or another file"),
        (b"", "is a script or another file"),
        (ELF, "another system or processor|cannot be started"),
    ],
    ids=["script", "empty", "no program of this machine"],
)
def test_files_that_are_no_program(data: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(TunegateError, match=message) as caught, opened(pin(program(tmp_path / "opa", data))) as it:
        it.run("version", seconds=5)
    assert caught.value.problems[0].remedy


def test_paths_without_a_program(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path, tmp_path / "not-there", tmp_path / "pipe", tmp_path / "loop", Path("/dev/zero")):
        with pytest.raises(UsageError, match="cannot be read"), opened(Pinned(path, DIGEST)):
            raise AssertionError("it was opened")


def test_other_bytes(tmp_path: Path) -> None:
    given = Pinned(program(tmp_path / "opa", ELF), DIGEST)
    with pytest.raises(UndecidedError, match=f"has the SHA-256 .*, not {DIGEST}"), opened(given):
        raise AssertionError("it was opened")


def test_swapped_while_it_is_used(tmp_path: Path) -> None:
    """Whatever takes the file's place after it was hashed is not started."""
    place = tmp_path / "opa"
    place.symlink_to(require("opa"))
    pinned = pin(place)
    with opened(pinned) as it:
        place.unlink()
        program(place, b"#!/bin/sh\ntouch ran\n")
        assert version_of(it, 30).startswith("1.")
    with pytest.raises(UndecidedError, match="has the SHA-256"), opened(pinned):
        raise AssertionError("it was opened")


def test_swapped_again_and_again(tmp_path: Path) -> None:
    """A race: every opening gives the pinned bytes or an error, never the others."""
    place, good, bad = tmp_path / "opa", ELF + b"good" * 200000, ELF + b"evil" * 200000
    pinned = Pinned(place, hashlib.sha256(good).hexdigest())
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            for data in (good, bad):
                place.with_name("new").write_bytes(data)
                place.with_name("new").replace(place)

    place.write_bytes(good)
    thread = threading.Thread(target=swap)
    thread.start()
    try:
        for _ in range(40):
            try:
                with opened(pinned) as it:
                    assert (it.folder / "opa").read_bytes() == good
            except UndecidedError:
                continue
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("name", ["true", "echo"])
def test_another_program(name: str) -> None:
    with opened(pin(Path(require(name)).resolve())) as it, pytest.raises(UndecidedError, match=r"opa version|too old"):
        version_of(it, 5)
