# METADATA
# title: Results were renewed without another run
# description: >-
#   Since the results of the base commit what they depend on has changed, and they have the same raw output of the
#   fine-tune. Where the weights are the same, a run of them may be, too; where they are not, it says nothing.
# custom:
#   id: evaluation-renewed
#   severity: warning
#   step: correct
#   remedy: Run the suite on the fine-tune that is deployed, and import it; or say under 'limitations' why the run of before holds.
#   requirement: Every fine-tune is a new model; the previous disposition does not transfer.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_renewed

import rego.v1

id := "evaluation-renewed"

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%s: the base commit has %s as the run of its fine-tune, and since then these changed: %s",
	[row.suite, row.path, concat(", ", sort(changed))],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	before := input.models[name].evidence.tested_before
	before.same_tuned
	changed := {surface |
		some surface in before.changed
		surface in data.tunegate.lib.tables.depends_on["evaluation-results"]
	}
	count(changed) > 0
	some row in before.reused
}
