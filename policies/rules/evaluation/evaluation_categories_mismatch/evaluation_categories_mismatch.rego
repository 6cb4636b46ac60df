# METADATA
# title: The results and their records name different categories
# description: Each category that has outcomes is in the results, and each category in the results has outcomes.
# custom:
#   id: evaluation-categories-mismatch
#   severity: error
#   step: correct
#   remedy: Import the runs again with 'tunegate evidence import'; it writes the categories that the records have.
#   requirement: What the disposition rests on can be checked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_categories_mismatch

import rego.v1

id := "evaluation-categories-mismatch"

deny contains data.tunegate.lib.evaluation.at(id, name, facts.pointer, sprintf(
	"%s is in the records of %s, and the results do not name it",
	[category, facts.suite],
)) if {
	some [name, facts, suite] in data.tunegate.lib.evaluation.recorded
	some category in (_categories(facts.results) - _categories(suite.categories))
}

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("%s/categories/%d", [facts.pointer, j]), sprintf(
	"the records of %s have no item of %s",
	[facts.suite, category.category],
)) if {
	some [name, facts, suite] in data.tunegate.lib.evaluation.recorded
	is_null(facts.reason)
	some j, category in suite.categories
	not category.category in _categories(facts.results)
}

_categories(rows) := {row.category | some row in rows}
