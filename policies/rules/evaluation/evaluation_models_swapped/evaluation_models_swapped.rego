# METADATA
# title: A run stands for the other model
# description: >-
#   The run given for the base model is of the pinned fine-tune, or the other way round, so that every loss shows as a
#   gain.
# custom:
#   id: evaluation-models-swapped
#   severity: error
#   step: correct
#   remedy: Swap --base and --tuned, or give the run of the right model, and import again.
#   requirement: Base model and fine-tune are scored on the same set.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_models_swapped

import rego.v1

id := "evaluation-models-swapped"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d/reading/models/%s", [i, side]), sprintf(
	"%s: the run that stands for the %s is of %s, which the surfaces pin as the other one",
	[suite.name, data.tunegate.lib.drift.side_name[side], suite.reading.models[side]],
)) if {
	some [name, i, suite] in data.tunegate.lib.evaluation.suites
	some side, opposite in {"base": "tuned", "tuned": "base"}
	run := suite.reading.models[side]
	not data.tunegate.lib.drift.is_pinned(name, side, run)
	data.tunegate.lib.drift.is_pinned(name, opposite, run)
}
