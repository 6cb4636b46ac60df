# METADATA
# title: Nobody says what shows a deletion
# description: >-
#   The day on which a request was due is over, the data that this run looked at do not have its records, and nobody
#   closed it.
# custom:
#   id: deletion-unclosed
#   severity: error
#   step: write
#   remedy: >-
#     Close it with 'tunegate records delete-close': who answers for it, and what shows it.
#   requirement: A deletion is shown, not assumed.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_unclosed

import rego.v1

id := "deletion-unclosed"

# a change is not held up by what it has nothing to do with
deny contains data.tunegate.lib.deletions.finding(row) if {
	input.mode == "verify"
	some row in data.tunegate.lib.deletions.in_case
	row.rule == id
}
