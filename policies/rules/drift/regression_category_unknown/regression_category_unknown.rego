# METADATA
# title: The analysis has a category that the results do not have
# description: Nothing can be computed for such a row, so it shows nothing.
# custom:
#   id: regression-category-unknown
#   severity: error
#   step: correct
#   remedy: Correct the names of the suite and the category to those in the evaluation results, or delete the row.
#   requirement: Which categories regressed, and by how much, is documented in the disposition's evidence.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.regression_category_unknown

import rego.v1

id := "regression-category-unknown"

deny contains data.tunegate.lib.regression.at(id, name, row.pointer, sprintf(
	"the evaluation results have no numbers for %s of a suite %s",
	[row.category.category, row.category.suite],
)) if {
	some [name, row] in data.tunegate.lib.regression.rows
	count(data.tunegate.lib.regression.computed(name, row)) == 0
	not _is_without_numbers(name, row)
}

_is_without_numbers(name, row) if {
	some suite in data.tunegate.lib.drift.facts[name].suites
	suite.suite == row.category.suite
	is_string(suite.reason)
}

# a class of which every suite is without numbers
_is_without_numbers(name, row) if {
	row.of == "classes"
	some suite in data.tunegate.lib.drift.facts[name].suites
	is_string(suite.reason)
}
