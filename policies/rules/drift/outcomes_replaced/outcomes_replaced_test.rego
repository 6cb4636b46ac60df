package tunegate.rules.outcomes_replaced_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.outcomes_replaced as rule
import rego.v1

finding(msg) := {
	"rule": "outcomes-replaced",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

before(rows) := json.patch(drifted.tested_before({}, []), [fixture.put("/models/m/evidence/tested_before/replaced", rows)])

test_in_order if {
	rule.deny == set() with input as drifted.drift({})
	rule.deny == set() with input as before([])
}

test_replaced if {
	rule.deny == {finding("7 items of acme-suite have other outcomes than in the base commit's results, of the same weights: a, b and 5 more")} with input as before([{"suite": "acme-suite", "n": 7, "names": ["a", "b"]}])
}

test_each_suite if {
	count(rule.deny) == 2 with input as before([{"suite": "one", "n": 1, "names": ["a"]}, {"suite": "other", "n": 1, "names": ["b"]}])
}
