package tunegate.rules.regression_threshold_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.regression_fixture_test as regression
import rego.v1

finding(msg) := regression.finding("regression-threshold-mismatch", msg)

test_in_order if {
	regression.found == set() with input as fixture.case
	regression.found == set() with input as regression.analysis([])
}

test_margin_and_alpha_are_those_of_the_settings if {
	regression.found == {finding("the margin is 0.1 here, and 0.05 in the settings")} with input as regression.analysis([fixture.put("/method/margin", 0.1)])
	regression.found == {finding("the alpha is 0.01 here, and 0.05 in the settings")} with input as regression.analysis([fixture.put("/method/alpha", 0.01)])
}
