# METADATA
# title: The decision to fine-tune was not weighed against retrieval
# description: >-
#   The decision record lists the alternatives that were considered. Retrieval is one of them unless it is what was
#   decided on.
# custom:
#   id: decision-not-weighed
#   severity: error
#   step: correct
#   remedy: Record in the decision record why retrieval was not chosen, or that it is part of the decision.
#   requirement: The decision between fine-tuning and retrieval is recorded with its rationale.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [A.6.2.3]
#     eu-ai-act: [Annex IV(2)(b)]
package tunegate.rules.decision_not_weighed

import rego.v1

id := "decision-not-weighed"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/alternatives", "the decision record does not weigh retrieval") if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["decision-record"]
	is_array(doc.document.alternatives)
	not doc.document.decision in {"retrieval", "combination"}
	not "retrieval" in {row.option | some row in doc.document.alternatives}
}
