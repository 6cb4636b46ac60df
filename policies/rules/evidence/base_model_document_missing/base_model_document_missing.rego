# METADATA
# title: A document on the base model is not accounted for
# description: Each of the four kinds is attached by reference, or it is said why there is none.
# custom:
#   id: base-model-document-missing
#   severity: error
#   step: correct
#   remedy: Add the document to the base-model evidence, with 'available' false and the reason where the provider has none.
#   requirement: Model card, system card, training-data statement and alignment report are attached by reference.
#   mappings:
#     nist-ai-rmf: [MAP 4.2, MANAGE 3.2]
#     iso-42001: [A.10.3]
#     eu-ai-act: [Annex IV(2)(a)]
package tunegate.rules.base_model_document_missing

import rego.v1

id := "base-model-document-missing"

kinds := {"model-card", "system-card", "training-data-statement", "alignment-report"}

deny contains data.tunegate.lib.facts.at(id, name, doc, "/documents", sprintf("the base-model evidence says nothing of a %s", [kind])) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["base-model-evidence"]
	is_array(doc.document.documents)
	some kind in (kinds - {document.kind | some document in doc.document.documents})
}
