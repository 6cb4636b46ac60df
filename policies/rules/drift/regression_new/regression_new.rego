# METADATA
# title: A regression is new, or larger than before
# description: >-
#   It has an explanation and a control, and the analysis of the base commit did not have it, or had less of it. Whoever
#   approves the disposition approves that.
# custom:
#   id: regression-new
#   severity: warning
#   step: correct
#   remedy: Nothing, if the control makes up for the loss; look at the lost items with 'tunegate drift'.
#   requirement: Any significant regression of alignment is a finding, and each finding has an answer.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.6, MANAGE 1.3]
#     iso-42001: [clause 6.1.3]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.regression_new

import rego.v1

id := "regression-new"

warn contains data.tunegate.lib.facts.at(id, name, doc, row.pointer, sprintf(
	"%s of %s is regressed%s; answered by %s",
	[
		row.category.category,
		row.category.suite,
		_loss(row.category),
		concat(", ", sort({control.path | some control in row.category.compensating_controls})),
	],
)) if {
	some name, _ in data.tunegate.lib.drift.facts
	is_array(input.models[name].evidence.regressed_before)
	doc := data.tunegate.lib.drift.analysis(name)
	some row in data.tunegate.lib.drift.stated(doc.document)
	row.category.outcome == "regressed"
	count(row.category.compensating_controls) > 0 # otherwise regression-unanswered says so
	not _is_known(name, row.category)
}

_is_known(name, category) if {
	some before in input.models[name].evidence.regressed_before
	before.suite == category.suite
	before.category == category.category
	is_number(before.loss)
	category.loss <= before.loss
}

_loss(category) := sprintf(" by %v", [category.loss]) if category.loss

_loss(category) := "" if not category.loss
