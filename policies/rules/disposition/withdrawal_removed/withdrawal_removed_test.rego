package tunegate.rules.withdrawal_removed_test

import data.tunegate.lib.earlier_fixture_test as before
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.withdrawal_removed as rule
import rego.v1

removed(changed) := fixture.patched([before.with_withdrawal(before.withdrawal(object.union({"at": "base", "here": false}, changed)))])

finding(moment) := {
	"rule": "withdrawal-removed",
	"model": "m",
	"path": "evidence/m/withdrawals/w.yaml",
	"line": null,
	"end_line": null,
	"msg": sprintf("the withdrawal of %s by risk@acme.example is not as it was at the base", [moment]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	every at in ["head", "tip", "trusted"] {
		rule.deny == set() with input as removed({"at": at})
	}
}

test_removed if {
	rule.deny == {finding("2026-11-21T00:00:00Z")} with input as removed({})
	rule.deny == {finding("2025-11-22T00:00:00Z")} with input as removed({"withdrawn_at": "2025-11-22T00:00:00Z"})
	rule.deny == {finding("2025-11-21T00:00:00Z")} with input as removed({"withdrawn_at": "2025-11-21T00:00:00Z", "withdraws": "disposition"})
}

test_after_its_time if {
	rule.deny == set() with input as removed({"withdrawn_at": "2025-11-21T00:00:00Z"})
	rule.deny == set() with input as removed({"withdrawn_at": "2020-11-21T00:00:00Z", "withdraws": "disposition"})
}
