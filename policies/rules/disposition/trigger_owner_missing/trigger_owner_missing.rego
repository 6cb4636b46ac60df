# METADATA
# title: A trigger has no owner
# description: >-
#   The disposition names an owner for each of the three triggers, who answers when it fires. A mailbox that ends with
#   .invalid is nobody's. For the control plane and for exclusions in the configuration that is a warning.
# custom:
#   id: trigger-owner-missing
#   severity: error
#   step: decide
#   remedy: Name an owner for the trigger in the disposition, and get a new decision.
#   requirement: Somebody is named for every trigger.
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

# what 'init' writes where a repository names nobody: nothing is answered by it, and this says so until it is replaced
warn contains _in_configuration(sprintf("control_plane.owner is %s, which is nobody: no determination about the gate can be answered", [input.control_plane.owner])) if {
	is_string(input.control_plane.owner)
	data.tunegate.lib.facts.is_nobody(input.control_plane.owner)
}

warn contains _in_configuration(sprintf("the exclusion of %s is owned by %s, which is nobody", [row.path, row.owner])) if {
	some row in input.unselected.exclusions
	data.tunegate.lib.facts.is_nobody(row.owner)
}

_in_configuration(msg) := {
	"rule": id,
	"model": null,
	"path": input.control_plane.path,
	"line": null,
	"end_line": null,
	"msg": msg,
	"remedy": "Write the mailbox of a role or the name of a team in its place.",
}

_owned(doc, trigger) if {
	owner := doc.document.triggers[trigger].owner
	not data.tunegate.lib.facts.is_nobody(owner)
}
