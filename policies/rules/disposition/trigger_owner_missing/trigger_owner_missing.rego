# METADATA
# title: A trigger has no owner
# description: The disposition names an owner for each of the three triggers, who answers when it fires.
# custom:
#   id: trigger-owner-missing
#   severity: error
#   step: decide
#   remedy: Name an owner for the trigger in the disposition, and get a new decision.
#   requirement: Each trigger is registered explicitly with a named owner.
#   mappings:
#     nist-ai-rmf: [GOVERN 2.1]
#     iso-42001: [A.3.2]
#     eu-ai-act: [Article 17(1)(m)]
package tunegate.rules.trigger_owner_missing

import rego.v1

id := "trigger-owner-missing"

deny contains data.tunegate.lib.facts.at(id, name, doc, "/triggers", sprintf("the trigger %s has no named owner", [trigger])) if {
	some name, doc in data.tunegate.lib.facts.dispositions
	some trigger in data.tunegate.lib.tables.model_triggers
	not _owned(doc, trigger)
}

_owned(doc, trigger) if trim_space(doc.document.triggers[trigger].owner) != ""
