# METADATA
# title: A withdrawal is dated in the future
# description: It would take back decisions that nobody has made yet.
# custom:
#   id: withdrawal-rejected
#   severity: error
#   step: restore
#   remedy: Set 'withdrawn_at' to when it was written, or correct the clock of the machine that runs the gate.
#   requirement: A decision that was taken back does not come back.
#   mappings:
#     iso-42001: [clause 7.5.3]
package tunegate.rules.withdrawal_rejected

import rego.v1

id := "withdrawal-rejected"

deny contains {
	"rule": id,
	"model": model,
	"path": row.path,
	"line": row.line,
	"end_line": row.end_line,
	"msg": sprintf("the withdrawal is dated %s, and it is %s", [row.withdrawn_at, input.now]),
} if {
	some model, rows in data.tunegate.lib.earlier.withdrawals
	some row in rows
	row.here
	row.withdrawn_at > input.now
}
