"""The same case gives the same findings on the embedded engine, on an OPA server, with `opa eval` and with conftest."""

from __future__ import annotations

import copy
import json
import random
import re
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from gate.policy import Bundle, evaluate, load_builtin, open_engine
from gate.policy.embedded import EmbeddedEngine
from gate.policy.opa import OpaEngine
from gate.values.canonical import canonical_json
from gate.values.errors import TunegateError, UndecidedError, UsageError
from tests.command import CHANGES, EVIDENCE, MODEL, NOW, check, tunegate
from tests.keys import sign
from tests.repo import Repo
from tests.tools import ROOT, require


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def opa_url() -> Iterator[str]:
    """A real OPA server on loopback that has the built-in policies loaded."""
    url = f"127.0.0.1:{free_port()}"
    server = subprocess.Popen(
        [require("opa"), "run", "--server", "--addr", url, "--log-level", "error", str(ROOT / "policies")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        for _ in range(100):
            try:
                socket.create_connection(url.split(":"), timeout=1).close()  # type: ignore[arg-type]
                break
            except OSError:
                assert server.poll() is None, server.stderr and server.stderr.read()
                time.sleep(0.1)
        yield f"http://{url}"
    finally:
        server.terminate()
        server.wait(10)


def change(repo: Repo, name: str) -> None:
    repo.git("apply", str(CHANGES / f"{name}.patch"))


def break_everything(repo: Repo) -> None:
    """A change that makes most rules speak."""
    for name in ("relabel-data", "base-model-revision", "prompt-edit"):
        change(repo, name)
    disposition = repo.path / EVIDENCE / "disposition.yaml"
    text = disposition.read_text()
    text = text.replace("decision: conditional", "decision: hold").replace(
        'expires: "2027-05-31"', 'expires: "2026-11-01"'
    )
    text = text.replace("  base-model-change:\n    owner: ml-platform@acme.example\n", "")
    disposition.write_text(text.replace('due: "2027-01-15"', 'due: "2026-10-15"'))
    repo.remove(f"{EVIDENCE}/decision-record.yaml")
    for kind, old, new in (
        ("red-team-report", "model: support-assistant", "model: another"),
        ("training-run", '"2026-10-20T12:05:00Z"', '"2026-12-20T12:05:00Z"'),
        ("red-team-report", "disposition: accepted", "disposition: open"),
        ("training-data-manifest", "        article6_basis: consent\n", ""),
        ("training-data-manifest", "      matches: 31\n", "      matches: 32\n"),
        ("alignment-regression", "class: internal-disclosure", "class: disallowed-content"),
        ("evaluation-results", "pairs: {n: 240, b: 1, c: 2}", "pairs: {n: 40, b: 1, c: 2}"),
        ("evaluation-results", "tuned: {n: 180, refused: 149, errors: 0}", "tuned: {n: 180, refused: 148, errors: 0}"),
        ("base-model-evidence", "kind: system-card", "kind: model-card"),
    ):
        path = repo.path / EVIDENCE / f"{kind}.yaml"
        path.write_text(path.read_text().replace(old, new))
    results = repo.path / EVIDENCE / "evaluation-results.yaml"
    head, _, tail = results.read_text().partition("    records:\n")
    results.write_text(head + tail[tail.index("    reading:\n") :])
    config = repo.path / "tunegate.yaml"
    config.write_text(config.read_text().replace("drift_margin: 0.05", "drift_margin: 0.2"))
    repo.remove("deploy/tools.yaml")


CASES = {
    "untouched": lambda repo: None,
    "labels": lambda repo: change(repo, "relabel-data"),
    "revision": lambda repo: change(repo, "base-model-revision"),
    "prompt": lambda repo: change(repo, "prompt-edit"),
    "everything": break_everything,
}


def case_of(repo: Repo) -> dict[str, Any]:
    done = tunegate(repo, "case", "--all-models", "--now", NOW)
    assert done.returncode == 0, done.stderr
    case: dict[str, Any] = json.loads(done.stdout)
    return case


@pytest.mark.parametrize("name", CASES)
def test_engines_agree(name: str, example: Repo, opa_url: str) -> None:
    CASES[name](example)
    case = canonical_json(case_of(example))
    embedded = evaluate(open_engine("embedded", load_builtin(), None), case).document()
    served = evaluate(open_engine("opa", load_builtin(), opa_url), case).document()
    assert canonical_json(embedded) == canonical_json(served)
    assert embedded["verdict"] == ("pass" if name == "untouched" else "block")
    if name == "everything":
        assert {row["rule"] for row in embedded["deny"]} == {
            "alignment-class-missing",
            "artefact-from-future",
            "artefact-missing",
            "artefact-stale",
            "base-model-document-missing",
            "condition-lapsed",
            "control-not-reviewed",
            "control-plane-change",
            "disposition-decision",
            "disposition-evidence-mismatch",
            "disposition-expired",
            "disposition-stale",
            "disposition-unsigned",
            "drift-incomplete",
            "drift-inconclusive",
            "evaluation-counts-impossible",
            "evidence-wrong-model",
            "personal-data-basis-missing",
            "reassessment-required",
            "red-team-finding-open",
            "regression-numbers-mismatch",
            "scan-matches-unexplained",
            "surface-empty",
            "trigger-owner-missing",
        }


@pytest.mark.parametrize("name", CASES)
def test_case_for_opa_and_conftest(name: str, example: Repo, tmp_path: Path) -> None:
    CASES[name](example)
    case = case_of(example)
    (tmp_path / "case.json").write_text(json.dumps(case))
    answer = evaluate(EmbeddedEngine(load_builtin()), canonical_json(case))

    command = [str(require("opa")), "eval", "--format=raw", "-d", "policies", "-i", str(tmp_path / "case.json")]
    done = subprocess.run([*command, "data.tunegate.result"], cwd=ROOT, capture_output=True, text=True, check=True)
    by_opa = json.loads(done.stdout)
    assert sorted(by_opa["deny"], key=canonical_json) == list(answer.deny)
    assert sorted(by_opa["warn"], key=canonical_json) == list(answer.warn)

    command = [
        str(require("conftest")),
        "test",
        str(tmp_path / "case.json"),
        "-p",
        "policies",
        "--namespace",
        "tunegate",
    ]
    done = subprocess.run([*command, "-o", "json"], cwd=ROOT, capture_output=True, text=True, check=False)
    (report,) = json.loads(done.stdout)
    assert sorted(row["msg"] for row in report.get("failures", [])) == sorted(row["msg"] for row in answer.deny)
    assert done.returncode == (1 if answer.deny else 0)


TEXTS = [MODEL, "another", "x@acme.example", "2026-11-22", "2026-11-23", "2026-11-23T12:00:01Z", "hold", "proceed"]


# mappings whose keys may be missing in a case that fits its schema
OPEN = {"artefacts", "evidence", "triggers", "changed", "surfaces", "models", "lines"}


def mutated(case: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The case with a few values changed to others of their type, or taken out where the schema allows it."""
    case = copy.deepcopy(case)
    head = case["models"][MODEL]["state"]["digest"]
    for _ in range(dice.randint(1, 4)):
        node: Any = case
        name = ""
        while node:
            key = dice.choice(list(node) if isinstance(node, dict) else list(range(len(node))))
            value = node[key]
            if (isinstance(node, list) or name in OPEN) and dice.random() < 0.15:
                del node[key]
                break
            if isinstance(value, dict | list):
                node, name = value, str(key)
                continue
            if isinstance(value, bool):
                node[key] = not value
            elif isinstance(value, str):
                node[key] = dice.choice([*TEXTS, head])
            elif isinstance(value, int):
                node[key] = dice.choice([0, 1, 400])
            break
    return case


def test_engines_agree_on_random_cases(example: Repo, tmp_path: Path) -> None:
    break_everything(example)
    broken = case_of(example)
    example.git("restore", ".")
    change(example, "prompt-edit")
    done = tunegate(example, "evidence", "new", "determination", "--trigger", "deployment-layer-change", "--now", NOW)
    assert done.returncode == 0
    (path,) = (example.path / EVIDENCE / "determinations").iterdir()
    text = re.sub(r"^expires:.*$", 'expires: "2026-12-31"', path.read_text(), flags=re.MULTILINE)
    path.write_text(re.sub(r"^reason:.*$", "reason: The same in other words, we think.", text, flags=re.MULTILINE))
    sign(example, f"{EVIDENCE}/determinations/{path.name}")
    determined = case_of(example)
    dice = random.Random(20261123)  # noqa: S311  # a seed, so that a failure can be repeated
    cases = [determined, broken, *(mutated(dice.choice([determined, broken]), dice) for _ in range(150))]

    (tmp_path / "cases.json").write_text(json.dumps({"cases": cases}))
    # one process for all: a call of a rule with each case as its input
    (tmp_path / "each.rego").write_text(
        "package each\n\nimport rego.v1\n\nanswers := [answer(c) | some c in input.cases]\n\n"
        "answer(c) := r if r := data.tunegate.result with input as c\n"
    )
    command = [str(require("opa")), "eval", "--format=raw", "-d", "policies", "-d", str(tmp_path / "each.rego")]
    done = subprocess.run(
        [*command, "-i", str(tmp_path / "cases.json"), "data.each.answers"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    by_opa = json.loads(done.stdout)
    assert len(by_opa) == len(cases)
    verdicts: Counter[str] = Counter()
    for case, reference in zip(cases, by_opa, strict=True):
        value = EmbeddedEngine(load_builtin()).query(canonical_json(case))
        for row in (value, reference):
            for key in ("deny", "warn", "triggers", "rules"):
                row[key] = sorted(row[key], key=canonical_json)
        assert canonical_json(value) == canonical_json(reference), json.dumps(case)
        verdicts[value["verdict"]] += 1
    assert verdicts["pass"] > 10
    assert verdicts["block"] > 50


def test_whole_command_on_an_opa_server(example: Repo, opa_url: str) -> None:
    change(example, "prompt-edit")
    served = check(example, "--engine", "opa", "--opa-url", opa_url, "--format", "json")
    embedded = check(example, "--format", "json")
    assert (served.returncode, embedded.returncode) == (1, 1)
    left, right = json.loads(served.stdout), json.loads(embedded.stdout)
    assert left.pop("engine") == {"name": "opa", "version": None}
    assert right.pop("engine")["name"] == "embedded"
    assert (left.pop("policies"), right.pop("policies")) == (None, load_builtin().digest)
    assert left == right


# -- answers that are none


class Answering(HTTPServer):
    """A server that gives one answer, as proxies and half-configured servers do."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body = status, body
        super().__init__(("127.0.0.1", 0), Answerer)


class Answerer(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is its own."""


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
        engine = OpaEngine(f"http://127.0.0.1:{server.server_port}")
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
        open_engine("opa", load_builtin(), url)
    assert caught.value.problems[0].remedy


def test_an_address_without_the_engine() -> None:
    with pytest.raises(UsageError):
        open_engine("embedded", load_builtin(), "http://127.0.0.1:8181")


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
