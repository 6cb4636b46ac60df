# METADATA
# title: A control is not on the surface that it is said to be on
# description: Controls that the evidence relies on have to be files or values that the gate watches.
# custom:
#   id: control-not-reviewed
#   severity: error
#   step: correct
#   security-severity: "6.0"
#   remedy: Name the file or value that holds the control, and have a selector of its surface cover it.
#   requirement: Each capability and each regression is addressed by a control at the deployment layer that exists.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.3]
#     iso-42001: [clause 6.1.3]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.control_not_reviewed

import rego.v1

id := "control-not-reviewed"

deny contains data.tunegate.lib.controls.at(id, name, doc, control, sprintf(
	"the %s relies on %s, which is not on %s",
	[kind, control.path, control.surface],
)) if {
	some [name, kind, doc, control] in data.tunegate.lib.controls.relied
	is_null(control.digest)
	not is_object(control.elsewhere) # the statement of the other repository says what it has
}
