# METADATA
# title: The gate changed on the base branch
# description: >-
#   The author of a branch chooses where it starts, and so could choose an older and weaker gate. Files of the control
#   plane have to be those of the base branch's tip.
# custom:
#   id: base-outdated
#   severity: error
#   step: configure
#   about: approval
#   security-severity: "8.0"
#   remedy: >-
#     Bring the branch up to date: merge the base branch into it, or rebase it.
#   requirement: A pull request cannot approve itself.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.4]
#     iso-42001: [clause 6.3]
package tunegate.rules.base_outdated

import rego.v1

id := "base-outdated"

deny contains {
	"rule": id,
	"model": "control-plane",
	"path": path,
	"line": null,
	"end_line": null,
	"msg": sprintf("%s changed on the base branch after this branch left it", [path]),
} if {
	some path in input.control_plane.outdated
}
