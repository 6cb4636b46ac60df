# METADATA
# title: The state is not the one that the baseline lets in
# description: >-
#   A baseline lets in what existed when it was adopted. A later change is let in by a determination of the baseline's
#   owner, which starts from that state.
# custom:
#   id: baseline-stale
#   severity: error
#   step: determine
#   remedy: >-
#     Have the baseline's owner decide on the change: 'tunegate evidence new determination'. Or take the change back.
#   requirement: Somebody answers for each change of what is not reviewed.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [clause 8.2]
package tunegate.rules.baseline_stale

import rego.v1

id := "baseline-stale"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/state", sprintf(
	"the baseline lets in the state %s; since then these changed, and %s has not answered: %s",
	[data.tunegate.lib.facts.digest_short(doc.made_for.digest), doc.document.owner, data.tunegate.lib.facts.changes_in(doc, surfaces)],
)) if {
	some name, doc in data.tunegate.lib.baselines.in_force
	surfaces := data.tunegate.lib.triggers.unanswered_surfaces(name, doc)
	count(surfaces) > 0
}

# a difference that no surface accounts for is a difference all the same
deny contains data.tunegate.lib.facts.at(id, name, doc, "/state", sprintf(
	"the baseline lets in the state %s, which is not that of the head",
	[data.tunegate.lib.facts.digest_short(doc.made_for.digest)],
)) if {
	some name, doc in data.tunegate.lib.baselines.in_force
	doc.made_for.state != input.models[name].state.digest
	count(doc.made_for.changed) == 0
}
