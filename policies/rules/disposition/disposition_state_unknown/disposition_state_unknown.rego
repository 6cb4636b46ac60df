# METADATA
# title: The state that the disposition was made for is not on record
# description: >-
#   A disposition names the state it was made for by digest, and the state file shows what that was. Without the file
#   nobody can tell what changed since.
# custom:
#   id: disposition-state-unknown
#   severity: error
#   step: decide
#   remedy: Restore the state file from git's history, or run 'tunegate disposition draft' for the present state.
#   requirement: A disposition is bound to what it reviewed, by digest.
#   mappings:
#     iso-42001: [clause 7.5.3]
package tunegate.rules.disposition_state_unknown

import rego.v1

id := "disposition-state-unknown"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/state", sprintf(
	"the state %s has no state file in %s/states that hashes to it%s",
	[
		data.tunegate.lib.facts.digest_short(doc.made_for.digest),
		input.models[name].evidence.path,
		data.tunegate.lib.facts.state_problem(doc),
	],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	not doc.made_for.known
}
