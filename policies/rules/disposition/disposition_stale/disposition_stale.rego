# METADATA
# title: The disposition was made for another state
# description: The previous disposition does not transfer to a model whose reviewed surfaces differ from what it was made for.
# custom:
#   id: disposition-stale
#   severity: error
#   step: decide
#   remedy: Redo what the changes made stale, then run 'tunegate disposition draft' for the new state.
#   requirement: "A fine-tune counts as another model: what was decided about the one before says nothing about it."
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [clause 8.2, clause 8.4]
#     eu-ai-act: [Article 9(2), Article 17(1)(a)]
package tunegate.rules.disposition_stale

import rego.v1

id := "disposition-stale"

deny contains data.tunegate.lib.facts.caused(id, name, doc, "/state", surfaces, "the disposition", sprintf(
	"the disposition was made for the state %s; since then these changed: %s",
	[data.tunegate.lib.facts.digest_short(doc.made_for.digest), data.tunegate.lib.facts.changes_in(doc, surfaces)],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	doc.made_for.known
	doc.made_for.comparable
	surfaces := data.tunegate.lib.triggers.unanswered_surfaces(name, doc)
	count(surfaces) > 0
}

# a difference that no surface accounts for is a difference all the same
deny contains data.tunegate.lib.facts.at(id, name, doc, "/state", sprintf(
	"the disposition was made for the state %s, which is not that of the head",
	[data.tunegate.lib.facts.digest_short(doc.made_for.digest)],
)) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	doc.made_for.known
	doc.made_for.comparable
	doc.made_for.state != input.models[name].state.digest
	count(doc.made_for.changed) == 0
}
