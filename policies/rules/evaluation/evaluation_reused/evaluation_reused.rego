# METADATA
# title: A run of another fine-tune stands for this one
# description: >-
#   The results are said to be of other weights than those of the base commit, and have the same raw output of the
#   fine-tune. A model that was trained anew has to be run anew.
# custom:
#   id: evaluation-reused
#   severity: error
#   step: correct
#   remedy: Run the suite on the fine-tune that is deployed, and import it.
#   requirement: "A fine-tune counts as another model: what was decided about the one before says nothing about it."
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6)]
package tunegate.rules.evaluation_reused

import rego.v1

id := "evaluation-reused"

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%s: the base commit has %s as the run of its fine-tune, whose weights are others",
	[row.suite, row.path],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	before := input.models[name].evidence.tested_before
	not before.same_tuned
	some row in before.reused
}
