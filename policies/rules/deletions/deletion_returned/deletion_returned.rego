# METADATA
# title: A deleted record is back
# description: >-
#   A request was closed as deleted, and the data of a model have its records: the same ones in any file, order or
#   format, or their inputs under another label.
# custom:
#   id: deletion-returned
#   severity: error
#   step: redo
#   remedy: >-
#     Take the records out again; 'tunegate records find' names their places.
#   requirement: What was deleted stays deleted.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_returned

import rego.v1

id := "deletion-returned"

deny contains data.tunegate.lib.deletions.finding(row) if {
	some row in data.tunegate.lib.deletions.in_case
	row.rule == id
}
