# METADATA
# title: The security questions of the decision are not answered
# description: >-
#   Retrieval controls what the model sees for each request, leaves a trail of what an answer rests on, and is
#   updated by its corpus; a fine-tune does none of that, and each has to be reviewed again. The record says what
#   that means here. Of a pack in an older form it is asked once the record is written again.
# custom:
#   id: decision-security-unanswered
#   severity: error
#   step: correct
#   remedy: >-
#     Answer it under 'security' or 'lifecycle' of the decision record: what is given up, and what takes its
#     place.
#   requirement: Choosing between fine-tuning and retrieval has consequences for security.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [A.6.2.3]
#     eu-ai-act: [Annex IV(2)(b)]
package tunegate.rules.decision_security_unanswered

import rego.v1

id := "decision-security-unanswered"

questions := {
	"per_request_control": "how access is controlled for each request",
	"audit_trail": "what shows later which content an answer rests on",
	"update_and_deletion": "how content is updated and deleted",
}

deny contains data.tunegate.lib.facts.at(id, name, doc, pointer, sprintf("the decision record does not say %s", [gap])) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["decision-record"]
	data.tunegate.lib.facts.asked(name, doc)
	some [pointer, gap] in _gaps(doc.document)
}

_gaps(document) := {["/security", gap] |
	some key, gap in questions
	not document.security[key]
} | {["/lifecycle", "how often the fine-tune is reviewed again"] |
	not is_number(object.get(document, ["lifecycle", "reassessments_per_year"], null))
}
