"""Requirements files."""

from __future__ import annotations

import pytest

from gate.derive import kinds_of
from tests.derive.sources.samples import expected, line, notes, read, refused, sample, source, values

KIND = "requirements"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-hashes.txt", "freeze.txt"])
def test_samples(name: str) -> None:
    wanted = expected(f"locks/{name}")
    given = read(sample(f"locks/{name}"), KIND)
    assert given.facts["packages"] == wanted.pop("packages")
    assert {package: values(given)[f"/environment/frameworks/{package}"] for package in wanted} == wanted
    assert given.facts["hashes"] is ("hashes" in name)
    assert given.facts["unpinned"] == []


def test_every_way_to_write_one() -> None:
    text = (
        "# of the training\n"
        "torch==2.8.0+cu128  # with a label\n"
        "Flash_Attn[extra] == 2.8.1 ; python_version < '3.12'\n"
        "transformers===4.57.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "peft>=0.17\n"
        "trl @ https://packages.example/trl.whl\n"
        "-r other.txt\n"
        "-e git+https://git.example/axolotl#egg=axolotl\n"
        "--index-url https://packages.example/simple\n"
    )
    given = read(source("requirements/train.txt", text), KIND)
    assert values(given) == {
        "/environment/frameworks/torch": "2.8.0",
        "/environment/frameworks/flash-attn": "2.8.1",
        "/environment/frameworks/transformers": "4.57.1",
    }
    assert line(given, "/environment/frameworks/transformers") == 4
    assert given.facts["unpinned"] == ["peft", "trl"]
    said = notes(given)
    assert said["/environment/frameworks/peft"] == "peft has no exact version"
    assert {note.msg for note in given.notes if note.pointer is None} == {
        "other.txt is not read with it",
        "a requirement without a version",
    }


def test_a_package_with_two_versions() -> None:
    text = "torch==2.8.0 ; sys_platform == 'linux'\ntorch==2.7.0 ; sys_platform == 'win32'\nnumpy==1.0\nnumpy==1.0\n"
    given = read(source("requirements.txt", text), KIND)
    assert values(given) == {"/environment/frameworks/numpy": "1.0"}
    assert notes(given)["/environment/frameworks/torch"] == "torch has several versions, by platform or Python"


def test_empty() -> None:
    given = read(source("requirements.txt", ""), KIND)
    assert notes(given)[None] == "the lock file names no package"
    assert given.facts["hashes"] is False


def test_no_requirement() -> None:
    assert refused(source("requirements.txt", "torch==2.8.0\n!!\n"), KIND).line == 2


def test_other_files() -> None:
    assert kinds_of(source("Cargo.lock", 'name = "a"\nversion = "1==2"\n')) == []
    assert kinds_of(source("notes.txt", "torch==2.8.0\n")) == []
