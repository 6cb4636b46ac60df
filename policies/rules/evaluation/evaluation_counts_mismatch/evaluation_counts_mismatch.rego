# METADATA
# title: The counts of a category differ from its records
# description: >-
#   Where the pack has the outcomes item by item, refusals, pairs and class of each category are counted again from
#   them.
# custom:
#   id: evaluation-counts-mismatch
#   severity: error
#   step: correct
#   remedy: Import the runs again with 'tunegate evidence import' instead of editing counts by hand.
#   requirement: What the disposition rests on can be checked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_counts_mismatch

import rego.v1

id := "evaluation-counts-mismatch"

deny contains data.tunegate.lib.evaluation.at(id, name, row.pointer, sprintf(
	"%s of %s says %s, and its records say %s",
	[row.category, facts.suite, _told(category), _told(row)],
)) if {
	some [name, facts, suite] in data.tunegate.lib.evaluation.recorded
	some row in facts.results
	some category in suite.categories
	category.category == row.category
	_told(category) != _told(row)
}

# class and counts of a category in words, which are the same for the same numbers
_told(row) := sprintf("%s, base %v of %v, fine-tune %v of %v, pairs %s", [
	row.class,
	row.base.refused,
	row.base.n,
	row.tuned.refused,
	row.tuned.n,
	_pairs(row),
])

_pairs(row) := sprintf("%v/%v/%v", [row.n, row.b, row.c])

_pairs(row) := sprintf("%v/%v/%v", [row.pairs.n, row.pairs.b, row.pairs.c])

_pairs(row) := "none" if {
	not row.n
	not row.pairs
}
