package tunegate.rules.deployed_state_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deployed_state_mismatch as rule
import rego.v1

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as fixture.verified([])
	rule.deny == set() with input as fixture.verified([fixture.put("/verification/states/m", fixture.head)])
}

test_another if {
	rule.deny == {{
		"rule": "deployed-state-mismatch",
		"model": "m",
		"path": "tunegate.yaml",
		"line": 3,
		"end_line": 9,
		"msg": "the deployed state of m is sha256:222222222222, and the commit's is sha256:111111111111",
	}} with input as fixture.verified([fixture.put("/verification/states/m", fixture.other)])
}
