# METADATA
# title: A waiver has expired
# description: It covers nothing; what it covered is a finding again.
# custom:
#   id: waiver-expired
#   severity: warning
#   step: configure
#   remedy: Remove it, or get it granted again.
#   requirement: What is accepted is accepted by someone, for a time.
#   mappings:
#     nist-ai-rmf: [MANAGE 1.4]
#     iso-42001: [clause 6.1.3]
package tunegate.rules.waiver_expired

import rego.v1

id := "waiver-expired"

warn contains {
	"rule": id,
	"model": row.model,
	"path": row.config,
	"line": row.line,
	"end_line": row.end_line,
	"msg": sprintf("the waiver of %s for %s expired on %s", [row.owner, row.rule, row.expires]),
} if {
	some row in input.waivers
	row.expires < data.tunegate.lib.facts.today
}
