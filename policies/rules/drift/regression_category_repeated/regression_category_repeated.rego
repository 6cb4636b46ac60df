# METADATA
# title: The analysis lists a category twice
# description: Two rows for one category of one suite can say two things.
# custom:
#   id: regression-category-repeated
#   severity: error
#   step: correct
#   remedy: Delete the row that is wrong, or import the runs again with 'tunegate evidence import'.
#   requirement: Which categories regressed, and by how much, is documented in the disposition's evidence.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6), Article 15(5)]
package tunegate.rules.regression_category_repeated

import rego.v1

id := "regression-category-repeated"

deny contains data.tunegate.lib.regression.at(id, name, row.pointer, sprintf(
	"%s appears twice",
	[data.tunegate.lib.regression.called(row)],
)) if {
	some [name, row] in data.tunegate.lib.regression.rows
	some other in data.tunegate.lib.drift.stated(data.tunegate.lib.drift.analysis(name).document)
	row.pointer != other.pointer
	row.category.suite == other.category.suite
	row.category.category == other.category.category
}
