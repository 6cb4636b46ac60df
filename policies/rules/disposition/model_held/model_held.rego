# METADATA
# title: The model is on hold
# description: >-
#   Any one approver of a model puts it on hold with a signed document. It counts from the base, the tip of its branch or
#   the trusted branch until the quorum of the approvers has signed its release.
# custom:
#   id: model-held
#   severity: error
#   step: decide
#   remedy: Settle what it is about; then its approvers release it, with 'tunegate hold release'.
#   requirement: A model that is on hold does not run.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4, MANAGE 4.3]
#     iso-42001: [A.6.2.6]
#     eu-ai-act: [Article 20(1)]
package tunegate.rules.model_held

import rego.v1

id := "model-held"

deny contains {
	"rule": id,
	"model": name,
	"path": hold.path,
	"line": null,
	"end_line": null,
	"msg": sprintf("%s put the model on hold at %s: %s", [hold.by, hold.at, hold.reason]),
} if {
	some name, model in input.models
	some hold in data.tunegate.lib.holds.in_force(model.evidence.holds, input.now)
}
