# METADATA
# title: The model is served with another chat template than it was trained with
# description: >-
#   A chat template decides where a system prompt ends and a user begins. The configuration of the training and the
#   files beside the model, or on the surface of the system prompt, hold different ones, so that what was tested is
#   not what answers.
# custom:
#   id: chat-template-mismatch
#   severity: error
#   step: correct
#   remedy: >-
#     Serve the model with the template that it was trained with, or train and test it with the one that is served.
#   requirement: The evidence is about the model that is deployed.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.3, MANAGE 4.1]
#     iso-42001: [A.6.2.4, A.6.2.5]
package tunegate.rules.chat_template_mismatch

import rego.v1

id := "chat-template-mismatch"

deny contains {
	"rule": id,
	"model": name,
	"path": source.path,
	"line": _line(source),
	"end_line": _line(source),
	"msg": sprintf("this chat template is not that of %s", [other.path]),
	"related": [{"path": other.path, "line": _line(other), "end_line": _line(other), "message": "the other template"}],
} if {
	some name, model in data.tunegate.lib.facts.judged
	sources := [source | some source in model.evidence.artefacts["training-run"].derived.sources; source.facts.chat_template_digest]
	some i, source in sources
	some j, other in sources
	i > j
	source.facts.chat_template_digest != other.facts.chat_template_digest
}

_line(source) := object.get(source.facts, "line", 1)
