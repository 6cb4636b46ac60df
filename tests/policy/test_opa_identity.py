"""What an OPA server says of the policies it judged by, in the same response; and servers that do not say it."""

from __future__ import annotations

import json
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, TypeVar

import pytest

from gate.policy import Bundle, evaluate, load_builtin
from gate.policy.bundle_file import bundle_file
from gate.policy.opa import OpaEngine
from gate.values.errors import UndecidedError
from tests.command import NOW, check, tunegate
from tests.policy.servers import opa
from tests.repo import Repo
from tests.tools import ROOT

DIGEST = "sha256:" + "1" * 64
RESULT = {"verdict": "pass", "deny": [], "warn": [], "triggers": [], "rules": ["a"], "policies": DIGEST}
S = TypeVar("S", bound=HTTPServer)
SAID = {"version": "1.22.2", "bundles": {"b": {"revision": "r1"}}}


class Server(HTTPServer):
    """Gives its answers one after the other; the last one again and again."""

    def __init__(self, *answers: Any, location: str | None = None) -> None:
        self.answers = list(answers)
        self.location = location
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        answers = self.server.answers
        self.send_response(307 if self.server.location else 200)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        self.wfile.write(json.dumps(answers.pop(0) if len(answers) > 1 else answers[0]).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def serving(server: S) -> Iterator[S]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def answer(**given: Any) -> dict[str, Any]:
    return {"result": RESULT, "provenance": SAID, **given}


# -- what is said


def test_all_of_it_is_recorded() -> None:
    with serving(Server(answer())) as server:
        engine = OpaEngine(server.url)
        assert evaluate(engine, b"{}").verdict == "pass"
    assert engine.identity == {"name": "opa", "version": "1.22.2", "bundles": {"b": "r1"}}
    assert engine.policies == DIGEST
    assert len(server.asked) == 1  # the policies cannot change between the verdict and what is said of them
    assert "provenance=true" in server.asked[0]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"provenance": None}, "has no provenance"),
        ({"provenance": {}}, "has no provenance"),
        ({"provenance": {**SAID, "version": ""}}, "has no provenance"),
        ({"provenance": {**SAID, "version": 1}}, "has no provenance"),
        ({"provenance": {"version": "1.22.2"}}, "are no bundle"),
        ({"provenance": {**SAID, "bundles": {}}}, "are no bundle"),
        ({"provenance": {**SAID, "bundles": ["b"]}}, "are no bundle"),
        ({"provenance": {"version": "0.20.0", "revision": "r1"}}, "are no bundle"),
        ({"provenance": {**SAID, "bundles": {"b": {}}}}, "'b' has no revision"),
        ({"provenance": {**SAID, "bundles": {"b": {"revision": " "}}}}, "'b' has no revision"),
        ({"provenance": {**SAID, "bundles": {"a": {"revision": "1"}, "b": {"revision": ""}}}}, "'b' has no revision"),
        ({"result": {**RESULT, "policies": None}}, "has no data.tunegate.bundle.digest"),
        ({"result": {**RESULT, "policies": "r1"}}, "has no data.tunegate.bundle.digest"),
        ({"result": {**RESULT, "policies": DIGEST.upper()}}, "has no data.tunegate.bundle.digest"),
        ({"result": {**RESULT, "policies": [DIGEST]}}, "has no data.tunegate.bundle.digest"),
        ({"result": {key: RESULT[key] for key in RESULT if key != "policies"}}, "has no data.tunegate.bundle.digest"),
    ],
)
def test_server_that_does_not_say(given: dict[str, Any], missing: str) -> None:
    with serving(Server(answer(**given))) as server:
        with pytest.raises(UndecidedError, match=missing) as caught:
            evaluate(OpaEngine(server.url), b"{}")
        assert "policy_server.accept_unidentified" in caught.value.problems[0].remedy
        assert evaluate(OpaEngine(server.url, unidentified=True), b"{}").verdict == "pass"


@pytest.mark.parametrize(
    "second",
    [
        answer(provenance={**SAID, "bundles": {"b": {"revision": "r2"}}}),
        answer(result={**RESULT, "policies": "sha256:" + "2" * 64}),
        answer(provenance={**SAID, "version": "1.22.3"}),
    ],
)
def test_server_that_changes_between_two_answers(second: dict[str, Any]) -> None:
    with serving(Server(answer(), second)) as server:
        engine = OpaEngine(server.url)
        engine.query(b"{}")
        with pytest.raises(UndecidedError, match="changed its policies during the run"):
            engine.query(b"{}")


def test_redirect_is_not_followed() -> None:
    """The case and the token go to the server that was named and to no other."""
    with serving(Server(answer())) as other, serving(Server(answer(), location=f"{other.url}/v1/data")) as server:
        with pytest.raises(UndecidedError, match="did not answer"):
            evaluate(OpaEngine(server.url, token="secret"), b"{}")  # noqa: S106
        assert other.asked == []


# -- a real server


def judged(repo: Repo, url: str, *more: str) -> tuple[int, dict[str, Any]]:
    done = check(repo, "--engine", "opa", "--opa-url", url, "--all-models", "--format", "json", *more, now=NOW)
    return done.returncode, json.loads(done.stdout)


def test_policies_from_files_need_the_configurations_word(example: Repo) -> None:
    """From the base; every report shows it."""
    with opa(ROOT / "policies") as url:
        code, decision = judged(example, url)
        assert (code, decision["policies"]) == (3, None)
        assert "does not say which policies judged: its policies are no bundle" in decision["findings"][0]["message"]
        text = (example.path / "tunegate.yaml").read_text()
        example.write(
            "tunegate.yaml", f"{text}policy_server:\n  accept_unidentified: Until March; by risk@acme.example.\n"
        )
        example.commit("accept it")
        assert judged(example, url, "--base", "HEAD~1", "--head", "HEAD")[0] == 3
        code, decision = judged(example, url, "--base", "HEAD", "--head", "HEAD")
    assert (code, decision["policies"], decision["engine"]["bundles"]) == (0, None, {})
    assert [(row["rule"], row["message"]) for row in decision["findings"] if row["severity"] == "notice"] == [
        (
            "adjusted-by-configuration",
            "the setting policy_server/accept_unidentified is true: Until March; by risk@acme.example.",
        )
    ]


def test_policy_that_is_pushed_beside_the_bundle(example: Repo, bundle: Path) -> None:
    """The bundle claims its packages, so that nothing can be added to them without another revision."""
    with opa("--bundle", bundle) as url:
        text = b'package tunegate.rules.own\n\nimport rego.v1\n\nid := "own"\n'
        put = urllib.request.Request(f"{url}/v1/policies/own", text, method="PUT")  # noqa: S310  # our own server
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(put)  # noqa: S310
        assert judged(example, url)[0] == 0


class Folder(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def test_bundle_that_a_server_fetches(example: Repo, tmp_path: Path) -> None:
    """A bundle server over loopback; the decision follows when it is replaced."""
    folder = tmp_path / "served"
    folder.mkdir()
    builtin = load_builtin()
    (folder / "policies.tar.gz").write_bytes(bundle_file(builtin, "r1"))
    with serving(HTTPServer(("127.0.0.1", 0), lambda *a: Folder(*a, directory=str(folder)))) as source:
        settings = {
            "services": {"ours": {"url": f"http://127.0.0.1:{source.server_port}"}},
            "bundles": {
                "policies": {
                    "service": "ours",
                    "resource": "policies.tar.gz",
                    "polling": {"min_delay_seconds": 1, "max_delay_seconds": 1},
                }
            },
        }
        config = tmp_path / "opa.json"
        config.write_text(json.dumps(settings))
        with opa("--config-file", config) as url:
            first = until(example, url, "r1")
            assert first["policies"] == builtin.digest
            other = Bundle({**builtin.modules, "acme/x.rego": 'package tunegate.rules.x\n\nid := "x"\n'})
            new = folder / "new"
            new.write_bytes(bundle_file(other, "r2"))
            shutil.move(new, folder / "policies.tar.gz")
            second = until(example, url, "r2")
    assert second["policies"] == other.digest != first["policies"]
    assert second["engine"]["bundles"] == {"policies": "r2"}


def until(repo: Repo, url: str, revision: str) -> dict[str, Any]:
    """The decision of the server once it has that revision."""
    for _ in range(60):
        code, decision = judged(repo, url)
        if decision["engine"].get("bundles") == {"policies": revision}:
            assert code == 0
            return decision
        time.sleep(0.5)
    raise AssertionError(f"the server never had {revision}")


# -- the bundle


def test_bundle_of_the_command(example: Repo, tmp_path: Path) -> None:
    """The same bytes each time; its digest is what the embedded engine's decisions have."""
    one, other = tmp_path / "one.tar.gz", tmp_path / "other.tar.gz"
    for path in (one, other):
        done = tunegate(example, "policy", "bundle", str(path))
        assert (done.returncode, done.stderr) == (0, "")
    assert one.read_bytes() == other.read_bytes() == bundle_file(load_builtin(), load_builtin().digest)
    assert load_builtin().digest in done.stdout
    with opa("--bundle", one) as url:
        code, decision = judged(example, url)
    assert (code, decision["policies"]) == (0, load_builtin().digest)
    assert list(decision["engine"]["bundles"].values()) == [load_builtin().digest]
    assert tunegate(example, "policy", "bundle", str(one), "--revision", " ").returncode == 2
    assert tunegate(example, "policy", "bundle", str(tmp_path / "no" / "x")).returncode == 2
