# METADATA
# title: Requests to delete training records
# description: >-
#   Judges the requests of a repository against the training data of its models, as the check does. The input is what
#   `policies/lib/deletions.rego` reads, with `now`. The answer is the rule `result`; `exits` are exit statuses of the
#   process, by verdict.
# custom:
#   exits: {pass: 0, block: 1, undecided: 3}
package tunegate.deletions

import rego.v1

result := {"verdict": verdict, "findings": findings}

default verdict := "undecided"

verdict := "block" if "error" in _severities

verdict := "undecided" if {
	not "error" in _severities
	"undecided" in _severities
}

verdict := "pass" if {
	is_array(input.requests)
	is_array(input.removed)
	is_string(input.now)
	count(_severities & {"error", "undecided"}) == 0
}

_severities := {finding.severity | some finding in findings}

findings contains {
	"rule": row.rule,
	"severity": object.get(_severity, row.rule, "error"),
	"path": row.path,
	"line": row.line,
	"message": row.message,
} if {
	some row in data.tunegate.lib.deletions.found(input, input.now)
}

_severity := {
	"deletion-open": "warning",
	"deletion-unchecked": "undecided",
	"deletion-undecided": "undecided",
}
