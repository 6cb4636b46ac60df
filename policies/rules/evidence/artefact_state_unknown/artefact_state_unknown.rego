# METADATA
# title: The state that an artefact was made for is not on record
# description: >-
#   An artefact names the state it was made for by digest, and the state file shows what that was. Without the file
#   nobody can tell what changed since.
# custom:
#   id: artefact-state-unknown
#   severity: error
#   step: redo
#   remedy: Restore the state file from git's history, or redo the artefact and run 'tunegate evidence renew' with its kind.
#   requirement: Each artefact says what it was made for, by digest.
#   mappings:
#     iso-42001: [clause 7.5.3]
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
