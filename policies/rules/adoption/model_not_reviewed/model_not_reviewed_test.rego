package tunegate.rules.model_not_reviewed_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.model_not_reviewed as rule
import rego.v1

test_in_order if rule.warn == set() with input as fixture.case

test_let_in if {
	rule.warn == {{
		"rule": "model-not-reviewed",
		"model": "m",
		"path": "evidence/m/baseline.yaml",
		"line": 1,
		"end_line": 99,
		"msg": "m is not reviewed: ml@acme.example lets it in until 2027-05-01, since 2026-11-10: it ran before",
	}} with input as adoption.adopted([])
}

test_one_that_does_not_count_lets_nothing_in if {
	rule.warn == set() with input as adoption.adopted([adoption.said("expires", "2026-11-22")])
}
