# METADATA
# title: No checkpoint of the run is kept, without a reason
# description: Checkpoints show when a behaviour came in. A run that keeps none says why, and what is looked at instead.
# custom:
#   id: checkpoints-unexplained
#   severity: error
#   step: correct
#   remedy: List the checkpoints that are kept, or say under 'no_checkpoints' why there is none.
#   requirement: A run that cannot be reproduced cannot be investigated later.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.8]
package tunegate.rules.checkpoints_unexplained

import rego.v1

id := "checkpoints-unexplained"

deny contains data.tunegate.lib.facts.at(
	id, name, doc, "/checkpoints",
	"no checkpoint of the run is kept, and nothing says why",
) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-run"]
	doc.document.checkpoints == []
	not doc.document.no_checkpoints
}
