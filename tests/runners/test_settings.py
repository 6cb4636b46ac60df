"""Settings that say where programs look for code, and what Python looks for by itself, over real commits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.runners.histories import CHECK, Case, Histories, W, job, runs

JOB_OF = "on: push\n{}jobs:\n  review:\n{}    runs-on: x\n    steps:\n      - run: tunegate check\n{}"


def new(before: dict[str, str], *paths: str, text: str = "x\n") -> Case:
    """A change that adds these files, each of which counts."""
    return before, dict.fromkeys(paths, text), set(paths)


def inert(before: dict[str, str], *paths: str) -> Case:
    return before, dict.fromkeys(paths, "x\n"), set()


def action(text: str) -> dict[str, str]:
    return {f"{W}w.yml": text}


CASES: dict[str, Case] = {
    # PYTHONPATH, wherever it is set
    "on the command": new(runs("PYTHONPATH=src tunegate check"), "src/sitecustomize.py", "src/tunegate/__init__.py"),
    "of a step": new(action(JOB_OF.format("", "", "        env: {PYTHONPATH: src}\n")), "src/usercustomize.py"),
    "of a job": new(action(JOB_OF.format("", "    env:\n      PYTHONPATH: ./src\n", "")), "src/gate/__init__.py"),
    "of the workflow": new(
        action(JOB_OF.format("env: {PYTHONPATH: '${{ github.workspace }}/src'}\n", "", "")), "src/yaml.py"
    ),
    "by GITHUB_ENV": new(runs("echo PYTHONPATH=$PWD/src >> $GITHUB_ENV", "tunegate check"), "src/click/__init__.py"),
    "exported": new(runs("export PYTHONPATH=lib:src && tunegate check"), "src/json.py", "lib/logging/__init__.py"),
    "in an environment file": new(
        runs("set -a; . ci/gate.env; tunegate check") | {"ci/gate.env": "PYTHONPATH=tools\n"}, "tools/sitecustomize.py"
    ),
    "by another variable": new(
        action(JOB_OF.format("", "    env: {D: tools}\n", "        env: {PYTHONPATH: '${{ env.D }}'}\n")), "tools/re.py"
    ),
    "of GitLab": new(
        {".gitlab-ci.yml": "variables: {PYTHONPATH: src}\nreview: {script: [tunegate check]}\n"}, "src/sitecustomize.py"
    ),
    "of Azure": new(
        {"azure-pipelines.yml": "variables:\n- name: PYTHONPATH\n  value: src\nsteps:\n- bash: tunegate check\n"},
        "src/sitecustomize.py",
    ),
    "of Jenkins": new(
        {"Jenkinsfile": "environment { PYTHONPATH = 'src' }\nsteps { sh 'tunegate check' }\n"}, "src/sitecustomize.py"
    ),
    "of an image": new(
        runs("docker build . -t g && docker run g")
        | {"Dockerfile": "FROM python\nRUN pip install tunegate\nCOPY . /app\nENV PYTHONPATH=/app/src\n"},
        "src/sitecustomize.py",
    ),
    "in a script of Python": new(
        runs("python ci/gate.py") | {"ci/gate.py": "import sys\nsys.path.insert(0, 'vendor')\nimport tunegate\n"},
        "vendor/tunegate.py",
    ),
    "another module on the path": inert(runs("PYTHONPATH=src tunegate check"), "src/model.py", "src/app/json.py"),
    "a folder that is no package": inert(runs("PYTHONPATH=src tunegate check"), "src/json/a.txt", "src/gate/x.py"),
    "of another job": inert(
        action("jobs:\n  g: {steps: [{run: tunegate}]}\n  t: {env: {PYTHONPATH: src}, steps: [{run: python x}]}\n"),
        "src/json.py",
    ),
    # the work folder of -m and -c
    "a module of pip": new(runs("python -m pip install tunegate && tunegate check"), "json.py", "argparse.py"),
    "in code of one line": new(runs('python -c "import tunegate"'), "tunegate/__init__.py", "typing.py"),
    "a module that code of one line imports": new(
        runs("python -c 'from ci.helpers import main; main()' && tunegate check"), "ci/helpers.py", "ci/__init__.py"
    ),
    "in a folder that is changed into": new(runs("cd tools && python3.12 -m tunegate check"), "tools/json.py"),
    "compiled code": new(
        runs("python -m ci.gate") | {"ci/gate.py": "# tunegate\n"},
        "ci/__pycache__/gate.cpython-312.pyc",
        "__pycache__/json.cpython-312.pyc",
    ),
    "an extension": new(runs("python -m tunegate check"), "math.cpython-312-x86_64-linux-gnu.so"),
    "a package that is a link": (runs("python -m tunegate"), {"tunegate": "->evil", "evil/x": "y"}, {"tunegate"}),
    "what pip takes for installed": new(runs("python -m pip install tunegate"), "tunegate-9.dist-info/METADATA"),
    "a module that takes another's place": new(
        runs("python ci/gate.py") | {"ci/gate.py": "import helpers\n# tunegate\n", "ci/helpers.py": "x"},
        "ci/helpers.cpython-312-x86_64-linux-gnu.so",
    ),
    "in isolated mode": inert(runs("python -I -m tunegate check"), "json.py", "tunegate/x.py"),
    "without Python": inert(runs("tunegate check"), "json.py"),
    "a module of the repository": inert(runs("python -m pip install tunegate"), "train.py", "model/json.py"),
    # programs
    "a folder of programs": new(runs("PATH=./bin:$PATH tunegate check"), "bin/tunegate", "bin/git"),
    "the same by GITHUB_PATH": new(runs('echo "$GITHUB_WORKSPACE/ci/bin" >> "$GITHUB_PATH"', CHECK), "ci/bin/bash"),
    "the same by a document in place": new(
        action(
            job("run: |\n          cat >> $GITHUB_PATH <<EOF\n          ci/bin\n          EOF", "run: tunegate check")
        ),
        "ci/bin/tunegate",
    ),
    "the same in YAML": new(action(JOB_OF.format("", "    env: {PATH: 'bin:/usr/bin'}\n", "")), "bin/tunegate"),
    "programs at the root": (
        runs("PATH=.:$PATH tunegate check"),
        {"tunegate": "+xexit 0\n", "notes.txt": "x", "data.csv": "y"},
        {"tunegate"},
    ),
    "an environment that is there": new(
        runs("python -m venv .venv && . .venv/bin/activate && tunegate check"),
        ".venv/lib/python3.12/site-packages/sitecustomize.py",
    ),
    "an environment of another name": new(
        runs("ci/env/bin/tunegate check"), "ci/env/bin/tunegate", "ci/env/pyvenv.cfg"
    ),
    "programs of npm": new(runs("npx tunegate check"), "node_modules/.bin/tunegate"),
    "a file on the command": inert(runs("PATH=$HOME/bin:$PATH tunegate check tests"), "tests/a.sh"),
    # other variables
    "what bash reads first": (
        action(JOB_OF.format("env: {BASH_ENV: ci/env.sh}\n", "", "")) | {"ci/env.sh": "x"},
        {"ci/env.sh": "y"},
        {"ci/env.sh"},
    ),
    "a library": new(runs("LD_PRELOAD=ci/x.so tunegate check"), "ci/x.so"),
    "a folder of libraries": new(runs("export LD_LIBRARY_PATH=$PWD/ci/lib; tunegate check"), "ci/lib/libssl.so.3"),
    "Python's home": new(runs("PYTHONHOME=ci/python tunegate check"), "ci/python/lib/python3.12/os.py"),
    "a script at the start": new(runs("PYTHONSTARTUP=ci/start.py python -i -m tunegate"), "ci/start.py"),
    "options of Node.js": new(runs("NODE_OPTIONS='--require ./ci/x.js' npx tunegate check"), "ci/x.js"),
    "a folder of Node.js": new(runs("NODE_PATH=ci/js npx tunegate check"), "ci/js/tunegate/index.js"),
    "the home": new(runs("HOME=ci/home tunegate check"), "ci/home/.gitconfig", "ci/home/.config/pip/pip.conf"),
    "settings of pip": new(runs("PIP_CONFIG_FILE=ci/pip.conf pip install tunegate"), "ci/pip.conf"),
    "a folder of wheels": new(
        runs("pip install --find-links=ci/wheels tunegate"), "ci/wheels/tunegate-9-py3-none-any.whl"
    ),
    # git
    "settings that git includes": new(runs("git config include.path ../ci/gitconfig", CHECK), "ci/gitconfig"),
    "hooks of git": new(runs("git config core.hooksPath ci/hooks", CHECK), "ci/hooks/post-checkout"),
    "hooks of one command": new(runs("git -c core.hookspath=ci/hooks fetch", CHECK), "ci/hooks/reference-transaction"),
    "settings of git by a variable": new(runs("GIT_CONFIG_GLOBAL=ci/gitconfig tunegate check"), "ci/gitconfig"),
    "templates of git": new(runs("GIT_TEMPLATE_DIR=ci/git git init x; tunegate check"), "ci/git/hooks/post-checkout"),
    "a variable of the job's own": inert(
        action(JOB_OF.format("env: {DATA_DIR: corpus, MODEL_PATH: models/x}\n", "", "")),
        "corpus/a.jsonl",
        "models/x/a.py",
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
