# METADATA
# title: The evidence pack is not complete
# description: Every kind of artefact is needed for every model, whatever changed.
# custom:
#   id: artefact-missing
#   severity: error
#   step: write
#   remedy: Write it with 'tunegate evidence new' and its kind.
#   requirement: The evidence pack holds six artefacts, the base model's evidence and the decision record.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.7]
#     eu-ai-act: [Article 11(1), Annex IV]
package tunegate.rules.artefact_missing

import rego.v1

id := "artefact-missing"

deny contains object.union(
	data.tunegate.lib.facts.at_model(id, name, sprintf("%s has no %s in %s", [name, kind, model.evidence.path])),
	{"element": sprintf("%s/%s.yaml", [model.evidence.path, kind])},
) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, _ in data.tunegate.lib.tables.depends_on
	not model.evidence.artefacts[kind]
}
