package tunegate.rules.evaluation_records_shared_test

import data.tunegate.lib.evaluation_fixture_test as evaluation
import data.tunegate.lib.fixture_test as fixture
import rego.v1

finding(msg) := evaluation.finding("evaluation-records-shared", msg)

kept := {"records": {"digest": "sha256:1"}}

second := fixture.put(
	"/models/m/evidence/artefacts/evaluation-results/document/safety_suites/1",
	object.union(kept, {"name": "other", "categories": []}),
)

test_outcomes_of_their_own if {
	evaluation.found == set() with input as evaluation.with_suite(kept)
	evaluation.found == set() with input as json.patch(evaluation.with_suite({"records": {"digest": "sha256:2"}}), [second])
}

test_two_suites_with_the_same_outcomes if {
	evaluation.found == {finding("other and acme-suite name the same outcomes")} with input as json.patch(evaluation.with_suite(kept), [second])
}
