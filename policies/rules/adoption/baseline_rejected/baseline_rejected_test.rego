package tunegate.rules.baseline_rejected_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.baseline_rejected as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as adoption.adopted([])
}

test_each_reason if {
	rule.deny == {{
		"rule": "baseline-rejected",
		"model": "m",
		"path": "evidence/m/baseline.yaml",
		"line": 1,
		"end_line": 99,
		"msg": concat("", ["the baseline does not count: it is dated in the future (2026-11-24T00:00:00Z); ", "it says that the first one came after it"]),
	}} with input as adoption.adopted([
		adoption.said("adopted_at", "2026-11-24T00:00:00Z"),
		adoption.said("since", "2026-11-25T00:00:00Z"),
	])
}
