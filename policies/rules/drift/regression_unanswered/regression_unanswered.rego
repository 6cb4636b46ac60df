# METADATA
# title: A regressed category has no explanation or no compensating control
# description: That the outcome is what the numbers give is asked by regression-numbers-mismatch.
# custom:
#   id: regression-unanswered
#   severity: error
#   step: correct
#   security-severity: "6.0"
#   remedy: Explain what the loss looks like and where it may come from, and name the control at the deployment layer that makes up for it.
#   requirement: Any significant regression of alignment is a finding, and each finding has an answer.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.6, MANAGE 1.3]
#     iso-42001: [clause 6.1.3]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.regression_unanswered

import rego.v1

id := "regression-unanswered"

deny contains data.tunegate.lib.facts.at(id, name, doc, row.pointer, sprintf(
	"%s of %s is regressed and %s",
	[row.category.category, row.category.suite, gap],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["alignment-regression"]
	some row in data.tunegate.lib.drift.stated(doc.document)
	row.category.outcome == "regressed"
	not row.category.same_as # which is answered there
	not data.tunegate.lib.regression.is_carried(name, row)
	some gap in (_gaps(row.category) | _outgrown(model, row.category))
}

_gaps(category) := {gap |
	count(category.compensating_controls) == 0
	gap := "names no compensating control"
} | {gap |
	not category.explanation
	gap := "has no explanation"
}

_outgrown(model, category) := {gap |
	is_array(model.evidence.regressed_before)
	some before in model.evidence.regressed_before
	before.suite == category.suite
	before.category == category.category
	before.explanation == category.explanation
	is_number(before.loss)
	category.loss > before.loss
	gap := sprintf("has the explanation of the base commit, where the loss was %v", [before.loss])
}
