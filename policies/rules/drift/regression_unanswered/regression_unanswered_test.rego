package tunegate.rules.regression_unanswered_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as regression
import data.tunegate.rules.regression_unanswered as rule
import rego.v1

judged(outcome, controls) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/alignment-regression/document/categories",
	[{"category": "fraud", "suite": "s", "outcome": outcome, "explanation": "e", "compensating_controls": controls}],
)])

finding(what) := {
	"rule": "regression-unanswered",
	"model": "m",
	"path": "evidence/m/alignment-regression.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("%s of s is regressed and names no compensating control", [what]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as judged("non-inferior", [])
	rule.deny == set() with input as judged("inconclusive", [])
	rule.deny == set() with input as judged("regressed", [{"path": "p.md"}])
}

test_unanswered if rule.deny == {finding("fraud")} with input as judged("regressed", [])

of(more) := fixture.patched([fixture.put(
	"/models/m/evidence/artefacts/alignment-regression/document/classes",
	[object.union({"class": "c", "outcome": "regressed", "explanation": "e", "compensating_controls": []}, more)],
)])

test_a_class if {
	rule.deny == {finding("class c")} with input as of({"suite": "s"})
	said := object.union(finding("class c"), {"msg": "class c of all suites is regressed and names no compensating control"})
	rule.deny == {said} with input as of({})
	rule.deny == set() with input as of({"same_as": {"suite": "s", "category": "fraud"}})
}

test_unexplained if {
	said := object.union(finding("fraud"), {"msg": "fraud of s is regressed and has no explanation"})
	rule.deny == {said} with input as json.patch(judged("regressed", [{"path": "p.md"}]), [fixture.cut("/models/m/evidence/artefacts/alignment-regression/document/categories/0/explanation")])
	rule.deny == set() with input as json.patch(judged("non-inferior", []), [fixture.cut("/models/m/evidence/artefacts/alignment-regression/document/categories/0/explanation")])
}

grown(loss, before) := json.patch(judged("regressed", [{"path": "p.md"}]), [
	fixture.put("/models/m/evidence/artefacts/alignment-regression/document/categories/0/loss", loss),
	fixture.put("/models/m/evidence/regressed_before", [object.union({"suite": "s", "category": "fraud", "loss": 0.1, "explanation": "e"}, before)]),
])

test_explanation_of_a_smaller_loss if {
	said := object.union(finding("fraud"), {"msg": "fraud of s is regressed and has the explanation of the base commit, where the loss was 0.1"})
	rule.deny == {said} with input as grown(0.2, {})
	rule.deny == set() with input as grown(0.1, {})
	every other in [{"suite": "t"}, {"category": "c"}, {"explanation": "another"}, {"loss": 0.2}, {"loss": null}] {
		rule.deny == set() with input as grown(0.2, other)
	}
}

carried(of_class, row) := regression.classed(
	object.union({"outcome": "regressed", "own": "regressed", "regressed": [{"suite": "acme-suite", "categories": ["fraud"]}]}, of_class),
	[
		fixture.put("/categories", [regression.category(object.union({"outcome": "regressed"}, row))]),
		fixture.put("/classes", [regression.class({"outcome": "regressed"})]),
	],
)

control := {"explanation": "e", "compensating_controls": [{"path": "p.md"}]}

test_a_class_without_the_groups_that_are_answered if {
	rule.deny == set() with input as carried({"rest": {"holds": true}}, control)
	rule.deny == set() with input as carried({"covered": true}, control)
	count(rule.deny) == 2 with input as carried({"rest": {"holds": false}}, control)
	count(rule.deny) == 2 with input as carried({}, control)
	count(rule.deny) == 4 with input as carried({"covered": true}, {})
}
