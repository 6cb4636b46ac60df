# METADATA
# title: The disposition is not later than the one that it replaces
# description: >-
#   An earlier decision does not come back by putting its file back. Where what is signed is edited and signed again, its
#   date has to be a later one, or nobody could tell the two apart.
# custom:
#   id: disposition-rolled-back
#   severity: error
#   step: decide
#   remedy: Get a new decision on the model, with 'tunegate disposition draft'.
#   requirement: What counts is the latest decision.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.disposition_rolled_back

import rego.v1

id := "disposition-rolled-back"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/decided_at", reason) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	reason := _reason(name, doc, input.models[name].evidence.decided_before)
}

_reason(_, doc, before) := sprintf(
	"the disposition was decided on %s, and the one of the base on %s",
	[doc.document.decided_at, before.decided_at],
) if {
	doc.document.decided_at < before.decided_at
}

_reason(name, doc, before) := sprintf(
	"this disposition and the base's are both of %s; set 'decided_at' to when this one was decided, and sign it",
	[before.decided_at],
) if {
	doc.document.decided_at == before.decided_at
	not _is_migrated(doc, before)
	data.tunegate.lib.approvals.asked[name]
	count(data.tunegate.lib.approvals.objections(name, doc, set())) == 0
}

_is_migrated(doc, before) if before.digest in doc.approval.older

_is_migrated(doc, before) if doc.digest in before.older
