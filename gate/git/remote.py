"""A repository elsewhere, by its path or URL: its branches and tags are read, and written by compare and swap.

Everything happens in a bare repository of our own in a temporary folder, by plumbing. What is pushed is refused by the
other side where its ref has changed since it was read (git-push(1), ``--force-with-lease=REF:EXPECTED``). Only files,
https and ssh are spoken, and no redirect is followed.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gate.git.entry import Entry
from gate.git.objects import Objects
from gate.git.process import Done, Process, quiet_environment
from gate.git.trees import Trees
from gate.values.digests import is_object_id
from gate.values.errors import UndecidedError

_SPOKEN = (
    "-c",
    "protocol.allow=never",
    *(part for name in ("file", "https", "ssh") for part in ("-c", f"protocol.{name}.allow=always")),
)
# a server that sends fewer than 100 bytes a second for 20 seconds is down
_LIMITS = ("-c", "http.followRedirects=false", "-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=20")
_NOBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in {"NAME": "tunegate", "EMAIL": "tunegate@localhost"}.items()
}
_BEHIND = ("[rejected]", "[remote rejected]", "stale info", "non-fast-forward", "fetch first")


class Remote:
    """``place`` is a path or a URL; ``settings`` are of git, for one command each, and may hold a token."""

    def __init__(self, place: str, settings: Mapping[str, str] | None = None) -> None:
        self._place = place
        self._folder = tempfile.TemporaryDirectory(prefix="tunegate-")
        self._process = Process(Path(self._folder.name), quiet_environment(os.environ))
        self._given = _settings(settings or {})
        self._run("init", "--quiet", "--bare", ".")
        self._objects = Objects(self._process)
        self.refs: dict[str, str] = {}
        self.default = ""
        self.fetch()

    def close(self) -> None:
        self._objects.close()
        self._folder.cleanup()

    def fetch(self) -> None:
        """Read all branches and tags anew, one commit deep; the branch that is the default, too."""
        refspecs = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        self._asked("fetch", "--quiet", "--prune", "--no-tags", "--depth=1", "--", self._place, *refspecs)
        said = self._asked("ls-remote", "--symref", "--", self._place, "HEAD").decode("utf-8", "replace")
        first = said.split("\t")[0]
        self.default = first.removeprefix("ref: ") if first.startswith("ref: refs/heads/") else ""
        rows = self._run("for-each-ref", "--format=%(refname) %(objectname)").decode("utf-8", "surrogateescape")
        self.refs = {name: oid for name, _, oid in (row.rpartition(" ") for row in rows.splitlines())}

    def commit(self, name: str) -> str:
        """The id of the commit that a ref leads to; empty for none."""
        found = self._objects.find(f"{self.refs[name]}^{{commit}}") if name in self.refs else None
        return found.oid if found is not None else ""

    def files(self, commit: str) -> dict[str, Entry]:
        return Trees(self._objects).below(commit, "")

    def read(self, oid: str, limit: int, path: str) -> bytes:
        return self._objects.read(oid, limit=limit, path=path)

    def add(self, branch: str, files: Mapping[str, bytes], message: str) -> bool:
        """Commit these files onto a branch as it was read, and push it; False where it has changed since."""
        parent = self.commit(branch)
        index = {"GIT_INDEX_FILE": str(Path(self._folder.name, "index"))}
        self._run("read-tree", parent, env=index)
        for number, (path, data) in enumerate(files.items()):
            place = Path(self._folder.name, f"new-{number}")
            place.write_bytes(data)
            oid = self._run("hash-object", "-w", "--no-filters", "--", str(place)).decode().strip()
            self._run("update-index", "--add", "--cacheinfo", f"100644,{oid},{path}", env=index)
        tree = self._run("write-tree", env=index).decode().strip()
        made = self._run("commit-tree", tree, "-p", parent, "-m", message, env=_NOBODY).decode().strip()
        return self.push(branch, made, parent)

    def push(self, ref: str, commit: str, expected: str) -> bool:
        """Have a ref lead to ``commit`` (empty: take it away) where it leads to ``expected`` (empty: is not there)."""
        if commit and not is_object_id(commit):
            raise UndecidedError(f"{commit!r} is not a commit", remedy="Fetch again.")
        lease = f"--force-with-lease={ref}:{expected}"
        done = self._process.run(
            *_SPOKEN,
            *_LIMITS,
            "push",
            "--porcelain",
            "--no-verify",
            lease,
            "--",
            self._place,
            f"{commit}:{ref}",
            env=self._given,
        )
        if done.status and any(word in done.output.decode("utf-8", "replace") for word in _BEHIND):
            return False
        self._checked("push", done)
        self.refs[ref] = commit
        if not commit:
            del self.refs[ref]
        return True

    def _asked(self, command: str, *arguments: str) -> bytes:
        return self._checked(command, self._process.run(*_SPOKEN, *_LIMITS, command, *arguments, env=self._given))

    def _run(self, *arguments: str, env: Mapping[str, str] | None = None) -> bytes:
        return self._checked(arguments[0], self._process.run(*arguments, env=env))

    def _checked(self, command: str, done: Done) -> bytes:
        if done.status:
            raise UndecidedError(f"git {command}: {done.said}", remedy="Check the address and the right to it.")
        return done.output


def _settings(given: Mapping[str, str]) -> dict[str, str]:
    """Settings as variables, which no list of processes shows (git-config(1), ``GIT_CONFIG_COUNT``)."""
    if not given:
        return {}
    found = {"GIT_CONFIG_COUNT": str(len(given))}
    for number, (name, value) in enumerate(given.items()):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return found
