"""Answers of a server that are none, and servers that do not answer."""

from __future__ import annotations

import json
from threading import Thread
from typing import Any

import pytest

from gate.policy import Bundle, Opa, evaluate, load_builtin, open_engine
from gate.policy.embedded import EmbeddedEngine
from gate.policy.opa import OpaEngine
from gate.values.errors import TunegateError, UndecidedError, UsageError
from tests.command import check
from tests.policy.servers import Answering, free_port
from tests.repo import Repo

GOOD = {"verdict": "pass", "deny": [], "warn": [], "triggers": [], "rules": ["a"]}
FINDING = {"msg": "m", "rule": "r", "model": None, "path": None, "line": None, "end_line": None}

MALFORMED: list[Any] = [  # related places
    {},
    ["a.md"],
    [{"path": "a.md"}],
    [{"path": "", "message": "x"}],
    [{"path": "a.md", "message": "x", "line": 0}],
    [{"path": "a.md", "message": "x", "line": True}],
    [{"path": "a.md", "message": "x", "other": 1}],
]


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (200, b"{}", "data.tunegate.result is undefined"),
        (200, b'{"result": {}}', "data.tunegate.result is undefined"),
        (200, b'{"result": null}', "data.tunegate.result is undefined"),
        (200, b'{"result": true}', "data.tunegate.result is not an object"),
        (200, b"[]", "data.tunegate.result is undefined"),
        (200, b"<html>sign in</html>", "did not answer"),
        (401, b'{"code": "unauthorized"}', "did not answer"),
        (500, b"", "did not answer"),
        (200, json.dumps({"result": {**GOOD, "rules": []}}).encode(), "no rule was evaluated"),
        (200, json.dumps({"result": {**GOOD, "verdict": "block"}}).encode(), "does not fit 0 denials"),
        (200, json.dumps({"result": {**GOOD, "deny": [FINDING]}}).encode(), "does not fit 1 denials"),
        (200, json.dumps({"result": {**GOOD, "deny": {}}}).encode(), "another shape"),
        (200, json.dumps({"result": {**GOOD, "deny": ["text"]}}).encode(), "another shape"),
        (200, json.dumps({"result": {**GOOD, "deny": [{"msg": ""}]}}).encode(), "another shape"),
        (200, json.dumps({"result": {**GOOD, "warn": [{**FINDING, "line": "4"}]}}).encode(), "another shape"),
        *(
            (200, json.dumps({"result": {**GOOD, "warn": [{**FINDING, "related": related}]}}).encode(), "another shape")
            for related in MALFORMED
        ),
        (200, json.dumps({"result": {**GOOD, "triggers": [{}]}}).encode(), "another shape"),
        (200, json.dumps({"result": {key: GOOD[key] for key in GOOD if key != "warn"}}).encode(), "another shape"),
    ],
)
def test_answers_that_are_none(status: int, body: bytes, message: str, example: Repo) -> None:
    server = Answering(status, body)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        engine = OpaEngine(f"http://127.0.0.1:{server.server_port}", unidentified=True)
        with pytest.raises(UndecidedError) as caught:
            evaluate(engine, b"{}")
    finally:
        server.shutdown()
        server.server_close()
    assert message in str(caught.value)
    assert caught.value.exit_code == 3


def test_no_server(example: Repo) -> None:
    done = check(example, "--all-models", "--engine", "opa", "--opa-url", f"http://127.0.0.1:{free_port()}")
    assert done.returncode == 3
    assert done.stdout.startswith("ERROR: the gate could not decide, so it does not pass\n")
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8181", "ftp://host", "http://", "http://host:port", "http://host:1/v1", "http://u:p@host"]
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_engine("opa", load_builtin(), Opa(url))
    assert caught.value.problems[0].remedy


def test_an_address_without_the_engine() -> None:
    with pytest.raises(UsageError):
        open_engine("embedded", load_builtin(), Opa("http://127.0.0.1:8181"))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("package tunegate\n\nresult := {", "not valid Rego"),
        ("package other\n\nresult := 1\n", "is undefined"),
        ("package tunegate\n\nimport rego.v1\n\nresult := 1 if input.x.y.z == 1\n", "is undefined"),
        ("package tunegate\n\nimport rego.v1\n\nresult := 1\n\nresult := 2\n", "cannot be evaluated"),
    ],
)
def test_policies_that_give_no_answer(source: str, message: str) -> None:
    with pytest.raises(TunegateError) as caught:
        evaluate(EmbeddedEngine(Bundle({"own.rego": source})), b"{}")
    assert message in str(caught.value)
    assert caught.value.exit_code in (2, 3)
