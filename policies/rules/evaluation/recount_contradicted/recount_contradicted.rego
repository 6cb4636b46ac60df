# METADATA
# title: A recount contradicts the evaluation results
# description: >-
#   A recount read the raw files again and found other items, other outcomes or other numbers than the results
#   state.
# custom:
#   id: recount-contradicted
#   severity: error
#   step: correct
#   remedy: >-
#     Import the raw files again ('tunegate evidence import'), and find out where the outcomes were changed.
#   requirement: Raw outputs are kept, and are those that the numbers come from.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     iso-42001: [A.6.2.4, clause 9.1]
package tunegate.rules.recount_contradicted

import rego.v1

id := "recount-contradicted"

deny contains data.tunegate.lib.recount.at(id, suite, "/recount", sprintf("%s: %d of its outcomes are not those of its raw files", [suite.row.name, suite.row.recount.differing])) if {
	some suite in data.tunegate.lib.recount.suites
	suite.row.recount.differing > 0
}

deny contains data.tunegate.lib.recount.at(id, suite, "/recount", sprintf("%s: of %s the raw files give %s, and the results %s", [suite.row.name, category, _words(counted, category), _words(stated, category)])) if {
	some suite in data.tunegate.lib.recount.suites
	suite.row.recount
	counted := {row.category: row | some row in suite.row.recount.categories}
	stated := {row.category: object.union(row.pairs, {"category": row.category}) | some row in suite.row.categories}
	some category in (object.keys(counted) | object.keys(stated))
	_words(counted, category) != _words(stated, category)
}

_words(rows, category) := sprintf("%d items, %d lost, %d gained", [row.n, row.b, row.c]) if row := rows[category]

_words(rows, category) := "nothing" if not rows[category]
