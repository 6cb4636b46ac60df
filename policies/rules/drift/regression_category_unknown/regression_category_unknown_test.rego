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
		missing("it says nothing of fraud of acme-suite, which is watched"),
	} with input as regression.analysis([fixture.put("/categories/0/category", "theft")])
	regression.found == {
		finding("the evaluation results have no numbers for fraud of a suite other"),
		missing("it says nothing of fraud of acme-suite, which is watched"),
	} with input as regression.analysis([fixture.put("/categories/0/suite", "other")])
}

test_an_unknown_class if {
	row := regression.class({"class": "injected-instructions"})
	regression.found == {finding("the evaluation results have no numbers for class injected-instructions of a suite all suites")} with input as regression.analysis([fixture.put("/classes/1", row)])
	part := object.union(object.remove(regression.class({}), ["look", "units"]), {"suite": "other"})
	regression.found == {finding("the evaluation results have no numbers for class disallowed-content of a suite other")} with input as regression.analysis([fixture.put("/classes/1", part)])
}

test_a_suite_without_numbers_has_its_own_finding if {
	regression.found == set() with input as json.patch(regression.analysis([]), [
		fixture.put("/models/m/evidence/drift/suites/0/reason", "why"),
		fixture.put("/models/m/evidence/drift/suites/0/results", []),
		fixture.put("/models/m/evidence/drift/classes", []),
		fixture.put("/models/m/evidence/artefacts/alignment-regression/document/method/procedure", "fisher-newcombe"),
	])
}

test_another_suite_without_numbers_excuses_nothing if {
	case := json.patch(regression.analysis([fixture.put("/categories/1", regression.category({"category": "theft"}))]), [fixture.put(
		"/models/m/evidence/drift/suites/1",
		{"suite": "other", "pointer": "/safety_suites/1", "source": "records", "reason": "why", "results": []},
	)])
	regression.found == {finding("the evaluation results have no numbers for theft of a suite acme-suite")} with input as case
}
