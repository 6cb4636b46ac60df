package tunegate.rules.regression_procedure_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as regression
import rego.v1

finding(msg) := regression.finding("regression-procedure-mismatch", msg)

test_in_order if {
	regression.found == set() with input as fixture.case
	regression.found == set() with input as regression.analysis([])
}

test_the_procedure_is_that_of_the_numbers if {
	every other in ["mcnemar-holm-tango", "sign-flip-clustered", "fisher-newcombe"] {
		msg := sprintf("the procedure is %s here, and sign-flip-holm-gaffke for these numbers", [other])
		finding(msg) in regression.found with input as regression.analysis([fixture.put("/method/procedure", other)])
	}
	regression.found == set() with input as json.patch(regression.analysis([]), [fixture.put("/models/m/evidence/drift/suites/0/results/0/kind", "clustered")])
}

test_counts_alone if {
	counts := regression.of_counts(regression.analysis([
		fixture.cut("/categories/0/pairs"),
		fixture.put("/method/procedure", "fisher-newcombe"),
	]))
	regression.found == set() with input as counts
	regression.found == {finding("the procedure is sign-flip-holm-gaffke here, and fisher-newcombe for these numbers")} with input as json.patch(
		counts,
		[fixture.put("/models/m/evidence/artefacts/alignment-regression/document/method/procedure", "sign-flip-holm-gaffke")],
	)
}

test_an_earlier_form if {
	regression.found == set() with input as regression.former([])
	written := json.patch(regression.former([]), [fixture.put("/models/m/evidence/artefacts/alignment-regression/revised", true)])
	finding("the procedure is mcnemar-holm-tango here, and sign-flip-holm-gaffke for these numbers") in regression.found with input as written
}
