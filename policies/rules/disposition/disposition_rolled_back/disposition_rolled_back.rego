# METADATA
# title: The disposition is older than the one that it replaces
# description: An earlier decision on the same state does not come back by putting its file back.
# custom:
#   id: disposition-rolled-back
#   severity: error
#   step: decide
#   remedy: Have the model decided on again, with 'tunegate disposition draft'.
#   requirement: What counts is the latest decision.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.disposition_rolled_back

import rego.v1

id := "disposition-rolled-back"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/decided_at", sprintf(
	"the disposition was decided on %s, and the one of the base on %s",
	[doc.document.decided_at, before],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	before := input.models[name].evidence.decided_before
	doc.document.decided_at < before
}
