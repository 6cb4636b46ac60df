# METADATA
# title: A control that the evidence relies on changed
# description: >-
#   What names a control was written about the control as it was. That an artefact is stale as a whole is said by
#   artefact-stale.
# custom:
#   id: control-changed
#   severity: error
#   step: redo
#   security-severity: "6.0"
#   remedy: >-
#     Look at what relies on the control, test it again, and record that with 'tunegate evidence renew'. Or have
#     the trigger's owner determine that the control still works: 'tunegate evidence new determination' names it
#     with both digests.
#   requirement: The clearance rests on the controls, so a change to one of them puts it in question.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4, MANAGE 4.1]
#     iso-42001: [clause 8.2]
#     eu-ai-act: [Article 9(2)(d)]
package tunegate.rules.control_changed

import rego.v1

id := "control-changed"

deny contains data.tunegate.lib.controls.at(id, name, doc, control, sprintf(
	"the %s relies on %s, which is not what it was: %s was relied on, it is %s now",
	[kind, control.path, data.tunegate.lib.facts.digest_short(control.said), data.tunegate.lib.facts.digest_short(control.digest)],
)) if {
	some [name, kind, doc, control] in data.tunegate.lib.controls.relied
	is_string(control.said)
	is_string(control.digest) # else control-not-reviewed says so
	control.said != control.digest
	not _is_stale(name, kind, doc, control)
	not data.tunegate.lib.controls.confirmed(name, control)
}

_is_stale(name, kind, doc, control) if {
	control.surface in data.tunegate.lib.tables.depends_on[kind]
	control.surface in data.tunegate.lib.triggers.unanswered_surfaces(name, doc)
}
