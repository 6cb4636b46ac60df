package tunegate.rules.baseline_superseded_test

import data.tunegate.lib.baselines_fixture_test as adoption
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.baseline_superseded as rule
import rego.v1

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as adoption.adopted([])
}

test_beside_a_disposition if {
	rule.warn == {{
		"rule": "baseline-superseded",
		"model": "m",
		"path": "evidence/m/baseline.yaml",
		"line": 1,
		"end_line": 99,
		"msg": "m has a disposition, so its baseline counts for nothing",
	}} with input as fixture.patched([fixture.put("/models/m/evidence/baseline", adoption.baseline)])
}
