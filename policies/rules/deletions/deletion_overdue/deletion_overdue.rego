# METADATA
# title: A deletion request is overdue
# description: >-
#   The data of a model still have records after the day on which they had to be gone.
# custom:
#   id: deletion-overdue
#   severity: error
#   step: redo
#   remedy: >-
#     Take the records out of the data, fine-tune again, and close the request with 'tunegate records delete-close'.
#   requirement: Whoever asks for deletion gets it in time.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_overdue

import rego.v1

id := "deletion-overdue"

deny contains data.tunegate.lib.deletions.finding(row) if {
	some row in data.tunegate.lib.deletions.in_case
	row.rule == id
}
