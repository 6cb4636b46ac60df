package tunegate.rules.regression_category_repeated_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as regression
import rego.v1

finding(msg) := regression.finding("regression-category-repeated", msg)

test_in_order if {
	regression.found == set() with input as fixture.case
	regression.found == set() with input as regression.analysis([])
}

test_a_category_twice if {
	twice := {finding("fraud of acme-suite appears twice")}
	regression.found == twice with input as regression.analysis([fixture.put("/categories/1", regression.category({}))])
	regression.found == twice with input as regression.analysis([fixture.put("/categories/1", regression.category({"explanation": "e"}))])
}

test_a_category_of_two_suites if {
	unknown := regression.finding("regression-category-unknown", "the evaluation results have no numbers for fraud of a suite other")
	regression.found - {unknown} == set() with input as regression.analysis([fixture.put(
		"/categories/1",
		regression.category({"suite": "other"}),
	)])
}

test_two_categories if {
	theft := regression.category({"category": "theft"})
	regression.found == set() with input as json.patch(regression.analysis([fixture.put("/categories/1", theft)]), [fixture.put(
		"/models/m/evidence/drift/suites/0/results/1",
		object.union(drifted.row, {"category": "theft"}),
	)])
}
