"""The gate by another road: pins, other CI systems, jobs of its check's name, and what is none of it."""

from __future__ import annotations

import pytest

from tests.bypass.running import CHECK, merged, runs
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
    remove,
    replace,
    steps,
    write,
)
from tests.repo import Repo

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
IMPOSTOR = "on: pull_request\njobs:\n  {}\n"

ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
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
    "a copy of the gate by another name": (
        steps(
            merged(
                runs("uses: acme/review@v1", "run: ./ci/report.sh"),
                write("ci/report.sh", "x\n"),
                append(CONFIG, f"  paths: [{WORKFLOW}]\n"),
            ),
            write("ci/report.sh", "exit 0\n"),
            write(".github/workflows/z.yml", IMPOSTOR.format("review: {steps: [{run: true}]}")),
        ),
        gate_changed(("ci/report.sh", 1), (".github/workflows/z.yml", 1)),
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
