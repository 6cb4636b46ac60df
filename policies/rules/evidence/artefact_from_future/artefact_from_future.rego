# METADATA
# title: An artefact is dated in the future
# description: Neither an artefact nor anything it records as done may be dated after the check.
# custom:
#   id: artefact-from-future
#   severity: error
#   step: correct
#   remedy: Correct the date, or the clock of the machine that runs the gate.
#   requirement: Evidence that does not exist yet shows nothing.
#   mappings:
#     iso-42001: [clause 7.5.3]
package tunegate.rules.artefact_from_future

import rego.v1

id := "artefact-from-future"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/prepared_at", sprintf(
	"the %s is dated %s, and it is %s",
	[kind, doc.document.prepared_at, input.now],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	doc.document.prepared_at > input.now
}

# what it says was done has to have been done; a day counts from its beginning
deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf(
	"the %s says %s for %s, and it is %s",
	[kind, moment, pointer, input.now],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	some pointer, moment in doc.dates
	moment > input.now
}
