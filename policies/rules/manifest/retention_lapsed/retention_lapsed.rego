# METADATA
# title: The retention of a source has ended
# description: After the day on which the data are to be deleted nobody may train on them.
# custom:
#   id: retention-lapsed
#   severity: error
#   step: correct
#   remedy: Delete the data and take the source out, or correct 'retention_until'.
#   requirement: It is known where the data live, who can read them, and what a deletion request does.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.retention_lapsed

import rego.v1

id := "retention-lapsed"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/retention/retention_until", sprintf("the data were to be deleted on %s", [until])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	until := source.retention.retention_until
	until < data.tunegate.lib.facts.today
}

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/retention/retention_period", "the data are to be kept for no time at all") if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	regex.match(`^P(0+[YMWD])+$`, source.retention.retention_period)
}
