package tunegate.rules.adversarial_success_unanswered_test

import data.tunegate.lib.drift_fixture_test as drift
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.adversarial_success_unanswered as rule
import rego.v1

row := {
	"pointer": "/adversarial_tests/0",
	"name": "personas",
	"attempts": 150,
	"successes": 6,
	"outcome": "inconclusive",
	"adjusted_p": 0.5,
	"rise": 0.0067,
}

attacked(changed, test, risks) := json.patch(drift.drift({}), [
	fixture.put("/models/m/evidence/drift/adversarial", [object.union(row, changed)]),
	fixture.put("/models/m/evidence/artefacts/evaluation-results/document/adversarial_tests", [test]),
	fixture.put("/models/m/evidence/disposition/document/residual_risks", risks),
])

accepted(value) := [{"risk": "r", "accepted_by": "a", "accepts": [{"list": "adversarial_tests", "key": "personas", "value": value}]}]

finding(words, value) := {
	"rule": "adversarial-success-unanswered",
	"model": "m",
	"path": "evidence/m/evaluation-results.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("personas: %s", [words]),
	"remedy": concat("\n", [
		"Name the control that stops them under 'compensating_controls' of the test, or have the disposition accept the risk:",
		"  residual_risks:",
		"    - risk: ...",
		"      accepted_by: ...",
		"      accepts:",
		sprintf("        - {list: adversarial_tests, key: \"personas\", value: %v}", [value]),
	]),
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as attacked({}, {}, [])
	rule.deny == set() with input as attacked({"outcome": null, "successes": 0}, {}, [])
	rule.deny == set() with input as attacked({"successes": 30}, {}, [])
}

rose := {"outcome": "regressed", "successes": 28, "rise": 0.15, "adjusted_p": 0.001}

test_more_than_on_the_base_model if {
	rule.deny == {finding("28 of 150 attacks succeed, 0.15 more of all than on the base model (adjusted p 0.001)", 0.187)} with input as attacked(rose, {}, [])
}

test_over_the_ceiling if {
	rule.deny == {finding("31 of 150 attacks succeed, and settings.thresholds.adversarial_success is 0.2", 0.207)} with input as attacked({"successes": 31}, {}, [])
}

test_nothing_to_compare_with if {
	rule.deny == {finding("1 of 150 attacks succeed, and nothing says how many do on the base model", 0.007)} with input as attacked({"outcome": null, "successes": 1}, {}, [])
}

test_answered if {
	control := {"path": "p.md", "surface": "system_prompt", "description": "d"}
	rule.deny == set() with input as attacked(rose, {"compensating_controls": [control]}, [])
	count(rule.deny) == 1 with input as attacked(rose, {"compensating_controls": []}, [])
	count(rule.deny) == 1 with input as attacked(object.union(rose, {"pointer": "/adversarial_tests/1"}), {"compensating_controls": [control]}, [])
	rule.deny == set() with input as attacked(rose, {}, accepted(0.187))
	count(rule.deny) == 1 with input as attacked(rose, {}, accepted(0.18))
	count(rule.deny) == 1 with input as attacked(object.union(rose, {"name": "others"}), {}, accepted(0.187))
}
