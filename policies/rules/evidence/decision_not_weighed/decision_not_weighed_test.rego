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

needs(decision, behaviour, knowledge, options) := json.patch(decided(decision, options), [
	fixture.put("/models/m/evidence/artefacts/decision-record/document/behaviour_change_needed", behaviour),
	fixture.put("/models/m/evidence/artefacts/decision-record/document/knowledge_access_needed", knowledge),
])

unweighed(option) := {
	"rule": "decision-not-weighed",
	"model": "m",
	"path": "evidence/m/decision-record.yaml",
	"line": 1,
	"end_line": 1,
	"msg": sprintf("the decision record does not weigh %s", [option]),
}

test_by_the_need if {
	rule.deny == {unweighed("in-context-learning")} with input as needs("combination", true, false, ["retrieval"])
	rule.deny == set() with input as needs("combination", true, true, ["in-context-learning"])
	rule.deny == {unweighed("tool-use")} with input as needs("fine-tune", false, true, ["retrieval"])
	rule.deny == set() with input as needs("tool-use", false, true, ["retrieval"])
	rule.deny == set() with input as needs("fine-tune", false, false, ["retrieval"])
	rule.deny == set() with input as needs("in-context-learning", true, false, ["retrieval"])
}

older(revised) := json.patch(needs("combination", true, false, []), [
	fixture.put("/models/m/evidence/older_form", true),
	fixture.put("/models/m/evidence/artefacts/decision-record/revised", revised),
])

test_of_an_older_form if {
	rule.deny == set() with input as older(false)
	rule.deny == {unweighed("in-context-learning")} with input as older(true)
}
