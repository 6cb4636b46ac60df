"""What takes too long, needs too much or crashes ends with exit 3: policies, servers, and the whole run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from gate.policy import Bundle, evaluate, load_builtin
from gate.policy.confined import run, tree
from gate.policy.embedded import EmbeddedEngine
from gate.values.errors import ConfigError, UndecidedError
from tests.command import NOW, tunegate
from tests.repo import Repo
from tests.tools import require

# finite, and far longer than anyone waits
SLOW = "count([1 | some i in numbers.range(1, 20000); some j in numbers.range(1, 20000); i * j == 7]) > 0"
NESTED = "[" * 400 + "]" * 400  # which the embedded engine's parser reads in exponential time
RULE = """\
# METADATA
# title: A rule of the repository
# custom:
#   id: own-rule
#   severity: error
#   remedy: Ask the owners of this policy.
package tunegate.rules.own

import rego.v1

id := "own-rule"

deny contains {"rule": id, "msg": "x", "model": null, "path": null, "line": null, "end_line": null} if BODY
"""


def with_policy(repo: Repo, body: str) -> None:
    repo.write("policies/own.rego", RULE.replace("BODY", body))
    config = repo.path / "tunegate.yaml"
    config.write_text(config.read_text().replace("policies: [policies]\n", "") + "policies: [policies]\n")
    repo.commit("a policy of our own")


def undecided(done: subprocess.CompletedProcess[str]) -> str:
    """The message of a report that says so."""
    assert done.returncode == 3, done.stdout + done.stderr
    value = json.loads(done.stdout)
    assert (value["verdict"], [row["rule"] for row in value["findings"]]) == ("error", ["undecided"])
    return str(value["findings"][0]["message"])


# -- policies


def foreign(body: str) -> Bundle:
    return Bundle({**load_builtin().modules, "own.rego": RULE.replace("BODY", body)}, foreign=True)


def test_policy_that_takes_long() -> None:
    with pytest.raises(UndecidedError, match=r"the policies took longer than 0\.5 s"):
        evaluate(EmbeddedEngine(foreign(SLOW), seconds=0.5), b"{}")


def test_policy_that_needs_much_memory() -> None:
    body = "{0: [[i, j] | some i in numbers.range(1, 3000); some j in numbers.range(1, 3000)]} == input"
    modules = {"a.rego": f"package a\n\nimport rego.v1\n\nx if {body}\n"}
    with pytest.raises(UndecidedError, match="it crashed, or had not enough memory"):
        run(modules, [["query", "data.a.x"]], memory=200 * 1024 * 1024)


def test_text_that_the_engine_does_not_read_in_time() -> None:
    with pytest.raises(UndecidedError, match="the policies took longer"):
        run({"a.rego": f"package a\n\nx := {NESTED}\n"}, [["tree"]], seconds=0.5)


def test_policy_that_does_not_parse() -> None:
    with pytest.raises(ConfigError) as caught:
        tree({"own.rego": "package own\n\nx := {"})
    assert (caught.value.problems[0].path, caught.value.exit_code) == ("own.rego", 2)


def test_one_verdict_inside_and_outside_of_the_process() -> None:
    """A case that no rule can judge: the same findings from both ways of evaluation, and the own rule's beside them."""
    inside = evaluate(EmbeddedEngine(load_builtin()), b"{}")
    outside = evaluate(EmbeddedEngine(foreign("not input.now")), b"{}")
    assert [row for row in outside.deny if row["rule"] != "own-rule"] == list(inside.deny)
    assert len(outside.deny) == len(inside.deny) + 1


def test_failure_of_a_policy_is_placed() -> None:
    with pytest.raises(UndecidedError) as caught:
        evaluate(EmbeddedEngine(foreign('to_number("x") == 1')), b"{}")
    assert (caught.value.problems[0].path, caught.value.problems[0].line) == ("own.rego", 13)


def test_what_a_policy_prints_is_no_answer() -> None:
    modules = {"a.rego": 'package a\n\nimport rego.v1\n\nx if print("{\\"answers\\": []}")\n'}
    (answer,) = run(modules, [["query", "data.a.x"]])
    assert json.loads(answer["json"])["result"][0]["expressions"][0]["value"] is True


@pytest.mark.parametrize("command", ["check", "verify"])
def test_slow_policy_of_the_base(example: Repo, command: str, tmp_path: Path) -> None:
    with_policy(example, SLOW)
    report = tmp_path / "decision.json"
    statement = tmp_path / "statement.json"
    more = ("--all-models",) if command == "check" else ("--statement", str(statement))
    started = time.monotonic()
    done = tunegate(
        example, "--timeout", "1", command, "--now", NOW, "--format", "json", "--output", str(report), *more
    )
    assert "1 s" in undecided(done)
    assert json.loads(report.read_text()) == json.loads(done.stdout)
    assert time.monotonic() - started < 25  # not the 30 s that a policy may take
    if command == "verify":
        assert json.loads(statement.read_text())["predicate"]["verificationResult"] == "FAILED"


@pytest.mark.parametrize("engine", ["embedded", "opa"])
def test_slow_test_of_a_policy(example: Repo, engine: str) -> None:
    example.write("own/own_test.rego", f"package own_test\n\nimport rego.v1\n\ntest_it if {SLOW}\n")
    args = ("--opa-binary", str(require("opa"))) if engine == "opa" else ()
    done = tunegate(example, "--timeout", "1", "policy", "test", "own", "--engine", engine, *args)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


# -- a server


class Dripping(BaseHTTPRequestHandler):
    """Never silent for long, and never done."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is its own."""


@contextmanager
def dripping() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_server_that_drips(example: Repo) -> None:
    with dripping() as url:
        args = ("--engine", "opa", "--opa-url", url, "--all-models", "--now", NOW, "--format", "json")
        done = tunegate(example, "--timeout", "1", "check", *args)
    assert undecided(done) == "there is no verdict after 1 s"


# -- the run

HANG = """
import sys
from gate.process import limits
limits.GRACE_SECONDS = 0.2
limits.Watch(0.2, lambda error: print(error, flush=True))
import regorus
engine = regorus.Engine()
engine.add_policy("a.rego", "package a\\n\\nimport rego.v1\\n\\nx if " + sys.argv[1])
engine.eval_query_as_json("data.a.x")
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no alarms")
def test_native_code_that_does_not_let_go() -> None:
    """The thread that would say so never runs; the alarm ends the process, and that is no pass either."""
    done = subprocess.run([sys.executable, "-I", "-c", HANG, SLOW], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-14, "", "")


@pytest.mark.parametrize("seconds", ["0", "nan"])
def test_limits_that_are_none(example: Repo, seconds: str) -> None:
    done = tunegate(example, "--timeout", seconds, "check")
    assert (done.returncode, done.stdout) == (2, "")
