# METADATA
# title: The disposition holds for too long
# description: The time from 'decided_at' to 'expires' is at most the setting disposition_max_days.
# custom:
#   id: disposition-validity-too-long
#   severity: error
#   step: decide
#   remedy: Bring 'expires' nearer; the setting disposition_max_days names the longest time.
#   requirement: A disposition is revisited after a bounded time.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.5]
#     iso-42001: [clause 8.2]
#     eu-ai-act: [Article 9(2)]
package tunegate.rules.disposition_validity_too_long

import rego.v1

id := "disposition-validity-too-long"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/expires", sprintf(
	"the disposition holds until %s, more than %d days after %s",
	[doc.document.expires, input.settings.disposition_max_days, doc.document.decided_at],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	first := time.parse_rfc3339_ns(concat("", [substring(doc.document.decided_at, 0, 10), "T00:00:00Z"]))
	last := time.parse_rfc3339_ns(concat("", [doc.document.expires, "T00:00:00Z"]))
	last - first > ((input.settings.disposition_max_days * 24) * 3600) * 1000000000
}
