package tunegate.rules.run_commit_mismatch_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.run_commit_mismatch as rule
import rego.v1

commit(kind, started_at, facts) := derived.with_sources(
	[object.union(derived.implied, {
		"kind": kind,
		"facts": object.union({"committed_at": "2026-10-20T09:00:00Z", "missing": []}, facts),
	})],
	[],
	[
		fixture.put(sprintf("%s/lines/~1code_commit", [derived.run]), [12, 12]),
		fixture.put(sprintf("%s/document/started_at", [derived.run]), started_at),
	],
)

finding(msg) := derived.at("run-commit-mismatch", 12, 12, msg)

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as commit("git", "2026-10-20T09:00:00Z", {})
	rule.deny == set() with input as commit("git", "2026-10-20T05:00:00-06:00", {"committed_at": null})
}

test_before_the_commit if {
	rule.deny == {finding("the commit was made at 2026-10-20T09:00:00Z, and the run started at 2026-10-20T10:30:00+02:00, before it")} with input as commit("git", "2026-10-20T10:30:00+02:00", {})
	rule.deny == set() with input as commit("hub", "2026-10-20T08:59:59Z", {})
}

test_without_the_file if {
	rule.deny == {finding("the command names train.yaml, which the commit does not have")} with input as commit(
		"git", "2026-10-21T09:00:00Z",
		{"missing": ["train.yaml"]},
	)
}

locked(facts) := json.patch(commit("git", "2026-10-20T09:00:00Z", facts), [
	fixture.put(sprintf("%s/document/lock_file", [derived.run]), {"path": "train.lock", "digest": fixture.head}),
	fixture.put(sprintf("%s/lines/~1lock_file~1digest", [derived.run]), [18, 18]),
])

at_lock(what) := derived.at(
	"run-commit-mismatch", 18, 18,
	sprintf("the lock file train.lock is sha256:111111111111 in the record, and %s in the commit of the code", [what]),
)

test_lock_file_at_the_commit if {
	rule.deny == set() with input as locked({"lock_file": fixture.head})
	rule.deny == set() with input as locked({}) # where nothing was looked up
	rule.deny == {at_lock("sha256:222222222222")} with input as locked({"lock_file": fixture.other})
	rule.deny == {at_lock("not there")} with input as locked({"lock_file": null})
}
