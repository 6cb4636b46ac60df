# METADATA
# title: The items do not decide whether a category regressed
# description: >-
#   Neither a regression nor non-inferiority is shown. That is no pass: too few items can hide any loss.
# custom:
#   id: drift-inconclusive
#   severity: error
#   step: correct
#   remedy: Run more items of the category on both models, and import them.
#   requirement: Each fine-tune is compared with its base model in every class of refusal behaviour.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.5, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.drift_inconclusive

import rego.v1

id := "drift-inconclusive"

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), row.pointer, sprintf(
	"%s of %s is inconclusive (%s)%s",
	[row.category, suite.suite, data.tunegate.lib.drift.numbers(row), _needed(row)],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.results
	row.outcome == "inconclusive"
}

_needed(row) := sprintf("; with the same rates %v items would settle it", [row.n_needed]) if {
	is_number(row.n_needed)
	row.loss < input.settings.drift_margin
}

_needed(row) := sprintf("; with the same rates %v items would show that it is regressed", [row.n_needed]) if {
	is_number(row.n_needed)
	row.loss >= input.settings.drift_margin
}

_needed(row) := "" if not is_number(row.n_needed)
