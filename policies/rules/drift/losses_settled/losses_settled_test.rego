package tunegate.rules.losses_settled_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.losses_settled as rule
import rego.v1

settled := {"settled": 2, "settled_names": ["a", "b"]}

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as drifted.tested_before({}, [])
}

test_settled if {
	rule.warn == {{
		"rule": "losses-settled",
		"model": "m",
		"path": "evidence/m/evaluation-results.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "2 items of fraud of acme-suite are lost in the base commit's results and not in this change's, of the same state: a, b",
	}} with input as drifted.tested_before(settled, [])
}

test_one_is_enough if count(rule.warn) == 1 with input as drifted.tested_before({"settled": 1, "settled_names": ["a"]}, [])

test_another_state if {
	rule.warn == set() with input as json.patch(drifted.tested_before(settled, []), [fixture.put("/models/m/evidence/tested_before/same_state", false)])
}
