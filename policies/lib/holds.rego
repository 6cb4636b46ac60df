# METADATA
# title: Which holds on a model are in force
# description: >-
#   Any one approver puts a model on hold; it takes their quorum to release it. Where nobody is known who could approve,
#   every hold is in force and no release counts.
package tunegate.lib.holds

import rego.v1

in_force(holds, now) := [hold |
	some hold in holds
	hold.at <= now
	_is_signed(hold)
	not _is_released(hold, now)
]

_is_signed(hold) if hold.approvers == null

_is_signed(hold) if count(_approving(hold, hold.signed_by)) > 0

_is_released(hold, now) if {
	hold.approvers != null
	some release in hold.releases
	release.at <= now
	count(_approving(hold, release.signed_by)) >= hold.approvers.quorum
}

_approving(hold, names) := {name | some name in names; name in hold.approvers.principals}
