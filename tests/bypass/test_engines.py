"""The engine that judges: a program in the place of OPA, policies that reach outside, servers that hide or change."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bypass.wall import CONFIG, EVIL_PROMPT, append, attempt, on_main, steps, write
from tests.command import check
from tests.policy.test_opa_binary import options, pinned
from tests.policy.test_opa_identity import DIGEST, RESULT, SAID, Server, answer, serving
from tests.repo import Repo
from tests.tools import require

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs of these tests are those of Linux and macOS")

ALWAYS = (
    b'#!/bin/sh\nprintf \'%s\' \'{"result": [{"expressions": [{"value": ' + json.dumps(RESULT).encode() + b"}]}]}'\n"
)


def said(repo: Repo, *more: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Exit status, and the rules and messages of the findings."""
    done = check(repo, "--base", "main", "--head", "HEAD", "--format", "json", "--engine", "opa", *more, env=env or {})
    assert "Traceback" not in done.stdout + done.stderr
    decision = json.loads(done.stdout)
    return done.returncode, " ".join(f"{row['rule']}: {row['message']}" for row in decision["findings"])


def pull_request(repo: Repo) -> Repo:
    EVIL_PROMPT(repo)
    repo.commit("an innocent change")
    return repo


# -- a program in OPA's place


def placed(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o755)
    return path


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# each gives the path and the digest that the workflow names
PROGRAMS: dict[str, tuple[Callable[[Repo, Path], tuple[str, str]], int, str]] = {
    "the pull request brings the program, and the pin fits it": (
        lambda repo, _: (str(placed(repo.path / "bin/opa", ALWAYS)), digest(ALWAYS)),
        2,
        "is inside of the checkout",
    ),
    "a link of the pull request leads to a program outside": (
        lambda repo, out: (str(linked(repo.path / "opa", placed(out / "opa", ALWAYS))), digest(ALWAYS)),
        2,
        "is inside of the checkout",
    ),
    "a link outside leads into the checkout": (
        lambda repo, out: (str(linked(out / "opa", placed(repo.path / "opa", ALWAYS))), digest(ALWAYS)),
        2,
        "is inside of the checkout",
    ),
    "another program in the pinned one's place": (
        lambda _, out: (str(placed(out / "opa", ALWAYS)), digest(Path(require("opa")).read_bytes())),
        3,
        "has the SHA-256",
    ),
    "a script that is pinned and starts whatever is there": (
        lambda _, out: (str(placed(out / "opa", ALWAYS)), digest(ALWAYS)),
        2,
        "is a script or another file",
    ),
    "a name that PATH finds": (lambda *_: ("opa", pinned(require("opa")).sha256), 2, "is not an absolute path"),
    "no pin": (lambda *_: (str(require("opa")), ""), 2, "is no SHA-256"),
}


def linked(path: Path, target: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(target)
    return path


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(example: Repo, tmp_path: Path, name: str) -> None:
    place, code, message = PROGRAMS[name]
    repo = pull_request(example)
    path, pin = place(repo, tmp_path / "outside")
    (tmp_path / "outside").mkdir(exist_ok=True)
    found = said(repo, "--opa-binary", path, "--opa-sha256", pin)
    assert (found[0], message in found[1]) == (code, True), found


def test_variables_that_would_turn_it(example: Repo, tmp_path: Path) -> None:
    """OPA reads flags from variables, and Go its own; the decision is the same with them."""
    repo = pull_request(example)
    evil = placed(tmp_path / "evil" / "main.rego", b"package tunegate\n\nresult := {}\n")
    hostile = {
        "OPA_EVAL_DATA": str(evil.parent),
        "OPA_EVAL_FORMAT": "raw",
        "OPA_EVAL_UNKNOWNS": "input",
        "GOMEMLIMIT": "1",
    }
    plain, turned = (said(repo, *options(pinned(require("opa"))), env=env) for env in ({}, hostile))
    assert plain == turned
    assert (plain[0], "reassessment-required" in plain[1]) == (1, True)


# -- policies that were merged, on the program

HEAD = 'package tunegate.rules.own\n\nimport rego.v1\n\nid := "own"\n\n'
POLICIES = {
    "asks the clock": HEAD + "deny contains {} if time.now_ns() > 0\n",
    "asks the network": HEAD
    + 'deny contains {} if http.send({"method": "get", "url": "http://127.0.0.1:1"}).status_code == 200\n',
    "asks the environment": HEAD + "deny contains {} if opa.runtime().env.HOME\n",
    "asks for chance": HEAD + 'deny contains {} if rand.intn("x", 2) == 1\n',
    "resolves a name": HEAD + 'deny contains {} if net.lookup_ip_addr("localhost")\n',
    "adds to the gate's own package": "package tunegate.lib.waivers\n\nimport rego.v1\n\ncovering(_) := {1}\n",
    "the same in brackets": 'package tunegate["lib"].waivers\n\nimport rego.v1\n\ncovering(_) := {1}\n',
    "replaces the verdict": 'package tunegate\n\nimport rego.v1\n\nverdict := "pass"\n',
}


@pytest.mark.parametrize("name", POLICIES)
def test_policy(example: Repo, name: str) -> None:
    edit = steps(
        on_main(steps(write("policy/own.rego", POLICIES[name]), append(CONFIG, "policies: [policy]\n"))), EVIL_PROMPT
    )
    attempt(example, edit)
    code, message = said(example, *options(pinned(require("opa"))))
    assert (code, "configuration-unreadable" in message) == (2, True), message


# -- servers

SERVERS: dict[str, tuple[dict[str, Any], str]] = {
    "a verdict without a word on the policies": ({"provenance": None}, "has no provenance"),
    "policies from files, which anybody can edit on the server": (
        {"provenance": {"version": "1.22.2"}},
        "its policies are no bundle",
    ),
    "a bundle without a revision": ({"provenance": {**SAID, "bundles": {"b": {"revision": ""}}}}, "has no revision"),
    "one bundle with a revision beside one without": (
        {"provenance": {**SAID, "bundles": {"a": {"revision": "1"}, "b": {}}}},
        "has no revision",
    ),
    "no digest": ({"result": {**RESULT, "policies": None}}, "has no data.tunegate.bundle.digest"),
    "another kind of digest": ({"result": {**RESULT, "policies": DIGEST[:-1]}}, "has no data.tunegate.bundle.digest"),
}


@pytest.mark.parametrize("name", SERVERS)
def test_server(example: Repo, name: str) -> None:
    given, message = SERVERS[name]
    repo = pull_request(example)
    with serving(Server(answer(**given))) as server:
        found = said(repo, "--opa-url", server.url)
    assert (found[0], message in found[1]) == (3, True), found


def test_the_pull_request_does_not_accept_a_server_that_hides(example: Repo) -> None:
    """The word of the base counts."""
    repo = pull_request(example)
    append(CONFIG, "policy_server:\n  accept_unidentified: Ours is fine, as everybody here knows.\n")(repo)
    repo.commit("accept it")
    with serving(Server(answer(provenance=None))) as server:
        found = said(repo, "--opa-url", server.url)
    assert (found[0], "has no provenance" in found[1]) == (3, True), found


def test_server_that_sends_the_case_elsewhere(example: Repo) -> None:
    repo = pull_request(example)
    with serving(Server(answer())) as other, serving(Server(answer(), location=other.url)) as server:
        assert said(repo, "--opa-url", server.url, env={"OPA_TOKEN": "t"})[0] == 3
        assert other.asked == []
