package tunegate.rules.evaluation_class_mismatch_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-class-mismatch", msg)

set_to(cls) := fixture.put("/settings/alignment_classes", {"fraud": cls})

test_in_order if {
	evaluation.found == set() with input as evaluation.with_suite({})
	evaluation.found == set() with input as json.patch(evaluation.with_suite({}), [set_to("disallowed-content")])
}

test_class_of_the_settings if {
	evaluation.found == {finding("fraud of acme-suite is of the class disallowed-content here, and of indirect-harmful in the settings")} with input as json.patch(
		evaluation.with_suite({}),
		[set_to("indirect-harmful")],
	)
}
