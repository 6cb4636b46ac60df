"""``uv.lock``, ``poetry.lock``, ``pdm.lock`` and ``pylock.toml``."""

from __future__ import annotations

import pytest

from gate.derive.sources import toml_locks
from tests.derive.sources.samples import expected, line, notes, read, refused, sample, source, values

KIND = "toml-lock"
LOCK = """\
[[package]]
name = "torch"
version = "2.8.0"
files = [{ file = "torch.whl", hash = "sha256:aa" }]

[[package]]
name = "Flash_Attn"
version = "2.8.1"

[[package]]
name = "acme-training"
version = "0.1.0"
source = { editable = "." }
"""


def test_sample() -> None:
    given = read(sample("locks/uv.lock"), KIND)
    wanted = expected("locks/uv.lock")["packages"]
    own = wanted.pop("acme-support-ft")
    assert own == "0.1.0"  # the project itself, which is no package of the environment
    assert {row.name: row.version for row in toml_locks.packages(sample("locks/uv.lock"))} == wanted
    assert given.facts["hashes"] is True


@pytest.mark.parametrize("name", ["uv.lock", "poetry.lock", "pdm.lock"])
def test_packages(name: str) -> None:
    given = read(source(f"training/{name}", LOCK), KIND)
    assert values(given) == {
        "/environment/frameworks/torch": "2.8.0",
        "/environment/frameworks/flash-attn": "2.8.1",
    }
    assert line(given, "/environment/frameworks/flash-attn") == 7
    assert given.facts["hashes"] is False


def test_standard() -> None:
    text = 'lock-version = "1.0"\n[[packages]]\nname = "peft"\nversion = "0.17.1"\nwheels = [{ url = "x" }]\n'
    assert values(read(source("pylock.toml", text), KIND)) == {"/environment/frameworks/peft": "0.17.1"}


def test_forks_of_a_resolution() -> None:
    text = LOCK + '[[package]]\nname = "torch"\nversion = "2.7.0"\n'
    given = read(source("uv.lock", text), KIND)
    assert "/environment/frameworks/torch" not in values(given)
    assert "several versions" in str(notes(given)["/environment/frameworks/torch"])


def test_what_is_no_lock() -> None:
    assert refused(source("uv.lock", "version = 1\n"), KIND).message == "no package is locked"
    assert refused(source("uv.lock", LOCK + "x = = 3\n"), KIND).line == 14
