# METADATA
# title: A severity cannot be set
# description: A rule that is not known, or one without which the check means nothing.
# custom:
#   id: severity-rejected
#   severity: error
#   step: configure
#   remedy: Take the entry out of 'severities'; 'tunegate policy list' shows the rules.
#   requirement: The gate fails the deploy when a trigger fires without an updated disposition.
#   mappings:
#     nist-ai-rmf: [GOVERN 1.4]
package tunegate.rules.severity_rejected

import rego.v1

id := "severity-rejected"

deny contains _finding(row, sprintf("the findings of %s cannot be lowered", [row.name])) if {
	some row in input.adjustments
	row.what == "severity"
	row.value == "warning"
	row.name in data.tunegate.lib.tables.fixed_severity
}

# asked for by data.tunegate, which knows the ids: a rule that reads those of all rules would read itself
unknown(row) := _finding(row, data.tunegate.lib.replaced.unknown(row.name))

_finding(row, msg) := {
	"rule": id,
	"model": null,
	"path": row.path,
	"line": row.line,
	"end_line": row.end_line,
	"msg": msg,
}
