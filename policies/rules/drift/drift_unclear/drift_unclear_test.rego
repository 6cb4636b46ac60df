package tunegate.rules.drift_unclear_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as regression
import data.tunegate.rules.drift_unclear as rule
import rego.v1

finding(msg) := {
	"rule": "drift-unclear",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("%s (200 items, 1 lost, 2 gained, p 0.875): this may be chance, and may be a loss", [msg]),
}

control := {"outcome": "unclear", "explanation": "e", "compensating_controls": [{"path": "p.md"}]}

test_in_order if rule.deny == set() with input as drifted.drift({})

unclear(row) := json.patch(regression.analysis([fixture.put("/categories", [regression.category(row)])]), [fixture.put("/models/m/evidence/drift/suites/0/results", [object.union(drifted.row, {"outcome": "unclear"})])])

test_a_category if {
	said := finding("fraud of acme-suite is unclear")
	rule.deny == {said} with input as drifted.drift({"outcome": "unclear"})
	rule.deny == {said} with input as unclear({"outcome": "unclear"})
	rule.deny == {said} with input as unclear({"outcome": "unclear", "explanation": "e"})
	rule.deny == {said} with input as unclear(object.union(control, {"suite": "other"}))
	rule.deny == set() with input as unclear(control)
}

part := object.union(object.remove(drifted.class, ["look", "own"]), {"suite": "acme-suite", "outcome": "unclear", "same_as": null})

parted(rows) := json.patch(regression.analysis([fixture.put("/classes", rows)]), [fixture.put("/models/m/evidence/drift/parts", [part])])

test_a_suite_in_a_class if {
	said := finding("disallowed-content in acme-suite is unclear")
	rule.deny == {said} with input as parted([])
	rule.deny == {said} with input as parted([regression.class(control)])
	rule.deny == set() with input as parted([regression.class(object.union(control, {"suite": "acme-suite"}))])
	every other in [{"same_as": {"suite": "acme-suite", "category": "fraud"}}, {"outcome": "watched"}, {"kind": "mixed"}] {
		rule.deny == set() with input as json.patch(parted([]), [fixture.put("/models/m/evidence/drift/parts", [object.union(part, other)])])
	}
}

test_a_class if {
	said := finding("disallowed-content is unclear over all suites")
	rule.deny == {said} with input as regression.classed({"own": "unclear"}, [])
	rule.deny == set() with input as regression.classed({"own": "unclear"}, [fixture.put("/classes", [regression.class(control)])])
	rule.deny == set() with input as regression.classed({"own": "unclear", "kind": "mixed", "b": null, "c": null}, [])
	rule.deny == set() with input as regression.classed({"own": "unclear", "same_as": {"suite": "acme-suite", "category": "fraud"}}, [])
}
