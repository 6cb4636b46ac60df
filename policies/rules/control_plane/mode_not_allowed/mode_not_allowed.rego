# METADATA
# title: The check was asked to observe, but the configuration enforces
# description: >-
#   'mode' in the trusted configuration says whether findings block. Whatever runs the check can ask for more,
#   never for less: the author of a change can edit the workflow.
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
