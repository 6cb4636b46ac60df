package tunegate.rules.decision_security_unanswered_test

import data.tunegate.lib.decision_fixture_test as decided
import data.tunegate.rules.decision_security_unanswered as rule
import rego.v1

finding(gap) := decided.finding("decision-security-unanswered", sprintf("the decision record does not say %s", [gap]))

test_in_order if rule.deny == set() with input as decided.record({})

test_each if {
	every path, gap in {
		"/security/per_request_control": "how access is controlled for each request",
		"/security/audit_trail": "what shows later which content an answer rests on",
		"/security/update_and_deletion": "how content is updated and deleted",
		"/lifecycle/reassessments_per_year": "how often the fine-tune is reviewed again",
	} {
		rule.deny == {finding(gap)} with input as json.patch(decided.record({}), [decided.cut(path)])
	}
	count(rule.deny) == 4 with input as json.patch(decided.record({}), [decided.cut("/security"), decided.cut("/lifecycle")])
	rule.deny == set() with input as json.patch(decided.record({}), [decided.put("/lifecycle/reassessments_per_year", 0)])
}

test_of_an_older_form if {
	rule.deny == set() with input as json.patch(decided.record({}), array.concat([decided.cut("/lifecycle")], decided.older(false)))
	count(rule.deny) == 1 with input as json.patch(decided.record({}), array.concat([decided.cut("/lifecycle")], decided.older(true)))
}
