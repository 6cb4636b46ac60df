# METADATA
# title: The gate itself was changed
# description: >-
#   Configuration, policies, signers, waivers and the gate's own workflow decide what is reviewed, so a change of them
#   needs a determination of their owner, as it stood in the base commit's configuration.
# custom:
#   id: control-plane-change
#   severity: error
#   step: determine
#   security-severity: "8.0"
#   remedy: >-
#     Have the owner record a determination: 'tunegate evidence new determination --trigger control-plane-change'; or
#     take the change back.
#   requirement: A pull request cannot approve itself.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.4]
#     iso-42001: [clause 6.3]
package tunegate.rules.control_plane_change

import rego.v1

id := "control-plane-change"

deny contains {
	"rule": id,
	"model": "control-plane",
	"path": change.path,
	"line": change.line,
	"end_line": change.end_line,
	"msg": sprintf("the gate itself changed: %s %s. The owner is %s.", [
		data.tunegate.lib.facts.what_changed(change),
		change.change,
		_owner,
	]),
} if {
	some trigger in data.tunegate.lib.triggers.fired
	trigger.model == "control-plane"
	is_null(trigger.answered_by)
	some index in trigger.changes
	not data.tunegate.lib.facts.inherited[index]
	change := input.changes[index]
}

# what the base branch brings is said once: it is answered there
deny contains {
	"rule": id,
	"model": "control-plane",
	"path": null,
	"line": null,
	"end_line": null,
	"msg": sprintf("the gate itself changed: %s of it. The owner is %s.", [data.tunegate.lib.facts.inherited_words(indices), _owner]),
} if {
	some trigger in data.tunegate.lib.triggers.fired
	trigger.model == "control-plane"
	is_null(trigger.answered_by)
	indices := [index | some index in trigger.changes; data.tunegate.lib.facts.inherited[index]]
	count(indices) > 0
}

_owner := input.control_plane.owner if _is_owned

_owner := "not registered: set control_plane.owner in the configuration" if not _is_owned

_is_owned if {
	is_string(input.control_plane.owner)
	not data.tunegate.lib.facts.is_nobody(input.control_plane.owner)
}
