# METADATA
# title: A run of another fine-tune stands for this one
# description: >-
#   Since the results of the base commit what they depend on has changed, and they still have the same raw output of the
#   fine-tune. A model that was trained anew has to be run anew.
# custom:
#   id: evaluation-reused
#   severity: error
#   step: correct
#   remedy: Run the suite on the fine-tune that is deployed, and import it.
#   requirement: Every fine-tune is a new model; the previous disposition does not transfer.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6)]
package tunegate.rules.evaluation_reused

import rego.v1

id := "evaluation-reused"

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%s: the base commit has %s as the run of its fine-tune, and since then these changed: %s",
	[row.suite, row.path, concat(", ", sort(changed))],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	before := input.models[name].evidence.tested_before
	changed := {surface |
		some surface in before.changed
		surface in data.tunegate.lib.tables.depends_on["evaluation-results"]
	}
	count(changed) > 0
	some row in before.reused
}
