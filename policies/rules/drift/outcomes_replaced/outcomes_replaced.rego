# METADATA
# title: Outcomes for the same weights were replaced
# description: >-
#   A second set of outcomes for the same weights is a second look, and every look counts: whoever could replace
#   outcomes could run a suite until it passes.
# custom:
#   id: outcomes-replaced
#   severity: error
#   step: correct
#   remedy: >-
#     Put the base commit's outcomes back, and import the new run beside them with 'tunegate evidence import', which
#     names it as another look.
#   requirement: Base model and fine-tune are scored on the same set.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.5, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
package tunegate.rules.outcomes_replaced

import rego.v1

id := "outcomes-replaced"

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%v items of %s have other outcomes than in the base commit's results, of the same weights: %s",
	[row.n, row.suite, data.tunegate.lib.drift.some_of(row.names, row.n)],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	some row in input.models[name].evidence.tested_before.replaced
}
