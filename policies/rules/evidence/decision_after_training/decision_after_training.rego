# METADATA
# title: Fine-tuning was decided on after it was done
# description: The decision between fine-tuning, retrieval and prompting is recorded before the training run starts.
# custom:
#   id: decision-after-training
#   severity: error
#   step: correct
#   remedy: Correct the dates. If the decision really came after the run, ask for a waiver of this finding.
#   requirement: The decision for a fine-tune is recorded with its reasons before the fine-tune exists.
#   mappings:
#     nist-ai-rmf: [MAP 1.1, MANAGE 1.1]
#     iso-42001: [A.6.2.2]
package tunegate.rules.decision_after_training

import rego.v1

id := "decision-after-training"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/decided_at", sprintf(
	"the decision was made at %s, and the training run started at %s",
	[doc.document.decided_at, started],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["decision-record"]
	started := model.evidence.artefacts["training-run"].document.started_at
	doc.document.decided_at > started
}
