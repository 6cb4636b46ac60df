"""Locked conda environments."""

from __future__ import annotations

from tests.derive.sources.samples import notes, read, refused, source, values

KIND = "conda-lock"


def test_conda_lock() -> None:
    text = """\
version: 1
metadata:
  platforms: [linux-64, osx-arm64]
package:
- name: pytorch
  version: 2.8.0
  platform: linux-64
  hash: {sha256: aa}
- name: pytorch
  version: 2.8.0
  platform: osx-arm64
  hash: {sha256: bb}
- name: numpy
  version: '1.0'
  platform: linux-64
- name: numpy
  version: '1.1'
  platform: osx-arm64
"""
    given = read(source("conda-lock.yml", text), KIND)
    assert values(given) == {"/environment/frameworks/torch": "2.8.0"}
    assert "several versions" in str(notes(given)["/environment/frameworks/numpy"])


def test_explicit() -> None:
    text = (
        "# platform: linux-64\n@EXPLICIT\nhttps://packages.example/conda/linux-64/python-3.11.7-hab00c5b_1.conda#aa\n"
    )
    given = read(source("env.txt", text), KIND)
    assert values(given) == {"/environment/frameworks/python": "3.11.7"}
    assert given.facts["hashes"] is True


def test_exported() -> None:
    text = """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.11.7=hab00c5b_1
  - numpy>=1.0
  - pip:
    - torch==2.8.0
    - peft
"""
    given = read(source("environment.yml", text), KIND)
    assert values(given) == {"/environment/frameworks/python": "3.11.7", "/environment/frameworks/torch": "2.8.0"}
    assert given.facts["unpinned"] == ["numpy", "peft"]


def test_what_is_no_lock() -> None:
    assert (
        refused(source("environment.yml", "channels: [x]\ndependencies: none\n"), KIND).message
        == "no package is locked"
    )
