# METADATA
# title: The provider publishes nothing about the base model
# description: >-
#   The evidence says that the provider published none of the documents, so only your own tests speak for the base
#   model.
# custom:
#   id: base-model-undocumented
#   severity: warning
#   step: decide
#   remedy: Look for the documents again, or have whoever decides confirm that your own tests are enough.
#   requirement: Model card, system card, training-data statement and alignment report are attached by reference.
#   mappings:
#     nist-ai-rmf: [MAP 4.2, MANAGE 3.2]
#     iso-42001: [A.10.3]
package tunegate.rules.base_model_undocumented

import rego.v1

id := "base-model-undocumented"

warn contains data.tunegate.lib.facts.at(id, name, doc, "/documents", "no document of the provider is available: nothing but your own tests speaks for the base model") if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["base-model-evidence"]
	is_array(doc.document.documents)
	count([row | some row in doc.document.documents; row.available]) == 0
}
