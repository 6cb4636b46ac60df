"""``--engine opa --opa-binary``: a real OPA, pinned, over the policies that the gate read."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest

from gate.policy import Bundle, Opa, evaluate, load_builtin, open_engine
from gate.policy.opa_binary import OpaBinary, confined
from gate.policy.program import Pinned
from gate.values.errors import TunegateError, UndecidedError
from tests.command import check, tunegate
from tests.policy.test_engine import break_everything
from tests.repo import Repo
from tests.tools import require

HEAD = "package tunegate\n\nimport rego.v1\n\n"
GOOD = '{"verdict": "pass", "deny": [], "warn": [], "triggers": [], "rules": ["a"]}'

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs of these tests are those of Linux and macOS")


def pinned(path: str | Path) -> Pinned:
    return Pinned(Path(path), hashlib.sha256(Path(path).read_bytes()).hexdigest())


@pytest.fixture(scope="session")
def program() -> Pinned:
    return pinned(require("opa"))


def options(program: Pinned) -> tuple[str, ...]:
    return ("--engine", "opa", "--opa-binary", str(program.path), "--opa-sha256", program.sha256)


def asked(program: Pinned, source: str, seconds: float = 30.0) -> object:
    return OpaBinary(Bundle({"own.rego": HEAD + source}), program, seconds).query(b'{"a": 1}')


# -- the same answer


def test_whole_commands(example: Repo, program: Pinned) -> None:
    """check, verify, plan and disposition verify say the same, to the byte, and the decision names the program."""
    break_everything(example)
    given, left = check(example, "--format", "text"), check(example, "--format", "text", *options(program))
    assert (left.returncode, left.stdout, left.stderr) == (1, given.stdout, "")
    decisions = [json.loads(check(example, "--format", "json", *more).stdout) for more in ((), options(program))]
    engines = [decision.pop("engine") for decision in decisions]
    assert decisions[0] == decisions[1]
    assert engines[1] == {"name": "opa", "version": engines[1]["version"], "sha256": program.sha256}
    for command in (("verify", "--any-commit", "--worktree"), ("plan",), ("disposition", "verify")):
        one, other = (tunegate(example, *command, "--now", "2026-11-23T12:00:00Z", *m) for m in ((), options(program)))
        assert (one.returncode, one.stdout) == (other.returncode, other.stdout), command
        assert one.stderr == other.stderr == ""


@pytest.mark.parametrize("collected", ["deny", "warn"])
@pytest.mark.parametrize(
    "finding", ["7", '"text"', '{"msg": "m"}', '{"msg": "m", "rule": 7}', '{"msg": "m", "rule": null}']
)
def test_a_finding_without_a_rule_is_refused(example: Repo, program: Pinned, collected: str, finding: str) -> None:
    """No engine drops what an organisation's rule found because it does not say which rule it is."""
    rule = (
        "# METADATA\n# title: Own\n# custom:\n#   id: own\n#   severity: error\n#   remedy: Do.\n"
        'package tunegate.rules.own\n\nimport rego.v1\n\nid := "own"\n\n'
        f"{collected} contains {finding} if input.models\n"
    )
    example.write("policies/acme/own.rego", rule)
    config = example.path / "tunegate.yaml"
    config.write_text(config.read_text() + "policies: [policies/acme]\n")
    example.commit("policy")
    for more in ((), options(program)):
        done = check(example, "--format", "json", "--base", "HEAD", *more)
        value = json.loads(done.stdout)
        assert (done.returncode, value["verdict"]) == (3, "error"), (more, value["findings"])
        assert value["findings"][0]["rule"] == "undecided"


def test_policies_of_the_repository(example: Repo, program: Pinned) -> None:
    """A rule of one's own speaks on both, and one that does not load is refused on both."""
    rule = (
        "# METADATA\n# title: Own\n# custom:\n#   id: own\n#   severity: error\n#   remedy: Do.\n"
        'package tunegate.rules.own\n\nimport rego.v1\n\nid := "own"\n\n'
        'deny contains data.tunegate.lib.facts.at_model(id, name, "no") if some name, _ in input.models\n'
    )
    example.write("policies/acme/own.rego", rule)
    text = (example.path / "tunegate.yaml").read_text()
    example.write("tunegate.yaml", text + "policies: [policies/acme]\n")
    example.commit("a rule")
    args = ("--base", "HEAD", "--head", "HEAD", "--all-models", "--format", "json")
    found = [json.loads(check(example, *args, *more).stdout) for more in ((), options(program))]
    assert [row["rule"] for row in found[1]["findings"] if row["severity"] == "error"] == ["own"]
    assert found[0]["findings"] == found[1]["findings"]
    assert found[0]["policies"] == found[1]["policies"] != load_builtin().digest


# -- what a policy reaches


@pytest.mark.parametrize(
    "body",
    [
        'http.send({"method": "get", "url": "http://127.0.0.1:1"})',
        'net.lookup_ip_addr("localhost")',
        "time.now_ns()",
        "opa.runtime()",
        'rand.intn("a", 10)',
        'uuid.rfc4122("a")',
        'io.jwt.decode("a.b.c")',
        'crypto.sha256("a")',
        'json.match_schema({}, {"$ref": "http://127.0.0.1:1/x"})',
        'trace("x")',
    ],
)
def test_functions_that_reach_outside(program: Pinned, body: str) -> None:
    with pytest.raises(TunegateError) as caught:
        asked(program, f"result := {body}\n")
    assert caught.value.exit_code in (2, 3)
    assert "own.rego" in str(caught.value) or "undefined function" in str(caught.value)


def test_schema_of_a_block_is_not_fetched(program: Pinned) -> None:
    """A METADATA block can name a schema by its address, which OPA would fetch when it loads the policy."""
    source = (
        '# METADATA\n# schemas:\n#   - input: {"$ref": "http://127.0.0.1:1/schema.json"}\n'
        f"result := {GOOD} if input.a == 1\n"
    )
    with pytest.raises(TunegateError, match=r"127\.0\.0\.1"):
        asked(program, source)


def test_variables_and_files_do_not_reach_it(program: Pinned, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """OPA takes each flag from a variable, too, and data from files beside the policies."""
    for name, value in {"OPA_EVAL_FORMAT": "raw", "OPA_EVAL_DATA": str(tmp_path), "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.json").write_text('{"own": 1}')
    assert asked(program, "result := count([1 | data.own])\n") == 0


def test_capabilities_are_the_portable_subset() -> None:
    row = {"name": "http.send"}
    current = {
        "builtins": [row, {"name": "count"}, {"name": "plus", "infix": "+"}, {"name": "internal.member_2"}],
        "future_keywords": ["in", "not"],
        "features": ["rego_v1", "template_strings"],
        "allow_net": ["acme.example"],
    }
    assert confined(current) == {
        "builtins": [{"name": "count"}, {"name": "plus", "infix": "+"}, {"name": "internal.member_2"}],
        "future_keywords": ["in"],
        "features": ["rego_v1"],
        "allow_net": [],
    }
    with pytest.raises(UndecidedError):
        confined({})


# -- limits and bad answers


@pytest.mark.parametrize(
    ("source", "seconds", "message"),
    [
        (
            "result := count([1 | some i in numbers.range(1, 90000); some j in numbers.range(1, 90000); i == -j])\n",
            3,
            "took longer than 3 s",
        ),
        (
            'result := concat("", [s | some i in numbers.range(1, 20000); s := sprintf("%d%s", [i, input.long])])\n',
            60,
            "wrote more than",
        ),
        ("result := 1\n\nresult := 2\n", 30, "cannot be evaluated"),
        ('result := to_number("x")\n', 30, "cannot be evaluated"),
        ("result := {\n", 30, "own.rego"),
        ("result := nothing\n", 30, "own.rego"),
    ],
    ids=["hang", "output", "conflict", "error of a function", "syntax", "unsafe"],
)
def test_no_answer(program: Pinned, source: str, seconds: float, message: str) -> None:
    case = json.dumps({"a": 1, "long": "x" * 8000}).encode()
    engine = OpaBinary(Bundle({"own.rego": HEAD + source}), program, seconds)
    with pytest.raises(TunegateError, match=message) as caught:
        evaluate(engine, case)
    assert caught.value.exit_code in (2, 3)
    assert caught.value.problems[0].remedy


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory")
def test_memory(program: Pinned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.policy.program.MAX_MEMORY", 300 * 1024**2)
    source = "result := count([[i, j] | some i in numbers.range(1, 9000); some j in numbers.range(1, 9000)])\n"
    with pytest.raises(UndecidedError, match="needed more than 300 MiB"):
        asked(program, source, seconds=60)


def test_undefined_is_no_pass(program: Pinned) -> None:
    with pytest.raises(UndecidedError, match="is undefined"):
        evaluate(OpaBinary(Bundle({"own.rego": HEAD + "other := 1\n"}), program), b"{}")


def test_nothing_is_left(program: Pinned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert asked(program, "result := 1\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_opened_by_name(program: Pinned) -> None:
    engine = open_engine("opa", load_builtin(), Opa(program=program))
    assert isinstance(engine, OpaBinary)
