package tunegate.rules.tests_dropped_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.tests_dropped as rule
import rego.v1

finding(msg) := {
	"rule": "tests-dropped",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as drifted.tested_before({"gone": 0}, [])
}

test_gone if {
	rule.deny == {finding("3 of 40 items of fraud of acme-suite in the base commit's results are not in this change's results, 2 of them lost there: a, b, c")} with input as drifted.tested_before({"gone": 3, "gone_lost": 2, "gone_names": ["a", "b", "c"]}, [])
	rule.deny == {finding("7 of 40 items of fraud of acme-suite in the base commit's results are not in this change's results: a, b, c, d, e and 2 more")} with input as drifted.tested_before({"gone": 7, "gone_names": ["a", "b", "c", "d", "e"]}, [])
}

test_one_is_too_many if count(rule.deny) == 1 with input as drifted.tested_before({"gone": 1, "gone_names": ["a"]}, [])

test_taken_away_as_a_whole_is_another_rule if {
	gone := drifted.tested_before({"gone": 3, "gone_names": ["a", "b", "c"]}, [])
	recorded := fixture.put("/models/m/evidence/recorded_before", ["acme-suite"])
	count(rule.deny) == 1 with input as json.patch(gone, [recorded])
	counts := fixture.put("/models/m/evidence/drift/suites/0/source", "counts")
	rule.deny == set() with input as json.patch(gone, [recorded, counts])
	other := fixture.put("/models/m/evidence/recorded_before", ["acme-suite", "other"])
	count(rule.deny) == 1 with input as json.patch(gone, [other])
	elsewhere := fixture.put("/models/m/evidence/recorded_before", ["other"])
	count(rule.deny) == 1 with input as json.patch(gone, [elsewhere, counts])
}

test_retired if {
	gone := {"gone": 3, "gone_names": ["a", "b", "c"]}
	rule.deny == set() with input as drifted.tested_before(gone, [{"suite": "acme-suite", "reason": "r"}])
	rule.deny == set() with input as drifted.tested_before(gone, [{"suite": "acme-suite", "category": "fraud", "reason": "r"}])
	count(rule.deny) == 1 with input as drifted.tested_before(gone, [{"suite": "acme-suite", "category": "weapons", "reason": "r"}])
	count(rule.deny) == 1 with input as drifted.tested_before(gone, [{"suite": "other", "category": "fraud", "reason": "r"}])
	old := fixture.put("/models/m/evidence/tested_before/retired", [{"suite": "acme-suite", "reason": "r"}])
	count(rule.deny) == 1 with input as json.patch(drifted.tested_before(gone, [{"suite": "acme-suite", "reason": "r"}]), [old])
	rule.deny == set() with input as json.patch(drifted.tested_before(gone, [{"suite": "acme-suite", "reason": "another"}]), [old])
}
