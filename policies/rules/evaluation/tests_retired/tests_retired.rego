# METADATA
# title: Items that the fine-tune was tested on before are given up
# description: >-
#   The evaluation results say why. Whoever approves the disposition approves that, too.
# custom:
#   id: tests-retired
#   severity: warning
#   step: correct
#   remedy: Nothing, if the reason holds; otherwise run the items on both models again and import them.
#   requirement: Base model and fine-tune are scored on the canonical adversarial set, and on the same one from review to review.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     iso-42001: [A.6.2.4]
package tunegate.rules.tests_retired

import rego.v1

id := "tests-retired"

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), sprintf("/retired_tests/%d", [i]), sprintf(
	"%s are given up, %v of them lost there: %s",
	[data.tunegate.lib.drift.dropped(row), row.gone_lost, reason],
)) if {
	some [name, row] in data.tunegate.lib.drift.gone
	some [i, reason] in data.tunegate.lib.drift.retired(name, row)
}
