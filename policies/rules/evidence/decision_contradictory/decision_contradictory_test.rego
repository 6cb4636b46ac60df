package tunegate.rules.decision_contradictory_test

import data.tunegate.lib.decision_fixture_test as decided
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.decision_contradictory as rule
import rego.v1

finding(msg) := object.union(decided.finding("decision-contradictory", msg), {"line": 4, "end_line": 4})

test_in_order if {
	rule.deny == set() with input as fixture.case
	every changed in [
		{},
		{"decision": "combination", "knowledge_access_needed": true},
		{"decision": "combination"},
		{"exception": "e"},
	] {
		rule.deny == set() with input as decided.record(changed)
		rule.warn == set() with input as decided.record(changed)
	}
}

cases := [
	[{"decision": "retrieval", "alternatives": []}, "retrieval was decided on, and this is a fine-tune"],
	[{"decision": "in-context-learning", "alternatives": []}, "in-context-learning was decided on, and this is a fine-tune"],
	[
		{"decision": "retrieval", "alternatives": [], "behaviour_change_needed": false},
		"retrieval was decided on, and this is a fine-tune",
	],
	[{"decision": "tool-use"}, "tool-use was decided on, and this is a fine-tune"],
	[
		{"behaviour_change_needed": false, "knowledge_access_needed": true},
		"no other behaviour is needed, and fine-tune was decided on",
	],
	[{"behaviour_change_needed": false}, "no other behaviour is needed, and fine-tune was decided on"],
	[
		{"behaviour_change_needed": false, "knowledge_access_needed": true, "decision": "combination"},
		"no other behaviour is needed, and combination was decided on",
	],
	[
		{"knowledge_access_needed": true},
		"knowledge is needed, and nothing but a fine-tune was decided on, which bakes it in",
	],
	[
		{"alternatives": [{"option": "retrieval"}, {"option": "fine-tune"}]},
		"fine-tune was decided on, and is listed as an alternative that was not",
	],
]

test_each if {
	every row in cases {
		rule.deny == {finding(row[1])} with input as decided.record(row[0])
		rule.warn == set() with input as decided.record(row[0])
	}
}

test_with_a_reason if {
	every row in cases {
		excepted := object.union(row[0], {"exception": "e"})
		rule.deny == set() with input as decided.record(excepted)
		rule.warn == {finding(sprintf("%s: e", [row[1]]))} with input as decided.record(excepted)
	}
}
