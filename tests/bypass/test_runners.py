"""The gate by another road: what runs it is changed where no workflow of the gate's name stands."""

from __future__ import annotations

import pytest

from tests.bypass.running import CHECK, merged, runs
from tests.bypass.wall import (
    PASSED,
    WORKFLOW,
    Edit,
    Outcome,
    append,
    attempt,
    gate_changed,
    link,
    remove,
    replace,
    steps,
    write,
)
from tests.repo import Repo

USES = "      - uses: acme/tunegate@0000000000000000000000000000000000000000 # v0.1.0\n"
ACTION = "runs:\n  using: composite\n  steps:\n    - run: {}\n      shell: bash\n"
CALLED = "on: workflow_call\njobs:\n  gate:\n    steps:\n      - uses: Acme/TuneGate@v1\n"
MAKEFILE = """\
PYTHON := python3

test: build
\t$(PYTHON) -m pytest

build:
\t./build.sh

OPTIONS := --all-models

gate: env
\ttunegate check $(OPTIONS)

env:
\tpip install -r ci/requirements.txt
"""

ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    # a local action, wherever it stands
    "an action outside of .github": (
        steps(
            merged(runs("uses: ./ci/gate"), write("ci/gate/action.yml", ACTION.format("tunegate check"))),
            write("ci/gate/action.yml", ACTION.format("'true'")),
        ),
        gate_changed(("ci/gate/action.yml", 4)),
    ),
    "a script beside that action": (
        steps(
            merged(
                runs("uses: ./ci/gate"),
                write("ci/gate/action.yml", ACTION.format("$GITHUB_ACTION_PATH/run.sh")),
                write("ci/gate/run.sh", CHECK),
                write("ci/gate/options.env", "A=1\n"),
            ),
            write("ci/gate/options.env", "A=2\n"),
        ),
        gate_changed(("ci/gate/options.env", 1)),
    ),
    "an action that uses another": (
        steps(
            merged(
                runs("uses: ./ci/all"),
                write("ci/all/action.yml", "runs:\n  using: composite\n  steps:\n    - uses: ./tools/gate\n"),
                write("tools/gate/action.yaml", ACTION.format("TuneGate check")),
            ),
            write("tools/gate/action.yaml", ACTION.format("TuneGate check --version")),
        ),
        gate_changed(("tools/gate/action.yaml", 4)),
    ),
    "the repository's own action": (
        steps(
            merged(runs("uses: ./"), write("action.yml", ACTION.format("tunegate check"))),
            write("action.yml", ACTION.format("exit 0")),
        ),
        gate_changed(("action.yml", 4)),
    ),
    "an action that becomes a link": (
        steps(
            merged(runs("uses: ./ci/gate"), write("ci/gate/action.yml", ACTION.format("tunegate check"))),
            write("other/action.yml", ACTION.format("exit 0")),
            remove("ci/gate"),
            link("ci/gate", "../other"),
        ),
        gate_changed(("ci/gate", 1), ("ci/gate/action.yml", None), ("other/action.yml", 1)),
    ),
    # reusable workflows, both ways
    "the caller of the gate's workflow": (
        steps(
            merged(
                write(".github/workflows/called.yml", CALLED),
                write(WORKFLOW, "on: pull_request\njobs:\n  all:\n    uses: ./.github/workflows/called.yml\n"),
            ),
            append(WORKFLOW, "    if: github.actor != 'me'\n"),
        ),
        gate_changed((WORKFLOW, 5)),
    ),
    "the caller by the repository's name": (
        steps(
            merged(
                write(".github/workflows/called.yml", CALLED),
                write(WORKFLOW, "on: push\njobs:\n  all:\n    uses: acme/support/.github/workflows/called.yml@main\n"),
            ),
            replace(WORKFLOW, "on: push", "on: workflow_dispatch"),
        ),
        gate_changed((WORKFLOW, 1)),
    ),
    "what the gate's workflow calls": (
        steps(
            merged(
                write(".github/workflows/called.yml", "on: workflow_call\njobs: {g: {steps: [{run: ./ci/gate.sh}]}}\n"),
                write("ci/gate.sh", CHECK),
                write(WORKFLOW, "on: pull_request\njobs:\n  all:\n    uses: ./.github/workflows/called.yml\n"),
            ),
            replace(".github/workflows/called.yml", "./ci/gate.sh", "'true'"),
        ),
        gate_changed((".github/workflows/called.yml", 2)),
    ),
    # capitals and escapes
    "capitals in uses": (
        steps(
            merged(
                replace(WORKFLOW, USES, USES.replace("acme/tunegate", "Acme/TuneGate")),
                replace(WORKFLOW, "name: tunegate\n\n", "name: review\n\n"),
            ),
            replace(WORKFLOW, "        id: gate\n", "        id: gate\n        continue-on-error: true\n"),
        ),
        gate_changed((WORKFLOW, 31)),
    ),
    "a name in escapes": (
        steps(
            merged(runs(r'uses: "acme/tune\x67ate@v1"')),
            append(WORKFLOW, "        continue-on-error: true\n"),
        ),
        gate_changed((WORKFLOW, 8)),
    ),
    "a path in other capitals": (
        steps(
            merged(runs("run: ./CI/Gate.sh"), write("ci/gate.sh", CHECK)),
            write("ci/gate.sh", "exit 0\n"),
        ),
        gate_changed(("ci/gate.sh", 1)),
    ),
    "a file that takes its place where capitals are none": (
        steps(
            merged(runs("run: ./ci/gate.sh"), write("ci/gate.sh", CHECK)),
            write("ci/Gate.sh", "exit 0\n"),
        ),
        gate_changed(("ci/Gate.sh", 1)),
    ),
    # scripts and tasks
    "a script that a step runs": (
        steps(
            merged(runs("run: bash ci/gate.sh"), write("ci/gate.sh", CHECK)),
            write("ci/gate.sh", "tunegate check || true\n"),
        ),
        gate_changed(("ci/gate.sh", 1)),
    ),
    "a script of a script, in another folder": (
        steps(
            merged(
                runs("run: ./all.sh", "working-directory: tools"),
                write("tools/all.sh", '. "$(dirname "$0")/env.sh"\n./gate.py\n'),
                write("tools/env.sh", "X=1\n"),
                write("tools/gate.py", "import subprocess\nsubprocess.run(['tunegate', 'check'], check=True)\n"),
            ),
            write("tools/env.sh", "tunegate() { true; }\n"),
        ),
        gate_changed(("tools/env.sh", 1)),
    ),
    "a Python module": (
        steps(
            merged(
                runs("run: python -m tools.gate"),
                write("tools/gate.py", "from tools import options\nRUN = ['tunegate', *options.ALL]\n"),
                write("tools/options.py", "ALL = ['check']\n"),
            ),
            write("tools/options.py", "ALL = ['--version']\n"),
        ),
        gate_changed(("tools/options.py", 1)),
    ),
    "a target of a Makefile": (
        steps(merged(runs("run: make gate"), write("Makefile", MAKEFILE)), replace("Makefile", "check $(O", "-h $(O")),
        gate_changed(("Makefile", 12)),
    ),
    "a variable of a Makefile": (
        steps(
            merged(runs("run: make gate"), write("Makefile", MAKEFILE)),
            replace("Makefile", "OPTIONS := --all-models", "OPTIONS := --version"),
        ),
        gate_changed(("Makefile", 9)),
    ),
    "another target of the Makefile": (
        steps(merged(runs("run: make gate"), write("Makefile", MAKEFILE)), replace("Makefile", "./build.sh", "./b.sh")),
        PASSED,
    ),
    "a script of package.json": (
        steps(
            merged(runs("run: npm run gate"), write("package.json", '{"scripts": {"gate": "tunegate check"}}\n')),
            write("package.json", '{"scripts": {"gate": "exit 0"}}\n'),
        ),
        gate_changed(("package.json", 1)),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
