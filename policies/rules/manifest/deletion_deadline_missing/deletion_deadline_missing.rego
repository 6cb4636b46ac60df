# METADATA
# title: Nothing says by when a deletion request is met
# description: >-
#   A data subject has a right to erasure without undue delay (GDPR Article 17), which takes a number of days that
#   somebody can be held to.
# custom:
#   id: deletion-deadline-missing
#   severity: error
#   step: correct
#   remedy: Say it as a number with 'retention.deletion_days', or in the 'deletion_procedure'.
#   requirement: It is known where the data live, who can read them, and what a deletion request does.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.deletion_deadline_missing

import rego.v1

id := "deletion-deadline-missing"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/retention/deletion_procedure", "the source holds personal data, and nothing says within how many days a record is deleted") if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	source.legal_basis.personal_data.contains != "none"
	not source.retention.deletion_days
	not regex.match(`(?i)[0-9][0-9]*[ -]*(working |business |calendar )?(hour|day|week|month)`, source.retention.deletion_procedure)
}
