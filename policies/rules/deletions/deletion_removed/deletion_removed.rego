# METADATA
# title: A deletion request was taken out
# description: >-
#   A request of the base is gone. It is what keeps the records from coming back, and it holds digests only, no
#   record.
# custom:
#   id: deletion-removed
#   severity: error
#   step: correct
#   remedy: >-
#     Put the file back; close it where the request is done, with 'tunegate records delete-close'.
#   requirement: Who is asked to delete does not decide what was asked.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_removed

import rego.v1

id := "deletion-removed"

deny contains data.tunegate.lib.deletions.finding(row) if {
	some row in data.tunegate.lib.deletions.in_case
	row.rule == id
}
