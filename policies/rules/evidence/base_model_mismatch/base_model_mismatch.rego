# METADATA
# title: The evidence is about another base model
# description: Each artefact that names a base model has to name the one that the repository pins, and its revision.
# custom:
#   id: base-model-mismatch
#   severity: error
#   step: correct
#   remedy: Redo the artefact for the base model that is pinned, or pin the one that it is about.
#   requirement: The base-model evidence is for the base model that was tuned and for no other.
#   mappings:
#     nist-ai-rmf: [MANAGE 3.2]
#     iso-42001: [A.6.2.7]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.base_model_mismatch

import rego.v1

id := "base-model-mismatch"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/base_model/%s", [key]), sprintf(
	"the %s names %s %s, which stands nowhere on the base_model surface",
	[kind, key, value],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	not doc.made_for.changed.base_model # otherwise it is stale, which says enough
	some key in ["id", "revision"]
	value := doc.document.base_model[key]
	not value in {pinned | some pinned in model.reviewed.base_model}
}
