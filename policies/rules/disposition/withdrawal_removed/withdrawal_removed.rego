# METADATA
# title: A withdrawal was taken out or edited
# description: >-
#   Without it, what it took back could be put back. It may go when no decision of its time can hold any more: after 366
#   days for a determination, after 1830 for a disposition.
# custom:
#   id: withdrawal-removed
#   severity: error
#   step: restore
#   remedy: >-
#     Put the file back as it was (git checkout). To decide otherwise now, write a new determination or
#     disposition: it is later than the withdrawal.
#   requirement: A decision that was taken back does not come back.
#   mappings:
#     nist-ai-rmf: [MANAGE 2.4]
#     iso-42001: [clause 7.5.3]
package tunegate.rules.withdrawal_removed

import rego.v1

id := "withdrawal-removed"

deny contains {
	"rule": id,
	"model": model,
	"path": row.path,
	"line": null,
	"end_line": null,
	"msg": sprintf("the withdrawal of %s by %s is not as it was at the base", [row.withdrawn_at, row.withdrawn_by]),
} if {
	some model, rows in data.tunegate.lib.earlier.withdrawals
	some row in rows
	row.at == "base"
	data.tunegate.lib.earlier.days(row.withdrawn_at, input.now) <= _longest(row)
}

_longest(row) := data.tunegate.lib.earlier.longest.disposition if row.withdraws == "disposition"

_longest(row) := data.tunegate.lib.earlier.longest.determination if row.withdraws != "disposition"
