"""A real OPA server that is not as it should be: what its client says nothing about is no pass.

Each test is one surprise of opa-python-client 3.0 or of a server's set-up.
"""

from __future__ import annotations

import json
import subprocess
import urllib.request
from pathlib import Path

import pytest

from gate.policy import evaluate, load_builtin
from gate.policy.opa import OpaEngine
from gate.values.errors import UndecidedError
from tests.command import NOW, tunegate
from tests.policy.servers import opa
from tests.process.test_limits import SLOW
from tests.repo import Repo
from tests.tools import require

OWN = "package tunegate\n\nimport rego.v1\n\n"


def judged(repo: Repo, url: str, *first: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Exit status, and the message of the one finding or nothing."""
    args = ("--engine", "opa", "--opa-url", url, "--all-models", "--now", NOW, "--format", "json")
    done = tunegate(repo, *first, "check", *args, env=env or {})
    assert done.stderr == ""
    findings = json.loads(done.stdout)["findings"]
    return done.returncode, findings[0]["message"] if findings else ""


def policy(folder: Path, text: str) -> Path:
    path = folder / "own.rego"
    path.write_text(text)
    return path


def test_server_without_policies(example: Repo) -> None:
    """The client gives an empty mapping for a rule that is not there, and no error."""
    with opa() as url:
        assert judged(example, url) == (
            3,
            "opa: data.tunegate.result is undefined: the policies are not there",
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("package other\n\nresult := 1\n", "is undefined"),
        (OWN + "result := {} if input.no.such.key\n", "is undefined"),
        # an error of the evaluation: the server answers 500, for which the client has an error of its own
        (OWN + "result := 1\n\nresult := 2\n", "did not answer"),
        # OPA would go on after the error of a builtin, where the embedded engine stops
        (OWN + 'result := {"verdict": "pass"} if to_number("x")\n', "did not answer"),
    ],
    ids=["another package", "undefined for this case", "conflict", "error of a builtin"],
)
def test_rule_without_an_answer(text: str, message: str, tmp_path: Path) -> None:
    with opa(policy(tmp_path, text)) as url, pytest.raises(UndecidedError, match=message):
        evaluate(OpaEngine(url, unidentified=True), b"{}")


def test_server_that_thinks_for_long(example: Repo, tmp_path: Path) -> None:
    """The client's own limit would be 1.5 s; ours is that of the evaluation."""
    with opa(policy(tmp_path, OWN + f"result := 1 if {SLOW}\n")) as url:
        assert judged(example, url, "--timeout", "1")[0] == 3


def test_answer_later_than_the_clients_own_limit(tmp_path: Path) -> None:
    body = "count([1 | some i in numbers.range(1, 1200); some j in numbers.range(1, 1200); i * j == 7]) >= 0"
    text = OWN + f'result := {{"verdict": "pass", "deny": [], "warn": [], "triggers": [], "rules": ["a"]}} if {body}\n'
    with opa(policy(tmp_path, text)) as url:
        assert evaluate(OpaEngine(url, unidentified=True), b"{}").verdict == "pass"


AUTHORIZATION = """\
package system.authz

import rego.v1

default allow := false

allow if input.identity == "the-token-of-the-gate"
"""


def test_token(example: Repo, tmp_path: Path, bundle: Path) -> None:
    """The client says a refusal as an error of parsing; OPA_TOKEN names the token."""
    authorization = policy(tmp_path, AUTHORIZATION).parent
    (authorization / ".manifest").write_text('{"roots": ["system"], "revision": "a1"}')
    arguments = ("--authentication=token", "--authorization=basic", "--bundle", authorization, bundle)
    with opa(*arguments) as url:
        assert judged(example, url)[0] == 3
        assert judged(example, url, env={"OPA_TOKEN": "the-token-of-the-gate"}) == (0, "")


def test_certificate(example: Repo, tmp_path: Path, bundle: Path) -> None:
    """The client has no option for a CA; REQUESTS_CA_BUNDLE names it."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(require("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=opa"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    arguments = (f"--tls-cert-file={certificate}", f"--tls-private-key-file={key}", "--bundle", bundle)
    with opa(*arguments, scheme="https") as url:
        assert judged(example, url)[0] == 3
        assert judged(example, url, env={"REQUESTS_CA_BUNDLE": str(certificate)}) == (0, "")


def test_nothing_is_written_to_the_server(example: Repo, bundle: Path) -> None:
    """The client can push policies, and would rewrite those that the server refuses."""
    with opa("--bundle", bundle) as url:

        def policies() -> dict[str, str]:
            with urllib.request.urlopen(f"{url}/v1/policies") as answer:  # noqa: S310  # our own server
                return {row["id"]: row["raw"] for row in json.load(answer)["result"]}

        before = policies()
        assert judged(example, url) == (0, "")
        assert policies() == before
        assert len(before) >= len(load_builtin().modules)
