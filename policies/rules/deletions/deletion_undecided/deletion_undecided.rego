# METADATA
# title: A deletion request has to be decided on, and cannot be
# description: >-
#   A run that has a key, or 'tunegate verify', could not look through data: the request was recorded under another
#   key, or the data are not at hand and not indexed.
# custom:
#   id: deletion-undecided
#   severity: error
#   step: correct
#   remedy: >-
#     Set TUNEGATE_RECORDS_KEY to the request's key, or fetch the index: git fetch origin
#     refs/tunegate/records:refs/tunegate/records. Index data of Git LFS with 'tunegate records index --data'.
#   requirement: What was not looked for is not called absent.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_undecided

import rego.v1

id := "deletion-undecided"

deny contains data.tunegate.lib.deletions.finding(row) if {
	some row in data.tunegate.lib.deletions.in_case
	row.rule == id
}
