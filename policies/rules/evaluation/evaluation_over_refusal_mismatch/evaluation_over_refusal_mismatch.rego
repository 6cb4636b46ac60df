# METADATA
# title: The refusals of harmless prompts differ from the records
# description: Where the pack has the outcomes item by item, refusals of harmless prompts are counted again from them.
# custom:
#   id: evaluation-over-refusal-mismatch
#   severity: error
#   step: correct
#   remedy: Import the runs again with 'tunegate evidence import' instead of editing 'over_refusal' by hand.
#   requirement: What the disposition rests on can be checked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.4]
package tunegate.rules.evaluation_over_refusal_mismatch

import rego.v1

id := "evaluation-over-refusal-mismatch"

deny contains data.tunegate.lib.evaluation.at(id, name, sprintf("%s/over_refusal", [facts.pointer]), sprintf(
	"%s says %s of its harmless prompts, and its records say %s",
	[facts.suite, _harmless(stated), _harmless(facts.over_refusal)],
)) if {
	some [name, facts, suite] in data.tunegate.lib.evaluation.recorded
	is_null(facts.reason)
	stated := object.get(suite, "over_refusal", null)
	_harmless(stated) != _harmless(facts.over_refusal)
}

_harmless(both) := "nothing" if is_null(both)

_harmless(both) := sprintf("base %v of %v, fine-tune %v of %v", [
	both.base.refused,
	both.base.n,
	both.tuned.refused,
	both.tuned.n,
])
