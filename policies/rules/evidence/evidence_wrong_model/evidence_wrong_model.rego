# METADATA
# title: The evidence is another model's
# description: Every document of a pack names the model that the configuration keeps the pack for.
# custom:
#   id: evidence-wrong-model
#   severity: error
#   step: correct
#   remedy: Put the document into the folder of its own model, and write this model's.
#   requirement: Evidence is about the model that it lies under.
#   mappings:
#     iso-42001: [A.6.2.7]
package tunegate.rules.evidence_wrong_model

import rego.v1

id := "evidence-wrong-model"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/model", sprintf(
	"the %s is about %s and lies under %s",
	[kind, doc.document.model, name],
)) if {
	some [name, kind, doc] in data.tunegate.lib.facts.documents
	doc.document.model != name
}
