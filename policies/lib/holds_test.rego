package tunegate.lib.holds_test

import data.tunegate.lib.holds
import rego.v1

hold := {
	"at": "2026-11-20T00:00:00Z",
	"signed_by": ["a@acme.example"],
	"approvers": {"quorum": 2, "principals": ["a@acme.example", "b@acme.example"]},
	"releases": [],
}

release := {"at": "2026-11-21T00:00:00Z", "signed_by": ["a@acme.example", "b@acme.example"]}

now := "2026-11-23T12:00:00Z"

held(changes) if count(holds.in_force([object.union(hold, changes)], now)) == 1

test_one_approver_holds if held({})

test_nobody_else_does if {
	not held({"signed_by": []})
	not held({"signed_by": ["mallory@acme.example"]})
	not held({"at": "2026-11-24T00:00:00Z"})
}

test_quorum_releases if {
	not held({"releases": [release]})
	held({"releases": [object.union(release, {"signed_by": ["a@acme.example"]})]})
	held({"releases": [object.union(release, {"signed_by": ["a@acme.example", "mallory@acme.example"]})]})
	held({"releases": [object.union(release, {"at": "2026-11-24T00:00:00Z"})]})
}

test_where_nobody_is_known if {
	held({"approvers": null, "signed_by": []})
	held({"approvers": null, "releases": [release]})
}
