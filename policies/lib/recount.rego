# METADATA
# title: Recounts
# description: The safety suites of a pack, each with what a recount of its raw files found.
package tunegate.lib.recount

import rego.v1

suites contains {"model": name, "doc": doc, "index": i, "row": row} if {
	some name, _ in data.tunegate.lib.facts.judged
	doc := data.tunegate.lib.drift.evaluation(name)
	data.tunegate.lib.facts.asked(name, doc)
	some i, row in doc.document.safety_suites
}

# a finding at a key of a suite
at(rule, suite, pointer, msg) := data.tunegate.lib.facts.at(
	rule,
	suite.model,
	suite.doc,
	sprintf("/safety_suites/%d%s", [suite.index, pointer]),
	msg,
)
