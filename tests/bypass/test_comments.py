"""The pull request changes comments only, and what some tool reads in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bypass.wall import (
    RAILS,
    TOOLS,
    TRAIN,
    Edit,
    Outcome,
    append,
    attempt,
    changed,
    insert,
    on_main,
    steps,
    text,
    write,
)
from tests.repo import Repo

SCOPE = "scope_enforcement"
CODE = "guardrails/code"
PY = "MODEL = 'm'\n\n\ndef run() -> None:\n    pass\n"
SH = "#!/bin/sh\nset -eu\nserve --strict\n"


def comment(line: int, more: str, path: str = TOOLS) -> tuple[Edit, Outcome]:
    """A comment above a line of a file that is reviewed as a whole."""
    return insert(path, line, more), changed(SCOPE if path == TOOLS else "output_filter", (path, line))


def was(path: str, old: str, new: str, *lines: int | None) -> tuple[Edit, Outcome]:
    """A file that was reviewed with one content, and has another."""
    return steps(on_main(write(path, old)), write(path, new)), changed(
        "output_filter", *((path, line) for line in lines)
    )


def first(path: str, more: str) -> Edit:
    return lambda repo: repo.write(path, more + text(repo, path))


def notebook(about: dict[str, Any], **cell: Any) -> str:
    rows = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": "STRICT = True", **cell}]
    return json.dumps({"nbformat": 4, "metadata": about, "cells": rows}, indent=1)


def kernel(about: dict[str, Any], line: int, **cell: Any) -> tuple[Edit, Outcome]:
    return was(f"{CODE}.ipynb", notebook({}), notebook(about, **cell), line)


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    # templates
    "Helm includes a file in a comment": comment(3, '# {{- tpl (.Files.Get "evil") . | nindent 0 }}\n'),
    "a value in a comment that goes on below": comment(3, '# {{ "\\ndefault: allow" }}\n'),
    "a comment of Jinja that opens and takes all below": (
        insert(TOOLS, 3, "# {#\n"),
        changed(SCOPE, *((TOOLS, line) for line in (3, 8, 9, 10, 53))),  # every comment below is text of the template
    ),
    "a comment of ERB": comment(3, "# <%= File.read('evil') %>\n"),
    "a variable of envsubst with a line end in it": comment(3, "# ${EVIL}\n"),
    "a linter's comment that holds a template": comment(3, "# noqa {{ evil }}\n"),
    "the text inside of a block of a template": was(
        "guardrails/t.yml",
        "# {{- define 'x' }}\n# a: 1\n# {{- end }}\nb: 2\n",
        "# {{- define 'x' }}\n# a: evil\n# {{- end }}\nb: 2\n",
        2,
    ),
    # first lines and heads
    "cloud-init takes the file for its own": (first(RAILS, "#cloud-config\n"), changed("output_filter", (RAILS, 1))),
    "a template of cloud-init": (first(RAILS, "## template: jinja\n"), changed("output_filter", (RAILS, 1))),
    "Hydra puts the file elsewhere": (first(TOOLS, "# @package other\n"), changed(SCOPE, (TOOLS, 1))),
    "another package of Hydra": was("guardrails/h.yml", "# @package a\nx: 1\n", "# @package b\nx: 1\n", 1),
    "the frontend that builds the image of the model": was(
        "guardrails/aikit.yaml", "#syntax=ghcr.io/a/aikit:v1\nx: 1\n", "#syntax=ghcr.io/evil/aikit:v1\nx: 1\n", 1
    ),
    "plain words above, where Hydra stops to look": was(
        "guardrails/h.yml", "# @package a\nx: 1\n", "# words\n# @package a\nx: 1\n", 2
    ),
    "the package moved to the end": was("guardrails/h.yml", "# @package a\nx: 1\n", "x: 1\n# @package a\n", 2),
    "the first line moved to the second": was(
        "guardrails/c.yml", "#cloud-config\nx: 1\n", "# words\n#cloud-config\nx: 1\n", None
    ),
    "the interpreter moved to the second line": was(
        f"{CODE}.py", "#!/bin/python3\n" + PY, "# words\n#!/bin/python3\n" + PY, 1
    ),
    # annotations
    "ytt overlays it away": comment(3, "#@overlay/remove\n"),
    "ytt computes the value": was("guardrails/y.yml", "x: 1\n", 'x: 1 #@ data.read("evil")\n', 1),
    "two annotations swapped": was("guardrails/y.yml", "#@ if a:\nx: 1\n#@ end\n", "#@ end\nx: 1\n#@ if a:\n", 1, 3),
    "one moved to another key": was("guardrails/y.yml", "#@ f()\nx: 1\ny: 2\n", "x: 1\n#@ f()\ny: 2\n", 2, None),
    "Flux CD follows another image": comment(3, '# {"$imagepolicy": "evil:latest"}\n'),
    "a sign that no table knows": comment(3, "# @evil model=x\n"),
    "JSON that no table knows": comment(3, '# {"evil": "x"}\n'),
    # batch systems
    "an option of Slurm without a blank": was(f"{CODE}.sh", SH, SH.replace("set", "#SBATCH--export=EVIL=1\nset"), 2),
    "an option of Flux": was(f"{CODE}.sh", SH, SH.replace("set", "# flux: --setattr=evil\nset"), 2),
    "an option of a batch system that no table knows": was(
        f"{CODE}.sh", SH, SH.replace("set", "#EVILJOB --image evil\nset"), 2
    ),
    "an option behind the first command": was(
        f"{CODE}.sh", SH.replace("set", "#SBATCH -N1\nset"), SH + "#SBATCH -N1\n", 2, 4
    ),
    # notebooks as scripts
    "a cell of Databricks": was(f"{CODE}.py", PY, PY + "# MAGIC %run ./evil\n", 6),
    "a cell of Fabric": was(f"{CODE}.py", PY, '# META   "default_lakehouse": "evil"\n' + PY, 1),
    "a magic of Jupytext": was(f"{CODE}.py", PY, "# !pip install evil\n" + PY, 1),
    "the kernel of Jupytext": was(
        f"{CODE}.py", PY, "# ---\n# jupyter:\n#   kernelspec:\n#     name: evil\n# ---\n" + PY, 1
    ),
    "dependencies of a script": was(f"{CODE}.py", PY, "# /// script\n# dependencies = ['evil']\n# ///\n" + PY, 1),
    "a dependency that Pants leaves out": was(f"{CODE}.py", PY, PY.replace("pass", "pass  # pants: no-infer-dep"), 5),
    "a dependency that Gazelle adds": was(f"{CODE}.py", PY, "# gazelle:include_dep @evil//x\n" + PY, 1),
    "what Windmill installs": was(f"{CODE}.py", PY, "#requirements:\n" + PY, 1),
    "a directive of Cython": was(f"{CODE}.py", PY, "# cython: boundscheck=False\n" + PY, 1),
    # notebooks
    "another kernel": kernel({"kernelspec": {"name": "evil"}}, 3),
    "another data source": kernel({"kaggle": {"dataSources": [{"datasetId": 1}]}}, 3),
    "the parameters of another cell": kernel({}, 7, metadata={"tags": ["parameters"]}),
    "parameters of Papermill": kernel({"papermill": {"parameters": {"STRICT": False}}}, 3),
    "an option of a cell switched off by plain words": was(
        f"{CODE}.ipynb",
        notebook({}, source="#| eval: false\nSTRICT = True"),
        notebook({}, source="# words\n#| eval: false\nSTRICT = True"),
        9,
    ),
    "a cell that is exported": kernel({}, 9, source="#| export\nSTRICT = True"),
}

HARMLESS: dict[str, Edit] = {
    "plain words": insert(TOOLS, 3, "# plain words\n"),
    "a heading": insert(TOOLS, 3, "# ---- Tools ----\n"),
    "a value that is commented out": insert(TOOLS, 3, "# default: allow\n#   - name: x\n"),
    "a linter's": insert(TRAIN, 82, "# yamllint disable-line rule:line-length\n"),
    "a licence": first(TOOLS, "# Copyright 2026 The Authors\n# SPDX-License-Identifier: Apache-2.0\n"),
    "of code": steps(on_main(write(f"{CODE}.py", PY)), write(f"{CODE}.py", "# words\n" + PY + "# TODO: more\n")),
    "a run of a notebook": steps(
        on_main(write(f"{CODE}.ipynb", notebook({}))),
        write(
            f"{CODE}.ipynb",
            notebook({"language_info": {"name": "python", "version": "3.12.1"}}, execution_count=3, id="abc"),
        ),
    ),
    "in the file of another part": append(TRAIN, "# words at the end\n"),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless(example: Repo, name: str) -> None:
    found = attempt(example, HARMLESS[name])
    assert not any(rule == "reassessment-required" for rule, _, _ in found.rows)
