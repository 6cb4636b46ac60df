"""The Rego modules of a folder of the repository, and the files beside them that would be policies if they were loaded.

OPA and conftest load ``data.json`` and ``data.yaml`` beside modules (OPA, "Bundle File Format"); the gate does not,
so that a decision rests on modules alone, and says so. READMEs, licences, ``.manifest``, ``.regal/`` and the like are
of no concern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gate.git.snapshot import Snapshot
from gate.values.errors import ConfigError, Problem
from gate.values.regex import regex

MAX_MODULE = 1024 * 1024
_DATA = ("data.json", "data.yaml", "data.yml")
_MISNAMED = regex(r"(?i)\.rego(\.(txt|bak|old|orig|tmp|save))?~?$")
_FOR_TESTS = frozenset(("examples", "fixtures", "mocks", "test", "testdata", "tests"))
_FINDS = regex(r"^(?:deny|warn)\b", re.MULTILINE)
_TESTS = regex(r"^(?:todo_)?test_", re.MULTILINE)


def is_test(path: str) -> bool:
    return path.endswith("_test.rego")


def load_folder(snapshot: Snapshot, folder: str, place: tuple[str, int | None]) -> dict[str, str]:
    """The Rego modules of a folder of the repository, without tests.

    ``place`` is where the configuration names the folder. Raises ConfigError where there are none, or where a file of
    the folder would have to be loaded and is not.
    """
    entries = snapshot.entries([folder])
    found = list(inert_names(folder, entries))
    modules: dict[str, str] = {}
    for path, entry in sorted(entries.items()):
        if not path.endswith(".rego"):
            continue
        if not entry.is_regular:
            raise ConfigError("a policy has to be a file of its own", path=path, remedy="Replace the link by the file.")
        try:
            text = snapshot.read(path, entry, limit=MAX_MODULE).decode()
        except UnicodeDecodeError:
            raise ConfigError("the policy is not UTF-8 text", path=path, remedy="Save it as UTF-8.") from None
        if is_test(path):
            found += inert_test(path, text)
        else:
            modules[path] = text
    if found:
        raise ConfigError(found)
    if not modules:
        raise ConfigError(
            f"the policy folder {folder!r} has no Rego file",
            path=place[0],
            line=place[1],
            remedy="Add policies to it, or take it out of 'policies'.",
        )
    return modules


def inert_names(folder: str, paths: Iterable[str]) -> Iterator[Problem]:
    """Files of a policy folder that another tool would load, or that were meant to be loaded, by their names."""
    for path in sorted(paths):
        *folders, name = path.removeprefix(folder).strip("/").split("/")
        if any(part.startswith(".") or part.lower() in _FOR_TESTS for part in folders):
            continue
        if name.lower() in _DATA:
            yield Problem(
                "the gate loads no data beside policies, so what refers to this file is never defined",
                path,
                remedy="Write its values as rules of a module: 'package acme', then 'max := 3'; and take the file out.",
            )
        elif _MISNAMED.search(name) and not name.endswith(".rego"):
            yield Problem(
                "the policy is not loaded: its name does not end in '.rego'",
                path,
                remedy="Rename it, or take it out of the folder.",
            )


def inert_test(path: str, text: str) -> Iterator[Problem]:
    """A module that counts as a test by its name, and would be a rule by its content."""
    if not _TESTS.search(text) and (match := _FINDS.search(text)):
        line = text.count("\n", 0, match.start()) + 1
        yield Problem(
            "the policy is not loaded: a name that ends in '_test.rego' is a test's, and it has none",
            path,
            line,
            line,
            "Rename it.",
        )
