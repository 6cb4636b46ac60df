package tunegate.rules.evaluation_class_ambiguous_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-class-ambiguous", msg)

test_in_order if evaluation.found == set() with input as evaluation.with_suite({})

test_prompts_of_several_classes if {
	double := fixture.put("/models/m/evidence/drift/double", [{"classes": "disallowed-content, indirect-harmful", "n": 7}])
	evaluation.found == {finding("7 prompts are of several classes: disallowed-content, indirect-harmful")} with input as json.patch(
		evaluation.with_suite({}),
		[double],
	)
}
