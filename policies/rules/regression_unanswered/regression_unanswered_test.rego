package tunegate.rules.regression_unanswered_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.regression_unanswered as rule
import rego.v1

judged(outcome, controls) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/alignment-regression/document/categories",
	[{"category": "fraud", "outcome": outcome, "compensating_controls": controls}],
)])

finding(outcome) := {
	"rule": "regression-unanswered",
	"model": "m",
	"path": "evidence/m/alignment-regression.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the category fraud is %s and names no compensating control", [outcome]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as judged("non-inferior", [])
	rule.deny == set() with input as judged("regressed", [{"path": "p.md"}])
}

test_unanswered if {
	every outcome in ["regressed", "inconclusive"] {
		rule.deny == {finding(outcome)} with input as judged(outcome, [])
	}
}
