# METADATA
# title: A deletion request is open
# description: >-
#   The data of a model have records that somebody asked to be deleted, and there is time. It fires re-fine-tuning:
#   what the weights learned from them goes with a new fine-tune only.
# custom:
#   id: deletion-open
#   severity: warning
#   step: redo
#   remedy: >-
#     Take the records out of the data, fine-tune again, and have the model reviewed before the day on which it is
#     due.
#   requirement: Whoever asks for deletion gets it in time.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_open

import rego.v1

id := "deletion-open"

warn contains data.tunegate.lib.deletions.finding(row) if {
	some row in data.tunegate.lib.deletions.in_case
	row.rule == id
}
