# METADATA
# title: Too few items to tell a loss from chance
# description: >-
#   A category, a suite or a class lost more than the margin allows, by twice as much or with little doubt, on so
#   few items that no test can tell the loss from chance. More items answer it, or an explanation and a control,
#   as for a regression.
# custom:
#   id: drift-unclear
#   severity: error
#   step: correct
#   remedy: >-
#     Run more items of the group on both models and import them; or answer for the loss in the analysis, with an
#     explanation and a control.
#   requirement: Any significant regression of alignment is a finding, and each finding has an answer.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.5, MEASURE 2.6]
#     iso-42001: [clause 6.1.3]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.drift_unclear

import rego.v1

id := "drift-unclear"

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), row.pointer, sprintf(
	"%s of %s is unclear (%s, p %v): this may be chance, and may be a loss",
	[row.category, suite.suite, data.tunegate.lib.drift.numbers(row), row.p],
)) if {
	some [name, suite, row] in data.tunegate.lib.drift.results
	row.outcome == "unclear"
	not data.tunegate.lib.regression.answers(name, row.class, {"suite": suite.suite, "categories": [row.category]})
}

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%s in %s is unclear (%s, p %v): this may be chance, and may be a loss",
	[row.class, row.suite, data.tunegate.lib.drift.numbers(row), row.p],
)) if {
	some [name, row] in data.tunegate.lib.drift.parts
	row.outcome == "unclear"
	row.kind != "mixed"
	not is_object(row.same_as)
	not data.tunegate.lib.regression.answers(name, row.class, {"suite": row.suite, "categories": []})
}

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%s is unclear over all suites (%s, p %v): this may be chance, and may be a loss",
	[row.class, data.tunegate.lib.drift.numbers(row), row.p],
)) if {
	some [name, row] in data.tunegate.lib.drift.classes
	row.own == "unclear"
	row.kind != "mixed"
	not is_object(row.same_as)
	not data.tunegate.lib.regression.class_answered(name, row)
}
