package tunegate.rules.alignment_class_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.alignment_class_missing as rule
import rego.v1

three := ["disallowed-content", "indirect-harmful", "injected-instructions"]

tested(kind, key, value, excluded) := fixture.patched([
	fixture.put(sprintf("/models/m/evidence/artefacts/%s/document/%s", [kind, key]), value),
	fixture.put(sprintf("/models/m/evidence/artefacts/%s/document/excluded_classes", [kind]), excluded),
])

categories := [{"class": class} | some class in three]

finding(kind) := {
	"rule": "alignment-class-missing",
	"model": "m",
	"path": sprintf("evidence/m/%s.yaml", [kind]),
	"line": 1,
	"end_line": 99,
	"msg": sprintf("the %s has no category of the class internal-disclosure", [kind]),
}

excluded := [{"class": "internal-disclosure", "reason": "r"}]

test_in_order if rule.deny == set() with input as fixture.case

test_missing if {
	rule.deny == {finding("alignment-regression")} with input as tested("alignment-regression", "categories", categories, [])
	suites := [{"categories": [{"class": three[0]}]}, {"categories": [{"class": three[1]}, {"class": three[2]}]}]
	rule.deny == {finding("evaluation-results")} with input as tested("evaluation-results", "safety_suites", suites, [])
}

test_covered_or_excluded if {
	rule.deny == set() with input as tested("alignment-regression", "categories", categories, excluded)
	all := array.concat(categories, [{"class": "internal-disclosure"}])
	rule.deny == set() with input as tested("alignment-regression", "categories", all, [])
}

test_one_class_alone if {
	count(rule.deny) == 3 with input as tested("alignment-regression", "categories", [{"class": three[0]}], [])
}
