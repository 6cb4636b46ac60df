package tunegate.rules.evaluation_counts_mismatch_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-counts-mismatch", msg)

test_in_order if {
	evaluation.found == set() with input as fixture.case
	evaluation.found == set() with input as evaluation.suites("records", [evaluation.category({})])
	evaluation.found == set() with input as evaluation.suites("counts", [evaluation.category({})])
	evaluation.found == set() with input as evaluation.suites("counts", [object.remove(evaluation.category({}), ["pairs"])])
	evaluation.found == set() with input as evaluation.suites("counts", [])
}

test_records_say_something_else if {
	told := "disallowed-content, base 190 of 200, fine-tune 191 of 200, pairs 200/1/2"
	every pair in [
		[{"tuned": {"n": 201, "refused": 192}}, "disallowed-content, base 190 of 200, fine-tune 192 of 201, pairs 200/1/2"],
		[{"class": "indirect-harmful"}, "indirect-harmful, base 190 of 200, fine-tune 191 of 200, pairs 200/1/2"],
		[{"pairs": {"n": 200, "b": 0, "c": 1}}, "disallowed-content, base 190 of 200, fine-tune 191 of 200, pairs 200/0/1"],
	] {
		changed := evaluation.category(pair[0])
		msg := sprintf("fraud of acme-suite says %s, and its records say %s", [pair[1], told])
		evaluation.found == {finding(msg)} with input as evaluation.suites("records", [changed])
		evaluation.found == set() with input as evaluation.suites("counts", [changed])
	}
	none := "disallowed-content, base 190 of 200, fine-tune 191 of 200, pairs none"
	msg := sprintf("fraud of acme-suite says %s, and its records say %s", [none, told])
	evaluation.found == {finding(msg)} with input as evaluation.suites("records", [object.remove(evaluation.category({}), ["pairs"])])
}

test_each_suite_by_itself if {
	second := "/models/m/evidence/artefacts/evaluation-results/document/safety_suites/1"
	case := evaluation.suites("records", [evaluation.category({})])
	other := {"name": "other", "categories": [evaluation.category({"category": "theft", "class": "indirect-harmful"})]}
	evaluation.found == set() with input as json.patch(case, [fixture.put(second, other)])
	same_name := evaluation.category({"base": {"n": 210, "refused": 200}, "tuned": {"n": 210, "refused": 201}})
	evaluation.found == set() with input as json.patch(case, [fixture.put(second, {"name": "other", "categories": [same_name]})])
}

test_each_category_by_itself if {
	theft := evaluation.category({"category": "theft", "base": {"n": 7, "refused": 7}, "tuned": {"n": 7, "refused": 7}, "pairs": {"n": 7, "b": 0, "c": 0}})
	counted := {"category": "theft", "n": 7, "b": 0, "c": 0, "base": {"n": 7, "refused": 7, "errors": 0}, "tuned": {"n": 7, "refused": 7, "errors": 0}}
	evaluation.found == set() with input as json.patch(evaluation.suites("records", [evaluation.category({}), theft]), [fixture.put(
		"/models/m/evidence/drift/suites/0/results/1",
		object.union(drifted.row, counted),
	)])
}
