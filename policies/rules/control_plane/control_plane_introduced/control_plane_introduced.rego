# METADATA
# title: The configuration is that of the change itself
# description: >-
#   The base commit has no configuration, or there is nothing to compare with, so the head's own configuration and policies
#   judge it.
# custom:
#   id: control-plane-introduced
#   severity: warning
#   step: configure
#   remedy: Review the configuration itself before merging; where there is a base that has one, that is used.
#   requirement: A pull request cannot approve itself; the first one can only say so.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.4]
#     iso-42001: [clause 6.3]
package tunegate.rules.control_plane_introduced

import rego.v1

id := "control-plane-introduced"

warn contains {
	"rule": id,
	"model": "control-plane",
	"path": input.control_plane.path,
	"line": 1,
	"end_line": 1,
	"msg": _said,
} if input.control_plane.introduced

_said := "there is nothing to compare with: the configuration and the policies are those of the commit itself" if is_null(input.base)

_said := "this change introduces the gate: its configuration and policies are those of the change itself, and nobody has reviewed them yet" if not is_null(input.base)
