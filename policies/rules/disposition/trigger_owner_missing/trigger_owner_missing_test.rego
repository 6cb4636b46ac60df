package tunegate.rules.trigger_owner_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.trigger_owner_missing as rule
import rego.v1

finding := {
	"rule": "trigger-owner-missing",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 8,
	"end_line": 14,
	"msg": "the trigger base-model-change has no named owner",
}

at := "/models/m/evidence/disposition/document/triggers/base-model-change"

test_in_order if rule.deny == set() with input as fixture.case

test_no_trigger if rule.deny == {finding} with input as fixture.patched([fixture.cut(at)])

test_no_owner if rule.deny == {finding} with input as fixture.patched([fixture.put(at, {})])

test_blank_owner if rule.deny == {finding} with input as fixture.patched([fixture.put(at, {"owner": " "})])

test_all_three if {
	count(rule.deny) == 3 with input as fixture.patched([fixture.put("/models/m/evidence/disposition/document/triggers", {})])
}
