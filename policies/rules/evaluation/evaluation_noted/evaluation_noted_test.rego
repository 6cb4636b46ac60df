package tunegate.rules.evaluation_noted_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.evaluation_noted as rule
import rego.v1

noted(reading) := json.patch(drifted.drift({}), [fixture.put(
	"/models/m/evidence/artefacts/evaluation-results/document/safety_suites",
	[{"name": "acme-suite", "reading": reading}],
)])

test_in_order if {
	rule.warn == set() with input as fixture.case
	rule.warn == set() with input as noted({})
	rule.warn == set() with input as noted({"notes": []})
}

test_one_is_enough if count(rule.warn) == 1 with input as noted({"notes": ["one"]})

test_noted if {
	rule.warn == {{
		"rule": "evaluation-noted",
		"model": "m",
		"path": "evidence/m/evaluation-results.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "acme-suite: one; two",
	}} with input as noted({"notes": ["one", "two"]})
}

test_left_out_without_a_note if {
	count(rule.warn) == 1 with input as noted({"left_out": ["fraud"], "notes": ["left out, as asked: fraud, of 7 items"]})
	rule.warn == {{
		"rule": "evaluation-noted",
		"model": "m",
		"path": "evidence/m/evaluation-results.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "acme-suite: left out: fraud, weapons",
	}} with input as noted({"left_out": ["fraud", "weapons"]})
	count(rule.warn) == 2 with input as noted({"left_out": ["fraud"], "notes": ["another"]})
}
