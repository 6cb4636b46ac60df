"""``Pipfile.lock``."""

from __future__ import annotations

from tests.derive.sources.samples import read, refused, source, values

KIND = "pipfile-lock"
LOCK = """\
{
  "_meta": {"pipfile-spec": 6},
  "default": {
    "torch": {"hashes": ["sha256:aa"], "version": "==2.8.0"},
    "peft": {"hashes": ["sha256:bb"], "git": "https://git.example/peft"}
  },
  "develop": {"transformers": {"version": "==1.0"}}
}
"""


def test_packages() -> None:
    given = read(source("Pipfile.lock", LOCK), KIND)
    assert values(given) == {"/environment/frameworks/torch": "2.8.0"}
    assert given.facts["unpinned"] == ["peft"]
    assert given.values[0].line == 4


def test_what_is_no_lock() -> None:
    assert refused(source("Pipfile.lock", "{}"), KIND).message == "no package is locked: 'default' is missing"
