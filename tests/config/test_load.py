"""``tunegate.yaml``: what is read from it."""

from __future__ import annotations

from gate.config.approvers import Approvers, Signing
from gate.config.load import Config, ControlPlane, Model, load
from gate.config.selectors import Selector
from gate.values.rows import Adjustment, Thresholds
from tests.config.complaints import MINIMAL, PATH, complaints

THRESHOLDS: Thresholds = {"inter_rater_agreement": 0.61, "adversarial_success": 0.2, "evaluation_loss": 0.05}


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
            "determination_max_days": 180,
            "waiver_max_days": 90,
            "thresholds": THRESHOLDS,
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
                    "training_data": (
                        *(Selector.parse(text) for text in data),
                        Selector.observed("packs/a-1", "training_data"),
                    ),
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
            "determination_max_days": 180,
            "waiver_max_days": 90,
            "thresholds": THRESHOLDS,
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
  thresholds: {adversarial_success: 0.3, evaluation_loss: 0.05}
severities:
  reference-floating: {severity: error, reason: nothing floats here, says risk@acme.example}
"""


def test_what_differs_from_what_the_gate_ships_with() -> None:
    """A setting that says the default is none; each artefact of a table is a row of its own."""
    reason = "nothing floats here, ever"
    text = ADJUSTED.replace("nothing floats here, says risk@acme.example", f"'{reason}'")
    assert list(load(text.encode(), PATH).adjustments) == [
        row("severity", "reference-floating", "error", 14, reason=reason),
        row("setting", "disposition_max_days", 700, 5),
        row("setting", "dependencies/training-run", ["training_data"], 7),
        row("setting", "dependencies/red-team-report", ["training_data", "system_prompt"], 8, 10),
        row("setting", "significance/red-team-report", "major", 11),
        row("setting", "thresholds/adversarial_success", 0.3, 12),
    ]
    thresholds = load(text.encode(), PATH).settings["thresholds"]
    assert thresholds == {**THRESHOLDS, "adversarial_success": 0.3}


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
        "element": "evidence/m/training-run.yaml",
        "value": "sha256:" + "0" * 64,
        "owner": "risk@acme.example",
        "reason": "The run is repeated next week.",
        "granted": "2026-11-02",
        "expires": "2026-11-30",
    }
    text = "waivers:\n  - " + "\n    ".join(f'{key}: "{value}"' for key, value in waiver.items()) + "\n"
    assert load((MINIMAL + text).encode(), PATH).waivers == ({**waiver, "config": PATH, "line": 7, "end_line": 14},)
    former = text.replace(f'value: "{waiver["value"]}"', 'path: "a"').replace("element: ", "# element: ")
    (row,) = load((MINIMAL + former).encode(), PATH).waivers
    assert (row["element"], row["value"]) == (None, None)
    for key in waiver.keys() - {"element", "value"}:
        short = text.replace(f'{key}: "{waiver[key]}"', f'x{key}: "{waiver[key]}"', 1)
        assert any(f"the required key '{key}' is missing" in row[0] for row in complaints(MINIMAL + short))
