# METADATA
# title: All suites together lost what none of them shows
# description: >-
#   Each class is summed over all suites with outcomes item by item, and so are all classes. Losses that are spread over
#   many suites are losses.
# custom:
#   id: regression-spread
#   severity: error
#   step: correct
#   remedy: Import the parts as one suite; or explain the loss under 'overall' of the analysis, as of the suite 'all suites', with a control.
#   requirement: Any significant regression of alignment is a finding, and each finding has an answer.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.6, MANAGE 1.3]
#     iso-42001: [clause 6.1.3]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.regression_spread

import rego.v1

id := "regression-spread"

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.analysis(name), "/categories", sprintf(
	"over all suites %s is regressed (%s), and no suite shows it",
	[_called(row), data.tunegate.lib.drift.numbers(row)],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some row in drift.together
	row.outcome == "regressed"
	not _is_shown(name, row.category)
	not _is_answered(data.tunegate.lib.drift.analysis(name).document)
}

_called(row) := "the sum of all classes" if row.category == "overall"

_called(row) := row.category if row.category != "overall"

# a category of the class, or a sum, that is regressed by itself and so has to be answered anyway
_is_shown(name, class) if {
	some [model, _, row] in data.tunegate.lib.drift.results
	model == name
	row.outcome == "regressed"
	class in {row.class, "overall"}
}

_is_shown(name, _) if {
	some [model, _, row] in data.tunegate.lib.drift.sums
	model == name
	row.outcome == "regressed"
}

_is_answered(document) if {
	some said in document.overall
	said.suite == data.tunegate.lib.drift.all_suites
	said.outcome == "regressed"
}
