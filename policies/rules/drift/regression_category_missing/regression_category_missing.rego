# METADATA
# title: A category or a class is left out of the analysis
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
	_is_missing(name, "results", suite.suite, row.category)
}

deny contains data.tunegate.lib.regression.at(id, name, "/categories", sprintf(
	"it says nothing of the class %s, which is %s",
	[row.class, row.outcome],
)) if {
	some [name, row] in data.tunegate.lib.drift.classes
	_is_asked(name, row)
	_is_missing(name, "classes", data.tunegate.lib.drift.all_suites, data.tunegate.lib.drift.class_name(row.class))
}

deny contains data.tunegate.lib.regression.at(id, name, "/categories", sprintf(
	"it says nothing of %s in %s, which is regressed",
	[row.class, row.suite],
)) if {
	some [name, row] in data.tunegate.lib.drift.parts
	row.outcome == "regressed"
	not is_object(row.same_as)
	_is_missing(name, "parts", row.suite, data.tunegate.lib.drift.class_name(row.class))
}

# an analysis of an earlier form has to say what has to be answered
_is_asked(name, _) if not data.tunegate.lib.regression.is_former(name)

_is_asked(_, row) if {
	row.outcome == "regressed"
	not is_object(row.same_as)
}

_is_missing(name, of, suite, category) if {
	is_object(data.tunegate.lib.drift.analysis(name)) # else artefact-missing asks for it
	not [name, of, suite, category] in _listed
}

_listed contains [name, row.of, row.category.suite, row.category.category] if {
	some [name, row] in data.tunegate.lib.regression.rows
}
