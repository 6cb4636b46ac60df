"""Which changed files count as the gate, over real commits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.runners.histories import CHECK, JOB, Case, Histories, W, job

CASES: dict[str, Case] = {
    "a name with spaces": (
        {
            W + "w.yml": job('uses: "./my actions/gate"'),
            "my actions/gate/action.yml": f"runs: {{steps: [{{run: {CHECK[:-1]}}}]}}\n",
        },
        {"my actions/gate/x.txt": "x"},
        {"my actions/gate/x.txt"},
    ),
    "a path by a variable of the runner": (
        {W + "w.yml": job('run: bash "$GITHUB_WORKSPACE/ci/gate.sh"'), "ci/gate.sh": CHECK},
        {"ci/gate.sh": "x"},
        {"ci/gate.sh"},
    ),
    "a path by a variable of the job": (
        {W + "w.yml": job("env: {G: ci/gate.sh}", "run: bash $G"), "ci/gate.sh": CHECK},
        {"ci/gate.sh": "x"},
        {"ci/gate.sh"},
    ),
    "a path of Windows": (
        {W + "w.yml": job(r"run: .\ci\gate.ps1"), "ci/gate.ps1": CHECK},
        {"ci/gate.ps1": "x"},
        {"ci/gate.ps1"},
    ),
    "a folder that is changed into": (
        {W + "w.yml": job("run: cd tools && ./gate.sh"), "tools/gate.sh": CHECK},
        {"tools/gate.sh": "x"},
        {"tools/gate.sh"},
    ),
    "a glob of scripts": (
        {W + "w.yml": job("run: for f in ci/gate*.sh; do bash $f; done"), "ci/gate1.sh": CHECK},
        {"ci/gate1.sh": "x"},
        {"ci/gate1.sh"},
    ),
    "an anchor": (
        {W + "w.yml": "x: &s [{run: ./ci/gate.sh}]\non: push\njobs: {r: {steps: *s}}\n", "ci/gate.sh": CHECK},
        {W + "w.yml": "on: push\njobs: {r: {steps: []}}\n"},
        {W + "w.yml"},
    ),
    "a matrix of scripts": (
        {
            W + "w.yml": "jobs:\n r:\n  strategy: {matrix: {s: [ci/gate.sh]}}\n  steps: [{run: ' ${{ matrix.s }}'}]\n",
            "ci/gate.sh": CHECK,
        },
        {"ci/gate.sh": "x"},
        {"ci/gate.sh"},
    ),
    "a folder behind a link": (
        {W + "w.yml": job("run: ./ci/gate.sh"), "tools/gate.sh": CHECK, "ci": "->tools"},
        {"tools/gate.sh": "x"},
        {"tools/gate.sh"},
    ),
    "the link itself": (
        {W + "w.yml": job("run: ./ci/gate.sh"), "tools/gate.sh": CHECK, "other/gate.sh": "x", "ci": "->tools"},
        {"ci": "->other"},
        {"ci"},
    ),
    "a module that takes the gate's place": (
        {W + "w.yml": job("run: python -m tunegate check")},
        {"tunegate.py": "print('PASS')\n"},
        {"tunegate.py"},
    ),
    "a module that takes pip's place": (
        {W + "w.yml": job("run: python -m pip install tunegate")},
        {"pip/__main__.py": "x\n"},
        {"pip/__main__.py"},
    ),
    "a module beside the script that runs it": (
        {W + "w.yml": job("run: python tools/gate.py"), "tools/gate.py": "import json\n# tunegate\n"},
        {"tools/json.py": "x\n"},
        {"tools/json.py"},
    ),
    "the second module of an import": (
        {W + "w.yml": job("run: python ci/gate.py"), "ci/gate.py": "import json; import re, subprocess\n# tunegate\n"},
        {"ci/subprocess.py": "check_call = print\n"},
        {"ci/subprocess.py"},
    ),
    "a module named in brackets": (
        {
            W + "w.yml": job("run: python ci/gate.py"),
            "ci/gate.py": "from helpers import (\n  x,\n)\n# tunegate\n",
            "ci/helpers/x.py": "a\n",
        },
        {"ci/helpers/x.py": "b\n"},
        {"ci/helpers/x.py"},
    ),
    "the package of a module": (
        {W + "w.yml": job("run: python ci/gate.py"), "ci/gate.py": "from helpers.a import x\n# tunegate\n"},
        {"ci/helpers/__init__.py": "x\n"},
        {"ci/helpers/__init__.py"},
    ),
    "a module behind a flag with a value": (
        {W + "w.yml": job("run: python -X utf8 -m tunegate check")},
        {"tunegate.py": "print('PASS')\n"},
        {"tunegate.py"},
    ),
    "a script that npm runs to install": (
        {W + "w.yml": job("run: npm ci && npx tunegate check"), "package.json": '{"dependencies": {"tunegate": "1"}}'},
        {"package.json": '{"dependencies": {"tunegate": "1"}, "scripts": {"postinstall": "x"}}'},
        {"package.json"},
    ),
    "the shell of npm's scripts": (
        {W + "w.yml": job("run: npm run gate"), "package.json": '{"scripts": {"gate": "tunegate check"}}'},
        {".npmrc": "script-shell=/bin/true\n"},
        {".npmrc"},
    ),
    "a program by the gate's name in the package": (
        {W + "w.yml": job("run: pip install . && tunegate check"), "pyproject.toml": "[project]\n"},
        {"pyproject.toml": '[project]\n[project.scripts]\ntunegate = "x:main"\n'},
        {"pyproject.toml"},
    ),
    "settings of the installer": (
        {W + "w.yml": job("run: uvx tunegate check")},
        {"uv.toml": 'index-url = "https://index.evil.example"\n'},
        {"uv.toml"},
    ),
    "a Makefile that goes before the other": (
        {W + "w.yml": job("run: make gate"), "Makefile": "gate:\n\ttunegate check\n"},
        {"GNUmakefile": "gate:\n\ttrue\n"},
        {"GNUmakefile"},
    ),
    "a target in quotes, in YAML of one line": (
        {W + "w.yml": "jobs: {r: {steps: [{run: 'make \"gate\"'}]}}\n", "Makefile": "a:\n\tx\ngate:\n\ttunegate\n"},
        {"Makefile": "a:\n\tx\ngate:\n\ttrue\n"},
        {"Makefile"},
    ),
    "a target on the next line": (
        {
            W + "w.yml": JOB + "      - run: |\n          make \\\n            gate\n",
            "Makefile": "a:\n\tx\ngate:\n\ttunegate\n",
        },
        {"Makefile": "a:\n\tx\ngate:\n\ttrue\n"},
        {"Makefile"},
    ),
    "a target by a variable": (
        {W + "w.yml": job("run: make $TARGET"), "Makefile": "a:\n\tx\ngate:\n\ttunegate\n"},
        {"Makefile": "a:\n\tx\ngate:\n\ttrue\n"},
        {"Makefile"},
    ),
    "a target of a Makefile in a folder": (
        {W + "w.yml": job("run: make -C ci gate"), "ci/Makefile": "a:\n\tx\ngate:\n\ttunegate\n"},
        {"ci/Makefile": "a:\n\tx\ngate:\n\ttrue\n"},
        {"ci/Makefile"},
    ),
    "a prerequisite": (
        {W + "w.yml": job("run: make -s all"), "Makefile": "all: gate\n\ngate:\n\ttunegate check\n\nx:\n\ty\n"},
        {"Makefile": "all:\n\ngate:\n\ttunegate check\n\nx:\n\ty\n"},
        {"Makefile"},
    ),
    "the first target": (
        {W + "w.yml": job("run: make"), "Makefile": "gate:\n\ttunegate check\n"},
        {"Makefile": "other:\n\ttrue\n\ngate:\n\ttunegate check\n"},
        {"Makefile"},
    ),
    "the shell of a Makefile": (
        {W + "w.yml": job("run: make gate"), "Makefile": "gate:\n\ttunegate check\n"},
        {"Makefile": "SHELL := /bin/true\ngate:\n\ttunegate check\n"},
        {"Makefile"},
    ),
    "a recipe of just": (
        {W + "w.yml": job("run: just gate"), "justfile": "gate: \n    tunegate check\n\nbuild:\n    x\n"},
        {"justfile": "gate: \n    true\n\nbuild:\n    x\n"},
        {"justfile"},
    ),
    "a task of Taskfile": (
        {
            W + "w.yml": job("run: task gate"),
            "Taskfile.yml": "tasks:\n  gate: {cmds: [tunegate check]}\n  b: {cmds: [x]}\n",
        },
        {"Taskfile.yml": "tasks:\n  gate: {cmds: ['true']}\n  b: {cmds: [x]}\n"},
        {"Taskfile.yml"},
    ),
    "a task of poe": (
        {W + "w.yml": job("run: poetry run poe gate"), "pyproject.toml": '[tool.poe.tasks]\ngate = "tunegate check"\n'},
        {"pyproject.toml": '[tool.poe.tasks]\ngate = "true"\n'},
        {"pyproject.toml"},
    ),
    "a session of nox": (
        {W + "w.yml": job("run: nox -s gate"), "noxfile.py": "def gate(s):\n    s.run('tunegate')\n"},
        {"noxfile.py": "def gate(s):\n    pass\n"},
        {"noxfile.py"},
    ),
    "an environment file": (
        {W + "w.yml": job("run: . ci/.env && tunegate check"), "ci/.env": "A=1\n"},
        {"ci/.env": "A=2\n"},
        {"ci/.env"},
    ),
    "a folder that becomes a file": (
        {W + "w.yml": job("uses: ./ci/gate"), "ci/gate/action.yml": "runs: {steps: [{run: tunegate}]}\n"},
        {"ci/gate/action.yml": None, "ci/other/action.yml": "runs: {steps: [{run: x}]}\n"},
        {"ci/gate/action.yml"},
    ),
    "a workflow in other capitals": (
        {W + "Gate.YML": job("uses: ACME/TUNEGATE@v1")},
        {W + "Gate.YML": job("run: x")},
        {W + "Gate.YML"},
    ),
    "a stage of Jenkins that loads": (
        {
            "Jenkinsfile": "stage('a') { x }\nstage('gate') { load 'ci/gate.groovy' }\n",
            "ci/gate.groovy": "sh 'tunegate'\n",
        },
        {"ci/gate.groovy": "sh 'true'\n"},
        {"ci/gate.groovy"},
    ),
    "a template of GitLab": (
        {".gitlab-ci.yml": ".base:\n  after_script: [x]\nreview:\n  extends: .base\n  script: [tunegate check]\n"},
        {".gitlab-ci.yml": ".base:\n  allow_failure: true\nreview:\n  extends: .base\n  script: [tunegate check]\n"},
        {".gitlab-ci.yml"},
    ),
    "a job of GitLab that takes the place of an included one": (
        {
            ".gitlab-ci.yml": "include: [{local: ci/r.yml}]\nt: {script: [x]}\n",
            "ci/r.yml": "review: {script: [tunegate check]}\n",
        },
        {".gitlab-ci.yml": "include: [{local: ci/r.yml}]\nt: {script: [x]}\nreview: {script: ['true']}\n"},
        {".gitlab-ci.yml"},
    ),
    "a step of Buildkite": (
        {".buildkite/pipeline.yml": "steps:\n  - command: .buildkite/gate.sh\n", ".buildkite/gate.sh": CHECK},
        {".buildkite/gate.sh": "x"},
        {".buildkite/gate.sh"},
    ),
    "a pipeline of Drone": (
        {".drone.yml": "kind: pipeline\nsteps:\n- name: g\n  commands: [tunegate check]\n"},
        {".drone.yml": "kind: pipeline\nsteps:\n- name: g\n  commands: ['true']\n"},
        {".drone.yml"},
    ),
    "a job of another name by an expression": (
        {W + "w.yml": job("uses: acme/tunegate@v1")},
        {W + "z.yml": "on: push\njobs: {x: {name: \"rev${{ 'iew' }}\", steps: []}}\n"},
        {W + "z.yml"},
    ),
    "a job whose name is known at run time": (
        {W + "w.yml": job("uses: acme/tunegate@v1")},
        {W + "z.yml": "on: push\njobs: {x: {name: '${{ needs.a.outputs.b }}', steps: []}}\n"},
        {W + "z.yml"},
    ),
    "a called workflow's check": (
        {
            W + "w.yml": "on: push\njobs: {all: {uses: ./.github/workflows/g.yml}}\n",
            W + "g.yml": job("uses: acme/tunegate@v1"),
        },
        {W + "z.yml": "on: push\njobs: {x: {name: all / review, steps: []}}\n"},
        {W + "z.yml"},
    ),
    "a script of another job": (
        {
            W + "w.yml": "jobs:\n  g: {steps: [{run: tunegate}]}\n  t: {steps: [{run: ./t.sh}, {run: make test}]}\n",
            "t.sh": "x",
            "Makefile": "test:\n\tx\n",
        },
        {"t.sh": "y", "Makefile": "test:\n\ty\n"},
        set(),
    ),
    "a workflow that runs when the gate's files change": (
        {
            W + "w.yml": job("run: ./ci/gate.sh"),
            "ci/gate.sh": CHECK,
            W + "lint.yml": "on: {push: {paths: [ci/gate.sh]}}\njobs: {l: {steps: [{run: ruff}]}}\n",
        },
        {W + "lint.yml": "on: {push: {paths: [ci/gate.sh]}}\njobs: {l: {steps: [{run: ruff check}]}}\n"},
        set(),
    ),
    "another job under the name that it had": (
        {W + "w.yml": job("uses: acme/tunegate@v1"), W + "z.yml": "jobs: {review: {steps: []}, o: {steps: []}}\n"},
        {W + "z.yml": "jobs: {review: {steps: []}, o: {steps: [{run: x}]}}\n"},
        set(),
    ),
    "a dynamic name that was there": (
        {W + "w.yml": job("uses: acme/tunegate@v1"), W + "z.yml": "jobs: {x: {name: '${{ inputs.n }}', steps: []}}\n"},
        {W + "z.yml": "jobs: {x: {name: '${{ inputs.n }}', steps: [{run: x}]}}\n"},
        set(),
    ),
    "data that the job names": (
        {W + "w.yml": job("run: tunegate check && wc data/a.jsonl README.md"), "data/a.jsonl": "x", "README.md": "x"},
        {"data/a.jsonl": "y", "README.md": "y"},
        set(),
    ),
    "a workflow that only lints the configuration's folder": (
        {
            W + "w.yml": job("run: ./ci/gate.sh"),
            "ci/gate.sh": CHECK,
            "ci/lint.sh": "yamllint tunegate.yaml\n",
            W + "l.yml": job("run: ./ci/lint.sh"),
        },
        {W + "l.yml": job("run: ./ci/lint.sh -s")},
        {W + "l.yml"},  # its job has the name of the gate's
    ),
    "shell patterns that are no files": (
        {
            W + "w.yml": job("uses: acme/tunegate@v1"),
            W + "o.yml": "jobs: {o: {steps: [{run: '[[ $A == *x* ]] && ls *'}]}}\n",
        },
        {W + "o.yml": "jobs: {o: {steps: [{run: ls *}]}}\n"},
        set(),
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
