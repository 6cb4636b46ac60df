"""From what somebody wrote to a commit, so that nothing that anybody can push stands in for what was meant.

``git rev-parse`` looks for a short name in six places, tags before branches, and for a full name that is not there in
five more (gitrevisions(7), git 2.39). Here a name is a branch (``refs/heads``, ``refs/remotes``), a full name is that
ref and no other, and an id is an object. What has two meanings is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from gate.git.objects import Objects
from gate.git.process import Process
from gate.values.errors import UndecidedError
from gate.values.regex import regex

_STEPS = regex(r"(.+?)((?:[~^][0-9]{0,9})*)")  # a name, and the way up from there
_HEX = regex(r"[0-9a-fA-F]{4,64}")
_NO_NAME = regex(r"[\0- \x7f~^:?*\[\\]|\.\.|@\{|//|^/|/$")  # git-check-ref-format(1)
_FULL = (40, 64)
_LONGEST = 4096  # bytes; git itself cannot store a ref with a longer name
_WRITTEN_BY_GIT = ("FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD")


class AmbiguousError(UndecidedError):
    """A name that stands for more than one commit."""


def _is_name(text: str) -> bool:
    try:
        return not _NO_NAME.search(text) and len(os.fsencode(text)) <= _LONGEST
    except UnicodeEncodeError:  # half a character, which JSON can write
        return False


class Revisions:
    """Finds commits by name. A commit that is not there is None; what is ambiguous raises AmbiguousError."""

    def __init__(self, process: Process, objects: Objects) -> None:
        self._process = process
        self._objects = objects

    def find(self, revision: str) -> str | None:
        """The commit that is meant by ``NAME``, or ``NAME`` and steps up from it (``HEAD~1``, ``main^2``).

        ``NAME`` is ``HEAD`` or ``@``, the id of a commit or its beginning, a full ref (``refs/tags/v1``), a branch
        (``main``, ``origin/main``), a remote for its default branch (``origin``), or one of git's own (``FETCH_HEAD``).
        """
        match = _STEPS.fullmatch(revision)
        if match is None or not _is_name(match[1]):
            return None
        name, steps = match[1], match[2]
        start = self._start(name)
        return self._peeled(start + steps) if start and steps else start

    def newest_by(self, head: str, moment: datetime) -> str | None:
        """The newest commit along the first parents of ``head`` that says it was made by then; None for none."""
        asked = (
            "--max-count=1",
            "--first-parent",
            f"--before={int(moment.timestamp())}",
            "--end-of-options",
            head,
            "--",
        )
        done = self._process.run("rev-list", *asked)
        if done.status:
            raise UndecidedError(f"git rev-list: {done.said}", remedy="Run 'git fsck', or clone the repository again.")
        return done.output.decode().strip() or None

    def refs(self, names: Iterable[str]) -> dict[str, str]:
        """Full ref -> commit, of those of the given refs that are there; a tag by what it is on."""
        wanted = [name for name in dict.fromkeys(names) if name.startswith("refs/") and _is_name(name)]
        if not wanted:
            return {}
        done = self._process.run("for-each-ref", "--format=%(refname)%00%(objectname)", *wanted)
        rows = done.output.decode("utf-8", "surrogateescape").splitlines() if not done.status else []
        listed = dict(row.split("\0") for row in rows)  # what is below a name is listed, too
        return {name: commit for name in wanted if name in listed and (commit := self._peeled(listed[name]))}

    def below(self, prefix: str) -> dict[str, str]:
        """Full ref -> commit of every ref below ``prefix``, which ends with a slash."""
        done = self._process.run("for-each-ref", "--format=%(refname)%00%(objectname)", prefix)
        rows = done.output.decode("utf-8", "surrogateescape").splitlines() if not done.status else []
        return {name: commit for name, oid in (row.split("\0") for row in rows) if (commit := self._peeled(oid))}

    def symbolic(self, name: str) -> str | None:
        """The ref that a symbolic ref leads to, whether that is there or not; None where it is none."""
        done = self._process.run("symbolic-ref", "--quiet", name)
        return None if done.status else done.output.decode("utf-8", "surrogateescape").rstrip("\n")

    def _start(self, name: str) -> str | None:
        if name in ("HEAD", "@"):
            return self._head
        if len(name) in _FULL and _HEX.fullmatch(name):
            return self._by_id(name.lower())
        if name.startswith("refs/"):
            return self.refs([name]).get(name)
        branches = (f"refs/heads/{name}", f"refs/remotes/{name}", f"refs/remotes/{name}/HEAD")
        others = (f"refs/tags/{name}", f"refs/{name}")
        found = self.refs([*branches, *others])
        found.update(self._abbreviated(name))
        if name in _WRITTEN_BY_GIT and (commit := self._peeled(name)):
            found.setdefault(name, commit)
        if len(set(found.values())) > 1:
            meant = next((ref for ref in found if ref in branches), next(iter(found)))
            raise AmbiguousError(
                f"{name!r} stands for more than one commit: {', '.join(list(found)[:6])}",
                remedy=f"Write the one that you mean in full, for instance {meant}.",
            )
        named = next((ref for ref in found if ref not in others), None)
        if found and named is None:
            ref = next(iter(found))
            raise UndecidedError(
                f"there is no branch {name!r}, only {ref}", remedy=f"If you mean that, write it in full: {ref}."
            )
        return found[named] if named else None

    @cached_property
    def _head(self) -> str | None:
        """Where HEAD stands; None before the first commit, where another ref could be taken for it by its name."""
        done = self._process.run("show-ref", "--verify", "--hash", "HEAD")
        return None if done.status else self._peeled(done.output.decode("ascii", "replace").strip())

    def _by_id(self, oid: str) -> str | None:
        found = self._objects.find(oid)
        return self._peeled(oid) if found and found.oid == oid else None  # of another length it would be a name

    def _abbreviated(self, text: str) -> dict[str, str]:
        """Id -> commit of every commit whose id begins with ``text``."""
        if not _HEX.fullmatch(text):
            return {}
        done = self._process.run("rev-parse", f"--disambiguate={text.lower()}")
        ids = done.output.decode("ascii", "replace").split() if not done.status else []
        return {oid: commit for oid in ids if (commit := self._peeled(oid))}

    def _peeled(self, name: str) -> str | None:
        found = self._objects.find(name + "^{commit}")
        return found.oid if found else None
