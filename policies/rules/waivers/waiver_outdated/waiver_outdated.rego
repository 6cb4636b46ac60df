# METADATA
# title: A waiver no longer covers anything
# description: >-
#   What it was granted for has changed, or it does not say what that is. It covers nothing.
# custom:
#   id: waiver-outdated
#   severity: warning
#   step: configure
#   remedy: Remove it, or get the present content accepted; 'tunegate waiver' prints what to write.
#   requirement: What is accepted is accepted by someone, for a time.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.4]
#     iso-42001: [clause 6.1.3]
package tunegate.rules.waiver_outdated

import rego.v1

id := "waiver-outdated"

warn contains _finding(row, sprintf("the waiver of %s names no element and value, so it covers nothing", [row.rule])) if {
	some row in input.waivers
	is_null(row.value)
}

# asked for by data.tunegate, which has the findings: a rule that reads those of all rules would read itself
changed(row, bound) := _finding(row, sprintf(
	"the waiver of %s was granted for other content of %s (value %s...; now %s)",
	[row.rule, row.element, data.tunegate.lib.facts.digest_short(row.value), bound.value],
))

_finding(row, msg) := {
	"rule": id,
	"model": row.model,
	"path": row.config,
	"line": row.line,
	"end_line": row.end_line,
	"msg": msg,
}
