# METADATA
# title: A waiver does not count
# description: >-
#   A waiver of a rule that does not exist or cannot be waived, one granted in the future, or one that holds for
#   longer than allowed.
# custom:
#   id: waiver-rejected
#   severity: error
#   step: configure
#   remedy: Remove the waiver, or correct it; docs/configuration.md says what can be waived, and for how long.
#   requirement: What is accepted is accepted by someone, for a time.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.4]
#     iso-42001: [clause 6.1.3]
package tunegate.rules.waiver_rejected

import rego.v1

id := "waiver-rejected"

deny contains _finding(row, reason) if {
	some row in input.waivers
	some reason in data.tunegate.lib.waivers.objections(row)
}

# asked for by data.tunegate, which knows the ids: a rule that reads those of all rules would read itself
unknown(row) := _finding(row, data.tunegate.lib.replaced.unknown(row.rule))

_finding(row, msg) := {
	"rule": id,
	"model": row.model,
	"path": row.config,
	"line": row.line,
	"end_line": row.end_line,
	"msg": msg,
}
