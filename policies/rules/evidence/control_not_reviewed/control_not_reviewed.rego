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

deny contains data.tunegate.lib.facts.at(id, name, doc, row.pointer, sprintf(
	"the %s relies on %s, which is not on %s",
	[kind, row.control.path, row.control.surface],
)) if {
	some name, model in data.tunegate.lib.facts.judged
	some kind, doc in model.evidence.artefacts
	some row in _controls(doc.document)
	now := data.tunegate.lib.facts.now_at(doc, row.control.surface, row.control.path)
	not _is_on(model.reviewed.controls[row.control.surface], now)
}

_controls(document) := ({row |
	some i, class in document.capability_classes
	some j, control in class.controls
	row := {"pointer": sprintf("/capability_classes/%d/controls/%d/path", [i, j]), "control": control}
} | {row |
	some i, category in document.categories
	some j, control in category.compensating_controls
	row := {"pointer": sprintf("/categories/%d/compensating_controls/%d/path", [i, j]), "control": control}
}) | (({row |
	some i, sum in document.overall
	some j, control in sum.compensating_controls
	row := {"pointer": sprintf("/overall/%d/compensating_controls/%d/path", [i, j]), "control": control}
} | {row |
	some i, finding in document.findings
	row := {"pointer": sprintf("/findings/%d/control/path", [i]), "control": finding.control}
}) | {row |
	some i, test in document.adversarial_tests
	some j, control in test.compensating_controls
	row := {"pointer": sprintf("/adversarial_tests/%d/compensating_controls/%d/path", [i, j]), "control": control}
})

_is_on(keys, path) if path in keys

# a container of values that the surface has, or a file of which it has some
_is_on(keys, path) if {
	contains(path, "#")
	below := concat("", [path, "/"])
	some key in keys
	startswith(key, below)
}

_is_on(keys, path) if {
	inside := concat("", [path, "#"])
	some key in keys
	startswith(key, inside)
}
