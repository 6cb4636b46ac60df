package tunegate.rules.regression_category_missing_test

import data.tunegate.lib.drift_fixture_test as drifted
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
		regression.classed({"outcome": "regressed"}, []),
		[fixture.cut("/models/m/evidence/artefacts/alignment-regression")],
	)
}

test_category_that_is_left_out if {
	regression.found == {finding("it says nothing of fraud of acme-suite, which is watched")} with input as regression.analysis([fixture.put(
		"/categories",
		[],
	)])
}

test_a_class_that_is_left_out if {
	said := {finding("it says nothing of the class disallowed-content, which is non-inferior")}
	regression.found == said with input as regression.analysis([fixture.put("/classes", [])])
	regression.found == said with input as regression.analysis([fixture.cut("/classes")])
}

part := object.union(object.remove(drifted.class, ["look", "own"]), {"suite": "acme-suite", "same_as": null})

parted(outcome, rows) := json.patch(regression.analysis([fixture.put("/classes", rows)]), [fixture.put(
	"/models/m/evidence/drift/parts",
	[object.union(part, {"outcome": outcome})],
)])

test_a_suite_in_a_class if {
	own := regression.class({})
	regression.found == set() with input as parted("watched", [own])
	regression.found == {finding("it says nothing of disallowed-content in acme-suite, which is regressed")} with input as parted("regressed", [own])
	regression.found == set() with input as parted("regressed", [own, object.union(object.remove(own, ["look", "units"]), {"suite": "acme-suite", "outcome": "regressed"})])
}

# nothing is asked anew of an analysis by an earlier procedure, but what has to be answered
patched(changed) := json.patch(regression.former([]), [fixture.put("/models/m/evidence/drift/classes", [object.union(drifted.class, changed)])])

test_an_earlier_form if {
	regression.found == set() with input as regression.former([])
	regressed := {"outcome": "regressed", "own": "regressed"}
	regression.found == {finding("it says nothing of the class disallowed-content, which is regressed")} with input as patched(regressed)
	regression.found == set() with input as patched(object.union(regressed, {"same_as": {"suite": "acme-suite", "category": "fraud"}}))
}

test_each_model_by_itself if {
	other := regression.analysis([fixture.put("/categories", [])]).models.m
	model := json.patch(other, [fixture.put("/evidence/artefacts/alignment-regression/path", "evidence/other/alignment-regression.yaml")])
	said := finding("it says nothing of fraud of acme-suite, which is watched")
	regression.found == {object.union(said, {"model": "other", "path": "evidence/other/alignment-regression.yaml"})} with input as json.patch(
		regression.analysis([]),
		[fixture.put("/models/other", model)],
	)
}
