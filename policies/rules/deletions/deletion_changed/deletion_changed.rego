# METADATA
# title: A deletion request was changed
# description: >-
#   A request asks for something else than it does at the base, is due later, or was opened again. The base's words
#   count until an owner of the gate answers for the change.
# custom:
#   id: deletion-changed
#   severity: error
#   step: correct
#   remedy: >-
#     Put it back as it was; record a new request for what has changed.
#   requirement: Who is asked to delete does not decide what was asked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_changed

import rego.v1

id := "deletion-changed"

deny contains data.tunegate.lib.deletions.finding(row) if {
	some row in data.tunegate.lib.deletions.in_case
	row.rule == id
}
