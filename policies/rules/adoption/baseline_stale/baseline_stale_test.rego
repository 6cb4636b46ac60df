package tunegate.rules.baseline_stale_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.baseline_stale as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as adoption.adopted([])
}

test_a_change_that_nobody_answered if {
	rule.deny == {{
		"rule": "baseline-stale",
		"model": "m",
		"path": "evidence/m/baseline.yaml",
		"line": 3,
		"end_line": 3,
		"msg": concat("", ["the baseline lets in the state sha256:222222222222; since then these changed, ", "and ml@acme.example has not answered: system_prompt (p.md)"]),
	}} with input as adoption.changed([])
}

test_answered if {
	rule.deny == set() with input as adoption.changed([fixture.put("/models/m/evidence/determinations/0", adoption.determination)])
}

test_a_difference_that_no_surface_accounts_for if {
	rule.deny == {{
		"rule": "baseline-stale",
		"model": "m",
		"path": "evidence/m/baseline.yaml",
		"line": 3,
		"end_line": 3,
		"msg": "the baseline lets in the state sha256:222222222222, which is not that of the head",
	}} with input as adoption.adopted([fixture.put("/models/m/evidence/baseline/made_for", fixture.stale({}))])
}
