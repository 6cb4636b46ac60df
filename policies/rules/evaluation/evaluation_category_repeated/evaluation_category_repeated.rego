# METADATA
# title: A suite lists a category twice
# description: Two entries for one category can say two things, and only one of them would be compared.
# custom:
#   id: evaluation-category-repeated
#   severity: error
#   step: correct
#   remedy: Delete the entry that is wrong, or import the runs again with 'tunegate evidence import'.
#   requirement: What the disposition rests on can be checked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_category_repeated

import rego.v1

id := "evaluation-category-repeated"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("/safety_suites/%d/categories/%d", [i, j]), sprintf(
	"%s of %s appears twice",
	[category.category, suite.name],
)) if {
	some [name, i, suite, j, category] in data.tunegate.lib.evaluation.categories
	some k, other in suite.categories
	k < j
	category.category == other.category
}
