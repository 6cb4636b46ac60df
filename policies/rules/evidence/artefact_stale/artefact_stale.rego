# METADATA
# title: An artefact was made for another state
# description: Only what an artefact depends on can make it stale; the table is in lib/tables.rego.
# custom:
#   id: artefact-stale
#   severity: error
#   step: redo
#   remedy: Redo the artefact for the present state, and record that with 'tunegate evidence renew' and its kind.
#   requirement: Each artefact is updated each time what it depends on is.
#   mappings:
#     nist-ai-rmf: [MANAGE 4.1]
#     iso-42001: [A.6.2.4, A.6.2.7]
#     eu-ai-act: [Article 11(1)]
package tunegate.rules.artefact_stale

import rego.v1

id := "artefact-stale"

deny contains data.tunegate.lib.facts.caused(id, name, doc, "/state", surfaces, sprintf("the %s", [kind]), sprintf(
	"the %s was made before these changed: %s",
	[kind, data.tunegate.lib.facts.changes_in(doc, surfaces)],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	doc.made_for.known
	doc.made_for.comparable
	surfaces := {surface |
		some surface in data.tunegate.lib.tables.depends_on[kind]
		surface in data.tunegate.lib.triggers.unanswered_surfaces(name, doc)
		not _insignificant(kind, surface, doc)
	}
	count(surfaces) > 0
}

_insignificant(kind, "base_model", doc) if {
	rank := data.tunegate.lib.tables.significance_rank
	rank[doc.made_for.changed.base_model.significance] < rank[data.tunegate.lib.tables.significance[kind]]
}
