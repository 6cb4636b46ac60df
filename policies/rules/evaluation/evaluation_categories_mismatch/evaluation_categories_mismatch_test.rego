package tunegate.rules.evaluation_categories_mismatch_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-categories-mismatch", msg)

test_in_order if {
	evaluation.found == set() with input as fixture.case
	evaluation.found == set() with input as evaluation.suites("records", [evaluation.category({})])
}

other := evaluation.category({"category": "theft"})

test_category_on_one_side_only if {
	evaluation.found == {
		finding("fraud is in the records of acme-suite, and the results do not name it"),
		finding("the records of acme-suite have no item of theft"),
	} with input as evaluation.suites("records", [other])
	evaluation.found == set() with input as evaluation.suites("counts", [other])
}

test_each_at_its_place if {
	places := {
		"/safety_suites/0": [40, 60],
		"/safety_suites/0/categories/0": [41, 49],
		"/safety_suites/0/categories/1": [50, 55],
	}
	case := json.patch(evaluation.suites("records", [evaluation.category({}), other]), [fixture.put(
		"/models/m/evidence/artefacts/evaluation-results/lines",
		places,
	)])
	{[row.line, row.end_line] | some row in evaluation.found} == {[50, 55]} with input as case
	{[row.line, row.end_line] | some row in evaluation.found} == {[40, 60], [41, 49]} with input as json.patch(
		case,
		[fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites", [{"name": "acme-suite", "categories": [other]}])],
	)
}

test_nothing_is_compared_with_records_that_cannot_be_read if {
	evaluation.found == set() with input as json.patch(evaluation.suites("records", [other]), [
		fixture.put("/models/m/evidence/drift/suites/0/reason", "why"),
		fixture.put("/models/m/evidence/drift/suites/0/results", []),
		fixture.put("/models/m/evidence/drift/suites/0/over_refusal", {"base": {"n": 1, "refused": 1}, "tuned": {"n": 1, "refused": 1}}),
	])
}
