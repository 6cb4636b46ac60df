package tunegate.rules.disposition_state_unknown_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_state_unknown as rule
import rego.v1

finding := {
	"rule": "disposition-state-unknown",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 3,
	"end_line": 3,
	"msg": "the state sha256:111111111111 has no state file in evidence/m/states that hashes to it",
}

test_in_order if rule.deny == set() with input as fixture.case

test_fires if rule.deny == {finding} with input as fixture.patched([fixture.put("/models/m/evidence/disposition/made_for/known", false)])

test_at_the_boundary if rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/made_for/known", true)])

test_removed_model if {
	rule.deny == set() with input as fixture.patched([fixture.put("/models/m/evidence/disposition/made_for/known", false), fixture.put("/models/m/status", "removed")])
}

test_says_what_is_wrong_with_the_file if {
	rule.deny == {object.union(finding, {"msg": concat("", [finding.msg, ": it is not a state"])})} with input as fixture.patched([
		fixture.put("/models/m/evidence/disposition/made_for/known", false),
		fixture.put("/models/m/evidence/disposition/made_for/problem", "it is not a state"),
	])
}
