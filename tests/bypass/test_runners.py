"""The gate by another road: what runs it is changed where no workflow of the gate's name stands."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    PASSED,
    WORKFLOW,
    Edit,
    Outcome,
    append,
    attempt,
    gate_changed,
    link,
    move,
    on_main,
    remove,
    replace,
    steps,
    write,
)
from tests.repo import Repo

USES = "      - uses: acme/tunegate@0000000000000000000000000000000000000000 # v0.1.0\n"
CHECK = "tunegate check\n"


def runs(*lines: str) -> Edit:
    """The workflow runs the gate by these steps, and does not name it."""
    job = "jobs:\n  review:\n    runs-on: ubuntu-latest\n    steps:\n" + "".join(f"      - {line}\n" for line in lines)
    return write(WORKFLOW, "name: review\non: pull_request\n" + job)


def merged(*edits: Edit) -> Edit:
    return on_main(steps(*edits))


ACTION = "runs:\n  using: composite\n  steps:\n    - run: {}\n      shell: bash\n"
CALLED = "on: workflow_call\njobs:\n  gate:\n    steps:\n      - uses: Acme/TuneGate@v1\n"
GITLAB = "stages: [test]\ntests:\n  script: [pytest]\nreview:\n  script: [./ci/gate.sh]\n"
HOOKS = """\
repos:
  - repo: https://git.acme.example/ruff
    rev: v1
    hooks: [{id: ruff}]
  - repo: https://git.acme.example/tunegate
    rev: v1
    hooks: [{id: tunegate, args: [--timeout, "60"]}]
"""
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
IMPOSTOR = "on: pull_request\njobs:\n  {}\n"

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
    # pins
    "a requirements pin": (
        steps(
            merged(
                runs("run: pip install -r ci/requirements.txt && tunegate check"),
                write("ci/requirements.txt", "-c constraints.txt\ntunegate==1.0\n"),
                write("ci/constraints.txt", "pyyaml==6.0.3\n"),
            ),
            write("ci/constraints.txt", "pyyaml==6.0.0\n"),
        ),
        gate_changed(("ci/constraints.txt", 1)),
    ),
    "a lock file": (
        steps(
            merged(
                runs("run: uv sync && uv run tunegate check"),
                write("uv.lock", "version = 1\n"),
                write("pyproject.toml", '[project]\nname = "x"\ndependencies = ["tunegate"]\n'),
            ),
            write("uv.lock", "version = 2\n"),
        ),
        gate_changed(("uv.lock", 1)),
    ),
    "a dependency in pyproject.toml": (
        steps(
            merged(
                runs("run: uv sync && uv run tunegate check"),
                write("pyproject.toml", '[project]\nname = "x"\ndependencies = ["tunegate"]\n'),
            ),
            replace("pyproject.toml", '["tunegate"]', '["tunegate @ git+https://git.evil.example/x"]'),
        ),
        gate_changed(("pyproject.toml", 3)),
    ),
    "another line of pyproject.toml": (
        steps(
            merged(
                runs("run: uv sync && uv run tunegate check"),
                write("pyproject.toml", '[project]\nname = "x"\ndependencies = ["tunegate"]\n'),
            ),
            append("pyproject.toml", "[tool.ruff]\nline-length = 120\n"),
        ),
        PASSED,
    ),
    "the revision of a hook": (
        steps(
            merged(write(".pre-commit-config.yaml", HOOKS)),
            replace(".pre-commit-config.yaml", "tunegate\n    rev: v1", "tunegate\n    rev: v0"),
        ),
        gate_changed((".pre-commit-config.yaml", 6)),
    ),
    "the revision of another hook": (
        steps(
            merged(write(".pre-commit-config.yaml", HOOKS)),
            replace(".pre-commit-config.yaml", "ruff\n    rev: v1", "ruff\n    rev: v2"),
        ),
        PASSED,
    ),
    "the image that runs it": (
        steps(
            merged(
                runs("run: docker build -t gate -f ci/Dockerfile ci && docker run gate"),
                write("ci/Dockerfile", "FROM python\nRUN pip install tunegate\n"),
            ),
            append("ci/Dockerfile", 'ENTRYPOINT ["true"]\n'),
        ),
        gate_changed(("ci/Dockerfile", 3)),
    ),
    # other CI systems
    "a job of GitLab": (
        steps(
            merged(write(".gitlab-ci.yml", GITLAB), write("ci/gate.sh", CHECK)),
            append(".gitlab-ci.yml", "  allow_failure: true\n"),
        ),
        gate_changed((".gitlab-ci.yml", 6)),
    ),
    "another job of GitLab": (
        steps(
            merged(write(".gitlab-ci.yml", GITLAB), write("ci/gate.sh", CHECK)),
            replace(".gitlab-ci.yml", "[pytest]", "[pytest, ruff]"),
        ),
        PASSED,
    ),
    "a file that GitLab includes": (
        steps(
            merged(
                write(".gitlab-ci.yml", "include:\n  - local: /ci/jobs/review.yml\n"),
                write("ci/jobs/review.yml", "review:\n  script: [tunegate check]\n"),
            ),
            append("ci/jobs/review.yml", "  allow_failure: true\n"),
        ),
        gate_changed(("ci/jobs/review.yml", 3)),
    ),
    "an include taken out": (
        steps(
            merged(
                write(".gitlab-ci.yml", "include:\n  - local: /ci/jobs/review.yml\ntests:\n  script: [pytest]\n"),
                write("ci/jobs/review.yml", "review:\n  script: [tunegate check]\n"),
            ),
            write(".gitlab-ci.yml", "tests:\n  script: [pytest]\n"),
        ),
        gate_changed((".gitlab-ci.yml", None)),
    ),
    "a Jenkinsfile": (
        steps(
            merged(
                write("Jenkinsfile", "pipeline { stages { stage('gate') { steps { sh 'ci/gate.sh' } } } }\n"),
                write("ci/gate.sh", CHECK),
            ),
            write("Jenkinsfile", "pipeline { stages { stage('gate') { steps { sh 'ci/gate.sh || true' } } } }\n"),
        ),
        gate_changed(("Jenkinsfile", 1)),
    ),
    "a template of Azure Pipelines": (
        steps(
            merged(
                write("azure-pipelines.yml", "steps:\n  - template: ci/steps.yml\n"),
                write("ci/steps.yml", "steps:\n  - bash: tunegate check\n"),
            ),
            replace("ci/steps.yml", "tunegate check", "tunegate check || true"),
        ),
        gate_changed(("ci/steps.yml", 2)),
    ),
    "a job of CircleCI": (
        steps(
            merged(write(".circleci/config.yml", "jobs:\n  gate:\n    steps:\n      - run: pipx run tunegate check\n")),
            remove(".circleci/config.yml"),
        ),
        gate_changed((".circleci/config.yml", None)),
    ),
    # another job under the name of the gate's check
    "a job of the check's name": (
        steps(
            merged(runs("uses: acme/tunegate@v1")),
            write(".github/workflows/z.yml", IMPOSTOR.format("review: {steps: [{run: true}]}")),
        ),
        gate_changed((".github/workflows/z.yml", 1)),
    ),
    "a job with the check's name in escapes": (
        steps(
            merged(runs("uses: acme/tunegate@v1")),
            write(".github/workflows/z.yml", IMPOSTOR.format(r'x: {name: "Rev\x69ew", steps: [{run: true}]}')),
        ),
        gate_changed((".github/workflows/z.yml", 1)),
    ),
    "a job with the check's name from its matrix": (
        steps(
            merged(runs("uses: acme/tunegate@v1")),
            write(
                ".github/workflows/z.yml",
                IMPOSTOR.format(
                    "x: {name: '${{ matrix.n }}', strategy: {matrix: {n: [a, review]}}, steps: [{run: x}]}"
                ),
            ),
        ),
        gate_changed((".github/workflows/z.yml", 1)),
    ),
    "a job of another name": (
        steps(
            merged(runs("uses: acme/tunegate@v1")),
            write(
                ".github/workflows/z.yml",
                IMPOSTOR.format("x: {name: '${{ matrix.n }}', strategy: {matrix: {n: [a, b]}}, steps: [{run: x}]}"),
            ),
        ),
        PASSED,
    ),
    # away with it
    "the script moved, and the step with it": (
        steps(
            merged(runs("run: ./ci/gate.sh"), write("ci/gate.sh", CHECK)),
            move("ci/gate.sh", "ci/review.sh"),
            replace(WORKFLOW, "./ci/gate.sh", "'true'"),
        ),
        gate_changed(("ci/gate.sh", None), (WORKFLOW, 7)),
    ),
    "a workflow that no longer leads there": (
        steps(
            merged(runs("run: ./ci/gate.sh"), write("ci/gate.sh", CHECK)),
            replace(WORKFLOW, "./ci/gate.sh", "./ci/other.sh"),
        ),
        gate_changed((WORKFLOW, 7)),
    ),
    "a script in the place of a link": (
        steps(
            merged(runs("run: ./ci/gate.sh"), write("tools/gate.sh", CHECK), link("ci/gate.sh", "../tools/gate.sh")),
            write("tools/gate.sh", "exit 0\n"),
        ),
        gate_changed(("tools/gate.sh", 1)),
    ),
    # what is none of it
    "a workflow beside it": (
        steps(
            merged(
                runs("run: ./ci/gate.sh"),
                write("ci/gate.sh", CHECK),
                write("ci/build.sh", "make\n"),
                write(".github/workflows/build.yml", "on: push\njobs: {b: {steps: [{run: ./ci/build.sh}]}}\n"),
            ),
            write("ci/build.sh", "make all\n"),
            append(".github/workflows/build.yml", "# and so on\n"),
        ),
        PASSED,
    ),
    "a surface that the job names": (
        steps(
            merged(runs("run: tunegate check && wc prompts/system.md"), append(CONFIG, "  paths: [.gitattributes]\n")),
            write("docs/x.md", "x\n"),
        ),
        PASSED,
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
