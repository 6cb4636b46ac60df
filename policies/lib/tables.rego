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

depends_on := {
	"training-data-manifest": ["training_data"],
	"training-run": ["training_data", "training_recipe", "base_model"],
	"evaluation-results": ["training_data", "training_recipe", "base_model", "fine_tuned_model"],
	"alignment-regression": ["training_data", "training_recipe", "base_model", "fine_tuned_model"],
	"overhang-statement": ["base_model", "system_prompt", "output_filter", "scope_enforcement"],
	"red-team-report": ["training_data", "training_recipe", "fine_tuned_model", "base_model"],
	"base-model-evidence": ["base_model"],
	"decision-record": [],
}

# artefacts that a change of the base model makes stale only where it is significant
only_if_significant := {"red-team-report"}

# the last step of a key that names a revision of the same base model
revision_keys := {"revision", "model_revision", "revision_of_model"}

opening_decisions := {"proceed", "conditional", "restricted-pilot"}
