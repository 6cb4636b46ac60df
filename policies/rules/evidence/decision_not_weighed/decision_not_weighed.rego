# METADATA
# title: The decision to fine-tune was not weighed against the alternatives
# description: >-
#   The decision record lists the alternatives that were considered. Retrieval is one of them unless it is part of what
#   was decided on; where another behaviour is needed a prompt is one, where knowledge is needed tools are.
# custom:
#   id: decision-not-weighed
#   severity: error
#   step: correct
#   remedy: Record in the decision record why it was not chosen, or that it is part of the decision.
#   requirement: The decision between fine-tuning and retrieval is recorded with its rationale.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [A.6.2.3]
#     eu-ai-act: [Annex IV(2)(b)]
package tunegate.rules.decision_not_weighed

import rego.v1

id := "decision-not-weighed"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/alternatives", sprintf("the decision record does not weigh %s", [option])) if {
	some name, model in data.tunegate.lib.facts.judged
	doc := model.evidence.artefacts["decision-record"]
	is_array(doc.document.alternatives)
	some option in (_always(doc.document) | _asked(name, doc))
	not option in {row.option | some row in doc.document.alternatives}
}

_always(said) := {"retrieval" | not said.decision in {"retrieval", "combination"}}

# since this was not always asked, of a pack in an older form once the record is written again
_asked(name, doc) := {option |
	data.tunegate.lib.facts.asked(name, doc)
	some option, need in {"in-context-learning": doc.document.behaviour_change_needed, "tool-use": doc.document.knowledge_access_needed}
	need
	not _part_of(doc.document.decision, option)
}

_part_of(decision, option) if decision == option

# a combination brings its knowledge by retrieval or tools
_part_of("combination", "tool-use") := true
