package tunegate.rules.regression_category_unknown_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as regression
import rego.v1

finding(msg) := regression.finding("regression-category-unknown", msg)

test_in_order if {
	regression.found == set() with input as fixture.case
	regression.found == set() with input as regression.analysis([])
}

missing(msg) := regression.finding("regression-category-missing", msg)

test_unknown_category if {
	regression.found == {
		finding("the evaluation results have no numbers for theft of a suite acme-suite"),
		missing("it says nothing of fraud of acme-suite, which is non-inferior"),
	} with input as regression.analysis([fixture.put("/categories/0/category", "theft")])
	regression.found == {
		finding("the evaluation results have no numbers for fraud of a suite other"),
		missing("it says nothing of fraud of acme-suite, which is non-inferior"),
	} with input as regression.analysis([fixture.put("/categories/0/suite", "other")])
}

test_all_suites_are_asked_for_by_another_rule if {
	row := object.remove(regression.category({"suite": "all suites"}), ["category"])
	regression.found == set() with input as regression.analysis([fixture.put("/overall", [row])])
}

test_a_suite_without_numbers_has_its_own_finding if {
	regression.found == set() with input as json.patch(regression.analysis([]), [
		fixture.put("/models/m/evidence/drift/suites/0/reason", "why"),
		fixture.put("/models/m/evidence/drift/suites/0/results", []),
		fixture.put("/models/m/evidence/artefacts/alignment-regression/document/method/procedure", "fisher-newcombe"),
	])
}

test_another_suite_without_numbers_excuses_nothing if {
	case := json.patch(regression.analysis([fixture.put("/categories/1", regression.category({"category": "theft"}))]), [fixture.put(
		"/models/m/evidence/drift/suites/1",
		{"suite": "other", "pointer": "/safety_suites/1", "source": "records", "reason": "why", "results": [], "overall": []},
	)])
	regression.found == {finding("the evaluation results have no numbers for theft of a suite acme-suite")} with input as case
}
