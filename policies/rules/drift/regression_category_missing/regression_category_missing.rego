# METADATA
# title: The analysis leaves out a category
# description: Each category of the evaluation results has a row, and so has the sum of a suite where it regressed.
# custom:
#   id: regression-category-missing
#   severity: error
#   step: correct
#   remedy: >-
#     Add the row under 'categories', or under 'overall' for a sum, with the numbers that 'tunegate drift' prints; or
#     import the runs again.
#   requirement: Which categories regressed, and by how much, is documented in the disposition's evidence.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.regression_category_missing

import rego.v1

id := "regression-category-missing"

deny contains data.tunegate.lib.regression.at(id, name, "/categories", sprintf(
	"it says nothing of %s of %s, which is %s",
	[row.category, suite.suite, row.outcome],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.results
	_is_missing(name, "results", suite, row)
}

# the sum of all categories has to be answered for where it regressed
deny contains data.tunegate.lib.regression.at(id, name, "/categories", sprintf(
	"it says nothing of the sum of all categories of %s, which is regressed",
	[suite.suite],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.sums
	row.outcome == "regressed"
	_is_missing(name, "overall", suite, row)
}

_is_missing(name, of, suite, row) if {
	not [of, suite.suite, row.category] in {[one.of, one.category.suite, one.category.category] |
		some [model, one] in data.tunegate.lib.regression.rows
		model == name
	}
}
