# METADATA
# title: A control is relied on without its digest
# description: >-
#   Without the digest that 'tunegate evidence renew' writes beside a control nobody can tell later what was relied
#   on. Of a pack in an older form it is asked once the document is written again.
# custom:
#   id: control-unrecorded
#   severity: error
#   step: redo
#   remedy: >-
#     Look at what the document says of the control, and run 'tunegate evidence renew' with its kind, which writes
#     the digest.
#   requirement: The clearance rests on the controls.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4, MANAGE 4.1]
#     iso-42001: [clause 8.2]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.control_unrecorded

import rego.v1

id := "control-unrecorded"

deny contains data.tunegate.lib.controls.at(id, name, doc, control, sprintf(
	"the %s relies on %s and does not record what that is",
	[kind, control.path],
)) if {
	some [name, kind, doc, control] in data.tunegate.lib.controls.relied
	data.tunegate.lib.facts.asked(name, doc)
	is_null(control.said)
	not is_object(control.elsewhere) # the statement is named by its digest
	is_string(control.digest) # else control-not-reviewed says so
}
