"""What the attempts on what runs the gate share."""

from __future__ import annotations

from tests.bypass.wall import WORKFLOW, Edit, on_main, steps, write

CHECK = "tunegate check\n"


def runs(*lines: str) -> Edit:
    """The workflow runs the gate by these steps, and does not name it."""
    job = "jobs:\n  review:\n    runs-on: ubuntu-latest\n    steps:\n" + "".join(f"      - {line}\n" for line in lines)
    return write(WORKFLOW, "name: review\non: pull_request\n" + job)


def merged(*edits: Edit) -> Edit:
    return on_main(steps(*edits))
