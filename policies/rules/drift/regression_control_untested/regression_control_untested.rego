# METADATA
# title: A regression relies on controls, and no result is given with them on
# description: >-
#   Whether a control makes up for a regression shows where the same category is run with it. Of a pack in an older
#   form it is asked once the analysis is written again.
# custom:
#   id: regression-control-untested
#   severity: warning
#   step: redo
#   remedy: >-
#     Run the category once more with the controls in front of the fine-tune, and give 'with_controls' in the
#     analysis, n and refused.
#   requirement: Each regression has a documented compensating control.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.6, MANAGE 1.3]
#     iso-42001: [clause 6.1.3]
#     eu-ai-act: [Article 9(2)(d), Article 9(6)]
package tunegate.rules.regression_control_untested

import rego.v1

id := "regression-control-untested"

warn contains data.tunegate.lib.regression.at(id, name, row.pointer, sprintf(
	"%s is regressed and relies on %s, and no result is given with them on",
	[data.tunegate.lib.regression.called(row), data.tunegate.lib.facts.listed(paths)],
)) if {
	some [name, row] in data.tunegate.lib.regression.rows
	data.tunegate.lib.facts.asked(name, data.tunegate.lib.drift.analysis(name))
	row.category.outcome == "regressed"
	paths := [control.path | some control in row.category.compensating_controls]
	count(paths) > 0 # else regression-unanswered says so
	not row.category.with_controls
}
