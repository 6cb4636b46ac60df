# METADATA
# title: The check was asked to observe, and the configuration enforces
# description: >-
#   Whether findings block is said by 'mode' in the trusted configuration. What runs the check can ask for more, not for
#   less: a workflow is the author's to edit.
# custom:
#   id: mode-not-allowed
#   severity: error
#   step: configure
#   remedy: >-
#     Take 'mode: observe' out of the workflow ('--mode' out of the command). To observe, set 'mode: observe' in
#     tunegate.yaml, which the owner of the gate has to answer for.
#   requirement: A pull request cannot approve itself.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.4]
#     iso-42001: [clause 6.3]
package tunegate.rules.mode_not_allowed

import rego.v1

id := "mode-not-allowed"

deny contains {
	"rule": id,
	"model": null,
	"path": input.control_plane.path,
	"line": null,
	"end_line": null,
	"msg": "the check was asked to observe, and the trusted configuration has 'mode: enforce'",
} if {
	input.enforcement.asked == "observe"
	input.enforcement.configured != "observe"
}
