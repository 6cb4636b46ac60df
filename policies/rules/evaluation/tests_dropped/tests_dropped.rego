# METADATA
# title: Items that the fine-tune was tested on before are gone
# description: >-
#   The base commit has outcomes of items that this change's results have in no suite, or count as harmless. Leaving out
#   what was lost is the cheapest way to lose nothing.
# custom:
#   id: tests-dropped
#   severity: error
#   step: correct
#   remedy: Run these items on both models again and import them, or say under 'retired_tests' of the evaluation results why they are given up.
#   requirement: Base model and fine-tune are scored on the canonical adversarial set, and on the same one from review to review.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     iso-42001: [A.6.2.4]
#     eu-ai-act: [Article 9(6)]
package tunegate.rules.tests_dropped

import rego.v1

id := "tests-dropped"

deny contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%s are not in this change's results%s: %s",
	[data.tunegate.lib.drift.dropped(row), _lost(row), data.tunegate.lib.drift.some_of(row.gone_names, row.gone)],
)) if {
	some [name, row] in data.tunegate.lib.drift.gone
	count(data.tunegate.lib.drift.retired(name, row)) == 0
}

_lost(row) := sprintf(", %v of them lost there", [row.gone_lost]) if row.gone_lost > 0

_lost(row) := "" if row.gone_lost == 0
