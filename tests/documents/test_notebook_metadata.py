"""Which metadata of a notebook count."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.documents import parse


def form(metadata: dict[str, Any] | None = None, **cell: Any) -> Any:
    return of_cell({}, metadata, **cell)


def of_cell(cell: dict[str, Any], metadata: dict[str, Any] | None = None, **more: Any) -> Any:
    one = {"cell_type": "code", "metadata": {}, "source": "A = 1", "outputs": [], **cell, **more}
    return parse(json.dumps({"nbformat": 4, "metadata": metadata or {}, "cells": [one]}).encode(), "notebook").value


PLAIN = form()

COUNTED: dict[str, dict[str, Any]] = {
    "another kernel": {"kernelspec": {"name": "evil"}},
    "another language": {"kernelspec": {"name": "python3", "language": "R"}},
    "another language to be converted to": {"language_info": {"name": "bash"}},
    "another exporter": {"language_info": {"name": "python", "nbconvert_exporter": "evil"}},
    "data of Kaggle": {"kaggle": {"dataSources": [{"sourceId": 1, "datasetId": 2}]}},
    "the network of Kaggle": {"kaggle": {"isInternetEnabled": True}},
    "hardware of Colab": {"accelerator": "TPU"},
    "a lakehouse of Fabric": {"dependencies": {"lakehouse": {"default_lakehouse": "x"}}},
    "parameters of Papermill": {"papermill": {"parameters": {"model": "evil"}}},
    "widgets of Databricks": {"application/vnd.databricks.v1+notebook": {"widgets": {"model": {"currentValue": "x"}}}},
    "pairing with a script": {"jupytext": {"formats": "ipynb,py"}},
    "something unknown": {"evil": {"model": "x"}},
    "no mapping": ["x"],  # type: ignore[dict-item]
}
COUNTED_OF_A_CELL: dict[str, dict[str, Any]] = {
    "tags": {"metadata": {"tags": ["parameters"]}},
    "a name": {"metadata": {"name": "model"}},
    "a kernel of its own": {"metadata": {"dotnet_interactive": {"language": "csharp"}}},
    "a language": {"metadata": {"vscode": {"languageId": "shellscript"}}},
    "the language of nbformat 3": {"language": "bash"},
    "attachments": {"attachments": {"a.png": {"image/png": "AA=="}}},
    "something unknown": {"metadata": {"evil": 1}},
    "the kind": {"cell_type": "raw"},
}
INERT: dict[str, dict[str, Any]] = {
    "the default kernel": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
    "the version of Python": {"language_info": {"name": "python", "version": "3.12.1", "nbconvert_exporter": "python"}},
    "how the code is shown": {"language_info": {"codemirror_mode": {"name": "ipython", "version": 3}}},
    "where Colab keeps it": {"colab": {"provenance": [{"file_id": "x"}], "authorship_tag": "y", "name": "z.ipynb"}},
    "times of Papermill": {"papermill": {"start_time": "x", "end_time": "y", "duration": 1.5, "exception": None}},
    "the interpreter of an editor": {"vscode": {"interpreter": {"hash": "x"}}, "interpreter": {"hash": "x"}},
    "state of widgets": {"widgets": {"application/vnd.jupyter.widget-state+json": {"a": {}}}},
    "tables of contents": {"toc": {"base_numbering": 1}, "toc-autonumbering": True},
    "nothing": {"kernelspec": {}, "jupytext": {}},
}
INERT_OF_A_CELL: dict[str, dict[str, Any]] = {
    "a run": {"execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]},
    "an id": {"id": "abc", "metadata": {"id": "x", "cell_id": "y"}},
    "times": {"metadata": {"ExecuteTime": {"start_time": "x"}, "execution": {"iopub.execute_input": "x"}}},
    "who ran it": {"metadata": {"executionInfo": {"user": {"displayName": "x"}, "timestamp": 1}, "outputId": "x"}},
    "how it looks": {"metadata": {"scrolled": True, "collapsed": False, "jupyter": {"source_hidden": True}}},
    "no tags": {"metadata": {"tags": []}},
    "a number of Kaggle": {"metadata": {"_uuid": "x", "8f2839f2-5086-4a7b-9992-46dcb1bd2d6e": True}},
}


@pytest.mark.parametrize("metadata", COUNTED.values(), ids=COUNTED)
def test_metadata_count(metadata: Any) -> None:
    assert form(metadata) != PLAIN


@pytest.mark.parametrize("cell", COUNTED_OF_A_CELL.values(), ids=COUNTED_OF_A_CELL)
def test_metadata_of_a_cell_count(cell: Any) -> None:
    assert of_cell(cell) != PLAIN


@pytest.mark.parametrize("metadata", INERT.values(), ids=INERT)
def test_what_a_run_or_a_view_writes_is_inert(metadata: Any) -> None:
    assert form(metadata) == PLAIN


@pytest.mark.parametrize("cell", INERT_OF_A_CELL.values(), ids=INERT_OF_A_CELL)
def test_what_a_run_or_a_view_writes_into_a_cell_is_inert(cell: Any) -> None:
    assert of_cell(cell) == PLAIN


def test_order_of_keys_is_inert() -> None:
    assert form({"a": {"x": 1, "y": 2}, "b": 3}) == form({"b": 3, "a": {"y": 2, "x": 1}})


@pytest.mark.parametrize("comment", ["#| export", "#@title y", "# {{ x }}", "#export", "# /// script"])
def test_comments_of_a_cell_that_something_reads_count(comment: str) -> None:
    assert form(source=f"{comment}\nA = 1") != PLAIN


@pytest.mark.parametrize("comment", ["# plain words", "# !pip install x", "# %cd x", "# TODO: y", "# noqa"])
def test_other_comments_of_a_cell_are_inert(comment: str) -> None:
    assert form(source=f"{comment}\nA = 1") == PLAIN


def test_plain_words_end_the_options_of_a_cell() -> None:
    assert form(source="# words\n#| export\nA = 1") != form(source="#| export\nA = 1")
    assert form(source="#| export\n# words\nA = 1") == form(source="#| export\nA = 1")
