package tunegate.rules.checkpoints_lapsed_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.checkpoints_lapsed as rule
import rego.v1

run(days) := json.patch(
	fixture.patched([
		fixture.put(sprintf("%s/document/checkpoints", [derived.run]), [{"step": 41, "kept_until": day} | some day in days]),
		fixture.put(sprintf("%s/lines/~1checkpoints~11~1kept_until", [derived.run]), [34, 34]),
	]),
	[fixture.put("/now", "2026-11-02T00:00:00Z")],
)

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as run(["2027-01-01", "2026-11-02"])
	rule.warn == set() with input as fixture.patched([fixture.put(sprintf("%s/document/checkpoints", [derived.run]), [{"step": 41}])])
}

test_day_that_is_over if {
	found := derived.at("checkpoints-lapsed", 34, 34, "the checkpoint of step 41 was kept until 2026-11-01")
	rule.warn == {found} with input as run(["2027-01-01", "2026-11-01"])
}
