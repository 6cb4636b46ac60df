"""Many small changes in one repository, made by one call of git: a commit before, and one after, for each case."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.runners.files import Files
from gate.runners.find import changed_runners, find_runners
from tests.repo import Repo

Case = tuple[Mapping[str, str], Mapping[str, str | None], set[str]]
"""Files before, after (None: removed), and the paths that count. ``->`` starts a link's target, ``+x`` a program."""

W = ".github/workflows/"
JOB = "on: push\njobs:\n  review:\n    runs-on: x\n    steps:\n"
CHECK = "tunegate check\n"


def job(*steps: str) -> str:
    return JOB + "".join(f"      - {step}\n" for step in steps)


def runs(*steps: str) -> dict[str, str]:
    """The workflow whose job runs the gate by these commands."""
    return {f"{W}w.yml": job(*(f"run: {step}" for step in steps))}


class Histories:
    def __init__(self, folder: Path, cases: Mapping[str, Case]) -> None:
        repo = Repo(folder)
        stream: list[bytes] = []
        for number, (before, after, _) in enumerate(cases.values()):
            for step, files in ((0, before), (1, after)):
                ref = f"refs/heads/case-{number}-{step}"
                stream.append(f"commit {ref}\ncommitter a <a@acme.example> {step} +0000\ndata 1\nx\n".encode())
                stream += [f"from refs/heads/case-{number}-0\n".encode()] if step else []
                stream += [_change(path, text) for path, text in files.items()]
        subprocess.run(
            ["git", "fast-import", "--quiet"], cwd=repo.path, env=repo.env, input=b"".join(stream), check=True
        )
        self._numbers = {name: number for number, name in enumerate(cases)}
        self._repository = Repository(repo.path)

    def changed(self, name: str) -> set[str]:
        """The changed paths of a case that count as the gate. What is in ``data`` is reviewed otherwise."""
        number = self._numbers[name]
        base, head = (self._repository.commit(f"refs/heads/case-{number}-{step}") for step in (0, 1))
        paths = self._repository.changed(base, head)
        files = Files(Snapshot(self._repository, base), Snapshot(self._repository, head), paths)
        return changed_runners(files, find_runners(files, paths, lambda path: path.startswith("data/")), paths)

    def close(self) -> None:
        self._repository.close()


def _change(path: str, text: str | None) -> bytes:
    if text is None:
        return f"D {path}\n".encode()
    mode, text = (
        ("120000", text[2:])
        if text.startswith("->")
        else ("100755", text[2:])
        if text.startswith("+x")
        else ("100644", text)
    )
    data = text.encode()
    return b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), path.encode(), len(data), data)
