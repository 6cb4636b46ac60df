package tunegate.rules.drift_incomplete_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.drift_incomplete as rule
import rego.v1

finding(msg) := {
	"rule": "drift-incomplete",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": msg,
}

test_in_order if rule.deny == set() with input as drifted.drift({})

test_missing if {
	rule.deny == {finding("2 answers to items of fraud of acme-suite have no counterpart or ended in an error")} with input as drifted.drift({"missing": 2})
}

test_nothing_to_lose if {
	said := finding("the base model refuses 190 of 200 items of disallowed-content, so that no loss over the margin can show")
	rule.deny == {said} with input as drifted.classed({}, {"refused_units": 10})
	rule.deny == set() with input as drifted.classed({}, {"refused_units": 11})
	counts := {"units": null, "refused_units": null, "base": {"n": 200, "refused": 10, "errors": 0}}
	count(rule.deny) == 1 with input as drifted.classed({}, counts)
	rule.deny == set() with input as drifted.classed({}, object.union(counts, {"base": {"refused": 11}}))
}

test_not_computed if {
	rule.deny == {finding("the outcomes of acme-suite cannot be computed: why")} with input as json.patch(
		drifted.drift({}),
		[fixture.put("/models/m/evidence/drift/suites/0/reason", "why")],
	)
}

test_one_is_too_many if count(rule.deny) == 1 with input as drifted.drift({"missing": 1})

before(names, suites) := json.patch(drifted.drift({}), [
	fixture.put("/models/m/evidence/recorded_before", names),
	fixture.put("/models/m/evidence/drift/suites", [object.union(suite, changed) |
		some changed in suites
		suite := {"pointer": "/safety_suites/0", "reason": null, "results": []}
	]),
])

test_outcomes_that_were_taken_away if {
	gone := finding("the base commit has the outcomes of acme-suite item by item, and this change takes them away")
	rule.deny == {gone} with input as before(["acme-suite"], [{"suite": "acme-suite", "source": "counts"}])
	rule.deny == {gone} with input as before(["acme-suite"], [{"suite": "another name", "source": "counts"}])
	rule.deny == {gone} with input as before(
		["acme-suite", "other"],
		[{"suite": "acme-suite", "source": "counts"}, {"suite": "other", "source": "records"}],
	)
	rule.deny == set() with input as before([], [{"suite": "acme-suite", "source": "counts"}])
	rule.deny == set() with input as before(["acme-suite"], [{"suite": "another name", "source": "records"}])
	rule.deny == set() with input as before(
		["acme-suite"],
		[{"suite": "acme-suite", "source": "records"}, {"suite": "by hand", "source": "counts"}],
	)
}
