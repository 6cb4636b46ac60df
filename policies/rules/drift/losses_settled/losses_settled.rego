# METADATA
# title: Items that were lost are not lost any more, though nothing was trained
# description: >-
#   The base commit's results and this change's are of the same state. A model that is sampled until it refuses has not
#   changed; a judge that was corrected is a reason, and the explanation of the results says it.
# custom:
#   id: losses-settled
#   severity: warning
#   step: correct
#   remedy: Find out why the second run differs, and say so under 'limitations' of the evaluation results.
#   requirement: Base model and fine-tune are scored on the same set.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
package tunegate.rules.losses_settled

import rego.v1

id := "losses-settled"

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%v items of %s of %s are lost in the base commit's results and not in this change's, of the same state: %s",
	[row.settled, row.category, row.suite, data.tunegate.lib.drift.some_of(row.settled_names, row.settled)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	before := input.models[name].evidence.tested_before
	before.same_state
	some row in before.categories
	row.settled > 0
}
