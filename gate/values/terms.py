"""The domain's words: surfaces, triggers, artefacts, steps, severities."""

from __future__ import annotations

TRAINING_DATA = "training_data"
SURFACES = (
    TRAINING_DATA,
    "training_recipe",
    "base_model",
    "fine_tuned_model",
    "system_prompt",
    "output_filter",
    "scope_enforcement",
)
CONTROL_SURFACES = ("system_prompt", "output_filter", "scope_enforcement")  # the deployment layer
CONTROL_PLANE_SURFACE = "control_plane"
CONTROL_PLANE = "control-plane"  # the pseudo-model whose one surface is the gate itself
TRIGGERS = ("re-fine-tuning", "base-model-change", "deployment-layer-change", "control-plane-change")
MODEL_TRIGGERS = TRIGGERS[:3]  # those that a disposition registers with an owner
ARTEFACT_KINDS = (
    "training-data-manifest",
    "training-run",
    "evaluation-results",
    "alignment-regression",
    "overhang-statement",
    "red-team-report",
    "base-model-evidence",
    "decision-record",
)
STEPS = (
    "restore",
    "configure",
    "write",
    "correct",
    "redo",
    "decide",
    "determine",
    "sign",
)  # what can answer a finding, in this order
SEVERITIES = ("error", "warning", "notice")
SECURITY_SEVERITY = r"10\.0|[0-9]\.[0-9]"  # a base score of CVSS 3.1, as text
CAUSES = ("reassessment-required", "control-plane-change")  # what a change fires, before what follows from it
FOLLOWING = ("artefact-stale", "disposition-stale")  # what a change makes stale
CONFIG_PATH = "tunegate.yaml"
