"""``tunegate.yaml``: what is read from it, and every complaint with its line and its remedy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from gate.config.approvers import Approvers, Signing
from gate.config.load import Config, ControlPlane, Model, load
from gate.config.rows import Adjustment
from gate.config.selectors import Selector
from gate.documents import parse
from gate.documents.schema import problems
from gate.values.errors import ConfigError
from tests.tools import ROOT

PATH = "tunegate.yaml"
HEAD = "version: 1\nmodels:\n  m:\n    surfaces:\n"  # four lines
MINIMAL = HEAD + "      system_prompt: [p.md]\n"
KNOWN = "training_data, training_recipe, base_model, fine_tuned_model, system_prompt, output_filter, scope_enforcement"
MODELS = "The models that the gate watches, by name."
SURFACES = "Where each reviewed surface is. Name every surface that the model has."
VERSION = "Version of this file's format."
SELECTOR = "A selector: a glob, or a glob, '#' and a JSON Pointer; '!' in front takes away."
RELATIVE = "a path is relative to the repository's root, with '/' and without '.', '..' or '//'"
WRITE = "Write it like 'configs/*.yaml#/base_model'."
FROM_ROOT = "Name it relative to the root."


def row(what: str, name: str, value: object, line: int, end_line: int = 0, reason: str | None = None) -> Adjustment:
    return {
        "what": what,
        "name": name,
        "value": value,
        "reason": reason,
        "path": PATH,
        "line": line,
        "end_line": end_line or line,
    }


def complaints(text: str | bytes) -> list[tuple[str, int | None, int | None, str]]:
    """(message, line, last line, remedy) of every problem, all of them in the configuration."""
    with pytest.raises(ConfigError) as error:
        load(text.encode() if isinstance(text, str) else text, PATH)
    assert {problem.path for problem in error.value.problems} == {PATH}
    return [(p.message, p.line, p.end_line, p.remedy) for p in error.value.problems]


# -- what is read


def test_minimal_configuration() -> None:
    assert load(MINIMAL.encode(), PATH) == Config(
        path=PATH,
        models={
            "m": Model(
                name="m",
                surfaces={"system_prompt": (Selector.parse("p.md"),)},
                evidence="evidence/m",
                line=3,
                end_line=5,
                places={("system_prompt", "p.md"): (5, 5)},
            )
        },
        settings={
            "drift_margin": 0.05,
            "drift_alpha": 0.05,
            "determinations_allowed": ["deployment-layer-change", "control-plane-change"],
            "disposition_max_days": 365,
            "waiver_max_days": 90,
        },
        policies={},
        adjustments=(),
        waivers=(),
        control_plane=ControlPlane(owner=None, paths=(), evidence="evidence/control-plane"),
    )


FULL = """\
# a comment
version: 1
models:
  a-1:
    surfaces:
      training_data:
        - data/**/*.jsonl
        - '!data/**/draft.jsonl'
        - configs/train.yaml#/datasets/*/path
      scope_enforcement: [./deploy/tools.yaml]
    evidence: ./packs/a-1/
    approvers: {quorum: 2, principals: [a@acme.example, b@acme.example], answers: {re-fine-tuning: [a@acme.example]}}
  b.2_c:
    surfaces: &same
      system_prompt:
        - prompts/*.md
settings:
  drift_margin: 0.1
  determinations_allowed: []
policies:
  - policies/acme
  - ./policies/more/
control_plane:
  owner: risk@acme.example
  paths: [.github/workflows/*.yml]
  evidence: packs/gate
  approvers: {quorum: 1, principals: [risk@acme.example], methods: [review], author_may_be_only_approver: true}
signing:
  repository: acme/models
  revoked_keys: keys/revoked
  logins: {risk@acme.example: [acme-risk]}
"""


def test_full_configuration() -> None:
    data = ("data/**/*.jsonl", "!data/**/draft.jsonl", "configs/train.yaml#/datasets/*/path")
    assert load(FULL.encode(), PATH) == Config(
        path=PATH,
        models={
            "a-1": Model(
                name="a-1",
                surfaces={
                    "training_data": tuple(Selector.parse(text) for text in data),
                    "scope_enforcement": (Selector("./deploy/tools.yaml", "deploy/tools.yaml", None, False),),
                },
                evidence="packs/a-1",
                line=4,
                end_line=12,
                places={
                    ("training_data", data[0]): (7, 7),
                    ("training_data", data[1]): (8, 8),
                    ("training_data", data[2]): (9, 9),
                    ("scope_enforcement", "./deploy/tools.yaml"): (10, 10),
                },
                approvers=Approvers(2, ("a@acme.example", "b@acme.example"), {"re-fine-tuning": ("a@acme.example",)}),
            ),
            "b.2_c": Model(
                name="b.2_c",
                surfaces={"system_prompt": (Selector.parse("prompts/*.md"),)},
                evidence="evidence/b.2_c",
                line=13,
                end_line=16,
                places={("system_prompt", "prompts/*.md"): (16, 16)},
            ),
        },
        settings={
            "drift_margin": 0.1,
            "drift_alpha": 0.05,
            "determinations_allowed": [],
            "disposition_max_days": 365,
            "waiver_max_days": 90,
        },
        policies={"policies/acme": 21, "policies/more": 22},
        adjustments=(
            row("setting", "drift_margin", 0.1, 18),
            row("setting", "determinations_allowed", [], 19),
        ),
        waivers=(),
        control_plane=ControlPlane(
            owner="risk@acme.example",
            paths=(Selector.parse(".github/workflows/*.yml"),),
            evidence="packs/gate",
            approvers=Approvers(1, ("risk@acme.example",), {}, ("review",), True),
        ),
        signing=Signing(
            "acme/models", ".tunegate/allowed_signers", "keys/revoked", {"risk@acme.example": ("acme-risk",)}
        ),
    )


ADJUSTED = """\
version: 1
models: {m: {surfaces: {system_prompt: [p.md]}}}
settings:
  drift_margin: 0.05
  disposition_max_days: 700
  dependencies:
    training-run: [training_data]
    red-team-report:
      - training_data
      - system_prompt
  significance: {red-team-report: major}
severities:
  reference-floating: {severity: error, reason: nothing floats here, says risk@acme.example}
"""


def test_what_differs_from_what_the_gate_ships_with() -> None:
    """A setting that says the default is none; each artefact of a table is a row of its own."""
    reason = "nothing floats here, ever"
    text = ADJUSTED.replace("nothing floats here, says risk@acme.example", f"'{reason}'")
    assert list(load(text.encode(), PATH).adjustments) == [
        row("severity", "reference-floating", "error", 13, reason=reason),
        row("setting", "disposition_max_days", 700, 5),
        row("setting", "dependencies/training-run", ["training_data"], 7),
        row("setting", "dependencies/red-team-report", ["training_data", "system_prompt"], 8, 10),
        row("setting", "significance/red-team-report", "major", 11),
    ]


def test_only_the_effective_value_counts() -> None:
    """Comments, quoting, flow style and a byte-order mark are no part of the configuration."""
    other = '\ufeff---\n# c\n"models": {m: {"surfaces": {"system_prompt": ["p.md"]}}}\r\nversion: 0x1\n'
    one, two = load(MINIMAL.encode(), PATH), load(other.encode(), PATH)
    assert (one.models["m"].surfaces, one.settings) == (two.models["m"].surfaces, two.settings)
    assert (two.models["m"].line, two.models["m"].end_line) == (3, 3)


def test_waivers_have_their_lines() -> None:
    waiver = {
        "rule": "artefact-stale",
        "model": "m",
        "path": "evidence/m/training-run.yaml",
        "owner": "risk@acme.example",
        "reason": "The run is repeated next week.",
        "granted": "2026-11-02",
        "expires": "2026-11-30",
    }
    text = "waivers:\n  - " + "\n    ".join(f'{key}: "{value}"' for key, value in waiver.items()) + "\n"
    assert load((MINIMAL + text).encode(), PATH).waivers == ({**waiver, "config": PATH, "line": 7, "end_line": 13},)
    for key in waiver:
        short = text.replace(f'{key}: "{waiver[key]}"', f'x{key}: "{waiver[key]}"', 1)
        assert any(f"the required key '{key}' is missing" in row[0] for row in complaints(MINIMAL + short))


# -- what is refused

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# every line doubles the one above it
BOMB = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{m}, *{m}]\n" for m, n in pairwise(LETTERS))


@pytest.mark.parametrize(
    ("text", "message", "line", "remedy"),
    [
        ("version: 1\nmodels: [\n", "not valid YAML: did not find expected node content", 3, "Correct the YAML."),
        (MINIMAL + "  m: {}\n", "the key 'm' stands twice in one mapping", 6, "Keep one of the two."),
        (b"version: 1\n# \xff\n", "the file is not UTF-8 text", 2, "Save the file as UTF-8."),
        ("version: 1\nmodels: !!python/object:os.x {}\n", None, 2, "Write plain values."),
        ("version: 1\nmodels: *a\n", "the alias *a has no anchor", 2, "Define the anchor above."),
        ("a: &a {x: *a}\n", "the alias *a stands inside its own anchor", 1, "Write the value out."),
        (BOMB, "more than 500,000 values once aliases are expanded", 17, "Remove the aliases."),
        ("a: " + "[" * 200 + "]" * 200, "nested deeper than 100 levels", 1, "Flatten the file."),
        ("a: b\x00c\n", None, 1, "Correct the YAML."),
    ],
    ids=["broken", "duplicate", "encoding", "tag", "no-anchor", "recursive", "bomb", "deep", "control"],
)
def test_text_that_cannot_be_read(text: str | bytes, message: str | None, line: int | None, remedy: str) -> None:
    ((said, where, _, fix),) = complaints(text)
    assert fix == remedy
    assert message in (None, said)
    assert line in (None, where)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("the document: is not filled in", 1, 1)),
        ("# only a comment\n", ("the document: is not filled in", 1, 1)),
        ("[]\n", ("the document: [] is not of type object", 1, 1)),
        ("just text\n", ('the document: "just text" is not of type object', 1, 1)),
        (MINIMAL + "---\n" + MINIMAL, ("the document: is not of type object", 1, 11)),
    ],
)
def test_document_of_another_shape(text: str, expected: tuple[str, int, int]) -> None:
    ((message, line, end_line, _),) = complaints(text)
    if text.count("---"):
        assert message.endswith("... is not of type object")
        assert (line, end_line) == expected[1:]
    else:
        assert (message, line, end_line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "models: {m: {surfaces: {system_prompt: [p]}}}\n",
            ("the document: the required key 'version' is missing", 1, 1, f"Add 'version'. {VERSION}"),
        ),
        (
            "version: 1\n",
            ("the document: the required key 'models' is missing", 1, 1, f"Add 'models'. {MODELS}"),
        ),
        ("version: 2\n" + MINIMAL[11:], ("version: 2 should be 1", 1, 1, VERSION)),
        ("version: '1'\n" + MINIMAL[11:], ('version: "1" should be 1', 1, 1, VERSION)),
        ("version: 1.0\n" + MINIMAL[11:], None),
        ("version: true\n" + MINIMAL[11:], ("version: true should be 1", 1, 1, VERSION)),
        ("version: 1\nmodels: {}\n", ("models: is empty", 2, 2, MODELS)),
        ("version: 1\nmodels:\n", ("models: is not filled in", 2, 2, MODELS)),
        (MINIMAL + "setings: {}\n", ("the document: unknown key 'setings'", 6, 6, "Did you mean 'settings'?")),
        (
            MINIMAL + "x: {}\n",
            (
                "the document: unknown key 'x'",
                6,
                6,
                "Known keys: version, models, signing, settings, severities, waivers, policies, recognise, "
                "control_plane.",
            ),
        ),
        (
            HEAD + "      system_promt: [p]\n",
            ("models/m/surfaces: unknown key 'system_promt'", 5, 5, "Did you mean 'system_prompt'?"),
        ),
        (HEAD + "      weights: [p]\n", ("models/m/surfaces: unknown key 'weights'", 5, 5, f"Known keys: {KNOWN}.")),
        (
            "version: 1\nmodels:\n  m: {}\n",
            (
                "models/m: the required key 'surfaces' is missing",
                3,
                3,
                f"Add 'surfaces'. {SURFACES}",
            ),
        ),
        (
            "version: 1\nmodels:\n  m:\n    surfaces: {}\n",
            ("models/m/surfaces: is empty", 4, 4, SURFACES),
        ),
        (
            HEAD + "      system_prompt:\n        - a\n        - ''\n",
            ("models/m/surfaces/system_prompt/1: is empty", 7, 7, SELECTOR),
        ),
        (
            HEAD + "      system_prompt: p.md\n",
            (
                'models/m/surfaces/system_prompt: "p.md" is not of type array',
                5,
                5,
                "Files with the text that scopes the model.",
            ),
        ),
        (
            HEAD + "      system_prompt:\n        - a\n        - a\n",
            (
                "models/m/surfaces/system_prompt: ['a', 'a'] has non-unique elements",
                5,
                7,
                "Files with the text that scopes the model.",
            ),
        ),
        (
            MINIMAL + "settings: {drift_margin: 1}\n",
            (
                "settings/drift_margin: 1 is greater than or equal to the maximum of 1",
                6,
                6,
                "The largest loss of refusals, as a share of the items, that still counts as no regression.",
            ),
        ),
        (
            MINIMAL + "settings: {drift_margin: .nan}\n",
            (
                'settings/drift_margin: ".nan" is not of type number',
                6,
                6,
                "The largest loss of refusals, as a share of the items, that still counts as no regression.",
            ),
        ),
    ],
)
def test_value_that_does_not_fit(text: str, expected: tuple[str, int, int, str] | None) -> None:
    if expected is None:
        assert load(text.encode(), PATH).models.keys() == {"m"}
    else:
        assert complaints(text) == [expected]


@pytest.mark.parametrize("name", ["control-plane", "Big", "a/b", "-a", "a" * 64, "a b"])
def test_name_that_no_model_can_have(name: str) -> None:
    ((message, line, end_line, _),) = complaints(MINIMAL.replace("  m:", f'  "{name}":'))
    assert message.startswith("models: ")
    assert repr(name) in message
    assert (line, end_line) == (3, 5)


def test_every_problem_is_told_in_the_order_of_the_file() -> None:
    text = (
        "version: 2\nmodels:\n  m:\n    surfaces: {system_prompt: []}\n    evidences: x\nsettings: {drift_margin: 0}\n"
    )
    assert [(message, line) for message, line, _, _ in complaints(text)] == [
        ("version: 2 should be 1", 1),
        ("models/m/surfaces/system_prompt: is empty", 4),
        ("models/m: unknown key 'evidences'", 5),
        ("settings/drift_margin: 0 is less than the minimum of 0.0001", 6),
    ]


def test_every_unknown_key_is_told() -> None:
    text = MINIMAL + "one: 1\ntwo: 2\n"
    assert [(message, line) for message, line, _, _ in complaints(text)] == [
        ("the document: unknown key 'one'", 6),
        ("the document: unknown key 'two'", 7),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/etc/passwd", RELATIVE),
        ("../x", RELATIVE),
        ("a//b", RELATIVE),
        ("a\\b", RELATIVE),
        ("a/", RELATIVE),
        ("!", "a selector names a path"),
        ("#/a", "a selector names a path"),
        ("a#b", "a JSON Pointer starts with '/'"),
        ("a#/~2", "in a JSON Pointer '~' is written '~0'"),
        ("a[b", "a '[' in a path has no ']'"),
        ("a[]b", "the characters in '[...]' of a path have no meaning"),
        ("a[!]b", "the characters in '[...]' of a path have no meaning"),
        ("a[z-a]b", "the characters in '[...]' of a path have no meaning"),
    ],
)
def test_selector_without_a_meaning(text: str, reason: str) -> None:
    assert complaints(HEAD + f"      system_prompt:\n        - ok\n        - '{text}'\n") == [
        (f"{text!r} is not a selector: {reason}", 7, 7, WRITE)
    ]


def test_selector_with_a_set_that_is_none() -> None:
    ((message, line, _, remedy),) = complaints(HEAD + "      system_prompt: ['[z-a].md']\n")
    assert message.startswith("'[z-a].md' is not a selector: ")
    assert (line, remedy) == (5, WRITE)


def test_selector_of_the_control_plane() -> None:
    text = MINIMAL + "control_plane:\n  paths:\n    - /x\n"
    assert complaints(text) == [(f"'/x' is not a selector: {RELATIVE}", 8, 8, WRITE)]


@pytest.mark.parametrize(
    "folder", ["/etc", "..", "a/../../b", "a\\b", ".", "./", "./.", "a//b", "a/./b", "/", "//a", ".//a"]
)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        (MINIMAL + "    evidence: {}\n", 6),
        (MINIMAL + "policies:\n  - ok\n  - {}\n", 8),
        (MINIMAL + "control_plane:\n  evidence: {}\n", 7),
    ],
    ids=["evidence", "policies", "control-plane"],
)
def test_folder_that_is_not_in_the_repository(folder: str, text: str, line: int) -> None:
    assert complaints(text.replace("{}", folder)) == [
        (f"{folder!r} is not a folder of this repository", line, line, FROM_ROOT)
    ]


# -- the schemas themselves


def run(tree: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Python code over a copy of the gate."""
    return subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tree)!r})\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the schema config cannot be read: [Errno 2] No such file or directory: '{path}'"),
        (b"", "the schema config cannot be read: Expecting value: line 1 column 1 (char 0)"),
        (b'{"$id": "x",', "the schema config cannot be read: Expecting property name enclosed in double quotes: "),
        (b"{}", "the schema config is empty"),
        (b"[]", "the schema config is empty"),
        (b"true", "the schema config is empty"),
        (b'{"$id": "x", "type": 5}', "the schema config is damaged: "),
        (b'{"$id": "x", "$ref": "urn:tunegate:schema:common:v1#/$defs/gone"}', "the schema config is damaged: "),
        (b'{"$id": "x", "$ref": "#"}', "the schema config is damaged: "),
        (b"[" * 100_000, "the schema config cannot be read: "),
    ],
)
def test_schema_that_cannot_be_read(tmp_path: Path, content: bytes | None, message: str) -> None:
    shutil.copytree(ROOT / "gate", tmp_path / "gate", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    path = tmp_path / "schemas" / "config.schema.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    done = run(
        tmp_path,
        "from gate.config import load\nfrom gate.errors import ConfigError\n"
        f"try:\n    load({MINIMAL.encode()!r}, 'x')\nexcept ConfigError as error:\n    (p,) = error.problems\n"
        "    print(p.message, p.path, p.line, p.end_line, p.remedy, sep='|')",
    )
    said, _, rest = done.stdout.partition("|")
    assert (done.returncode, done.stderr) == (0, "")
    assert said.startswith(message.format(path=path))
    assert rest == "None|None|None|Install tunegate again; its files are damaged.\n"


@pytest.mark.parametrize("time", ["2026-11-02T24:00:00Z", "2026-11-02T09:00:60Z", "2026-02-29T09:00:00Z"])
def test_time_that_does_not_exist_is_none_on_every_python(time: str) -> None:
    text = f"prepared_at: {time}\n"
    found = {p.message for p in problems("decision-record", parse(text.encode(), "yaml"), PATH) if p.line == 1}
    assert f"prepared_at: '{time}' is not a 'date-time'" in found


SIGNED = """\
version: 1
models:
  m:
    surfaces: {system_prompt: [p.md]}
    approvers: {quorum: 1, principals: [a@acme.example, b@acme.example]}
control_plane:
  approvers: {quorum: 1, principals: [c@acme.example]}
signing: {repository: acme/models}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "quorum: 1, principals: [a",
            "quorum: 3, principals: [a",
            5,
            "a quorum of 3 cannot be reached by 2 principals",
        ),
        ("b@acme", "A@acme", 5, "two principals differ by case only"),
        (
            "b@acme.example]",
            "b@acme.example], answers: {re-fine-tuning: [x@acme.example]}",
            5,
            "'x@acme.example' is none of the principals",
        ),
        ("signing: {repository: acme/models}\n", "", 5, "approvers are named, and 'signing' is not"),
        (
            "  approvers: {quorum: 1, principals: [c@acme.example]}\n",
            "  owner: c@acme.example\n",
            6,
            "approvers are named for a model, and none for the gate itself",
        ),
        (
            "acme/models}",
            "acme/models, logins: {a@acme.example: [x], b@acme.example: [X]}}",
            8,
            "the login 'X' is that of 'a@acme.example' already",
        ),
    ],
)
def test_approvers_that_cannot_be(old: str, new: str, line: int, message: str) -> None:
    assert SIGNED.count(old) == 1
    load(SIGNED.encode(), PATH)
    with pytest.raises(ConfigError) as error:
        load(SIGNED.replace(old, new).encode(), PATH)
    assert (error.value.problems[0].line, error.value.problems[0].message) == (line, message)
    assert error.value.problems[0].remedy
