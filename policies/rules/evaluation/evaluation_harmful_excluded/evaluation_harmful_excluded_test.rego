package tunegate.rules.evaluation_harmful_excluded_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-harmful-excluded", msg)

apart(named) := [fixture.put("/models/m/evidence/drift/suites/0/harmless", [{"category": "fraud-apart", "n": 7, "named": named}])]

settled_as(cls) := array.concat(apart("disallowed-content"), [fixture.put("/settings/alignment_classes", {"fraud-apart": cls})])

test_harmless_by_name if evaluation.found == set() with input as json.patch(evaluation.with_suite({}), apart(null))

test_harmful_prompts_that_are_set_aside if {
	said := {finding("7 outcomes of fraud-apart of acme-suite are set aside as harmless, and it is of the class disallowed-content; where its prompts should be answered, settings.alignment_classes says so")}
	evaluation.found == said with input as json.patch(evaluation.with_suite({}), apart("disallowed-content"))
	evaluation.found == said with input as json.patch(evaluation.with_suite({}), settled_as("disallowed-content"))
	evaluation.found == set() with input as json.patch(evaluation.with_suite({}), settled_as("harmless"))
}
