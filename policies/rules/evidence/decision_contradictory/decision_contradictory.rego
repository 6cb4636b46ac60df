# METADATA
# title: The decision contradicts the need, or the fine-tune
# description: >-
#   Fine-tuning is for another behaviour, and not for access to knowledge; and a model that is fine-tuned was not
#   decided against. With 'exception' in the record it is a warning that the signers see.
# custom:
#   id: decision-contradictory
#   severity: error
#   step: correct
#   remedy: >-
#     Correct what the record says of the need or of the decision; or write under 'exception' why the fine-tune is
#     right all the same, for whoever signs.
#   requirement: Fine-tuning changes behaviour; facts are looked up.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [A.6.2.3]
#     eu-ai-act: [Annex IV(2)(b)]
package tunegate.rules.decision_contradictory

import rego.v1

id := "decision-contradictory"

deny contains _finding(name, doc, gap) if {
	some [name, doc, gap] in _gaps
	not doc.document.exception
}

warn contains _finding(name, doc, sprintf("%s: %s", [gap, data.tunegate.lib.facts.shown(doc.document.exception)])) if {
	some [name, doc, gap] in _gaps
}

_finding(name, doc, msg) := data.tunegate.lib.facts.at(id, name, doc, "/decision", msg)

_gaps contains [name, doc, gap] if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["decision-record"]
	some gap in _against(doc.document)
}

_against(said) := ({gap |
	said.decision in {"retrieval", "in-context-learning", "tool-use"}
	gap := sprintf("%s was decided on, and this is a fine-tune", [said.decision])
} | {gap |
	said.decision in {"fine-tune", "combination"}
	said.behaviour_change_needed == false
	gap := sprintf("no other behaviour is needed, and %s was decided on", [said.decision])
}) | ({gap |
	said.decision == "fine-tune"
	said.behaviour_change_needed
	said.knowledge_access_needed
	gap := "knowledge is needed, and nothing but a fine-tune was decided on, which bakes it in"
} | {gap |
	some row in said.alternatives
	row.option == said.decision
	gap := sprintf("%s was decided on, and is listed as an alternative that was not", [said.decision])
})
