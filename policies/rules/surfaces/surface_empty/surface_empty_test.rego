package tunegate.rules.surface_empty_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.surface_empty as rule
import rego.v1

finding := {
	"rule": "surface-empty",
	"model": "m",
	"path": "tunegate.yaml",
	"line": 3,
	"end_line": 9,
	"element": "base_model",
	"msg": "nothing is found on the surface base_model of m",
}

test_in_order if rule.deny == set() with input as fixture.case

test_empty if {
	rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/state/surfaces/base_model/elements", 0)])
}
