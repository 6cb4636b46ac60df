# METADATA
# title: The evidence is about another version of the fine-tune
# description: >-
#   What was evaluated and attacked has to be what the training run put out, by id and digest; by id alone where a provider
#   hosts the model and its job shows it.
# custom:
#   id: tuned-model-mismatch
#   severity: error
#   step: correct
#   remedy: Evaluate and attack the output of the training run that is on record, and name its id and digest.
#   requirement: A fine-tune counts as another model, and the results of one say nothing about the next.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.3]
#     iso-42001: [A.6.2.4]
package tunegate.rules.tuned_model_mismatch

import rego.v1

id := "tuned-model-mismatch"

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/%s/digest", [key]), sprintf(
	"the %s is about %s, the training run put out %s",
	[kind, data.tunegate.lib.facts.digest_short(found), data.tunegate.lib.facts.digest_short(run.digest)],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	run := model.evidence.artefacts["training-run"].document.output
	some [kind, key] in [["evaluation-results", "tuned_model"], ["red-team-report", "tested_model"]]
	doc := model.evidence.artefacts[kind]
	found := doc.document[key].digest
	found != run.digest
	not found in {row.digest | some row in object.get(run, "published", [])}
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/%s", [key]), sprintf(
	"the %s gives no digest of what was tested",
	[kind],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	is_object(model.evidence.artefacts["training-run"].document.output)
	some [kind, key] in [["evaluation-results", "tuned_model"], ["red-team-report", "tested_model"]]
	doc := model.evidence.artefacts[kind]
	is_object(doc.document[key])
	not doc.document[key].digest
	not name in data.tunegate.lib.hosted.without_weights
}

deny contains data.tunegate.lib.facts.at(id, name, doc, sprintf("/%s/id", [key]), sprintf(
	"the %s is about %s, the training run put out %s",
	[kind, found, put_out.id],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	put_out := model.evidence.artefacts["training-run"].document.output
	some [kind, key] in [["evaluation-results", "tuned_model"], ["red-team-report", "tested_model"]]
	doc := model.evidence.artefacts[kind]
	found := doc.document[key].id
	not found in _ids(put_out)
}

# the output's id, and those that it was published under
_ids(put_out) := {one.id | some one in array.concat([put_out], object.get(put_out, "published", []))}
