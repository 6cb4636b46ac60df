# METADATA
# title: A control of another repository cannot be relied on
# description: >-
#   The controls statement that names it is missing, altered, unsigned, from another repository, replaced by a
#   later one, or expired; or the document relied on it only until a day that has passed.
# custom:
#   id: control-elsewhere-rejected
#   severity: error
#   step: correct
#   remedy: >-
#     Have that repository make and sign a statement ('tunegate controls statement', 'tunegate controls sign'), keep
#     both files in the folder 'controls' of the evidence, and name it by its new digest.
#   requirement: A control that is relied on exists, and is what it was.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4, MAP 4.2]
#     iso-42001: [A.6.2.4, A.10.2]
package tunegate.rules.control_elsewhere_rejected

import rego.v1

id := "control-elsewhere-rejected"

deny contains data.tunegate.lib.controls.at(id, name, doc, control, sprintf(
	"the %s relies on %s of %s, which does not count: %s",
	[kind, control.path, control.elsewhere.repository, concat("; ", sort(reasons))],
)) if {
	some [name, kind, doc, control] in data.tunegate.lib.controls.elsewhere
	reasons := data.tunegate.lib.controls.refused(control)
	count(reasons) > 0
}
