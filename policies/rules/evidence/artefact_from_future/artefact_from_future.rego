# METADATA
# title: An artefact is dated in the future
# custom:
#   id: artefact-from-future
#   severity: error
#   step: correct
#   remedy: Correct the date, or the clock of the machine that runs the gate.
#   requirement: Evidence that does not exist yet shows nothing.
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
