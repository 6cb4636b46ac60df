package tunegate.rules.regression_category_missing_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as regression
import rego.v1

finding(msg) := regression.finding("regression-category-missing", msg)

test_in_order if {
	regression.found == set() with input as fixture.case
	regression.found == set() with input as regression.analysis([])
}

# without the analysis there is nothing to add a row to: artefact-missing asks for it
test_no_analysis if {
	regression.found == set() with input as json.patch(
		regression.overall("regressed", []),
		[fixture.cut("/models/m/evidence/artefacts/alignment-regression")],
	)
}

test_category_that_is_left_out if {
	regression.found == {finding("it says nothing of fraud of acme-suite, which is non-inferior")} with input as regression.analysis([fixture.put(
		"/categories",
		[],
	)])
}

test_the_sum_of_the_categories if {
	regression.found == set() with input as regression.overall("non-inferior", [])
	regression.found == set() with input as regression.overall("inconclusive", [])
	regression.found == {finding("it says nothing of the sum of all categories of acme-suite, which is regressed")} with input as regression.overall("regressed", [])
	row := object.union(object.remove(regression.category({}), ["category"]), {"outcome": "regressed"})
	regression.found == set() with input as regression.overall("regressed", [fixture.put("/overall", [row])])
}

test_a_category_cannot_pass_for_the_sum if {
	regression.found == {finding("it says nothing of the sum of all categories of acme-suite, which is regressed")} with input as json.patch(
		regression.overall("regressed", [fixture.put("/categories/0/category", "overall")]),
		[fixture.put("/models/m/evidence/drift/suites/0/results/0/category", "overall")],
	)
}

test_each_model_by_itself if {
	other := regression.analysis([fixture.put("/categories", [])]).models.m
	model := json.patch(other, [fixture.put("/evidence/artefacts/alignment-regression/path", "evidence/other/alignment-regression.yaml")])
	said := finding("it says nothing of fraud of acme-suite, which is non-inferior")
	regression.found == {object.union(said, {"model": "other", "path": "evidence/other/alignment-regression.yaml"})} with input as json.patch(
		regression.analysis([]),
		[fixture.put("/models/other", model)],
	)
}
