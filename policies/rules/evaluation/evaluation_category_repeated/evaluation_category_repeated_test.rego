package tunegate.rules.evaluation_category_repeated_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-category-repeated", msg)

test_in_order if {
	evaluation.found == set() with input as fixture.case
	evaluation.found == set() with input as evaluation.suites("records", [evaluation.category({})])
}

test_a_category_that_stands_there_twice if {
	twice := fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites/0/categories/-", evaluation.category({}))
	evaluation.found == {finding("fraud of acme-suite appears twice")} with input as json.patch(
		evaluation.suites("records", [evaluation.category({})]),
		[twice],
	)
}

test_the_later_entry_is_shown if {
	case := evaluation.suites("records", [evaluation.category({}), evaluation.category({})])
	{row.line | some row in evaluation.found} == {50} with input as json.patch(case, [fixture.put(
		"/models/m/evidence/artefacts/evaluation-results/lines",
		{"/safety_suites/0/categories/0": [40, 40], "/safety_suites/0/categories/1": [50, 50]},
	)])
}

test_two_categories if {
	theft := evaluation.category({"category": "theft"})
	evaluation.found == set() with input as evaluation.suites("counts", [evaluation.category({}), theft])
}
