package tunegate.rules.recount_outdated_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.recount_fixture_test as recount
import data.tunegate.rules.recount_outdated as rule
import rego.v1

found(changed) := {row.msg | some row in rows} if {
	rows := rule.deny with input as recount.counted(changed)
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as recount.uncounted(["recount"])
	found({}) == set()
	found({"counted_at": "2026-10-23T18:22:00Z"}) == set()
}

test_raw_files if {
	other := {"acme-suite: the recount is of other raw files than the suite names"}
	found({"raw": ["sha256:base"]}) == other
	found({"raw": ["sha256:tuned", "sha256:other"]}) == other
	found({"raw": ["sha256:tuned", "sha256:base", "sha256:other"]}) == other
}

test_outcomes if found({"records": "sha256:other"}) == {"acme-suite: the recount is of other outcomes than the suite names"}

test_before_the_run if found({"counted_at": "2026-10-23T18:21:59Z"}) == {"acme-suite: the recount was made before the runs finished"}
