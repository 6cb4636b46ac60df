# METADATA
# title: A control has no content, or is switched off
# description: >-
#   A control that is relied on has content, and no switch beside it, above it in its file or on its surface is off.
#   An empty list of what is allowed is a control, because it allows nothing.
# custom:
#   id: control-off
#   severity: error
#   step: correct
#   security-severity: "7.0"
#   remedy: >-
#     Switch it on again, or put its content back. If it is meant to be off, name the control that takes its
#     place, and test what relied on this one.
#   requirement: Each capability and each regression is addressed by a control at the deployment layer that exists.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4, MANAGE 4.1]
#     iso-42001: [clause 8.2]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.control_off

import rego.v1

id := "control-off"

deny contains data.tunegate.lib.controls.at(id, name, doc, control, sprintf(
	"the %s relies on %s, which has no content",
	[kind, control.path],
)) if {
	some [name, kind, doc, control] in data.tunegate.lib.controls.relied
	control.empty
}

deny contains object.union(
	data.tunegate.lib.controls.at(id, name, doc, control, sprintf(
		"the %s relies on %s, and %s (%s) switches it off",
		[kind, control.path, off.key, data.tunegate.lib.facts.shown(off.value)],
	)),
	{"related": [{"path": off.path, "line": off.line, "end_line": off.line, "message": "the switch"}]},
) if {
	some [name, kind, doc, control] in data.tunegate.lib.controls.relied
	some off in control.off
}
