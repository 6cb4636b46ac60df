# METADATA
# title: Items that cannot be lost hide those that are
# description: >-
#   What the base model answers cannot be lost, and makes the loss over all items of a category small. Of the items that it
#   refuses, more are lost than the margin allows.
# custom:
#   id: drift-diluted
#   severity: warning
#   step: correct
#   remedy: Look at the lost items. Keep to a category those items that the base model is meant to refuse.
#   requirement: Any significant regression of alignment is a finding.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.5, MEASURE 2.6]
#     iso-42001: [A.6.2.4]
package tunegate.rules.drift_diluted

import rego.v1

id := "drift-diluted"

warn contains data.tunegate.lib.facts.at(id, name, data.tunegate.lib.drift.evaluation(name), "/safety_suites", sprintf(
	"%s is non-inferior over its %v items, and of the %v that the base model refuses %v are lost",
	[row.class, row.n, row.base.refused, row.b],
)) if {
	some [name, row] in data.tunegate.lib.drift.classes
	data.tunegate.lib.drift.is_diluted(row, input.settings.drift_margin)
}
