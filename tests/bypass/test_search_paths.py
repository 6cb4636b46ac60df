"""The gate by another road: a setting has the gate's job look for code where the pull request puts some."""

from __future__ import annotations

import pytest

from tests.bypass.running import CHECK, merged, runs
from tests.bypass.wall import PASSED, Edit, Outcome, append, attempt, gate_changed, replace, steps, write
from tests.repo import Repo

EVIL = "import os; os._exit(0)\n"
MAKEFILE = "export PATH := $(CURDIR)/bin:$(PATH)\ninclude ci/$(KIND).mk\n\ngate:\n\ttunegate check\n"
BAZEL = 'sh_binary(name = "gate", srcs = ["gate.sh"])\n'
TEST = "import subprocess\n\n\ndef test_it():\n    subprocess.run(['tunegate', 'check'], check=True)\n"

ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "a hook of Python on PYTHONPATH": (
        steps(merged(runs("run: PYTHONPATH=src tunegate check")), write("src/sitecustomize.py", EVIL)),
        gate_changed(("src/sitecustomize.py", 1)),
    ),
    "the gate's package on a path from GITHUB_ENV": (
        steps(
            merged(runs('run: echo "PYTHONPATH=$PWD/lib" >> "$GITHUB_ENV"', "run: tunegate check")),
            write("lib/tunegate/__init__.py", EVIL),
            write("lib/tunegate/extra.py", EVIL),
        ),
        gate_changed(("lib/tunegate/__init__.py", 1), ("lib/tunegate/extra.py", 1)),
    ),
    "a module beside pip": (
        steps(merged(runs("run: python -m pip install tunegate && tunegate check")), write("argparse.py", EVIL)),
        gate_changed(("argparse.py", 1)),
    ),
    "a program on the path of a Makefile": (
        steps(
            merged(runs("run: make gate KIND=a"), write("Makefile", MAKEFILE), write("ci/a.mk", "X = 1\n")),
            write("bin/tunegate", "#!/bin/sh\nexit 0\n", executable=True),
            write("ci/b.mk", "gate:\n\ttrue\n"),
        ),
        gate_changed(("bin/tunegate", 1), ("ci/b.mk", 1)),
    ),
    "hooks of git that the job sets": (
        steps(
            merged(runs("run: git config core.hooksPath ci/hooks", "run: tunegate check")),
            write("ci/hooks/post-checkout", "#!/bin/sh\nexit 0\n", executable=True),
        ),
        gate_changed(("ci/hooks/post-checkout", 1)),
    ),
    "settings of the build that runs it": (
        steps(
            merged(runs("run: bazel run //ci:gate"), write("ci/BUILD.bazel", BAZEL), write("ci/gate.sh", CHECK)),
            write(".bazelrc", "run --run_under=/bin/true\n"),
        ),
        gate_changed((".bazelrc", 1)),
    ),
    "a plugin of the tests that run it": (
        steps(
            merged(runs("run: pytest ci/tests"), write("ci/tests/test_gate.py", TEST)),
            write("ci/conftest.py", EVIL),
        ),
        gate_changed(("ci/conftest.py", 1)),
    ),
    "compiled code in place of a script's module": (
        steps(
            merged(
                runs("run: python ci/gate.py"),
                write("ci/gate.py", "import helpers\nhelpers.run('tunegate')\n"),
                write("ci/helpers.py", "run = print\n"),
            ),
            write("ci/__pycache__/helpers.cpython-312.pyc", b"\0"),
        ),
        gate_changed(("ci/__pycache__/helpers.cpython-312.pyc", 1)),
    ),
    "a backend of the build in the tree": (
        steps(
            merged(
                runs("run: pip install . && tunegate check"),
                write(
                    "pyproject.toml", '[build-system]\nrequires = []\nbuild-backend = "b"\nbackend-path = ["ci/b"]\n'
                ),
            ),
            write("ci/b/b.py", EVIL),
        ),
        gate_changed(("ci/b/b.py", 1)),
    ),
    # what is none of it
    "another module on PYTHONPATH": (
        steps(
            merged(runs("run: PYTHONPATH=src tunegate check"), write("src/app.py", "x = 1\n")),
            append("src/app.py", "y = 2\n"),
            write("src/app_json.py", "x = 1\n"),
        ),
        PASSED,
    ),
    "another target of the Makefile": (
        steps(
            merged(runs("run: make gate"), write("Makefile", MAKEFILE + "\nbuild:\n\tx\n")),
            replace("Makefile", "build:\n\tx", "build:\n\ty"),
        ),
        PASSED,
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
