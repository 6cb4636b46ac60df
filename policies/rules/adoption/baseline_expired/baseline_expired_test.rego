package tunegate.rules.baseline_expired_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.baseline_expired as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as adoption.adopted([adoption.said("expires", "2026-11-23")])
}

test_after_the_last_day if {
	rule.deny == {{
		"rule": "baseline-expired",
		"model": "m",
		"path": "evidence/m/baseline.yaml",
		"line": 6,
		"end_line": 6,
		"msg": "the baseline of m expired on 2026-11-22",
	}} with input as adoption.adopted([adoption.said("expires", "2026-11-22")])
}
