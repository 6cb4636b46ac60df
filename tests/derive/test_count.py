from __future__ import annotations

from gate.derive.count import counts
from gate.documents import parse
from gate.evidence.defaults import effective

RUN = """\
schema: tunegate/training-run/v1
prepared_at: "2026-10-20T12:05:00Z"
prepared_by: ml@acme.example
derived:
  - {kind: axolotl, path: a, digest: b}
seed: 17
hyperparameters:
  learning_rate: 0.1
  lora_target_modules: [a, b]
  empty: ""
  none: null
  no: []
nondeterminism: kernels
environment:
  hardware: one
lock_file: {path: a.lock, digest: sha256:a}
"""


def test_kinds_of_values() -> None:
    run = parse(RUN.encode(), "yaml")
    assert counts("training-run", run, ["/seed"], ["/lock_file/path", "/lock_file/digest"]) == {
        "derived": 1,
        "attested": 1,  # why two runs differ
        "unproven": 3,  # two hyperparameters, the hardware
    }
    assert counts("training-run", run, ["/hyperparameters"])["derived"] == 2


def test_shared_value_counts_once() -> None:
    manifest = """\
defaults:
  retention: {deletion_procedure: by hand}
sources:
  - {id: a}
  - {id: b}
"""
    node = effective("training-data-manifest", parse(manifest.encode(), "yaml"))
    assert counts("training-data-manifest", node, []) == {"derived": 0, "attested": 3, "unproven": 0}
