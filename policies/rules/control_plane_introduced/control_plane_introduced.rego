# METADATA
# title: This change introduces the gate
# description: The base commit has no configuration, so the one of the head is used, and nobody has reviewed it yet.
# custom:
#   id: control-plane-introduced
#   severity: warning
#   step: configure
#   remedy: Review the configuration itself before merging; from then on the base commit's is used.
#   requirement: A pull request cannot approve itself; the first one can only say so.
package tunegate.rules.control_plane_introduced

import rego.v1

id := "control-plane-introduced"

warn contains {
	"rule": id,
	"model": "control-plane",
	"path": input.control_plane.path,
	"line": 1,
	"end_line": 1,
	"msg": "this change introduces the gate: its configuration and policies are those of the change itself, and nobody has reviewed them yet",
} if input.control_plane.introduced
