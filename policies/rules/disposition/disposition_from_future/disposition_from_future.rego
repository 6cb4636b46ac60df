# METADATA
# title: The disposition is dated in the future
# description: >-
#   'decided_at' is not after the time of the check.
# custom:
#   id: disposition-from-future
#   severity: error
#   step: decide
#   remedy: Correct 'decided_at', or the clock of the machine that runs the gate.
#   requirement: A decision that was not made yet decides nothing.
#   mappings:
#     iso-42001: [clause 7.5.3]
package tunegate.rules.disposition_from_future

import rego.v1

id := "disposition-from-future"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/decided_at", sprintf(
	"the disposition is dated %s, and it is %s",
	[doc.document.decided_at, input.now],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	doc.document.decided_at > input.now
}
