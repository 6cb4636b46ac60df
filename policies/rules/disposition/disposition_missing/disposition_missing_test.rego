package tunegate.rules.disposition_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_missing as rule
import rego.v1

finding := {
	"rule": "disposition-missing",
	"model": "m",
	"path": "tunegate.yaml",
	"line": 3,
	"end_line": 9,
	"msg": "m has no disposition in evidence/m",
}

test_in_order if rule.deny == set() with input as fixture.case

test_missing if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/evidence/disposition", null)])

test_removed_model if {
	rule.deny == set() with input as fixture.patched([
		fixture.put("/models/m/evidence/disposition", null),
		fixture.put("/models/m/status", "removed"),
	])
}
