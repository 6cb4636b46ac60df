package tunegate.rules.baseline_ending_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.baseline_ending as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as adoption.adopted([adoption.said("expires", "2026-12-08")])
}

test_fourteen_days_before if {
	rule.warn == {{
		"rule": "baseline-ending",
		"model": "m",
		"path": "evidence/m/baseline.yaml",
		"line": 6,
		"end_line": 6,
		"msg": concat("", ["the baseline of m ends on 2026-12-07 (days left: 14); ", "after it, whatever touches the model blocks, and so does verify"]),
	}} with input as adoption.adopted([adoption.said("expires", "2026-12-07")])
}

test_one_that_does_not_count_does_not_end if {
	rule.warn == set() with input as adoption.adopted([adoption.said("expires", "2026-12-01"), adoption.said("owner", "o@example.invalid")])
}
