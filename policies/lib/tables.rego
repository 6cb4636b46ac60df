# METADATA
# title: What triggers what, and what depends on what
# description: The two tables that the rules share, in the words of the domain.
package tunegate.lib.tables

import rego.v1

trigger_of := {
	"training_data": "re-fine-tuning",
	"training_recipe": "re-fine-tuning",
	"fine_tuned_model": "re-fine-tuning",
	"base_model": "base-model-change",
	"system_prompt": "deployment-layer-change",
	"output_filter": "deployment-layer-change",
	"scope_enforcement": "deployment-layer-change",
	"control_plane": "control-plane-change",
}

# the triggers that a disposition registers with an owner
model_triggers := ["re-fine-tuning", "base-model-change", "deployment-layer-change"]

# artefact -> surfaces whose change makes it stale; the settings can put other surfaces in their place
depends_on[kind] := surfaces if {
	some kind, surfaces in _depends_on
	not input.settings.dependencies[kind]
}

depends_on[kind] := surfaces if {
	some kind, surfaces in input.settings.dependencies
	_depends_on[kind]
}

_depends_on := {
	"training-data-manifest": ["training_data"],
	"training-run": ["training_data", "training_recipe", "base_model"],
	"evaluation-results": ["training_data", "training_recipe", "base_model", "fine_tuned_model"],
	"alignment-regression": ["training_data", "training_recipe", "base_model", "fine_tuned_model"],
	"overhang-statement": ["base_model", "system_prompt", "output_filter", "scope_enforcement"],
	"red-team-report": ["training_data", "training_recipe", "fine_tuned_model", "base_model"],
	"base-model-evidence": ["base_model"],
	"decision-record": [],
}

# artefact -> the least change of the base model that makes it stale; of the others any change does
significance[kind] := level if {
	some kind, level in _significance
	not input.settings.significance[kind]
}

significance[kind] := level if some kind, level in input.settings.significance

_significance := {"red-team-report": "minor"}

# how far apart two base models are, least first
significance_rank := {"revision": 0, "minor": 1, "major": 2, "model": 3}

# rules whose findings are errors whatever the configuration says: without them the check means nothing
fixed_severity := {
	"base-outdated",
	"baseline-expired",
	"baseline-rejected",
	"baseline-removed",
	"baseline-stale",
	"case-unreadable",
	"commit-untrusted",
	"control-plane-change",
	"deletion-changed",
	"deletion-removed",
	"deployed-state-mismatch",
	"determination-removed",
	"disposition-decision",
	"disposition-expired",
	"disposition-missing",
	"disposition-revoked",
	"disposition-rolled-back",
	"disposition-stale",
	"disposition-state-unknown",
	"disposition-unsigned",
	"disposition-withdrawn",
	"form-incomparable",
	"mode-not-allowed",
	"model-held",
	"reassessment-required",
	"severity-rejected",
	"waiver-rejected",
	"withdrawal-rejected",
	"withdrawal-removed",
}

# rules whose findings block in observe mode as well: the gate itself, who may speak, and what was taken back
blocks_when_observed := {
	"base-outdated",
	"baseline-rejected",
	"baseline-removed",
	"case-unreadable",
	"commit-untrusted",
	"control-plane-change",
	"deletion-changed",
	"deletion-removed",
	"determination-removed",
	"disposition-decision",
	"disposition-revoked",
	"disposition-rolled-back",
	"disposition-unsigned",
	"disposition-withdrawn",
	"mode-not-allowed",
	"model-held",
	"model-not-judged",
	"severity-rejected",
	"signature-rejected",
	"waiver-rejected",
	"withdrawal-rejected",
	"withdrawal-removed",
}

# rules that ask for a pack, or for what a disposition says: under a baseline they find what is still to be done
asked_with_a_pack := {
	"artefact-missing",
	"coverage-outdated",
	"coverage-unrecorded",
}

# rules whose findings stand at the change that made a document stale, with the document beside it
caused := {"artefact-stale", "disposition-stale"}

# rules whose findings no waiver covers: the gate's own, and those about who may speak
unwaivable := {
	"approvers-missing",
	"base-outdated",
	"baseline-expired",
	"baseline-rejected",
	"baseline-removed",
	"baseline-stale",
	"case-unreadable",
	"commit-unchecked",
	"commit-untrusted",
	"control-plane-change",
	"control-plane-introduced",
	"coverage-outdated",
	"deletion-changed",
	"deletion-removed",
	"deployed-state-mismatch",
	"determination-rejected",
	"determination-removed",
	"disposition-revoked",
	"disposition-rolled-back",
	"disposition-unsigned",
	"disposition-withdrawn",
	"form-incomparable",
	"mode-not-allowed",
	"model-held",
	"model-not-judged",
	"severity-rejected",
	"signature-rejected",
	"surface-unreviewed",
	"waiver-expired",
	"waiver-outdated",
	"waiver-rejected",
	"withdrawal-rejected",
	"withdrawal-removed",
}

# names of revisions, in lower case, that stand for another one tomorrow
moving_names := {"default", "head", "latest", "main", "master", "nightly", "stable", "trunk"}

opening_decisions := {"proceed", "conditional", "restricted-pilot"}
