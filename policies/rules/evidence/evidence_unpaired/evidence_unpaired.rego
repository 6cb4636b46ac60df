# METADATA
# title: A category is compared by its counts alone
# description: >-
#   Without pairs the comparison is weaker; gains of some items hide losses of others. Pairs without the outcomes item by
#   item cannot be counted again.
# custom:
#   id: evidence-unpaired
#   severity: warning
#   step: correct
#   remedy: Import the raw outputs of both runs, so that each item is compared with itself.
#   requirement: Base model and fine-tune are scored on the same set.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.5]
package tunegate.rules.evidence_unpaired

import rego.v1

id := "evidence-unpaired"

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), row.pointer, sprintf(
	"%s of %s is compared by counts alone (%s)",
	[row.category, suite.suite, data.tunegate.lib.drift.numbers(row)],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.results
	row.kind == "unpaired"
}

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), suite.pointer, sprintf(
	"the pairs of %s are stated, and the pack does not have the outcomes item by item to count them again",
	[suite.suite],
)) if {
	some name, drift in data.tunegate.lib.drift.facts
	some suite in drift.suites
	suite.source == "counts"
	"paired" in {row.kind | some row in suite.results}
}
