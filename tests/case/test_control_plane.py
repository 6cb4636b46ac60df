"""The state of the gate itself, over real commits."""

from __future__ import annotations

from gate.case.context import Context
from gate.case.control_plane import Plane, touched_plane
from gate.case.sides import read_sides
from gate.git.repository import Repository
from gate.surfaces.reader import Reader
from tests.bypass.wall import CONFIG, DATA, PROMPT, TRAIN, WORKFLOW, Edit, append, move, remove, replace, steps, write
from tests.command import NOW
from tests.repo import Repo

SCRIPT = "ci/gate.sh"
MAKEFILE = "check:\n\ttunegate check\n\nother:\n\techo x\n"
RUN = replace(WORKFLOW, "fetch-depth: 0", "fetch-depth: 1")
# what may change beside the gate without changing what the gate is
BESIDE: dict[str, Edit] = {
    "nothing": steps(),
    "a reviewed file": append(PROMPT, "x\n"),
    "data": append(DATA, '{"x": 1}\n'),
    "a file that is moved": move(DATA, "data/train/moved.jsonl"),
    "a file that is removed": remove(TRAIN),
    "a workflow that does not run the gate": write(".github/workflows/lint.yml", "on: push\njobs: {}\n"),
    "a script that no job runs": write("ci/other.sh", "echo x\n"),
    "everything at once": steps(append(PROMPT, "x\n"), remove(TRAIN), write("ci/other.sh", "echo x\n")),
}


def plane(repo: Repo, head: str = "WORKTREE") -> Plane | None:
    with Repository(repo.path) as repository:
        base = repository.commit("main")
        at = head if head == "WORKTREE" else repository.commit(head)
        sides = read_sides(repository, Context("pull_request", base, at, NOW, base))
        return touched_plane(sides, Reader(), set(repository.changed(base, at)))


def test_its_digest_is_the_same_whatever_else_changed(example: Repo) -> None:
    """A determination names it: it has to fit again in the next run, with other files in the change."""
    example.write(SCRIPT, "tunegate check\n")
    example.write("Makefile", MAKEFILE)
    example.write(
        ".github/workflows/make.yml", "on: push\njobs: {a: {steps: [{run: make check}, {run: ci/gate.sh}]}}\n"
    )
    example.commit("more that runs the gate")
    gates: dict[str, Edit] = {
        "the workflow": RUN,
        "the configuration": replace(CONFIG, "drift_margin: 0.05", "drift_margin: 0.06"),
        "a script": append(SCRIPT, "echo x\n"),
        "a task": replace("Makefile", "tunegate check", "tunegate check --all-models"),
    }
    seen: set[str] = set()
    for gate, edit in gates.items():
        digests = set()
        for name in BESIDE if gate == "the workflow" else ("nothing", "everything at once"):
            edit(example)
            BESIDE[name](example)
            found = plane(example)
            assert found, name
            digests.add((found.base.digest, found.head.digest))
            if name == "everything at once":
                example.git("checkout", "--quiet", "-b", "tried")
                example.commit("tried")
                committed = plane(example, "HEAD")
                assert committed
                digests.add((committed.base.digest, committed.head.digest))
                example.git("checkout", "--quiet", "main")
                example.git("branch", "--quiet", "-D", "tried")
            example.git("checkout", "--quiet", "--", ".")
            example.git("clean", "--quiet", "--force", "-d")
        ((base, head),) = digests
        seen |= {base, head}
    assert len(seen) == 1 + len(gates)  # one base, and each change of the gate another head


def test_what_is_not_the_gate_has_none(example: Repo) -> None:
    for name, beside in BESIDE.items():
        beside(example)
        assert plane(example) is None, name
        example.git("checkout", "--quiet", "--", ".")
        example.git("clean", "--quiet", "--force", "-d")
