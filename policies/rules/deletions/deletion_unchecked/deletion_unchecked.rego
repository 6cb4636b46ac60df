# METADATA
# title: A deletion request could not be checked
# description: >-
#   The data of a model could not be looked through: this run has no key, as on a pull request from a fork, or the
#   data lie outside of the repository. A run that has the key decides, and so does 'tunegate verify'.
# custom:
#   id: deletion-unchecked
#   severity: warning
#   step: correct
#   remedy: >-
#     Run the check where TUNEGATE_RECORDS_KEY is set; look through data that lie elsewhere there, with 'tunegate
#     records find'.
#   requirement: What was not looked for is not called absent.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_unchecked

import rego.v1

id := "deletion-unchecked"

warn contains data.tunegate.lib.deletions.finding(row) if {
	some row in data.tunegate.lib.deletions.in_case
	row.rule == id
}
