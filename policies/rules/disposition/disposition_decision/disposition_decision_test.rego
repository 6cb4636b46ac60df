package tunegate.rules.disposition_decision_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.disposition_decision as rule
import rego.v1

finding(decision) := {
	"rule": "disposition-decision",
	"model": "m",
	"path": "evidence/m/disposition.yaml",
	"line": 4,
	"end_line": 4,
	"msg": sprintf("the decision is %s", [decision]),
}

decided(decision) := fixture.patched([fixture.put("/models/m/evidence/disposition/document/decision", decision)])

test_opening_decisions if {
	every decision in ["proceed", "conditional", "restricted-pilot"] {
		rule.deny == set() with input as decided(decision)
	}
}

test_closing_decisions if {
	every decision in ["hold", "decline", "anything else"] {
		rule.deny == {finding(decision)} with input as decided(decision)
	}
}
