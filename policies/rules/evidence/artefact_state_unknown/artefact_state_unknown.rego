# METADATA
# title: The state that an artefact was made for is not on record
# custom:
#   id: artefact-state-unknown
#   severity: error
#   step: redo
#   remedy: Restore the state file from git's history, or redo the artefact and run 'tunegate evidence renew' with its kind.
#   requirement: Each artefact says what it was made for, by digest.
package tunegate.rules.artefact_state_unknown

import rego.v1

id := "artefact-state-unknown"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/state", sprintf(
	"the state %s of the %s has no state file in %s/states that hashes to it%s",
	[
		data.tunegate.lib.facts.digest_short(doc.made_for.digest),
		kind, model.evidence.path,
		data.tunegate.lib.facts.state_problem(doc),
	],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	not doc.made_for.known
}
