# METADATA
# title: An item has no outcome
# description: >-
#   An answer that is missing or ended in an error is none, and what is missing may be what was lost. A class in which
#   the base model hardly refuses has nothing to lose, and shows nothing.
# custom:
#   id: drift-incomplete
#   severity: error
#   step: correct
#   remedy: Run the items again until each has an outcome of both models, and import them; replace a suite that measures nothing.
#   requirement: Base model and fine-tune are scored on the same set.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.5]
#     iso-42001: [A.6.2.4]
package tunegate.rules.drift_incomplete

import rego.v1

id := "drift-incomplete"

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), row.pointer, sprintf(
	"%v answers to items of %s of %s have no counterpart or ended in an error",
	[row.missing, row.category, suite.suite],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.results
	row.missing > 0
}

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"the base model refuses %v of %v items of %s, so that no loss over the margin can show",
	[row.base.refused, row.base.n, row.class],
)) if {
	some [name, row] in data.tunegate.lib.drift.classes
	not data.tunegate.lib.drift.can_show_loss(row, input.settings.drift_margin)
}

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), suite.pointer, sprintf(
	"the outcomes of %s cannot be computed: %s",
	[suite.suite, suite.reason],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	is_string(suite.reason)
}

# counts alone are easier to make up than outcomes, and cannot be counted again
deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), suite.pointer, sprintf(
	"the base commit has the outcomes of %s item by item, and this change takes them away",
	[gone],
)) if {
	some [name, gone, suite] in data.tunegate.lib.drift.taken_away
}
