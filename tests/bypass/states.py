"""The states that the evidence was made for, and what the work tree has."""

from __future__ import annotations

import yaml

from gate.case.context import Context
from gate.case.sides import read_sides
from gate.evidence.controls import control_digest, controls_in
from gate.git.repository import Repository
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.elements import State
from tests.command import EVIDENCE, MODEL, NOW
from tests.repo import Repo

STATE = "sha256:3b6331683466c4249f9846a5dfc24f65cbae61554c13c62e6ad7d7fba5f3222f"
STATE_FILE = f"{EVIDENCE}/states/{STATE.removeprefix('sha256:')}.json"
STATEMENT = f"{EVIDENCE}/overhang-statement.yaml"


def head_state(repo: Repo) -> str:
    """The digest of the topic branch's state as it stands on disk."""
    return worktree_state(repo).digest


def worktree_state(repo: Repo) -> State:
    with Repository(repo.path) as repository:
        sides = read_sides(repository, Context("local", None, "WORKTREE", NOW))
        return build(sides.head, MODEL, sides.trusted.models[MODEL].surfaces, Reader())


def altered_controls(repo: Repo) -> list[dict[str, str | None]]:
    """The controls that are not what the evidence relied on, as a determination names them; each once."""
    state = worktree_state(repo)
    rows = []
    for file in sorted((repo.path / EVIDENCE).glob("*.yaml")):
        for _, control in controls_in(yaml.safe_load(file.read_text())):
            now = control_digest(state, control["surface"], control["path"])
            row = {"surface": control["surface"], "path": control["path"], "from": control["digest"], "to": now}
            if now != control["digest"] and row not in rows:
                rows.append(row)
    return rows
