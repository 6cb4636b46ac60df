package tunegate.rules.decision_not_weighed_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.decision_not_weighed as rule
import rego.v1

decided(decision, options) := fixture.patched([
	fixture.put("/models/m/evidence/artefacts/decision-record/document/decision", decision),
	fixture.put("/models/m/evidence/artefacts/decision-record/document/alternatives", [{"option": option} | some option in options]),
])

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as decided("fine-tune", ["tool-use", "retrieval"])
	rule.deny == set() with input as decided("combination", ["tool-use"])
	rule.deny == set() with input as decided("retrieval", [])
}

test_not_weighed if {
	rule.deny == {{
		"rule": "decision-not-weighed",
		"model": "m",
		"path": "evidence/m/decision-record.yaml",
		"line": 1,
		"end_line": 1,
		"msg": "the decision record does not weigh retrieval",
	}} with input as decided("fine-tune", ["tool-use"])
}
