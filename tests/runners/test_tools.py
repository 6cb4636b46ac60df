"""Files that a task runner, a build tool or an installer reads without being told, over real commits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.runners.histories import CHECK, Case, Histories, W, job, runs


def edit(before: dict[str, str], *paths: str) -> Case:
    """A change of these files, or new ones, each of which counts."""
    return before, dict.fromkeys(paths, "changed\n"), set(paths)


def inert(before: dict[str, str], *paths: str) -> Case:
    return before, dict.fromkeys(paths, "changed\n"), set()


MAKE = "gate:\n\ttunegate check\n"
BAZEL = runs("bazel run //ci:gate") | {
    "ci/BUILD.bazel": 'load("//tools/rules:gate.bzl", "gate")\n'
    'sh_binary(name = "gate", srcs = ["gate.sh"], deps = ["//lib/x"])\n',
    "ci/gate.sh": CHECK,
    "tools/rules/gate.bzl": "x\n",
    "lib/x/BUILD": "x\n",
    "app/BUILD": "x\n",
    "app/x.sh": "x\n",
}
PYTEST = runs("pytest tests/gate") | {
    "tests/gate/test_gate.py": "import subprocess\nfrom tests.helpers import x\nsubprocess.run(['tunegate'])\n",
    "tests/gate/test_other.py": "x = 1\n",
    "tests/helpers.py": "x = 1\n",
    "tests/test_app.py": "import app\n",
    "app.py": "x = 1\n",
}
POE = '[tool.poe]\nenvfile = ".env"\n[tool.poe.tasks]\ngate = "tunegate check"\nother = "x"\n'

CASES: dict[str, Case] = {
    # make
    "an include by a variable": edit(
        runs("make gate V=a") | {"Makefile": "include ci/$(V).mk\n" + MAKE, "ci/a.mk": "x=1\n", "ci/b.mk": "x=2\n"},
        "ci/a.mk",
        "ci/b.mk",
    ),
    "a file of variables": edit(runs("make gate") | {"Makefile": "-include .env\nexport\n" + MAKE}, ".env"),
    "a target in an included file": edit(
        runs("make gate") | {"Makefile": "include ci/gate.mk\nx:\n\ty\n", "ci/gate.mk": MAKE}, "ci/gate.mk"
    ),
    "an exported search path": (
        runs("make gate") | {"Makefile": "export PATH := /usr/bin:$(PATH)\n" + MAKE},
        {"Makefile": "export PATH := ./bin:$(PATH)\n" + MAKE},
        {"Makefile"},
    ),
    "a search path that make hands on": (
        runs("make gate") | {"Makefile": "PYTHONPATH = a\n" + MAKE},
        {"Makefile": "PYTHONPATH = b\n" + MAKE},
        {"Makefile"},
    ),
    "a search path in a Makefile": (
        runs("make gate") | {"Makefile": "export PYTHONPATH := src\n" + MAKE},
        {"src/sitecustomize.py": "x"},
        {"src/sitecustomize.py"},
    ),
    "a condition in a recipe": (
        runs("make gate") | {"Makefile": "gate:\nifdef CI\n\ttunegate check\nendif\n"},
        {"Makefile": "gate:\nifdef NEVER\n\ttunegate check\nendif\n"},
        {"Makefile"},
    ),
    "a defined recipe": (
        runs("make gate") | {"Makefile": "define run\ntunegate check\nendef\ngate:\n\t$(call run,x)\n"},
        {"Makefile": "define run\ntrue\nendef\ngate:\n\t$(call run,x)\n"},
        {"Makefile"},
    ),
    "a pattern rule": (
        runs("make gate-all") | {"Makefile": "gate-%:\n\ttunegate check $*\nx:\n\ty\n"},
        {"Makefile": "gate-%:\n\ttrue\nx:\n\ty\n"},
        {"Makefile"},
    ),
    "a target of a sub-make": (
        runs("make gate")
        | {"Makefile": "gate:\n\t$(MAKE) -C ci check\n", "ci/Makefile": "x:\n\ty\ncheck:\n\ttunegate check\n"},
        {"ci/Makefile": "x:\n\ty\ncheck:\n\ttrue\n"},
        {"ci/Makefile"},
    ),
    "the default goal": (
        runs("make") | {"Makefile": ".DEFAULT_GOAL := gate\nx:\n\ty\n" + MAKE},
        {"Makefile": ".DEFAULT_GOAL := x\nx:\n\ty\n" + MAKE},
        {"Makefile"},
    ),
    "another target and its variable": (
        runs("make gate") | {"Makefile": "A := 1\nx:\n\techo $(A)\n" + MAKE},
        {"Makefile": "A := 2\nx:\n\techo $(A) y\n" + MAKE},
        set(),
    ),
    # just, Taskfile, mise, poe
    "the environment file of just": edit(
        runs("just gate") | {"justfile": "set dotenv-load\ngate:\n    tunegate check\n"}, ".env"
    ),
    "a module of just": edit(
        runs("just ci::gate") | {"justfile": "mod ci\n", "ci.just": "gate:\n    tunegate check\n"}, "ci.just"
    ),
    "an attribute of a recipe": (
        runs("just gate") | {"justfile": "gate:\n    tunegate check\n"},
        {"justfile": "[script('true')]\ngate:\n    tunegate check\n"},
        {"justfile"},
    ),
    "the environment file of Taskfile": edit(
        runs("task gate") | {"Taskfile.yml": "dotenv: [ci/.env]\ntasks: {gate: {cmds: [tunegate check]}}\n"}, "ci/.env"
    ),
    "a task of mise": edit(
        runs("mise run gate") | {".mise/tasks/gate": "+x#!/bin/sh\ntunegate check\n"}, ".mise/tasks/gate"
    ),
    "a task of mise in its settings": edit(
        runs("mise run gate") | {"mise.toml": '[tasks.gate]\nrun = "ci/gate.sh"\n', "ci/gate.sh": CHECK},
        "mise.toml",
        "ci/gate.sh",
        "mise.local.toml",
    ),
    "a search path of mise": edit(
        runs("mise run gate") | {"mise.toml": '[env]\n_.path = ["ci/bin"]\n[tasks]\ngate = "tunegate check"\n'},
        "ci/bin/tunegate",
    ),
    "an environment file of poe": edit(runs("poe gate") | {"pyproject.toml": POE}, ".env"),
    "another task of poe": (
        runs("poe gate") | {"pyproject.toml": POE},
        {"pyproject.toml": POE.replace('other = "x"', 'other = "y"')},
        set(),
    ),
    # Bazel and its like
    "a target of Bazel": edit(BAZEL, "ci/BUILD.bazel", "ci/gate.sh", "tools/rules/gate.bzl", "lib/x/BUILD"),
    "settings of Bazel": edit(BAZEL, ".bazelrc", "MODULE.bazel", "WORKSPACE", "tools/bazel", ".bazelversion"),
    "another target of Bazel": inert(BAZEL, "app/BUILD", "app/x.sh"),
    "a target of Pants": edit(
        runs("pants run ci:gate") | {"pants.toml": "[GLOBAL]\n", "ci/BUILD": "run_shell_command(command='tunegate')\n"},
        "ci/BUILD",
        "pants.toml",
        "pants.ci.toml",
    ),
    "a task of Gradle": edit(
        runs("./gradlew gate")
        | {"gradlew": "+xx\n", "build.gradle.kts": 'exec { commandLine("tunegate", "check") }\n'},
        "build.gradle.kts",
        "gradle/wrapper/gradle-wrapper.properties",
        "settings.gradle",
    ),
    "a goal of Maven": edit(runs("mvn verify") | {"pom.xml": "<exec>tunegate</exec>\n"}, "pom.xml", ".mvn/jvm.config"),
    # tests
    "a test that runs it": edit(
        PYTEST,
        "tests/gate/test_gate.py",
        "tests/conftest.py",
        "conftest.py",
        "tests/gate/conftest.py",
        "tests/helpers.py",
    ),
    "settings of pytest": edit(PYTEST, "pytest.ini", "tox.ini", "setup.cfg"),
    "a plugin of pytest": edit(PYTEST | {"pytest.ini": "[pytest]\naddopts = -p ci.plugin\n"}, "ci/plugin.py"),
    "settings of pytest in pyproject.toml": (
        PYTEST | {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-q'\n[tool.ruff]\nx = 1\n"},
        {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-p ci.evil'\n[tool.ruff]\nx = 1\n"},
        {"pyproject.toml"},
    ),
    "another tool's settings": (
        PYTEST | {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-q'\n[tool.ruff]\nx = 1\n"},
        {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-q'\n[tool.ruff]\nx = 2\n"},
        set(),
    ),
    "another test": inert(PYTEST, "tests/gate/test_other.py", "tests/test_app.py", "app.py"),
    "tests without the gate": inert(
        runs("tunegate check") | {f"{W}t.yml": "jobs: {t: {steps: [{run: pytest}]}}\n", "tests/test_a.py": "x\n"},
        "tests/test_a.py",
        "tests/conftest.py",
        "pytest.ini",
    ),
    "a table of tox": (
        runs("tox -e gate") | {"pyproject.toml": "[tool.tox]\nlegacy_tox_ini = 'commands = tunegate check'\n"},
        {"pyproject.toml": "[tool.tox]\nlegacy_tox_ini = 'commands = true'\n"},
        {"pyproject.toml"},
    ),
    "what runs before tox": edit(
        runs("tox -e gate") | {"tox.ini": "commands = tunegate check\n"}, "tox.ini", "toxfile.py"
    ),
    # what is installed
    "a build backend in the tree": edit(
        runs("pip install . && tunegate check")
        | {"pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["ci/build"]\n'},
        "ci/build/backend.py",
        "ci/build/helper.py",
    ),
    "a build backend at the root": edit(
        runs("pip install . && tunegate check")
        | {"pyproject.toml": '[build-system]\nbuild-backend = "backend"\nbackend-path = ["."]\n'},
        "backend.py",
    ),
    "a hook of the build": edit(
        runs("pip install -e . && tunegate check") | {"pyproject.toml": "[project]\n"}, "hatch_build.py"
    ),
    "a module that is installed": edit(
        runs("pip install . && tunegate check"), "src/tunegate/__init__.py", "sitecustomize.py"
    ),
    "a package by a requirement": edit(
        runs("pip install -r ci/requirements.txt && tunegate check") | {"ci/requirements.txt": "-e ./plugins/x\n"},
        "plugins/x/setup.py",
    ),
    "a package of npm in the tree": edit(
        runs("npm ci && npx tunegate check") | {"package.json": '{"dependencies": {"x": "file:./plugins/x"}}'},
        "plugins/x/package.json",
        "plugins/x/index.js",
    ),
    "settings of Yarn": edit(
        runs("yarn run gate")
        | {
            "package.json": '{"scripts": {"gate": "tunegate check"}}',
            ".yarnrc.yml": "yarnPath: .yarn/releases/yarn.cjs\n",
        },
        ".yarnrc.yml",
        ".yarn/releases/yarn.cjs",
    ),
    "the manager of packages": (
        runs("npm run gate") | {"package.json": '{"scripts": {"gate": "tunegate check"}}'},
        {"package.json": '{"scripts": {"gate": "tunegate check"}, "packageManager": "pnpm@9.0.0+sha512.0"}'},
        {"package.json"},
    ),
    "variables of Compose": edit(
        runs("docker compose run gate")
        | {"compose.yaml": "services: {gate: {image: tunegate, env_file: [ci/gate.env]}}\n", "ci/gate.env": "A=1\n"},
        "ci/gate.env",
        ".env",
        "compose.override.yaml",
    ),
    # words
    "the 51st file of a glob": edit(
        runs("for f in ci/*.sh; do . $f; done; tunegate check") | {f"ci/a{n:02}.sh": "x\n" for n in range(60)},
        "ci/a59.sh",
    ),
    "a list of the shell": edit(runs("for f in ci/{a,b}.sh; do . $f; done; tunegate check"), "ci/a.sh", "ci/b.sh"),
    "a glob of folders": edit(runs("for f in ci/**/*.sh; do . $f; done; tunegate check"), "ci/a/b/c.sh"),
    "a script by a variable": edit(
        runs("bash ci/run-$KIND.sh") | {"ci/run-a.sh": CHECK, "ci/run-b.sh": "x\n"}, "ci/run-a.sh", "ci/run-b.sh"
    ),
    "a script by an expression": edit(
        {f"{W}w.yml": job("run: python ci/${{ matrix.x }}.py"), "ci/a.py": "# tunegate\n"}, "ci/a.py"
    ),
    "data by a variable": inert(runs("wc corpus/$KIND.jsonl; tunegate check"), "corpus/a.jsonl"),
    "a folder that it is checked out into": edit(
        {
            f"{W}w.yml": job("uses: actions/checkout@v4\n        with: {path: repo}", "uses: ./repo/ci/gate"),
            "ci/gate/action.yml": CHECK,
        },
        "ci/gate/action.yml",
    ),
    "what a key of a cache hashes": inert(
        {
            f"{W}w.yml": job("with: {key: \"${{ hashFiles('ci/x.lock', '**/*.sh') }}\"}", "run: tunegate check"),
            "ci/x.lock": "x",
        },
        "ci/x.lock",
        "ci/y.sh",
    ),
    "the gate by its package": edit(runs("pip install -r ci/gate.txt; python -m gate check"), f"{W}w.yml"),
    "more workflows than are looked at": (
        runs("tunegate check"),
        {f"{W}a{n}.yml": "on: push\n" for n in range(1100)} | {f"{W}w.yml": "on: push\n"},
        {f"{W}w.yml"},
    ),
}


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Histories]:
    found = Histories(tmp_path_factory.mktemp("cases"), CASES)
    yield found
    found.close()


@pytest.mark.parametrize("name", CASES)
def test_what_counts(histories: Histories, name: str) -> None:
    assert histories.changed(name) == CASES[name][2]
