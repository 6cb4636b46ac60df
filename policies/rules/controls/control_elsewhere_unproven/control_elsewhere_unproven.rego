# METADATA
# title: A control of another repository is typed, not proven
# description: >-
#   Somebody typed an address, a commit and a digest. The gate cannot see whether the control is there, so what is
#   said of it counts as unproven.
# custom:
#   id: control-elsewhere-unproven
#   severity: warning
#   step: correct
#   remedy: >-
#     Name a controls statement that the repository has signed: 'tunegate controls statement' there,
#     'elsewhere.statement' here.
#   requirement: A control that is relied on exists, and is what it was.
#   mappings:
#     nist-ai-rmf: [MAP 4.2]
#     iso-42001: [A.10.2]
package tunegate.rules.control_elsewhere_unproven

import rego.v1

id := "control-elsewhere-unproven"

warn contains data.tunegate.lib.controls.at(id, name, doc, control, sprintf(
	"the %s relies on %s of %s, and no statement of that repository says so",
	[kind, control.path, control.elsewhere.repository],
)) if {
	some [name, kind, doc, control] in data.tunegate.lib.controls.elsewhere
	is_null(control.elsewhere.statement)
}
