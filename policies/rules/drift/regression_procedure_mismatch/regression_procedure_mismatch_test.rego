package tunegate.rules.regression_procedure_mismatch_test

import data.tunegate.lib.drift_fixture_test as drifted
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as regression
import rego.v1

finding(msg) := regression.finding("regression-procedure-mismatch", msg)

test_in_order if {
	regression.found == set() with input as fixture.case
	regression.found == set() with input as regression.analysis([])
}

test_the_procedure_is_that_of_the_numbers if {
	every pair in [["sign-flip-clustered", "mcnemar-holm-tango"], ["fisher-newcombe", "mcnemar-holm-tango"]] {
		msg := sprintf("the procedure is %s here, and %s for these numbers", pair)
		regression.found == {finding(msg)} with input as regression.analysis([fixture.put("/method/procedure", pair[0])])
	}
	clustered := object.union(drifted.row, {"kind": "clustered", "category": "theft"})
	both := json.patch(regression.analysis([fixture.put("/categories/1", regression.category({"category": "theft"}))]), [fixture.put(
		"/models/m/evidence/drift/suites/0/results/1",
		clustered,
	)])
	regression.found == {finding("the procedure is mcnemar-holm-tango here, and sign-flip-clustered for these numbers")} with input as both
	regression.found == set() with input as json.patch(both, [fixture.put(
		"/models/m/evidence/artefacts/alignment-regression/document/method/procedure",
		"sign-flip-clustered",
	)])
	regression.found == set() with input as json.patch(both, [fixture.put("/models/m/evidence/drift/suites/0/results/1/kind", "unpaired")])
}

test_counts_alone if {
	counts := regression.of_counts(regression.analysis([
		fixture.cut("/categories/0/pairs"),
		fixture.put("/method/procedure", "fisher-newcombe"),
	]))
	regression.found == set() with input as counts
	regression.found == {finding("the procedure is mcnemar-holm-tango here, and fisher-newcombe for these numbers")} with input as json.patch(
		counts,
		[fixture.put("/models/m/evidence/artefacts/alignment-regression/document/method/procedure", "mcnemar-holm-tango")],
	)
}
