package tunegate.rules.tests_retired_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.tests_retired as rule
import rego.v1

gone := {"gone": 3, "gone_lost": 2, "gone_names": ["a", "b", "c"]}

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as drifted.tested_before(gone, [])
	rule.warn == set() with input as drifted.tested_before({"gone": 0}, [{"suite": "acme-suite", "reason": "r"}])
}

test_retired if {
	rule.warn == {{
		"rule": "tests-retired",
		"model": "m",
		"path": "evidence/m/evaluation-results.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "3 of 40 items of fraud of acme-suite in the base commit's results are given up, 2 of them lost there: worded anew",
	}} with input as drifted.tested_before(gone, [{"suite": "acme-suite", "reason": "worded anew"}])
}
