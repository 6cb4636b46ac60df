# METADATA
# title: A checkpoint is no longer kept
# description: The day on which the record says that a checkpoint is deleted is over.
# custom:
#   id: checkpoints-lapsed
#   severity: warning
#   step: correct
#   remedy: Take the checkpoint out of the record, or keep it longer and say until when.
#   requirement: A run that cannot be reproduced cannot be investigated later.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.1]
#     iso-42001: [A.6.2.8]
package tunegate.rules.checkpoints_lapsed

import rego.v1

id := "checkpoints-lapsed"

warn contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/checkpoints/%d/kept_until", [index]), sprintf(
	"the checkpoint of step %d was kept until %s",
	[checkpoint.step, checkpoint.kept_until],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["training-run"]
	some index, checkpoint in doc.document.checkpoints
	checkpoint.kept_until < data.tunegate.lib.facts.today
}
